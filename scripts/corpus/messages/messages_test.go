package messages

import (
	"strings"
	"testing"
)

func TestLabelsHoldOnlyWhatTheTextSays(t *testing.T) {
	for i := range 30 * Kinds() {
		message, label := Make(3, i)
		e := label.Expect
		for _, s := range label.Spans {
			value := *e.field(s.Field)
			printed := message.Text[s.Start:s.End]
			if s.Field == "account" { // masks may stand between its digits
				printed = strings.NewReplacer("X", "", "O", "").Replace(printed)
			}
			if !strings.Contains(digitsAndLetters(printed), digitsAndLetters(value)) {
				t.Errorf("%s: %s %q is not %q of %q", label.Wording, s.Field, value, printed, message.Text)
			}
		}
		if e.IsTransaction != (e.Type == "transaction") || e.IsTransaction != (e.Direction != "") || e.IsTransaction != (e.Instrument != "") || e.IsTransaction != (e.Amount != "") {
			t.Errorf("%s: the label contradicts itself: %+v", label.Wording, e)
		}
		if message.ID != label.ID || message.Text != label.Text || strings.TrimSpace(message.Text) == "" {
			t.Errorf("%s: message and label do not belong together: %+v %+v", label.Wording, message, label)
		}
	}
}

func digitsAndLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .,'-/", r) {
			return -1
		}
		return r
	}, s)
}

func TestTwentySamplesCoverEveryTypeAndInstrument(t *testing.T) {
	seen := map[string]bool{}
	for i := range 20 {
		_, label := Make(1, i)
		seen[label.Expect.Type], seen[label.Expect.Instrument] = true, true
	}
	for _, want := range strings.Fields("otp promotion due failed balance statement request mandate other transaction upi card atm neft imps rtgs cheque ach wallet cash") {
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

func TestMistakesInAGrammarAreToldWithTheirLine(t *testing.T) {
	for _, wrong := range []string{"lost words", "== a, b", "rule: (open", "== a, otp, -, -, IN\n<dear {otp}"} {
		g := grammar{rules: map[string]node{}}
		if err := g.read("x.txt", wrong); err == nil || !strings.Contains(err.Error(), "x.txt:") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	g := grammar{rules: map[string]node{}}
	if err := g.read("x.txt", "a: <nowhere>"); err != nil || g.check() == nil {
		t.Error("a rule that is not there is not noticed")
	}
}
