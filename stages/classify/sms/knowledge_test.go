package sms

import "testing"

func TestEveryDataFileIsValid(t *testing.T) {
	k, err := load(embedded)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range k.banks[1:] {
		if k.countries[b.country].currency == "" {
			t.Errorf("%s: its country %q has no currency", b.name, b.country)
		}
	}
	for _, c := range k.currencies[1:] {
		if len(c) != 3 {
			t.Errorf("currency %q is no ISO 4217 code", c)
		}
	}
}
