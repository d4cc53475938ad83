package sms

import (
	"fmt"
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
			checkDecimal(t, text, a.value)
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
		for _, d := range r.dates {
			if d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 || d.hour > 23 || d.min > 59 || d.sec > 59 {
				t.Fatalf("%q gave %+v", text, d)
			}
		}
		if at, _ := r.occurredAt(); at.After(received.Add(36 * time.Hour)) {
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

func seed(f *testing.F) {
	for _, m := range goldenMessages(f) {
		f.Add(m.Text)
	}
	f.Add("A/cXX\xff1234 Rs\x00५")
}
