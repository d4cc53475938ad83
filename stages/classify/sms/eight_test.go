package sms

import (
	"math/rand"
	"strings"
	"testing"
)

func TestEightBytesAtOnceAreWhatEachByteIs(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for range 20000 {
		text := make([]byte, 1+random.Intn(12))
		for i := range text {
			if text[i] = "aZ9 [@`{/:'Ã"[random.Intn(12)]; random.Intn(4) == 0 {
				text[i] = byte(random.Intn(256))
			}
		}
		b := eightAt(string(text), 0)
		capitals := capitalsOf(b, latinOf(b))
		for i := range 8 {
			c := byte(0)
			if i < len(text) {
				c = text[i]
			}
			marked := func(of uint64) bool { return of>>(8*i)&0xFF == 0x80 }
			if marked(latinOf(b)) != isLatin(c) || marked(capitals) != isUpper(c) || marked(digitsOf(b)) != isDigit(c) {
				t.Fatalf("%q: byte %d is read as another kind", text, i)
			}
		}
		letters := 0
		for letters < min(8, len(text)) && isLatin(text[letters]) {
			letters++
		}
		if got := run(latinOf(b)); got != letters {
			t.Fatalf("%q: %d letters, want %d", text, got, letters)
		}
	}
	for text, want := range map[string]int{"7": 7, "07rs": 7, "42 ": 42, "185": 185, "2025-10": 2025, "9999": 9999} {
		b := eightAt(text, 0)
		if got := valueOf(b, run(digitsOf(b))); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestClassesHoldWhatTheirTokensAre(t *testing.T) {
	engine := newEngine(t)
	texts := []string{strings.Repeat("ab ", 63) + "XX1234 Ref: 9876543210", strings.Repeat("x", 61) + strings.Repeat("-a1", 40) + ":b", strings.Repeat("1 ", 200)}
	for _, m := range goldenMessages(t) {
		texts = append(texts, m.Text)
	}
	for _, text := range texts {
		text, _ = normalize(text)
		tokens := engine.know.words.tokenize(text, nil)
		var c classes
		c.sort(tokens)
		has := func(set tokenSet, i int) bool { return set.next(i) == i }
		for i := range tokens {
			isCode := tokens[i].kind == word && i > 0 && tokens[i-1].char == ':'
			for j := i; j < len(tokens) && (j == i || tokens[j].glued); j++ {
				isCode = isCode || (tokens[i].kind == word || tokens[i].kind == number) && tokens[j].kind == number
			}
			if has(c.numbers, i) != (tokens[i].kind == number) || has(c.words, i) != (tokens[i].kind == word) || has(c.spaced, i) == tokens[i].glued || has(c.coded, i) != isCode {
				t.Errorf("%q: token %d is in the wrong classes", text, i)
			}
		}
	}
}
