package sms

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// traffic is messages as banks send them: wordings of the golden set of 100 to 220 bytes, a few of them often and many seldom, each time with another
// name, other amounts and other numbers.
type traffic struct {
	*rand.Rand
	wordings []Message
	fields   [][]Field // of each wording
}

func newTraffic(t testing.TB, e *Engine) *traffic {
	stream := &traffic{Rand: rand.New(rand.NewPCG(5, 6))}
	for _, m := range goldenMessages(t) {
		m.Text = normalText(m.Text)
		if r := e.alone(m); len(m.Text) > 100 && len(m.Text) < 220 {
			stream.wordings, stream.fields = append(stream.wordings, m), append(stream.fields, nil)
			if len(r.Transactions) == 1 {
				stream.fields[len(stream.fields)-1] = r.Transactions[0].Fields
			}
		}
	}
	return stream
}

// next is the next message. The k-th wording comes 1/k as often as the first (Zipf's law).
func (s *traffic) next(e *Engine) Message {
	n := min(int(math.Exp(s.Float64()*math.Log(float64(len(s.wordings)+1)))), len(s.wordings)) - 1
	m, fields := s.wordings[n], slices.Clone(s.fields[n])
	tokens := e.know.words.tokenize(m.Text, nil)
	for n := len(tokens) - 1; n >= 0; n-- {
		if t := &tokens[n]; t.kind == number {
			m.Text = m.Text[:t.start] + s.number(m.Text[t.start:t.end], t) + m.Text[t.end:]
		}
	}
	slices.SortFunc(fields, func(a, b Field) int { return int(b.Start - a.Start) })
	for _, f := range fields {
		text := m.Text[f.Start:f.End]
		switch {
		case f.Name == FieldCounterparty && !strings.ContainsAny(text, "0123456789@"):
			text = s.name(text)
		case f.Name == FieldAmount, f.Name == FieldBalance:
			text = s.amount(text)
		}
		m.Text = m.Text[:f.Start] + text + m.Text[f.End:]
	}
	return m
}

// number is one as long as another, and of the same span.
func (s *traffic) number(like string, t *token) string {
	for {
		digits := []byte(like)
		for i := range digits {
			digits[i] = '0' + byte(s.IntN(10))
		}
		if value, err := strconv.Atoi(string(digits)); t.value == 0 || err == nil && spanOf(value) == spanOf(int(t.value)-1) {
			return string(digits)
		}
	}
}

// name is one to three words of three to nine letters, in capitals when the other is.
func (s *traffic) name(like string) string {
	var words []string
	for range 1 + s.IntN(3) {
		word := make([]byte, 3+s.IntN(7))
		for i := range word {
			word[i] = 'a' + byte(s.IntN(26))
		}
		words = append(words, strings.ToUpper(string(word[:1]))+string(word[1:]))
	}
	if name := strings.Join(words, " "); like != strings.ToUpper(like) {
		return name
	} else {
		return strings.ToUpper(name)
	}
}

// amount is 20 to 100,000, each order of magnitude as often, written like another.
func (s *traffic) amount(like string) string {
	first, last := strings.IndexFunc(like, unicode.IsDigit), strings.LastIndexFunc(like, unicode.IsDigit)+1
	decimals := ""
	if at := last - 3; at > first && !isDigit(like[at]) {
		decimals = like[at:last]
	}
	value := strconv.Itoa(int(20 * math.Exp(s.Float64()*math.Log(5000))))
	if len(value) > 3 && strings.Contains(like, ",") {
		value = value[:len(value)-3] + "," + value[len(value)-3:]
	}
	return like[:first] + value + decimals + like[last:]
}
