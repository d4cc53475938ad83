package eventjson

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// Marshal returns m in ProtoJSON without spaces: the same message is the same bytes.
func Marshal(m proto.Message) ([]byte, error) {
	scratch := scratches.Get().(*[]byte)
	defer scratches.Put(scratch)
	written, ok := appendWhole((*scratch)[:0], m)
	if cap(written) <= maxScratch {
		*scratch = written[:0]
	}
	if ok {
		return bytes.Clone(written), nil
	}
	loose, err := protojson.Marshal(m)
	if err != nil {
		return nil, err
	}
	// Each build of protojson writes spaces or does not, on purpose at random.
	var compact bytes.Buffer
	compact.Grow(len(loose))
	err = json.Compact(&compact, loose)
	return compact.Bytes(), err
}

// scratches are where messages are written before it is known how long they are.
var scratches = sync.Pool{New: func() any { return new([]byte) }}

// maxScratch is the largest that is kept.
const maxScratch = 256 << 10

// appendWhole is false when m is not for us, or is in error.
func appendWhole(b []byte, m proto.Message) ([]byte, bool) {
	p := planOf(m)
	if p == nil || !m.ProtoReflect().IsValid() {
		return b, false
	}
	return p.append(b, reflect.ValueOf(m).Elem())
}

func (p *plan) append(b []byte, message reflect.Value) (_ []byte, ok bool) {
	b = append(b, '{')
	first := true
	for n := range p.fields {
		f := &p.fields[n]
		v := message.Field(f.index)
		if f.isDefault(v) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(b, f.prefix...)
		if b, ok = f.append(b, v); !ok {
			return b, false
		}
	}
	return append(b, '}'), true
}

// isDefault tells whether a field is left out.
func (f *field) isDefault(v reflect.Value) bool {
	switch {
	case f.list || f.kind == kindBytes || f.kind == kindString:
		return v.Len() == 0
	case f.kind == kindDouble:
		return math.Float64bits(v.Float()) == 0 // minus zero is written
	default:
		return v.IsZero()
	}
}

func (f *field) append(b []byte, v reflect.Value) (_ []byte, ok bool) {
	if !f.list {
		return f.appendOne(b, v)
	}
	b = append(b, '[')
	for n := range v.Len() {
		if n > 0 {
			b = append(b, ',')
		}
		if b, ok = f.appendOne(b, v.Index(n)); !ok {
			return b, false
		}
	}
	return append(b, ']'), true
}

func (f *field) appendOne(b []byte, v reflect.Value) ([]byte, bool) {
	switch f.kind {
	case kindString:
		return appendString(b, v.String())
	case kindBytes:
		b = base64.StdEncoding.AppendEncode(append(b, '"'), v.Bytes())
		return append(b, '"'), true
	case kindBool:
		return strconv.AppendBool(b, v.Bool()), true
	case kindInt32:
		return strconv.AppendInt(b, v.Int(), 10), true
	case kindInt64: // JavaScript would round it
		b = strconv.AppendInt(append(b, '"'), v.Int(), 10)
		return append(b, '"'), true
	case kindDouble:
		return appendDouble(b, v.Float())
	case kindTime:
		return appendTime(b, v.Interface().(*timestamppb.Timestamp))
	default:
		if v.IsNil() { // in a list
			return b, false
		}
		return f.plan.append(b, v.Elem())
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
