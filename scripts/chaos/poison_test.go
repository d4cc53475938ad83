package chaos

import (
	"fmt"
	"testing"

	"github.com/munshi-in/munshi/schemas"
)

func TestAHundredPoisonInputsAmongTenThousandGoodOnesAreAHundredDeadLetters(t *testing.T) {
	t.Parallel()
	h := open(t)
	l := newLedger(h)
	poison := map[string]string{} // values by key
	for round := range 100 {
		l.sendMessages(100)
		key := fmt.Sprintf("poison-%d", round)
		poison[key] = []string{`{"text":""}`, `{"text":"Rs.5`, `{"text":{"a":1}}`, "\xff\xfe\x00", `{"tenant":"acme"}`}[round%5]
		h.kafka.Publish("messages.received", key, []byte(poison[key]))
	}
	l.settle(patience)
	l.checkRows()
	letters := h.kafka.All(schemas.DeadTopic("classify"))
	if len(letters) != len(poison) {
		t.Errorf("%d dead letters, want %d", len(letters), len(poison))
	}
	for _, letter := range letters {
		if string(letter.Value) != poison[letter.Key] {
			t.Errorf("the dead letter %q holds %q, the input was %q", letter.Key, letter.Value, poison[letter.Key])
		}
	}
	h.eventually("(40,'invalid_event') (60,'undecodable')",
		"(count(), error_code)) FROM dead_letters GROUP BY error_code ORDER BY error_code")
	h.alive()
}
