package inspect

import (
	"encoding/binary"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// pngSize reads the first chunk, and looks for pixels behind it.
func pngSize(data []byte) ([]size, *Refused) {
	rest := data[len(pngMagic):]
	if len(rest) < 25 || string(rest[4:8]) != "IHDR" || binary.BigEndian.Uint32(rest) != 13 {
		return nil, corrupt("the PNG has no header chunk")
	}
	found := size{int64(binary.BigEndian.Uint32(rest[8:])), int64(binary.BigEndian.Uint32(rest[12:]))}
	for len(rest) >= 12 {
		length := int64(binary.BigEndian.Uint32(rest))
		if string(rest[4:8]) == "IDAT" {
			return []size{found}, nil
		}
		if length > int64(len(rest))-12 {
			break
		}
		rest = rest[12+length:]
	}
	return nil, corrupt("the PNG ends before its pixels")
}

// jpegSize walks the segments to the one that says how large the frame is.
func jpegSize(data []byte) ([]size, *Refused) {
	for at := 2; ; {
		for at < len(data) && data[at] != 0xff { // some cameras pad between segments
			at++
		}
		for at < len(data) && data[at] == 0xff {
			at++
		}
		if at >= len(data) {
			return nil, corrupt("the JPEG ends before its frame header")
		}
		marker := data[at]
		at++
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd8 { // these have no length
			continue
		}
		if marker == 0xd9 || marker == 0xda {
			return nil, corrupt("the JPEG has no frame header")
		}
		if at+2 > len(data) {
			return nil, corrupt("the JPEG ends before its frame header")
		}
		length := int(binary.BigEndian.Uint16(data[at:]))
		if frameHeader(marker) {
			if length < 8 || at+7 > len(data) {
				return nil, corrupt("the JPEG ends in its frame header")
			}
			return []size{{int64(binary.BigEndian.Uint16(data[at+5:])), int64(binary.BigEndian.Uint16(data[at+3:]))}}, nil
		}
		if length < 2 {
			return nil, corrupt("the JPEG has a segment of %d bytes", length)
		}
		at += length
	}
}

// frameHeader reports whether marker is SOF0 to SOF15; three markers in that range are something else.
func frameHeader(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
}

// webpSize reads the first chunk, in each of the three forms that WebP has.
func webpSize(data []byte) ([]size, *Refused) {
	if len(data) < 30 {
		return nil, corrupt("the WebP ends in its header")
	}
	form, body := string(data[12:16]), data[20:]
	switch form {
	case "VP8 ":
		if body[3] != 0x9d || body[4] != 0x01 || body[5] != 0x2a {
			return nil, corrupt("the WebP's first frame is no key frame")
		}
		return []size{{int64(binary.LittleEndian.Uint16(body[6:]) & 0x3fff), int64(binary.LittleEndian.Uint16(body[8:]) & 0x3fff)}}, nil
	case "VP8L":
		if body[0] != 0x2f {
			return nil, corrupt("the WebP's lossless header is damaged")
		}
		bits := binary.LittleEndian.Uint32(body[1:])
		return []size{{int64(bits&0x3fff) + 1, int64(bits>>14&0x3fff) + 1}}, nil
	case "VP8X":
		return []size{{uint24(body[4:]) + 1, uint24(body[7:]) + 1}}, nil
	}
	return nil, corrupt("the WebP begins with an unknown chunk")
}

func uint24(b []byte) int64 { return int64(b[0]) | int64(b[1])<<8 | int64(b[2])<<16 }
