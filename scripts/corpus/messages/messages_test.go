package messages

import (
	"strings"
	"testing"
)

func TestLabelsHoldOnlyWhatTheTextSays(t *testing.T) {
	for i := range 10 * Wordings() {
		message, label := Make(3, i)
		name := wordings[i%len(wordings)].name
		plain := strings.ReplaceAll(message.Text, ",", "")
		e := label.Expect
		for field, value := range map[string]string{"amount": e.Amount, "account": e.Account, "balance": e.Balance, "merchant": e.Merchant, "reference": e.Reference} {
			if !strings.Contains(plain, strings.ReplaceAll(value, ",", "")) {
				t.Errorf("%s: %s %q is not in %q", name, field, value, message.Text)
			}
		}
		if e.IsTransaction != (e.Type == "transaction") || e.IsTransaction != (e.Direction != "") || e.IsTransaction != (e.Instrument != "") {
			t.Errorf("%s: the label contradicts itself: %+v", name, e)
		}
		if message.ID != label.ID || message.Text != label.Text || len(message.Sender) != 9 {
			t.Errorf("%s: message and label do not belong together: %+v %+v", name, message, label)
		}
	}
}

func TestTwentySamplesCoverEveryTypeAndInstrument(t *testing.T) {
	seen := map[string]bool{}
	for i := range 20 {
		_, label := Make(1, i)
		seen[label.Expect.Type], seen[label.Expect.Instrument] = true, true
	}
	for _, want := range strings.Fields("otp promotion due failed balance transaction upi card atm neft imps rtgs cheque ach cash") {
		if !seen[want] {
			t.Errorf("no %s among the twenty", want)
		}
	}
}

func TestSameSeedGivesTheSameMessage(t *testing.T) {
	first, _ := Make(9, 4)
	second, _ := Make(9, 4)
	other, _ := Make(10, 4)
	if first != second || first.Text == other.Text {
		t.Error("the seed must decide the message, and nothing else")
	}
}

func TestTimesInTheTextAreIndianAndReceivedAtIsTheSameMoment(t *testing.T) {
	for i := range 200 {
		message, _ := Make(5, i)
		if wordings[i%len(wordings)].name != "card purchase" {
			continue
		}
		if want := message.ReceivedAt.In(india).Format(dayTime); !strings.Contains(message.Text, want) {
			t.Errorf("%q does not tell %s", message.Text, want)
		}
	}
}
