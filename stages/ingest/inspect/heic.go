package inspect

import (
	"encoding/binary"
	"slices"
)

// maxBoxes bounds how many boxes of a HEIC file are looked at: a phone's photo of 48 tiles has under 200.
const maxBoxes = 10_000

// heicBrands are the brands of files whose pictures are HEVC. AVIF has the same container and another codec.
var heicBrands = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"}

// isHEIC reads the brands in the first box. mif1 alone only says "some picture in this container".
func isHEIC(data []byte) bool {
	if len(data) < 16 || string(data[4:8]) != "ftyp" {
		return false
	}
	length := min(int(min(binary.BigEndian.Uint32(data), 1024)), len(data))
	var brands []string
	for at := 8; at+4 <= length; at += 4 {
		if at != 12 { // the minor version stands between the major brand and the others
			brands = append(brands, string(data[at:at+4]))
		}
	}
	if slices.ContainsFunc(brands, func(b string) bool { return slices.Contains(heicBrands, b) }) {
		return true
	}
	return slices.Contains(brands, "mif1") && !slices.Contains(brands, "avif")
}

// heicSize returns the largest of the sizes that the file's items have: the whole picture, not a tile of it.
func heicSize(data []byte) ([]size, *Refused) {
	var largest size
	boxes := 0
	var walk func(data []byte, depth int)
	walk = func(data []byte, depth int) {
		for len(data) >= 8 && boxes < maxBoxes {
			boxes++
			kind, body, rest, ok := box(data)
			if !ok {
				return
			}
			switch kind {
			case "meta": // a version and flags stand before its boxes
				if len(body) >= 4 && depth == 0 {
					walk(body[4:], 1)
				}
			case "iprp", "ipco":
				if depth > 0 && depth < 3 {
					walk(body, depth+1)
				}
			case "ispe":
				if depth == 3 && len(body) >= 12 {
					s := size{int64(binary.BigEndian.Uint32(body[4:])), int64(binary.BigEndian.Uint32(body[8:]))}
					if uint64(s.width)*uint64(s.height) >= uint64(largest.width)*uint64(largest.height) {
						largest = s
					}
				}
			}
			data = rest
		}
	}
	walk(data, 0)
	if largest == (size{}) {
		return nil, corrupt("the HEIC does not say how large its picture is")
	}
	return []size{largest}, nil
}

// box splits off the first box: four bytes of length, four of kind, and eight more of length where four are too few.
func box(data []byte) (kind string, body, rest []byte, ok bool) {
	length, header := uint64(binary.BigEndian.Uint32(data)), uint64(8)
	switch {
	case length == 0: // to the end of the file
		length = uint64(len(data))
	case length == 1 && len(data) >= 16:
		length, header = binary.BigEndian.Uint64(data[8:]), 16
	}
	if length < header || length > uint64(len(data)) {
		return "", nil, nil, false
	}
	return string(data[4:8]), data[header:length], data[length:], true
}
