package classify

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func classify(t *testing.T, in string, args ...string) (answers []map[string]any, code int, complaints string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(args, strings.NewReader(in), &out, &err)
	for line := range strings.Lines(out.String()) {
		var a map[string]any
		if e := json.Unmarshal([]byte(line), &a); e != nil {
			t.Fatalf("output line %q: %v", line, e)
		}
		answers = append(answers, a)
	}
	return answers, code, err.String()
}

func TestEachLineIsAnsweredWithWhatTheMessageSays(t *testing.T) {
	answers, code, complaints := classify(t, `{"id":"a","sender":"VM-HDFCBK-S","text":"Rs.1,245.00 debited from A/c XX7731 on 03-09-25 to LAKSHMI STORES. UPI Ref 524618830917","receivedAt":"2025-09-03T10:00:00Z"}

{"id":"b","text":"458213 is your OTP"}
`)
	if code != 0 || complaints != "" || len(answers) != 2 {
		t.Fatalf("code %d, %q, %v", code, complaints, answers)
	}
	for name, want := range map[string]any{
		"id": "a", "isTransaction": true, "type": "transaction", "direction": "debit", "amount": "1245.00", "currency": "INR",
		"account": "7731", "counterparty": "LAKSHMI STORES", "reference": "524618830917", "instrument": "upi", "bank": "HDFC Bank",
	} {
		if answers[0][name] != want {
			t.Errorf("%s: got %v, want %v", name, answers[0][name], want)
		}
	}
	if answers[1]["isTransaction"] != false || answers[1]["type"] != "otp" {
		t.Errorf("got %v", answers[1])
	}
}

func TestABadLineIsReportedWithItsNumberAndTheOthersAreStillRead(t *testing.T) {
	answers, code, complaints := classify(t, "not json\n{\"id\":\"x\",\"text\":5}\n{\"id\":\"y\",\"text\":\" \"}\n"+
		strings.Repeat("z", maxLineBytes+1)+"\n{\"id\":\"long\",\"text\":\""+strings.Repeat("z", maxTextBytes+1)+"\"}\n"+
		`{"id":"ok","text":"Rs 5 debited from A/c XX12 to Shop"}`)
	if code != 1 || len(answers) != 6 {
		t.Fatalf("code %d, %d answers", code, len(answers))
	}
	for i, want := range []string{"undecodable", "undecodable", "invalid_event", "too_large", "too_large"} {
		failure, _ := answers[i]["error"].(map[string]any)
		if failure["code"] != want {
			t.Errorf("line %d: got %v, want %s", i+1, answers[i], want)
		}
		if !strings.Contains(complaints, "line "+string(rune('1'+i))+":") {
			t.Errorf("stderr does not name line %d: %s", i+1, complaints)
		}
	}
	if answers[1]["id"] != "x" || answers[5]["id"] != "ok" || answers[5]["isTransaction"] != true {
		t.Errorf("got %v and %v", answers[1], answers[5])
	}
}

func TestAFileIsReadByItsName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "messages.jsonl")
	if err := os.WriteFile(path, []byte(`{"id":"1","text":"hello"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if answers, code, _ := classify(t, "", path); code != 0 || len(answers) != 1 || answers[0]["type"] != "other" {
		t.Errorf("code %d, %v", code, answers)
	}
	if _, code, complaints := classify(t, "", path+".missing"); code != 1 || !strings.Contains(complaints, "missing") {
		t.Errorf("code %d, %q", code, complaints)
	}
	if _, code, _ := classify(t, "", "a", "b"); code != exitUsage {
		t.Errorf("two files: code %d", code)
	}
}

func TestAnUnreadableTimeSpoilsOnlyItsLine(t *testing.T) {
	answers, code, _ := classify(t, `{"id":"1","text":"hello","receivedAt":"yesterday"}`)
	if code != 1 || answers[0]["id"] != "1" || answers[0]["error"] == nil {
		t.Errorf("code %d, %v", code, answers)
	}
}

func TestLabelledMessagesAreMeasured(t *testing.T) {
	labels := `{"text":"Rs.500 debited from A/c XX1234 on 20-10-25 to TEA SHOP. Avl Bal Rs 100.00","expect":{"is_transaction":true,"type":"transaction","direction":"debit","amount":"500.00","account":"1234","balance":"100","merchant":"Tea Shop","reference":"77"}}
{"text":"458213 is your OTP","expect":{"is_transaction":false,"type":"otp"}}
`
	var out, complaints bytes.Buffer
	if code := run([]string{"--measure"}, strings.NewReader(labels), &out, &complaints); code != exitDone {
		t.Fatalf("code %d: %s", code, complaints.String())
	}
	for _, want := range []string{"amount          100.0 %  (1 of 1)", "counterparty    100.0 %", "reference         0.0 %  (0 of 1)", "every field       0.0 %", "otp            otp 1", "precision   100.0 %"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if code := run([]string{"--measure"}, strings.NewReader("not json"), &out, &complaints); code != exitFailed || !strings.Contains(complaints.String(), "line 1") {
		t.Errorf("code %d: %s", code, complaints.String())
	}
}

func TestExplainTellsEachStep(t *testing.T) {
	var out, complaints bytes.Buffer
	code := run([]string{"--explain"}, strings.NewReader(`{"text":"Rs.500 debited from A/c XX1234 on 20-10-25 to TEA SHOP. UPI Ref 524618830917"}`), &out, &complaints)
	if code != exitDone {
		t.Fatalf("code %d: %s", code, complaints.String())
	}
	for _, want := range []string{"2. Tokens", `"debited": debit`, "amounts: Rs.500 (moved)", "counterparty TEA SHOP", ": debit to", "7. Result", "reference 524618830917"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}
