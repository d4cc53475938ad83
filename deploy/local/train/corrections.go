package train

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/munshi-in/munshi/stages/classify"
	"github.com/munshi-in/munshi/stages/classify/sms"
)

// maxTransactions is how many transactions of one message a correction may be of.
const maxTransactions = 8

// feedback is one line of corrections, in the form of feedback.given.
type feedback struct {
	ID      string `json:"id"`
	Subject string `json:"subject"`
	Field   string `json:"field"`
	Value   string `json:"value"`
}

type message struct {
	ID         string    `json:"id"`
	Tenant     string    `json:"tenant"`
	Sender     string    `json:"sender"`
	Text       string    `json:"text"`
	ReceivedAt time.Time `json:"receivedAt"`
}

func correct(corrections, messages, dir string, progress io.Writer) error {
	said, err := byID(messages)
	if err != nil {
		return err
	}
	var all []sms.Correction
	unknown := 0
	err = eachLine(corrections, func(f feedback) {
		m, ok := said[f.ID]
		if !ok || f.Subject == "document" {
			unknown++
			return
		}
		all = append(all, sms.Correction{Message: m, Field: f.Field, Value: f.Value})
	})
	if err != nil {
		return err
	}
	if unknown > 0 {
		fmt.Fprintf(progress, "%d corrections are of documents, or of no message in %s: passed over\n", unknown, messages)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	engine, err := sms.Open(dir)
	if err != nil {
		return err
	}
	return engine.Correct(all, dir, func(line string) { fmt.Fprintln(progress, line) })
}

// byID finds messages by their own ids and by those of the transactions they may tell of.
func byID(path string) (map[string]sms.Message, error) {
	said := map[string]sms.Message{}
	err := eachLine(path, func(m message) {
		asked := sms.Message{Text: m.Text, Sender: m.Sender, ReceivedAt: m.ReceivedAt}
		said[m.ID] = asked
		tenant := m.Tenant
		if tenant == "" {
			tenant = classify.DefaultTenant
		}
		for n := range maxTransactions {
			said[classify.TransactionID("sms", tenant, m.ID, n)] = asked
		}
	})
	return said, err
}
