package sms

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func FuzzTokenizer(f *testing.F) {
	engine, err := New()
	if err != nil {
		f.Fatal(err)
	}
	seed(f)
	f.Fuzz(func(t *testing.T, text string) {
		text = normalText(text)
		end := int32(0)
		for _, tok := range engine.know.words.tokenize(text, nil) {
			if tok.start < end || tok.end <= tok.start || int(tok.end) > len(text) {
				t.Fatalf("token %+v after %d in %q", tok, end, text)
			}
			if !utf8.ValidString(text[tok.start:tok.end]) {
				t.Fatalf("token %+v cuts a character of %q", tok, text)
			}
			end = tok.end
		}
	})
}

func FuzzAmounts(f *testing.F) {
	for _, s := range []string{"Rs.1,23,456.50", "1.234,56", ".93", "2 lakh", "1.5L", "0,0.0,0", "1..2", "1.", "9999999999999999.99"} {
		f.Add(s)
	}
	engine, err := New()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := engine.know.open(normalText("Rs " + text))
		defer r.close()
		r.habit = engine.know.countries["IN"]
		r.findDates()
		r.findAmounts()
		for _, a := range r.amounts {
			checkDecimal(t, text, r.value(&a.numeral))
		}
		if p := PlainAmount(text); p != "" {
			checkDecimal(t, text, p)
		}
	})
}

func checkDecimal(t *testing.T, text, value string) {
	t.Helper()
	whole, decimals, pointed := strings.Cut(value, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	if !digits(whole) || (pointed && !digits(decimals)) || len(value) > 45 {
		t.Fatalf("%q gave %q, which is no plain decimal", text, value)
	}
}

func FuzzDates(f *testing.F) {
	for _, s := range []string{"20-10-2024", "23Aug25 12:01:02 pm", "31/02/2024", "Feb 30 2024", "99-99-9999", "12:00 2025-10-20"} {
		f.Add(s)
	}
	engine, err := New()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := engine.know.open(normalText("on " + text))
		defer r.close()
		r.received = received
		r.habit = engine.know.countries["IN"]
		r.findDates()
		for n := range r.dates {
			_, month, day := r.dayOf(&r.dates[n])
			hour, minute, second := r.clockOf(&r.dates[n])
			if month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59 {
				t.Fatalf("%q gave %+v", text, r.dates[n])
			}
		}
		if at, _ := r.occurredAt(r.dates); at.After(received.Add(36 * time.Hour)) {
			t.Fatalf("%q gave %s, after the message", text, at)
		}
	})
}

func FuzzClassify(f *testing.F) {
	seed(f)
	engine, err := New()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m := Message{Text: text, Sender: "VM-HDFCBK-S", ReceivedAt: received}
		first, again := engine.Classify(m), engine.Classify(m)
		if fmt.Sprint(first) != fmt.Sprint(again) {
			t.Fatalf("%q is read in two ways:\n%+v\n%+v", text, first, again)
		}
		for _, tx := range first.Transactions {
			checkDecimal(t, text, tx.Amount)
			for _, s := range []string{tx.Counterparty, tx.Reference, tx.Account} {
				if !utf8.ValidString(s) || len(s) > 200 {
					t.Fatalf("%q gave %q", text, s)
				}
			}
		}
		engine.Describe(text, Debit)
	})
}

func FuzzPlans(f *testing.F) {
	for n, m := range goldenMessages(f) {
		f.Add(m.Text, uint64(n))
	}
	engine, err := New()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		m := Message{Text: normalText(text), ReceivedAt: received}
		engine.Classify(m)
		engine.Classify(m)
		other := otherOfWording(engine, m, rand.New(rand.NewPCG(seed, seed)))
		if got, want := fmt.Sprintf("%+v", engine.Classify(other)), fmt.Sprintf("%+v", engine.alone(other)); got != want {
			t.Fatalf("%q, read by the plan of\n%q:\n got %s\nwant %s", other.Text, m.Text, got, want)
		}
	})
}

func seed(f *testing.F) {
	for _, m := range goldenMessages(f) {
		f.Add(m.Text)
	}
	f.Add("A/cXX\xff1234 Rs\x00५")
}
