package eventjson

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
	"unsafe"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// Marshal returns m in ProtoJSON without spaces: the same message is the same bytes.
func Marshal(m proto.Message) ([]byte, error) { return Append(make([]byte, 0, 1<<10), m) }

// Append appends to b what Marshal returns.
func Append(b []byte, m proto.Message) ([]byte, error) {
	if written, ok := appendWhole(b, m); ok {
		return written, nil
	}
	loose, err := protojson.Marshal(m)
	if err != nil {
		return b, err
	}
	// Each build of protojson writes spaces or does not, on purpose at random.
	compact := bytes.NewBuffer(b)
	err = json.Compact(compact, loose)
	return compact.Bytes(), err
}

// appendWhole is false when m is not for us, or is in error.
func appendWhole(b []byte, m proto.Message) ([]byte, bool) {
	p, message := planOf(m), reflect.ValueOf(m).UnsafePointer()
	if p == nil || message == nil {
		return b, false
	}
	return p.append(b, message)
}

// append writes a message, which is a struct of the plan's type.
func (p *plan) append(b []byte, message unsafe.Pointer) (_ []byte, ok bool) {
	b = append(b, '{')
	empty := len(b)
	for n := range p.fields {
		f := &p.fields[n]
		at := unsafe.Add(message, f.offset)
		if f.isDefault(at) {
			continue
		}
		if b, ok = f.append(append(b, f.prefix...), at); !ok {
			return b, false
		}
		b = append(b, ',')
	}
	if len(b) == empty {
		return append(b, '}'), true
	}
	b[len(b)-1] = '}' // it was a comma
	return b, true
}

// isDefault tells whether the field, whose value is at, is left out.
func (f *field) isDefault(at unsafe.Pointer) bool {
	switch {
	case f.list || f.kind == kindBytes:
		return len(*(*[]byte)(at)) == 0 // of whatever: a slice's length is in the same place
	case f.kind == kindString:
		return *(*string)(at) == ""
	case f.kind == kindDouble || f.kind == kindInt64: // minus zero is written
		return *(*int64)(at) == 0
	case f.kind == kindInt32:
		return *(*int32)(at) == 0
	case f.kind == kindBool:
		return !*(*bool)(at)
	default:
		return *(*unsafe.Pointer)(at) == nil
	}
}

func (f *field) append(b []byte, at unsafe.Pointer) ([]byte, bool) {
	switch {
	case !f.list:
		return f.appendOne(b, at)
	case f.kind == kindString:
		return appendList(f, b, *(*[]string)(at))
	case f.kind == kindDouble:
		return appendList(f, b, *(*[]float64)(at))
	default:
		return appendList(f, b, *(*[]unsafe.Pointer)(at))
	}
}

func appendList[T any](f *field, b []byte, list []T) (_ []byte, ok bool) {
	b = append(b, '[')
	for n := range list {
		if b, ok = f.appendOne(b, unsafe.Pointer(&list[n])); !ok {
			return b, false
		}
		b = append(b, ',')
	}
	b[len(b)-1] = ']' // no list that is written is empty
	return b, true
}

// appendOne writes a value that is at.
func (f *field) appendOne(b []byte, at unsafe.Pointer) ([]byte, bool) {
	switch f.kind {
	case kindString:
		return appendString(b, *(*string)(at))
	case kindBytes:
		b = base64.StdEncoding.AppendEncode(append(b, '"'), *(*[]byte)(at))
		return append(b, '"'), true
	case kindBool:
		return strconv.AppendBool(b, *(*bool)(at)), true
	case kindInt32:
		return strconv.AppendInt(b, int64(*(*int32)(at)), 10), true
	case kindInt64: // JavaScript would round it
		b = strconv.AppendInt(append(b, '"'), *(*int64)(at), 10)
		return append(b, '"'), true
	case kindDouble:
		return appendDouble(b, *(*float64)(at))
	case kindTime:
		return appendTime(b, *(**timestamppb.Timestamp)(at))
	default:
		message := *(*unsafe.Pointer)(at)
		if message == nil { // in a list
			return b, false
		}
		return f.plan.append(b, message)
	}
}

// appendString is false for what is no UTF-8.
func appendString(b []byte, s string) ([]byte, bool) {
	b = append(b, '"')
	ascii, from := true, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case plain[c]:
		case c >= utf8.RuneSelf:
			ascii = false
		default:
			b = appendEscaped(append(b, s[from:i]...), c)
			from = i + 1
		}
	}
	b = append(append(b, s[from:]...), '"')
	return b, ascii || utf8.ValidString(s)
}

func appendEscaped(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

// appendDouble leaves very large, very small and strange ones to others.
func appendDouble(b []byte, n float64) ([]byte, bool) {
	// What has few decimals, as confidences have, is written five times as quick by its digits. They are the fewest that mean n: no two
	// numbers of up to 15 digits mean the same.
	if scaled := math.Round(n * 1e4); 0 < scaled && scaled < 1e15 && scaled/1e4 == n {
		whole, rest := uint64(scaled)/1e4, uint64(scaled)%1e4
		b = strconv.AppendUint(b, whole, 10)
		if rest == 0 {
			return b, true
		}
		b = append(b, '.')
		for unit := uint64(1000); rest > 0; unit /= 10 {
			b = append(b, byte('0'+rest/unit))
			rest %= unit
		}
		return b, true
	}
	if size := math.Abs(n); n != 0 && !(size >= 1e-6 && size < 1e21) {
		return b, false
	}
	return strconv.AppendFloat(b, n, 'f', -1, 64), true
}

// appendTime writes 0, 3, 6 or 9 digits of a second.
func appendTime(b []byte, t *timestamppb.Timestamp) ([]byte, bool) {
	if t == nil || t.CheckValid() != nil {
		return b, false
	}
	b = time.Unix(t.GetSeconds(), 0).UTC().AppendFormat(append(b, '"'), time.RFC3339)
	if nanos := int(t.GetNanos()); nanos != 0 {
		b[len(b)-1] = '.' // it was Z
		digits, unit := 9, 100_000_000
		for ; digits > 3 && nanos%1000 == 0; digits -= 3 {
			nanos /= 1000
			unit /= 1000
		}
		for ; unit > 0; unit /= 10 {
			b = append(b, byte('0'+nanos/unit%10))
		}
		b = append(b, 'Z')
	}
	return append(b, '"'), true
}
