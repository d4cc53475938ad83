package sms

import "testing"

// read is what the only transaction of a text tells: its direction, amount, account, balance, counterparty and reference.
type read struct{ direction, amount, account, balance, counterparty, reference string }

func expectRead(t *testing.T, texts map[string]read) {
	t.Helper()
	engine := newEngine(t)
	for text, want := range texts {
		result := engine.Classify(Message{Text: text})
		if len(result.Transactions) != 1 {
			t.Errorf("%q: %d transactions, want 1", text, len(result.Transactions))
			continue
		}
		x := result.Transactions[0]
		if got := (read{x.Direction, x.Amount, x.Account, x.Balance, x.Counterparty, x.Reference}); got != want {
			t.Errorf("%q:\ngot  %+v\nwant %+v", text, got, want)
		}
	}
}

func TestLostSpacesPartNothingThatBelongsTogether(t *testing.T) {
	expectRead(t, map[string]read{
		"Rs.45.00 debited from A/c XX1234 on 03-05-25 to RAVI STORES (UPI Ref No531300011122). BalRs601.20": {"debit", "45.00", "1234", "601.20", "RAVI STORES", "531300011122"},
		"A/c XX1234 debited withRs.45.00 on 03-05-25 to RAVI STORES. RRN531300011122":                       {"debit", "45.00", "1234", "", "RAVI STORES", "531300011122"},
		"A/c XX1234 debited forINR 45.00 to RAVI STORES UPI531300011122on 03-05-25. Avl BalINR 601.20":      {"debit", "45.00", "1234", "601.20", "RAVI STORES", "531300011122"},
		"Dear UPI user A/C X1234 debited by45.0on date 03May25 trf to RAVI STORES Refno 531300011122 -SBI":  {"debit", "45.0", "1234", "", "RAVI STORES", "531300011122"},
		"Sent Rs.45.00 from Kotak Bank AC X1234 to9876543210@paytm on 03-05-25.UPI Ref 531300011122":        {"debit", "45.00", "1234", "", "9876543210", "531300011122"},
		"Rs.45.00 debited from A/c XX1234 to RAVI STORES. Txn ID: REF531300011122":                          {"debit", "45.00", "1234", "", "RAVI STORES", "REF531300011122"},
	})
}

func TestSlipsAndShortWritingsOfWordsAreRead(t *testing.T) {
	want := read{"debit", "45.00", "1234", "601.20", "RAVI STORES", "531300011122"}
	expectRead(t, map[string]read{
		"Rs.45.00 debitd from yuor accuont XX1234 twds RAVI STORES. Ref 531300011122. Avl balnace Rs.601.20": want,
		"Rs.45.00 dbtd frm ur acnt XX1234 to RAVI STORES. Ref 531300011122. Avlb blnc Rs.601.20":             want,
	})
}

func TestWordsOfMessagesMayBelongToNames(t *testing.T) {
	const before, behind = "Rs.45.00 debited from A/c XX1234 on 03-05-25 trf to ", ". Ref 531300011122. Bal Rs.601.20"
	texts := map[string]read{}
	for _, name := range []string{"TO GO PIZZA", "BY THE WAY CAFE", "MY11CIRCLE", "HOME CREDIT", "HOME CREDIT INDIA"} {
		texts[before+name+behind] = read{"debit", "45.00", "1234", "601.20", name, "531300011122"}
	}
	expectRead(t, texts)
}
