package inspect

import (
	"encoding/binary"

	"github.com/munshi-in/munshi/schemas"
)

// maxTIFFEntries bounds one directory. Real ones have some dozens; the format allows 65,535, and a file can
// make thousands of directories overlap.
const maxTIFFEntries = 1024

const (
	tagImageWidth  = 256
	tagImageLength = 257
)

// tiff is a file with its byte order, and whether its offsets have 8 bytes (BigTIFF) instead of 4.
type tiff struct {
	data  []byte
	order binary.ByteOrder
	big   bool
}

// tiffSizes follows the chain of directories, one for each page, no further than one past limit.
func tiffSizes(data []byte, limit int) ([]size, *Refused) {
	t := tiff{data: data, order: binary.LittleEndian}
	if data[0] == 'M' {
		t.order = binary.BigEndian
	}
	t.big = t.order.Uint16(data[2:]) == 43
	first := uint64(4)
	if t.big {
		first = 8
	}
	next, ok := t.offset(first)
	if !ok {
		return nil, corrupt("the TIFF ends in its header")
	}
	var pages []size
	seen := map[uint64]bool{}
	for next != 0 {
		if seen[next] {
			return nil, corrupt("the TIFF's pages form a circle")
		}
		seen[next] = true
		if len(pages) == limit {
			return nil, tooManyPages("more than", limit, limit)
		}
		var page size
		if page, next, ok = t.directory(next); !ok {
			return nil, corrupt("page %d: its TIFF directory is damaged or beyond the end of the file", len(pages)+1)
		}
		pages = append(pages, page)
	}
	if len(pages) == 0 {
		return nil, refuse(schemas.CodeEmpty, "the TIFF has no page")
	}
	return pages, nil
}

// directory reads one page's entries, and where the next directory is.
func (t tiff) directory(at uint64) (page size, next uint64, ok bool) {
	count, at, ok := t.entries(at)
	if !ok || count > maxTIFFEntries {
		return page, 0, false
	}
	width := uint64(12)
	if t.big {
		width = 20
	}
	for range count {
		if !t.has(at, width) {
			return page, 0, false
		}
		switch t.order.Uint16(t.data[at:]) {
		case tagImageWidth:
			page.width = t.number(at)
		case tagImageLength:
			page.height = t.number(at)
		}
		at += width
	}
	next, ok = t.offset(at)
	return page, next, ok
}

// entries reads how many entries the directory at has, and where they begin.
func (t tiff) entries(at uint64) (count, begin uint64, ok bool) {
	if t.big {
		if !t.has(at, 8) {
			return 0, 0, false
		}
		return t.order.Uint64(t.data[at:]), at + 8, true
	}
	if !t.has(at, 2) {
		return 0, 0, false
	}
	return uint64(t.order.Uint16(t.data[at:])), at + 2, true
}

// number reads an entry's value; 0, which no page has, when it is not a whole number.
func (t tiff) number(entry uint64) int64 {
	value := entry + 8
	if t.big {
		value = entry + 12
	}
	switch t.order.Uint16(t.data[entry+2:]) {
	case 3: // SHORT
		return int64(t.order.Uint16(t.data[value:]))
	case 4: // LONG
		return int64(t.order.Uint32(t.data[value:]))
	case 16: // LONG8, only in BigTIFF
		if t.big {
			return int64(min(t.order.Uint64(t.data[value:]), 1<<62))
		}
	}
	return 0
}

func (t tiff) offset(at uint64) (uint64, bool) {
	switch {
	case t.big && t.has(at, 8):
		return t.order.Uint64(t.data[at:]), true
	case !t.big && t.has(at, 4):
		return uint64(t.order.Uint32(t.data[at:])), true
	}
	return 0, false
}

func (t tiff) has(at, n uint64) bool {
	return at <= uint64(len(t.data)) && n <= uint64(len(t.data))-at
}

func tooManyPages(how string, pages, limit int) *Refused {
	return refuse(schemas.CodeTooManyPages, "%s %d pages: the limit is %d (MUNSHI_INGEST_MAX_PAGES)", how, pages, limit)
}
