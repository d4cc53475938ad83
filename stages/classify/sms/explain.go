package sms

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxReasons bounds the weights told of one decision.
const maxReasons = 6

// Explain writes how a message is read, step by step, as the README tells it.
func (e *Engine) Explain(m Message, out io.Writer) error {
	r := e.know.read(m)
	defer r.close()
	x := &explanation{reading: r}
	x.step("1. Text", r.text)
	x.tokens()
	x.phrases()
	x.candidates()
	seen := r.evidence()
	direction, _ := r.direction(seen.moved)
	x.roles(&seen, direction)
	kind, ahead := r.messageType(&seen)
	x.step("6. Type", fmt.Sprintf("%s, %.2f sure", kind, r.know.types.certainty(ahead)))
	x.reasons(r.know.types, r.typeFeatures(&seen), slices.Index(Types, kind), 1)
	result := e.Classify(m)
	if kind == TypeTransaction && result.Type != kind {
		x.step("", fmt.Sprintf("only %.2f sure that money moved: %s", 1-result.Confidence, result.Type))
	}
	x.result(result)
	_, err := io.WriteString(out, x.String())
	return err
}

type explanation struct {
	*reading
	strings.Builder
}

func (x *explanation) step(title, text string) {
	fmt.Fprintf(x, "%s\n   %s\n", title, strings.ReplaceAll(text, "\n", "\n   "))
}

func (x *explanation) tokens() {
	var all []string
	for i := range x.reading.tokens {
		all = append(all, strings.ReplaceAll(x.textOf(int32(i), int32(i)), "\n", "\\n"))
	}
	x.step("2. Tokens", strings.Join(all, " "))
}

func (x *explanation) phrases() {
	var all []string
	for n := range x.marks {
		m := &x.marks[n]
		hint := traitsText(m.shows)
		if m.currency != 0 {
			hint = strings.TrimSpace(x.know.currencies[m.currency] + " " + hint)
		}
		if m.aside {
			hint += " (in advice)"
		}
		all = append(all, fmt.Sprintf("%q: %s", x.textOf(m.first, m.last), hint))
	}
	x.step("3. Phrases and their hints", strings.Join(all, "\n"))
}

func traitsText(t traits) string {
	var all []string
	for ; t != 0; t &= t - 1 {
		if name := traitName(lowest(t)); name != "abbreviation" {
			all = append(all, name)
		}
	}
	return strings.Join(all, ", ")
}

func (x *explanation) candidates() {
	var all []string
	list := func(kind string, found []string) {
		if len(found) > 0 {
			all = append(all, kind+": "+strings.Join(found, " | "))
		}
	}
	var found []string
	for _, d := range x.dates {
		found = append(found, x.textOf(d.first, d.last))
	}
	list("dates", found)
	found = nil
	for _, a := range x.accounts {
		found = append(found, x.textOf(a.first, a.last))
	}
	list("accounts", found)
	found = nil
	for _, a := range x.amounts {
		found = append(found, fmt.Sprintf("%s (%s)", x.textOf(a.first, a.last), partNames[a.part]))
	}
	list("amounts", found)
	found = nil
	for _, c := range x.codes {
		found = append(found, x.textOf(c.first, c.last))
	}
	list("codes", found)
	found = nil
	for _, c := range x.names {
		found = append(found, x.nameText(c))
	}
	list("names", found)
	x.step("4. Candidates", strings.Join(all, "\n"))
}

var partNames = [...]string{partMoved: "moved", partBalance: "balance", partLimit: "limit", partFee: "fee", partPoints: "points", partOwed: "owed"}

func (x *explanation) roles(seen *evidence, direction string) {
	moved := "nothing moved"
	if seen.moved != nil {
		moved = fmt.Sprintf("%s moved: a %s", x.value(&seen.moved.numeral), direction)
	}
	x.step("5. Roles", moved)
	x.reasons(x.know.ways, x.directionFeatures(seen.moved), 0, int32(2*side(direction)-1))
	if x.ref >= 0 {
		c := x.codes[x.ref]
		fmt.Fprintf(x, "   reference %s\n", x.textOf(c.first, c.last))
		x.reasons(x.know.codes, x.codeFeatures(x.ref), 0, 1)
	}
	if c, _ := x.counterparty(direction, seen.moved); c != nil {
		fmt.Fprintf(x, "   counterparty %s\n", x.nameText(*c))
		x.reasons(x.know.names, x.nameFeatures(slices.Index(x.names, *c), direction, seen.moved), 0, 1)
	}
}

// reasons tells the heaviest weights for and against a choice.
func (x *explanation) reasons(s *scorer, features []int32, class int, sign int32) {
	weight := func(f int32) int32 { return sign * s.weights[int(f)*len(s.classes)+class] }
	slices.SortFunc(features, func(a, b int32) int { return cmp.Compare(abs(weight(b)), abs(weight(a))) })
	for _, f := range features[:min(maxReasons, len(features))] {
		if w := weight(f); w != 0 {
			t, a := s.templateOf(int(f))
			fmt.Fprintf(x, "      %+8.1f  %s: %s\n", float64(w)/weightScale, s.templates[t].name, s.answer(t, a))
		}
	}
}

func abs(n int32) int32 { return max(n, -n) }

func (x *explanation) result(r Result) {
	var all []string
	say := func(name, value string) {
		if value != "" {
			all = append(all, name+" "+value)
		}
	}
	say("type", r.Type)
	say("bank", r.Bank)
	say("flags", strings.Join(r.Flags, " "))
	for _, t := range r.Transactions {
		say("direction", t.Direction)
		say("amount", t.Amount+" "+t.Currency)
		say("account", t.Account)
		say("balance", t.Balance)
		say("credit limit", t.CreditLimit)
		say("counterparty", t.Counterparty)
		say("reference", t.Reference)
		say("instrument", t.Instrument)
		say("category", t.Category)
		say("occurred at", t.OccurredAt.Format("2006-01-02 15:04:05 -07:00")+" ("+t.OccurredFrom+")")
		say("confidence", fmt.Sprintf("%.2f", t.Confidence))
	}
	x.step("7. Result", strings.Join(all, "\n"))
}
