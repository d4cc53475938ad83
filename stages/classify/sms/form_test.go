package sms

import (
	"math/rand/v2"
	"testing"
)

func TestFormOfShortWordsIsThatOfAny(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const letters = "xXaAzZoO/R"
	for range 20000 {
		word := make([]byte, 1+random.IntN(8))
		for i := range word {
			word[i] = letters[random.IntN(1+random.IntN(len(letters)))]
		}
		if !isLatin(word[0]) {
			continue
		}
		if short, any := formOfEight(upToEight(string(word)), uint64(word[0])), formOf(string(word)); short != any {
			t.Fatalf("%q: %08b, of any length %08b", word, short, any)
		}
	}
}
