package sms

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// A class is what a token may be the beginning of, one bit each.
type class uint8

const (
	aDigit  class = 1 << iota // a number
	aLetter                   // a word
	aMask                     // may begin an account number: three digits, an X, a star
	aStop                     // may end a sentence
	aJoint                    // may join an address, or a masked number
	aColon
	spaced // a space or a line's end stands before it
)

// classOf is the class of a token by its first byte.
var classOf = func() (of [256]class) {
	for c := range of {
		switch c := byte(c); {
		case isDigit(c):
			of[c] = aDigit
		case c|0x20 == 'x':
			of[c] = aLetter | aMask
		case isLatin(c), c >= utf8.RuneSelf:
			of[c] = aLetter
		}
	}
	for _, sign := range []struct {
		signs string
		class class
	}{{"*#", aMask}, {".!?;\n", aStop}, {"@/_-", aJoint}, {":", aColon}} {
		for _, c := range []byte(sign.signs) {
			of[c] |= sign.class
		}
	}
	return of
}()

// A tokenSet is a set of tokens, a bit each. What begins at few tokens goes from one to the next of its set: to ask each token whether it is
// one costs more than all the rest, for no processor guesses the answers.
type tokenSet []uint64

// next is the first token of the set at or behind token i; past the last token when there is none.
func (p tokenSet) next(i int) int {
	for w := i >> 6; w < len(p); w++ {
		if rest := p[w] >> (i & 63); rest != 0 {
			return i + bits.TrailingZeros64(rest)
		}
		i = (w + 1) << 6
	}
	return i
}

// sized is the set, emptied, with room for so many tokens.
func (p tokenSet) sized(tokens int) tokenSet {
	size := tokens>>6 + 1
	p = slices.Grow(p[:0], size)[:size]
	clear(p)
	return p
}

func (p tokenSet) has(i int32) bool { return p[i>>6]&(1<<(i&63)) != 0 }

func (p tokenSet) add(i int32)    { p[i>>6] |= 1 << (i & 63) }
func (p tokenSet) remove(i int32) { p[i>>6] &^= 1 << (i & 63) }

// classes are the tokens of a text by class; numbers, masks and coded lose those that a candidate takes.
type classes struct {
	numbers, words, masks, breaks, joints, colons, spaced tokenSet
	// coded are words and numbers that a number is glued to, or that stand behind a colon; dated where dates may begin.
	coded, dated tokenSet
	bytes        []byte // the class of each token
}

// sort finds the classes of all tokens, eight at a time.
func (c *classes) sort(tokens []token) {
	size := len(tokens)>>6 + 1
	for _, set := range [...]*tokenSet{&c.numbers, &c.words, &c.masks, &c.breaks, &c.joints, &c.colons, &c.spaced, &c.coded} {
		if *set = (*set)[:min(size, cap(*set))]; len(*set) < size {
			*set = make(tokenSet, size)
		}
	}
	c.bytes = slices.Grow(c.bytes[:0], 64*size)[:64*size]
	for i := range tokens {
		c.bytes[i] = byte(tokens[i].class)
	}
	clear(c.bytes[len(tokens):])
	for w := range size {
		var numbers, words, masks, breaks, joints, colons, spaced uint64
		for at := 0; at < 64 && 64*w+at < len(tokens); at += 8 {
			eight := binary.LittleEndian.Uint64(c.bytes[64*w+at:])
			numbers |= lowestBits(eight) << at
			words |= lowestBits(eight>>1) << at
			masks |= lowestBits(eight>>2) << at
			breaks |= lowestBits(eight>>3) << at
			joints |= lowestBits(eight>>4) << at
			colons |= lowestBits(eight>>5) << at
			spaced |= lowestBits(eight>>6) << at
		}
		c.numbers[w], c.words[w], c.masks[w], c.breaks[w], c.joints[w], c.colons[w], c.spaced[w] = numbers, words, masks, breaks, joints, colons, spaced
	}
	number := uint64(0) // the first token of the next 64 is glued, and a number is glued to it
	sign := uint64(0)   // it is a sign, and glued
	for w := len(c.coded) - 1; w >= 0; w-- {
		glued, codes := ^c.spaced[w], c.numbers[w]|number<<63
		for n := 1; n < 64; n *= 2 { // from each number back to where its run begins
			codes |= codes & glued >> n
			glued &= glued << n
		}
		number = codes &^ c.spaced[w] & 1
		behind := c.colons[w] << 1
		if w > 0 {
			behind |= c.colons[w-1] >> 63
		}
		c.coded[w] = (codes | behind) & (c.numbers[w] | c.words[w])
		// A full stop and a short number begin an account only before a sign of a mask that is glued to them.
		signs := (c.masks[w]&^c.numbers[w] | c.breaks[w] | c.joints[w]) &^ c.spaced[w]
		c.masks[w] |= (signs>>1 | sign<<63) & (c.numbers[w] | c.breaks[w])
		sign = signs & 1
	}
}

// lowestBits brings the lowest bits of eight bytes together: the product moves each to its place in the highest byte.
func lowestBits(b uint64) uint64 { return b & ones * 0x0102040810204080 >> 56 }
