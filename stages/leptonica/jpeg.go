package leptonica

// jpegWhole says whether a JPEG has its end marker. It walks the segments, because a thumbnail in the header has an end
// marker of its own.
func jpegWhole(encoded []byte) bool {
	const (
		marker      = 0xFF
		stuffed     = 0x00
		temporary   = 0x01
		restart0    = 0xD0
		restart7    = 0xD7
		startOfFile = 0xD8
		end         = 0xD9
		scan        = 0xDA
	)
	inScan := false
	for at := 0; at+1 < len(encoded); {
		if encoded[at] != marker {
			at++ // picture data; or rubbish between segments, which decoders skip too
			continue
		}
		switch code := encoded[at+1]; {
		case code == end:
			return true
		case code == marker:
			at++ // fill bytes
		case code == stuffed, code == temporary, restart0 <= code && code <= restart7, code == startOfFile:
			at += 2
		case inScan && code < 0xC0:
			at += 2 // no marker of a picture: damaged data
		default:
			if at+3 >= len(encoded) {
				return false
			}
			inScan = code == scan
			at += 2 + max(2, int(encoded[at+2])<<8|int(encoded[at+3]))
		}
	}
	return false
}
