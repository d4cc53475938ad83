package sms

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Whoever judges a reading takes more or less of these: a remark, what was paid for, the beginning of a description, what a column cut.
func TestACounterpartyOfTasteIsNeverSurelyRight(t *testing.T) {
	engine := newEngine(t)
	for text, taste := range map[string]bool{
		"Rs.500.00 debited from A/c XX1234 on 20-10-25 to TEA SHOP. UPI Ref 524618830917. Avl Bal Rs 8,755.10 -HDFC Bank":     false,
		"INR 1,500.00 spent using HDFC Bank Card XX1234 on 20-10-25 at DINESH MEDICALS. Avl Limit: INR 28,755.10":             false,
		"Rs.500.00 debited from HDFC Bank A/c XX1234 on 20-10-25 for Online Shopping. Avl Bal Rs 8,755.10":                    true,
		"HDFC Bank A/c XX1234 debited with INR 5,000.00 on 20-10-25. Info: BIL*NEFT*0005. Available Balance is INR 8,755.10":  true,
		"Spent INR 131\nHDFC Bank Card no. XX1234\n05-10-25 09:43:27 IST\nMAHAVIR GEN\nAvl Limit: INR 17162.72":               true,
		"Rs.500.00 debited from A/c XX1234 on 20-10-25 at Keeta, Dubai. UPI Ref 524618830917. Avl Bal Rs 8,755.10 -HDFC Bank": true,
		"Rs.500.00 debited from A/c XX1234 on 20-10-25 to ravi.k@oksbi. UPI Ref 524618830917. Avl Bal Rs 8,755.10 -HDFC Bank": true,
	} {
		got := engine.Classify(Message{Text: text}).Transactions
		if len(got) != 1 || got[0].Counterparty == "" {
			t.Fatalf("%q: got %+v", text, got)
		}
		for _, f := range got[0].Fields {
			if f.Name == FieldCounterparty && (f.Confidence <= sureTaste) != taste {
				t.Errorf("%q: %s with %.2f", text, got[0].Counterparty, f.Confidence)
			}
		}
		if taste && got[0].Confidence > sureTaste {
			t.Errorf("%q: all of it with %.2f", text, got[0].Confidence)
		}
	}
}

func TestASpoiltMessageStillSaysWhatItTold(t *testing.T) {
	know, err := loadFacts(embedded)
	if err != nil {
		t.Fatal(err)
	}
	random, spoilt := rand.New(rand.NewPCG(1, 1)), 0
	for _, g := range readGolden(t) {
		x := Example{Message: Message{Text: normalText(g.Text)}, Counterparty: g.Want.Counterparty, Reference: g.Want.Reference}
		text := know.spoil(x, random)
		if len(text) < len(x.Text) {
			spoilt++
		}
		for _, value := range []string{x.Counterparty, x.Reference} {
			if strings.Contains(x.Text, value) && !strings.Contains(text, value) {
				t.Errorf("%q: %q is gone from %q", x.Text, value, text)
			}
		}
		if numbersOf(text) != numbersOf(x.Text) {
			t.Errorf("%q: other numbers in %q", x.Text, text)
		}
	}
	if spoilt < 400 {
		t.Errorf("%d messages were spoilt", spoilt)
	}
}

func numbersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}
