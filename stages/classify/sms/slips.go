package sms

import "fmt"

// careful are the hints whose words are known with a slip too: what moved, where it is, and what is left.
const careful = cueDebit | cueCredit | cueDebitWeak | cueCreditWeak | cueDone | cueBalance | cueLimit | cueAccount | cueReference

// minSlipped is how long a word must be to be known by what a slip makes of it: shorter ones become others.
const minSlipped = 7

// respell makes another writing of a word that word.
func (v *vocabulary) respell(word, writing string) error {
	id := v.id(word)
	switch {
	case id == 0:
		return fmt.Errorf("%q is a word of no other file", word)
	case v.id(writing) != 0:
		return fmt.Errorf("%q is a word already", writing)
	}
	v.table.alias(latinKey(writing, 0, len(writing)), id)
	return nil
}

// misspell makes what one slip makes of a long word that word: two letters that changed places, one left out, one written twice. What is a word
// already stays what it is.
func (v *vocabulary) misspell() {
	for _, word := range v.careful {
		if len(word) < minSlipped {
			continue
		}
		for i := 1; i < len(word); i++ {
			for _, slip := range [...]string{
				word[:i-1] + word[i:i+1] + word[i-1:i] + word[i+1:],
				word[:i] + word[i+1:],
				word[:i] + word[i:i+1] + word[i:],
			} {
				if v.id(slip) == 0 {
					v.table.alias(latinKey(slip, 0, len(slip)), v.id(word))
				}
			}
		}
	}
}
