package checks

import "testing"

func TestWordsAreKnownByTheirShapeAndJudgedByTheirRules(t *testing.T) {
	for _, c := range []struct {
		word string
		kind Kind
		kept bool
	}{
		{"ABCPE1234F", PAN, true}, {"ABCPE1Z34F", PAN, false}, {"ABCXE1234F", PAN, false}, {"AB0PE1234F", PAN, false},
		{"HDFC0001234", IFSC, true}, {"HDFCO001234", IFSC, false}, {"PHOTOGRAPHS", None, false},
		{"27AAPFU0939F1ZV", GSTIN, true}, {"27AAPFU0939F1ZW", GSTIN, false}, {"27AAPFUO939F1ZV", GSTIN, false},
		{"1,23,456.00", Amount, true}, {"123,456.00", Amount, true}, {"Rs.1,234.50", Amount, true}, {"₹500.00", Amount, true},
		{"(1,234.50)", Amount, true}, {"12,000/-", Amount, true}, {"0.00", Amount, true}, {"-45.00", Amount, true},
		{"1.23,456.00", Amount, false}, {"1,2S4.00", Amount, false}, {"12,34.00", Amount, false}, {"1.234.56", Amount, false},
		{"O.94", Amount, false}, {"1.235", None, false}, {"12.5", None, false}, {"12,34", None, false},
		{"31/12/2024", Date, true}, {"12-31-24", Date, true}, {"32/12/2024", Date, false}, {"3l/12/2024", Date, false}, {"01.02.2024,", Date, true},
		{"2291", None, false}, {"Basmati", None, false}, {"", None, false}, {"५००.००", None, false},
	} {
		f := Of(c.word)
		if f.Kind != c.kind || f.Kept != c.kept {
			t.Errorf("%s: %+v", c.word, f)
		}
	}
	if f := Of("(Rs.1,234.50)"); f.Kind != Amount || "(Rs.1,234.50)"[f.From:f.To] != "1,234.50" {
		t.Errorf("%+v", f)
	}
}

func TestTheReadingWithFewerBrokenRulesScoresHigher(t *testing.T) {
	if a, b := Score([]string{"Total", "1,234.50", "31/12/2024"}), Score([]string{"Total", "1.234.50", "31/12/2024"}); a != 2 || b != 0 {
		t.Errorf("%d and %d", a, b)
	}
}

func FuzzOf(f *testing.F) {
	for _, word := range []string{"Rs.1,234.50", "27AAPFU0939F1ZV", "32/12/2024", "₹", "(-", "१"} {
		f.Add(word)
	}
	f.Fuzz(func(t *testing.T, word string) {
		if found := Of(word); found.From < 0 || found.From > found.To || found.To > len(word) || found.Kept && found.Kind == None {
			t.Errorf("%q: %+v", word, found)
		}
	})
}
