package sms

import "math/bits"

// Eight bytes of a text at once, in one number, the first byte lowest: where a word ends, its key and how it is written cost one look
// instead of eight, and no branch that is guessed wrong at each word's end.

const (
	ones         = 0x0101010101010101
	tops         = 0x80 * ones // the highest bit of each byte
	smallLetters = 0x20 * ones // makes small letters of eight
)

// eight reads the first eight bytes of s.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// upToEight reads all of s, which has no more.
func upToEight(s string) (all uint64) {
	for i := len(s) - 1; i >= 0; i-- {
		all = all<<8 | uint64(s[i])
	}
	return all
}

// eightAt reads eight bytes from place i of text; behind its end stand zeros.
func eightAt(text string, i int) uint64 {
	if i+8 <= len(text) {
		return eight(text[i:])
	}
	return upToEight(text[i:])
}

// latinOf marks the Latin letters of eight bytes: the highest bit of each.
func latinOf(b uint64) uint64 {
	small := (b | smallLetters) &^ tops
	return (small + (0x80-'a')*ones) &^ (small + (0x7F-'z')*ones) &^ b & tops
}

// capitalsOf marks the capitals among the letters that latinOf marked.
func capitalsOf(b, letters uint64) uint64 { return letters &^ (b & smallLetters << 2) }

// run is how many of eight bytes are marked, from the first on without a gap.
func run(marked uint64) int { return bits.TrailingZeros64(^marked&tops) >> 3 }

// upTo keeps the first n of eight bytes, at least one.
func upTo(n int, b uint64) uint64 { return b & (^uint64(0) >> (-8 * n & 63)) }

// digitsOf marks the ASCII digits of eight bytes.
func digitsOf(b uint64) uint64 {
	value := b ^ '0'*ones
	return ^((value&^tops + (0x7F-9)*ones) | value) & tops
}

// valueOf is the number that the first n of eight bytes write, one to four digits: tens and units first, then hundreds.
func valueOf(b uint64, n int) int {
	v := uint32((b & (0x0F * ones)) << (-8 * n & 63) >> 32)
	v = (v * (10<<8 | 1)) >> 8 & 0x00FF00FF
	return int(v * (100<<16 | 1) >> 16)
}

// plainEight says whether each of eight bytes is ASCII and no control character.
func plainEight(b uint64) bool {
	return (b|(b-0x20*ones))&tops == 0
}
