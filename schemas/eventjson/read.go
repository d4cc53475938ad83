package eventjson

import (
	"encoding/base64"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// Unmarshal reads m from ProtoJSON; fields that m's type does not have are passed over. The strings of m share one copy of text.
func Unmarshal(text []byte, m proto.Message) error {
	if p, into := planOf(m), reflect.ValueOf(m).UnsafePointer(); p != nil && into != nil {
		proto.Reset(m)
		r := reader{text: string(text)}
		if r.message(p, into) && r.space() == 0 && r.at == len(r.text) {
			return nil
		}
	}
	return protojson.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(text, m)
}

// maxDepth is how deep messages may stand in each other before the protobuf module has to decide.
const maxDepth = 32

// A reader is where reading has come in a text. Its methods return false at whatever is not the plain part of JSON.
type reader struct {
	text  string
	at    int
	depth int
}

// space passes over spaces and returns what stands behind them, 0 at the end.
func (r *reader) space() byte {
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; c {
		case ' ', '\n', '\r', '\t':
		default:
			return c
		}
	}
	return 0
}

// take passes over c when it comes next.
func (r *reader) take(c byte) bool {
	if r.space() != c {
		return false
	}
	r.at++
	return true
}

// message takes a message, into a struct of the plan's type.
func (r *reader) message(p *plan, into unsafe.Pointer) bool {
	r.depth++
	defer func() { r.depth-- }()
	if r.depth > maxDepth || !r.take('{') {
		return false
	}
	if r.take('}') {
		return true
	}
	var seen uint64
	for next := 0; ; next++ { // mostly fields come as they are declared
		name, ok := r.string()
		if !ok || !r.take(':') {
			return false
		}
		if next >= len(p.fields) || p.fields[next].name != name {
			if next, ok = p.named[name]; !ok {
				return false
			}
		}
		if seen&(1<<next) != 0 {
			return false
		}
		seen |= 1 << next
		f := &p.fields[next]
		if !r.field(f, unsafe.Add(into, f.offset)) {
			return false
		}
		if !r.take(',') {
			return r.take('}')
		}
	}
}

// field takes what a field holds, to where its value is at.
func (r *reader) field(f *field, at unsafe.Pointer) bool {
	switch {
	case !f.list:
		return r.one(f, at)
	case f.kind == kindString:
		return takeList(r, f, (*[]string)(at))
	case f.kind == kindDouble:
		return takeList(r, f, (*[]float64)(at))
	default:
		return takeList(r, f, (*[]unsafe.Pointer)(at))
	}
}

func takeList[T any](r *reader, f *field, list *[]T) bool {
	if !r.take('[') {
		return false
	}
	if r.take(']') {
		return true
	}
	for {
		*list = append(*list, *new(T))
		if !r.one(f, unsafe.Pointer(&(*list)[len(*list)-1])) {
			return false
		}
		if !r.take(',') {
			return r.take(']')
		}
	}
}

// one takes a value, to where it is at.
func (r *reader) one(f *field, at unsafe.Pointer) (ok bool) {
	switch f.kind {
	case kindString:
		*(*string)(at), ok = r.string()
		return ok
	case kindBytes:
		s, ok := r.string()
		decoded, err := base64.StdEncoding.DecodeString(s)
		*(*[]byte)(at) = decoded
		return ok && err == nil
	case kindBool:
		word := r.word()
		*(*bool)(at) = word == "true"
		return word == "true" || word == "false"
	case kindInt32:
		n, ok := r.integer(32)
		*(*int32)(at) = int32(n)
		return ok
	case kindInt64:
		*(*int64)(at), ok = r.integer(64)
		return ok
	case kindDouble:
		word := r.word()
		n, err := strconv.ParseFloat(word, 64)
		*(*float64)(at) = n
		return err == nil && isNumber(word)
	case kindTime:
		s, ok := r.string()
		t, known := timeOf(s)
		*(**timestamppb.Timestamp)(at) = t
		return ok && known
	default:
		made := reflect.New(f.of).UnsafePointer()
		*(*unsafe.Pointer)(at) = made
		return r.message(f.plan, made)
	}
}

// word takes what stands up to the end of a value that is no string.
func (r *reader) word() string {
	r.space()
	from := r.at
	for r.at < len(r.text) && strings.IndexByte(",}] \n\r\t", r.text[r.at]) < 0 {
		r.at++
	}
	return r.text[from:r.at]
}

// integer takes a number, with or without quotes.
func (r *reader) integer(bits int) (int64, bool) {
	var word string
	if r.space() == '"' {
		word, _ = r.string()
	} else {
		word = r.word()
	}
	n, err := strconv.ParseInt(word, 10, bits)
	return n, err == nil && isNumber(word)
}

// isNumber tells whether what strconv could read is a number in JSON as well: it begins with a digit, or minus and a digit, no zero
// stands before another digit, and there are no hexadecimal digits and no underscores. 1. is none.
func isNumber(word string) bool {
	word = strings.TrimPrefix(word, "-")
	if word == "" || strings.Trim(word, "0123456789.eE+-") != "" || len(word) > 1 && word[0] == '0' && word[1] != '.' {
		return false
	}
	whole, rest, point := strings.Cut(word, ".")
	return isDigit(whole[:min(1, len(whole))]) && (!point || isDigit(rest[:min(1, len(rest))]))
}

func isDigit(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }

// plain tells of each byte whether it stands for itself in a string, and needs no second look.
var plain = func() (plain [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		plain[c] = c != '"' && c != '\\'
	}
	return plain
}()

// string takes a string.
func (r *reader) string() (string, bool) {
	if !r.take('"') {
		return "", false
	}
	from, at, ascii := r.at, r.at, true
	for ; at < len(r.text); at++ {
		c := r.text[at]
		if plain[c] {
			continue
		}
		switch r.at = at; {
		case c == '"':
			s := r.text[from:at]
			r.at++
			return s, ascii || utf8.ValidString(s)
		case c == '\\':
			return r.escaped(from)
		case c < ' ':
			return "", false
		}
		ascii = false
	}
	return "", false
}

// escaped takes a string that has escapes, the first of them here.
func (r *reader) escaped(from int) (string, bool) {
	end := r.at
	for end < len(r.text) && r.text[end] != '"' {
		if r.text[end] == '\\' {
			end++
		}
		end++
	}
	s := append(make([]byte, 0, max(end-from, 0)), r.text[from:r.at]...)
	for r.at < len(r.text) {
		c := r.text[r.at]
		r.at++
		switch {
		case c == '"':
			return string(s), utf8.Valid(s)
		case c < ' ':
			return "", false
		case c != '\\':
			s = append(s, c)
			continue
		}
		if r.at == len(r.text) {
			return "", false
		}
		c = r.text[r.at]
		r.at++
		switch c {
		case '"', '\\', '/':
			s = append(s, c)
		case 'b':
			s = append(s, '\b')
		case 'f':
			s = append(s, '\f')
		case 'n':
			s = append(s, '\n')
		case 'r':
			s = append(s, '\r')
		case 't':
			s = append(s, '\t')
		case 'u':
			char, ok := r.unit()
			if ok && utf16.IsSurrogate(char) {
				var low rune
				if !strings.HasPrefix(r.text[r.at:], `\u`) {
					return "", false
				}
				r.at += 2
				low, ok = r.unit()
				char = utf16.DecodeRune(char, low)
				ok = ok && char != utf8.RuneError
			}
			if !ok {
				return "", false
			}
			s = utf8.AppendRune(s, char)
		default:
			return "", false
		}
	}
	return "", false
}

// unit takes four hexadecimal digits.
func (r *reader) unit() (rune, bool) {
	if len(r.text)-r.at < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(r.text[r.at:r.at+4], 16, 16)
	r.at += 4
	return rune(n), err == nil
}

// timeOf reads RFC 3339 with up to nine digits of a second.
func timeOf(s string) (*timestamppb.Timestamp, bool) {
	t, err := time.Parse(time.RFC3339Nano, s)
	point, zone := strings.LastIndexByte(s, '.'), strings.LastIndexAny(s, "Z-+")
	if err != nil || point >= 0 && zone-point > len(".999999999") {
		return nil, false
	}
	made := timestamppb.New(t)
	return made, made.IsValid()
}
