package invent

import "testing"

func TestGSTINCheckCharacterIsTheOfficialOne(t *testing.T) {
	// The specimen number that the tax office prints in its guides.
	if got := GSTINCheck("27AAPFU0939F1Z"); got != "V" {
		t.Errorf("check character %s, want V", got)
	}
	for seed := range uint64(50) {
		id := New(seed, "test").GSTIN("29")
		if len(id) != 15 || GSTINCheck(id[:14]) != id[14:] {
			t.Errorf("%s does not pass its own check", id)
		}
	}
}

func TestAmountsAreWrittenTheIndianWay(t *testing.T) {
	for _, c := range []struct {
		amount              Paise
		grouped, plain, say string
	}{
		{0, "0.00", "0.00", "Zero"},
		{99_950, "999.50", "999.50", "Nine Hundred Ninety Nine"},
		{Rupees(1000), "1,000.00", "1000.00", "One Thousand"},
		{Rupees(100_000), "1,00,000.00", "100000.00", "One Lakh"},
		{Rupees(256_659), "2,56,659.00", "256659.00", "Two Lakh Fifty Six Thousand Six Hundred Fifty Nine"},
		{Rupees(12_340_017), "1,23,40,017.00", "12340017.00", "One Crore Twenty Three Lakh Forty Thousand Seventeen"},
		{-12_345, "-123.45", "-123.45", ""},
	} {
		if c.amount.String() != c.grouped || c.amount.Plain() != c.plain {
			t.Errorf("%d paise: %s and %s, want %s and %s", int64(c.amount), c.amount, c.amount.Plain(), c.grouped, c.plain)
		}
		if c.say != "" && c.amount.Words() != c.say {
			t.Errorf("%s in words is %q, want %q", c.amount, c.amount.Words(), c.say)
		}
	}
}

func TestSourcesOfDifferentNamesAreIndependent(t *testing.T) {
	if New(1, "a").Digits(12) == New(1, "b").Digits(12) || New(1, "a").Digits(12) != New(1, "a").Digits(12) {
		t.Error("the name must decide what comes out of a seed")
	}
}
