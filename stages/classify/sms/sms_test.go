package sms

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestAmountsAreReadInEveryWriting(t *testing.T) {
	wanted := map[string]string{}
	for written, want := range map[string]string{
		"Rs.1,23,456.50": "123456.50 INR", "INR 500/-": "500 INR", "₹2 lakh": "200000 INR", "Rs 1.5L": "150000 INR",
		"Rs. 40": "40 INR", "Rs500": "500 INR", "INR.1950.00": "1950.00 INR", "AED100.25": "100.25 AED", "Tk 2,000": "2000 BDT",
		"USD50.25": "50.25 USD", "$12.00": "12.00 USD", "Rs.15OOO": "", "Rs 12,50,000": "1250000 INR", "INR 0.50": "0.50 INR",
		"EUR .93": "0.93 EUR", "Rs 3 crore": "30000000 INR", "₹५,०००": "5000 INR", "Rs. ١٢٥.٥٠": "125.50 INR",
		"１,２００円": "1200 JPY", "FCFA 5000.00": "5000.00 XOF", "5000 FCFA": "5000 XOF", "2,200원": "2200 KRW", "Rs10K": "10000 INR",
		"Rs 00750.00": "750.00 INR", "COP 45.900": "45900 COP", "COP 1.234,56": "1234.56 COP", "EUR 1.234,56": "1234.56 EUR",
	} {
		wanted[written+" debited from A/c XX1234 at Shop"] = want
	}
	expectAmounts(t, wanted)
}

// expectAmounts compares the amount and the currency of the only transaction that each text tells, empty when it tells none.
func expectAmounts(t *testing.T, wanted map[string]string) {
	t.Helper()
	engine := newEngine(t)
	for text, want := range wanted {
		var told []string
		for _, x := range engine.Classify(Message{Text: text}).Transactions {
			told = append(told, x.Amount+" "+x.Currency)
		}
		if got := strings.Join(told, ", "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestACapitalIsMoneyOnlyOfItsCountryAndGluedToANumber(t *testing.T) {
	expectAmounts(t, map[string]string{
		"FNB: R129.99 paid from A/c XX1234 at Shop":                                                        "129.99 ZAR",
		"Capitec: R2 500.00 paid from A/c XX1234 to Shop. Balance R6 214.33":                               "2500.00 ZAR",
		"Vous avez envoyé 3 500F à Fatou Diop. Nouveau solde: 12 300F":                                     "3500 XOF",
		"You have sent N5,500.00 to Musa Ibrahim | 8031234567. Fee: N10.00":                                "5500.00 NGN",
		"Rs 50 debited from A/c XX1234 at SHOP R129 on 20-10-24 - HDFC Bank":                               "50 INR",
		"Retiro por $1,500.00 MXN en cajero con tu tarjeta *4410":                                          "1500.00 MXN",
		"You received P1,150.00 from LIZA SANTOS on Maya. Ref no. 7C2B3D4E5F6A":                            "1150.00 PHP",
		"*165*S*7500 RWF transferred to MUGISHA Eric (250788001122) from 36009988. New balance: 9100 RWF.": "7500 RWF",
		"THB2XX81PO Confirmed. Ksh540.00 paid to NAIVAS. on 16/8/25 at 7:10 PM":                            "540.00 KES",
	})
}

func TestWhatHasACurrencyIsNoCodeAndNoAccount(t *testing.T) {
	expectAmounts(t, map[string]string{
		"Trx. of QAR4,933.00 on your Card xxxxx4680 at MODERN BAKERY 12.07.2025 4:17PM": "4933.00 QAR",
		"Transaksi Debit: IDR 436 dari rek *XX4460 ke TEALIVE tgl 21-01-22":             "436 IDR",
		"DENIZ ACAR hesabınıza 751,40₺ gönderdi. Hesap: *6120":                          "751.40 TRY",
	})
}

func TestAReferenceMayMixLettersAndDigits(t *testing.T) {
	engine := newEngine(t)
	for text, want := range map[string]string{
		"Your card ending 4410 was charged PHP1,299.00 at SHOPEE PH on 08/14/25. Ref. No. A1B2C3D4E5F6":              "A1B2C3D4E5F6",
		"Zelle payment of $150.00 from JANE DOE was deposited to account ending 4410 on 08/14/2025. Conf# abc12xy9":  "abc12xy9",
		"THB2XX81PO Confirmed. Ksh540.00 paid to NAIVAS. on 16/8/25 at 7:10 PM. New M-PESA balance is Ksh2,100.00.":  "THB2XX81PO",
		"Your A/c 12345678 is debited by NPR 520.00 For: 9843368/Mobile Recharge,Ncell. Never Share OTP With Anyone": "9843368",
	} {
		r := engine.Classify(Message{Text: text})
		if len(r.Transactions) == 0 || r.Transactions[0].Reference != want {
			t.Errorf("%q: got %+v, want the reference %s", text, r.Transactions, want)
		}
	}
}

func TestDatesAreReadInEveryWriting(t *testing.T) {
	engine := newEngine(t)
	for written, want := range map[string]string{
		"20-10-2024": "2024-10-20T00:00", "2024-10-20": "2024-10-20T00:00", "20-Oct-24": "2024-10-20T00:00",
		"20Oct24": "2024-10-20T00:00", "20/OCT/2024": "2024-10-20T00:00", "Oct 20 2024  5:49PM": "2024-10-20T17:49",
		"2024-10-20:17:18:38": "2024-10-20T17:18", "20 Oct 2024 at 06.33.02": "2024-10-20T06:33", "20/10/24 16:17": "2024-10-20T16:17",
		"10-20-2024": "2024-10-20T00:00", "20-10-24 12:05:00 am": "2024-10-20T00:05", "October 20, 2024": "2024-10-20T00:00",
		"20OCT": "2024-10-20T00:00", "20-10": "2024-10-20T00:00",
	} {
		r := engine.Classify(Message{Text: "Rs 50 debited from A/c XX1234 on " + written + " to Shop", ReceivedAt: time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC)})
		if len(r.Transactions) == 0 {
			t.Errorf("%q: no transaction", written)
			continue
		}
		at := r.Transactions[0].OccurredAt
		if got := at.Format("2006-01-02T15:04"); got != want || at.Format("-07:00") != "+05:30" {
			t.Errorf("%q: got %s, want %s in Indian time", written, at, want)
		}
	}
}

func TestADateAfterTheMessageIsNotBelieved(t *testing.T) {
	arrived := time.Date(2024, 12, 1, 4, 0, 0, 0, time.UTC)
	r := newEngine(t).Classify(Message{Text: "Rs 50 debited from A/c XX1234 on 20-10-2031 to Shop", ReceivedAt: arrived})
	if got := r.Transactions[0].OccurredAt; !got.Equal(arrived) {
		t.Errorf("got %s, want the time received", got)
	}
}

func TestMaskingDigitsOfAnAccountNeverChangesTheAmount(t *testing.T) {
	engine := newEngine(t)
	for _, m := range goldenMessages(t) {
		plain := engine.Classify(m)
		if len(plain.Transactions) == 0 || plain.Transactions[0].Account == "" {
			continue
		}
		account := plain.Transactions[0].Account
		masked := m
		masked.Text = strings.ReplaceAll(m.Text, account, strings.Repeat("X", len(account)-1)+account[len(account)-1:])
		got := engine.Classify(masked)
		if len(got.Transactions) == 0 || got.Transactions[0].Amount != plain.Transactions[0].Amount {
			t.Errorf("%q: the amount is lost when %s is masked", masked.Text, account)
		}
	}
}

func TestChangingTheMerchantsLettersNeverChangesTheAmount(t *testing.T) {
	engine := newEngine(t)
	rotated := func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+7)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+7)%26
		}
		return r
	}
	tried := 0
	for _, m := range goldenMessages(t) {
		before := engine.Classify(m)
		if len(before.Transactions) != 1 || before.Transactions[0].Counterparty == "" {
			continue
		}
		name := before.Transactions[0].Counterparty
		m.Text = strings.ReplaceAll(m.Text, name, strings.Map(rotated, name))
		after := engine.Classify(m)
		if len(after.Transactions) != 1 || after.Transactions[0].Amount != before.Transactions[0].Amount {
			t.Errorf("%q: amount %s became %+v", m.Text, before.Transactions[0].Amount, after.Transactions)
		}
		tried++
	}
	if tried < 100 {
		t.Errorf("only %d messages name a merchant", tried)
	}
}

func TestAPromotionBehindAMessageNeverChangesTheDirection(t *testing.T) {
	engine := newEngine(t)
	for _, tail := range []string{
		" Get 10% cashback on your next purchase! T&C apply.", "\nEnjoy offers on dining. Shop now: bit.ly/abc",
		" Earn up to Rs 500 when you refer a friend.", " Pre-approved loan of Rs 2,00,000 is waiting. Apply now.",
	} {
		for _, m := range goldenMessages(t) {
			plain := engine.Classify(m)
			if len(plain.Transactions) == 0 {
				continue
			}
			m.Text += "." + tail
			got := engine.Classify(m)
			if len(got.Transactions) == 0 || got.Transactions[0].Direction != plain.Transactions[0].Direction ||
				got.Transactions[0].Amount != plain.Transactions[0].Amount {
				t.Errorf("%q: got %s %+v", m.Text, got.Type, got.Transactions)
			}
		}
	}
}

func TestNastyTextsAreReadInBoundedTime(t *testing.T) {
	engine := newEngine(t)
	for name, text := range map[string]string{
		"a megabyte": strings.Repeat("Rs 5 debited from A/c XX12 to shop@upi ", 26000), "digits": strings.Repeat("9", 1<<20),
		"commas": strings.Repeat("1,", 1<<19), "hangul": strings.Repeat("국민카드승인", 1<<15), "slashes": strings.Repeat("/-*", 1<<18),
		"marks": strings.Repeat("XX", 1<<19), "at signs": strings.Repeat("a@b.", 1<<18), "newlines": strings.Repeat("\n", 1<<20),
		"invalid": strings.Repeat("\xff\xc0", 1<<19), "zero width": strings.Repeat("\u200b", 1<<18), "phrases": strings.Repeat("avl. bal. not you ", 1<<16),
		"letters in parts": "Rs 5 debited to " + strings.Repeat("a / ", 1<<17), "codes in a name": "Rs 5 debited to " + strings.Repeat("N123456-A*", 1<<17),
		"links with codes": strings.Repeat("http://a.b/?id=FT123456AB ", 1<<15), "telephones": strings.Repeat("0711 111 111 ", 1<<16),
		"accounts of others": "Rs 5 debited to A/c " + strings.Repeat("X", 1<<19) + "1",
		"dates":              strings.Repeat("20-10-2024 ", 1<<17),
	} {
		start := time.Now()
		engine.Classify(Message{Text: text})
		engine.Describe(text, Debit)
		if took := time.Since(start); took > 200*time.Millisecond {
			t.Errorf("%s: took %s", name, took)
		}
	}
}

func TestHiddenCharactersChangeNothing(t *testing.T) {
	engine := newEngine(t)
	plain := engine.Classify(Message{Text: "Rs 500.00 debited from A/c XX1234 to MILAN TAILORS on 02-10-2025"})
	noisy := engine.Classify(Message{Text: "Rs\u00a0５00.00 deb\u200bited from A/c XX12\u200d34 to MILAN\u2009TAILORS on 02‑10‑2025"})
	for _, r := range []*Result{&plain, &noisy} {
		for i, f := range r.Transactions[0].Fields { // they stand elsewhere, and are the same
			r.Transactions[0].Fields[i].Start, r.Transactions[0].Fields[i].End = 0, f.End-f.Start
		}
	}
	for i, f := range noisy.Transactions[0].Fields {
		if want := plain.Transactions[0].Fields[i]; f.Name != want.Name || f.End < want.End {
			t.Errorf("%s has %d bytes, want at least the %d of the plain text", f.Name, f.End, want.End)
		}
	}
	plain.Transactions[0].Fields, noisy.Transactions[0].Fields = nil, nil
	if fmt.Sprint(plain) != fmt.Sprint(noisy) {
		t.Errorf("got %+v, want %+v", noisy, plain)
	}
}

func TestValuesStandWhereTheirFieldsSay(t *testing.T) {
	engine := newEngine(t)
	for _, m := range goldenMessages(t) {
		for _, tx := range engine.Classify(m).Transactions {
			for _, f := range tx.Fields {
				if f.Start < 0 || f.End <= f.Start || int(f.End) > len(m.Text) || f.Confidence <= 0 || f.Confidence > 1 {
					t.Fatalf("%q: %+v", m.Text, f)
				}
				want := map[FieldName]string{FieldAccount: tx.Account, FieldCounterparty: tx.Counterparty, FieldReference: tx.Reference}[f.Name]
				shown := 3
				if f.Name == FieldAccount { // masks may stand between its digits
					shown = 1
				}
				if last := want[max(0, len(want)-shown):]; !strings.Contains(normalText(m.Text[f.Start:f.End]), last) {
					t.Errorf("%q: %s %q is not %q", m.Text, f.Name, want, m.Text[f.Start:f.End])
				}
			}
		}
	}
}

func TestSeveralMovementsAreSeveralTransactions(t *testing.T) {
	engine := newEngine(t)
	text := "Rs 500.00 debited from A/c XX1234 on 02-10-25 to MILAN TAILORS. Rs 1,250.00 credited to A/c XX1234 on 03-10-25 from RAVI KUMAR."
	got := engine.Classify(Message{Text: text}).Transactions
	if len(got) != 2 {
		t.Fatalf("%d transactions, want 2: %+v", len(got), got)
	}
	if got[0].Amount != "500.00" || got[0].Direction != Debit || got[0].Counterparty != "MILAN TAILORS" ||
		got[1].Amount != "1250.00" || got[1].Direction != Credit || got[1].Counterparty != "RAVI KUMAR" {
		t.Errorf("got %+v", got)
	}
	for _, tx := range got {
		for _, f := range tx.Fields {
			if f.Name == FieldCounterparty && text[f.Start:f.End] != tx.Counterparty {
				t.Errorf("%s stands at %q", tx.Counterparty, text[f.Start:f.End])
			}
		}
	}
}

func TestACodeThatBeginsLikeACurrencyIsNoAmount(t *testing.T) {
	for text, want := range map[string][2]string{
		"TK93MNOPQR Confirmed.You have received Ksh2,000.00 from PETER OTIENO 0711222333 on 10/11/25 at 3:40 PM": {"2000.00", "TK93MNOPQR"},
		"TKA1BC2DE3 Confirmed. Ksh120.00 paid to MAMA SHOP. on 10/11/25 at 1:05 PM.":                             {"120.00", "TKA1BC2DE3"},
		"TK500 debited from a/c XX1234": {"500", ""},
		"Rs500DEBITED from a/c XX1234":  {"500", ""},
	} {
		result := newEngine(t).Classify(Message{Text: text})
		if len(result.Transactions) != 1 || result.Transactions[0].Amount != want[0] || result.Transactions[0].Reference != want[1] {
			t.Errorf("%q: got %+v, want amount and reference %q", text, result.Transactions, want)
		}
	}
}

func TestNamesAreWrittenWithoutWhatGatewaysAdd(t *testing.T) {
	for name, want := range map[string]string{
		"VASANTH AND CO":         "Vasanth",
		"RAZ*GREEN LEAF PVT LTD": "Green Leaf", "swiggy": "Swiggy", "LULU CENTER 4411": "Lulu Center", "McCain Foods": "McCain Foods",
		"IKEA": "Ikea", "KFC": "KFC", "씨유서울역점": "씨유서울역점", "": "", "RAVI  KUMAR": "Ravi Kumar",
	} {
		if got := normalName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestWhatANameEndsInTellsItsTrade(t *testing.T) {
	know := newEngine(t).know
	for name, want := range map[string]string{
		"METRO SHOES": "shopping", "NARAYANA JUNIOR COLLEGE": "education", "LIC HOUSING FINANCE": "loan_emi", "NATURALS SALON": "health", // not what METRO, LIC, NATURALS are
		"APOLLO PHARMACY STORES": "health", "YOUTUBE PREMIUM": "entertainment", "SWIGGY PVT LTD": "food", // STORES, PREMIUM and LTD tell little
		"NOVEL STORES": "shopping", "NOVEL PREMIUM": "insurance", "NOVEL PVT LTD": "other", "NOVEL": "", // and all where nothing tells more
	} {
		if got := know.categoryOf(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestMoneyBetweenOnesOwnPocketsIsNoSpending(t *testing.T) {
	engine := newEngine(t)
	for text, want := range map[string]string{
		"Payment of Rs 18,450.00 received on your HDFC Bank Credit Card XX4410 on 12-10-25. Available limit Rs 90,000": "card_bill",
		"Rs.18,450.00 debited from A/c XX7731 on 12-10-25 towards credit card bill payment. Ref 528711909911":          "card_bill",
		"Rs.500 added to your Paytm wallet on 12-10-25. Updated balance Rs.912.00. Txn 77120091":                       "wallet_load",
		"Rs.5,000 debited from A/c XX7731 on 12-10-25 for self transfer to A/c XX1190. Ref 528711909911":               "self_transfer",
		"Refund of Rs.1,299.00 from MYNTRA credited to your Card XX6008 on 18-SEP-25.":                                 "shopping",
		"Refund of Rs.90.00 from QUILL HOUSE credited to your A/c XX6008 on 18-SEP-25.":                                "refund",
	} {
		got := engine.Classify(Message{Text: text}).Transactions
		if len(got) != 1 || got[0].Category != want {
			t.Errorf("%q: got %+v, want %s", text, got, want)
		}
	}
}

func TestLinksThatPoseAsABankAreFlagged(t *testing.T) {
	engine := newEngine(t)
	for text, want := range map[string]bool{
		"Dear SBI user, your account will be blocked today. Update KYC at http://sbi-kyc.top/login":              true,
		"Your HDFC Bank NetBanking is suspended, click here to verify your PAN bit.ly/2xyz":                      true,
		"Dear customer, complete KYC of your HDFC Bank account at https://www.hdfcbank.com/kyc to avoid freeze":  false,
		"Rs 500.00 debited from A/c XX1234 to MILAN TAILORS on 02-10-2025. Not you? https://sbicard.com/dispute": false,
	} {
		if got := len(engine.Classify(Message{Text: text}).Flags) > 0; got != want {
			t.Errorf("%q: flagged %v", text, got)
		}
	}
	for text, sender := range map[string]string{
		"Your package is on hold, pay $2.40 redelivery fee: https://parcel-pay.top/x":             "+14435550199",
		"HSBC: a payment of £310.00 to MR K LANE was attempted. Not you? https://hsbc-stop.com":   "+447700900188",
		"Your parcel could not be delivered due to incomplete address. Pay Rs 25 at post-in.cc/t": "57575099",
	} {
		if len(engine.Classify(Message{Text: text, Sender: sender}).Flags) == 0 {
			t.Errorf("%q from %s is not flagged", text, sender)
		}
	}
	if len(engine.Classify(Message{Text: "SBI: your account is suspended, call now", Sender: "+919812345678"}).Flags) == 0 {
		t.Error("a private number that speaks as a bank is not flagged")
	}
}

func TestSenderHeadersAreReadByTheIndianRule(t *testing.T) {
	for sender, want := range map[string]string{
		"VM-HDFCBK-S": "HDFCBK", "vk-sbiinb": "SBIINB", "HDFCBK": "HDFCBK", "AD-ZZ-P": "ZZ", "": "", "A-": "A-",
	} {
		header, promotional := splitSender(sender)
		if header != want || promotional != strings.HasSuffix(sender, "-P") {
			t.Errorf("%q: got %q %v", sender, header, promotional)
		}
	}
}

func goldenMessages(t testing.TB) (messages []Message) {
	t.Helper()
	for _, g := range readGolden(t) {
		messages = append(messages, Message{Text: g.Text, Sender: g.Sender, ReceivedAt: received})
	}
	return messages
}

func normalText(text string) string {
	normal, _ := normalize(text)
	return normal
}

func TestNumbersEndWhereOthersBegin(t *testing.T) {
	engine := newEngine(t)
	for text, want := range map[string][3]string{ // amount, account, reference
		"Ac XX8821 Credited with Rs.25000.00,04-11-2025 11:05:44 by IMPS/530811223344":                             {"25000.00", "8821", "530811223344"},
		"Your A/c 073-XXX006 is credited with INR 1,450.00 on 31-10-2025 as salary":                                {"1450.00", "073006", ""},
		"You have received Tk 1,500.00. Fee Tk 0.00. Balance Tk 2,310.55. TrxID CK33A0X9LL":                        {"1500.00", "", "CK33A0X9LL"},
		"You have sent PHP 500.00 of GCash to MARIA S. Your new balance is PHP 1,220.50. Ref. No. 5012 345 678901": {"500.00", "", "5012 345 678901"},
	} {
		got := engine.Classify(Message{Text: text}).Transactions
		if len(got) != 1 || got[0].Amount != want[0] || got[0].Account != want[1] || got[0].Reference != want[2] {
			t.Errorf("%q: got %+v, want %v", text, got, want)
		}
	}
}

func TestAmountsBehindAWordForWhatMovedNeedNoCurrency(t *testing.T) {
	expectAmounts(t, map[string]string{
		"حساب4471\nبرداشت24,253\nمانده1,204,100\n03/09-18:20":      "24253 IRR",
		"حساب:4471\nبرداشت:490-\nمانده:1,204,100\n03/09-18:20":     "490 IRR",
		"[KB]09/03 18:20\n435***-**-123456\n이영희\n입금\n243\n잔액5,477": "243 KRW",
		"삼성가족카드승인4471\n09/03 18:20\n10,000원\n일시불\n하늘분식":            "10000 KRW", // the card, not money
	})
}
