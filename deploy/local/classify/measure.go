package classify

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/munshi-in/munshi/stages/classify/sms"
)

// label is a message with what it says: one line of what "corpus messages" writes. Only what a line names is measured.
type label struct {
	Text   string `json:"text"`
	Sender string `json:"sender"`
	Expect struct {
		IsTransaction *bool   `json:"is_transaction"`
		Type          string  `json:"type"`
		Direction     *string `json:"direction"`
		Amount        *string `json:"amount"`
		Currency      *string `json:"currency"`
		Account       *string `json:"account"`
		Balance       *string `json:"balance"`
		CreditLimit   *string `json:"credit_limit"`
		Merchant      *string `json:"merchant"`
		Reference     *string `json:"reference"`
		Instrument    *string `json:"instrument"`
	} `json:"expect"`
}

// share counts how many of some are right.
type share struct{ right, of int }

func (s *share) add(right bool) {
	s.of++
	if right {
		s.right++
	}
}

func (s share) String() string {
	return fmt.Sprintf("%6.1f %%  (%d of %d)", 100*float64(s.right)/float64(max(1, s.of)), s.right, s.of)
}

// measures is how often the engine is right on labelled messages.
type measures struct {
	fields     map[string]*share
	confusion  map[[2]string]int // what it is, what was read
	called     share             // of those called transactions, how many are
	found      share             // of the transactions, how many were called so
	byCertain  map[int]*share    // tenths of confidence -> all that was measured was right
	everything share
}

// measured fields, in the order of the report.
var measured = []string{"direction", "amount", "currency", "account", "balance", "credit limit", "counterparty", "reference", "instrument"}

func measure(engine *sms.Engine, in io.Reader, out io.Writer) error {
	m := measures{fields: map[string]*share{}, confusion: map[[2]string]int{}, byCertain: map[int]*share{}}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLineBytes)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var l label
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		m.add(l, engine.Classify(sms.Message{Text: l.Text, Sender: l.Sender}))
	}
	if err := lines.Err(); err != nil {
		return err
	}
	_, err := io.WriteString(out, m.report())
	return err
}

func (m *measures) add(l label, got sms.Result) {
	e := &l.Expect
	moved := got.Type == sms.TypeTransaction
	if e.Type != "" {
		m.confusion[[2]string{e.Type, got.Type}]++
	}
	right := e.IsTransaction == nil || *e.IsTransaction == moved
	if e.IsTransaction != nil {
		if moved {
			m.called.add(*e.IsTransaction)
		}
		if *e.IsTransaction {
			m.found.add(moved)
		}
	}
	certain := got.Confidence
	if e.IsTransaction != nil && *e.IsTransaction {
		var t sms.Transaction
		if len(got.Transactions) > 0 {
			t = got.Transactions[0]
			certain = t.Confidence
		}
		for name, f := range map[string]struct {
			want *string
			got  string
			same func(want, got string) bool
		}{
			"direction": {e.Direction, t.Direction, same}, "amount": {e.Amount, t.Amount, sameNumber}, "currency": {e.Currency, t.Currency, same},
			"account": {e.Account, t.Account, sameTail}, "balance": {e.Balance, t.Balance, sameNumber}, "credit limit": {e.CreditLimit, t.CreditLimit, sameNumber},
			"counterparty": {e.Merchant, t.Counterparty, same}, "reference": {e.Reference, t.Reference, same}, "instrument": {e.Instrument, t.Instrument, same},
		} {
			if f.want == nil {
				continue
			}
			if m.fields[name] == nil {
				m.fields[name] = &share{}
			}
			ok := f.same(*f.want, f.got)
			m.fields[name].add(ok)
			right = right && (ok || name == "instrument")
		}
		m.everything.add(right)
	}
	tenth := int(certain * 10)
	if m.byCertain[tenth] == nil {
		m.byCertain[tenth] = &share{}
	}
	m.byCertain[tenth].add(right)
}

func (m *measures) report() string {
	var b strings.Builder
	fmt.Fprintf(&b, "is a transaction, precision  %s\n                     recall  %s\n\n", m.called, m.found)
	for _, name := range measured {
		if s := m.fields[name]; s != nil {
			fmt.Fprintf(&b, "%-14s %s\n", name, s)
		}
	}
	fmt.Fprintf(&b, "%-14s %s   of transactions, all but the instrument\n\nconfidence     how often all is right\n", "every field", m.everything)
	for _, tenth := range slices.Sorted(maps.Keys(m.byCertain)) {
		fmt.Fprintf(&b, "from %.1f       %s\n", float64(tenth)/10, m.byCertain[tenth])
	}
	if len(m.confusion) > 0 {
		b.WriteString("\ntype           read as\n")
	}
	for _, want := range sms.Types {
		var read []string
		for _, got := range sms.Types {
			if n := m.confusion[[2]string{want, got}]; n > 0 {
				read = append(read, fmt.Sprintf("%s %d", got, n))
			}
		}
		if len(read) > 0 {
			fmt.Fprintf(&b, "%-14s %s\n", want, strings.Join(read, ", "))
		}
	}
	return b.String()
}

// same compares letters and digits alone, in any case.
func same(want, got string) bool { return letters(want) == letters(got) }

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func sameNumber(want, got string) bool {
	return sms.PlainAmount(want) == sms.PlainAmount(got) || trimZeros(want) == trimZeros(got)
}

func trimZeros(s string) string {
	s = strings.ReplaceAll(s, ",", "")
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// sameTail compares digits from behind, as far as both show them.
func sameTail(want, got string) bool {
	a, b := digits(want), digits(got)
	return a != "" && b != "" && (strings.HasSuffix(a, b) || strings.HasSuffix(b, a))
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
