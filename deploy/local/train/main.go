// Package train is the command `munshi train`: it trains the model of classify from labelled messages, and that of the kinds of
// documents from labelled papers (kinds.go), and teaches classify what analysts corrected (corrections.go). It needs no server.
package train

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/munshi-in/munshi/stages/classify/sms"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

const usage = `usage: munshi train --labels FILE --lines FILE --out FILE
       munshi train --labels FILE [--lines FILE] --folds N
       munshi train --prints FILE --out FILE
       munshi train --corrections FILE --messages FILE --dir FOLDER

Trains the model of classify from the labels that "corpus messages" and "corpus lines" write, or the one by which extract tells the kinds of documents
from the papers that "corpus print" writes. The same input gives the same bytes. With --folds nothing is written: N times it learns
without some families of wordings, and prints how often it is right about them.

--corrections teaches classify what analysts corrected: one feedback a line, as feedback.given carries it:
  {"id": "tx_...", "subject": "transaction", "field": "category", "value": "groceries"}
id is the transaction's or the message's; --messages has the messages they are of, as munshi classify reads them. FOLDER is what
MUNSHI_CLASSIFY_KNOWLEDGE_DIR names; what it holds already stays.
`

// label is one line of a file of labels.
type label struct {
	Text    string `json:"text"`
	Sender  string `json:"sender"`
	Wording string `json:"wording"`
	Family  string `json:"family"`
	Expect  struct {
		IsTransaction bool   `json:"is_transaction"`
		Type          string `json:"type"`
		Direction     string `json:"direction"`
		Amount        string `json:"amount"`
		Currency      string `json:"currency"`
		Account       string `json:"account"`
		Balance       string `json:"balance"`
		CreditLimit   string `json:"credit_limit"`
		Merchant      string `json:"merchant"`
		Reference     string `json:"reference"`
	} `json:"expect"`
}

// Main runs the command and returns its exit code.
func Main(args []string) int { return run(args, os.Stderr) }

func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("munshi train", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage) }
	labels := flags.String("labels", "", "labelled messages, one JSON object a line")
	lines := flags.String("lines", "", "labelled lines of statements, one JSON object a line")
	prints := flags.String("prints", "", "labelled papers, one JSON object a line")
	out := flags.String("out", "", "where to write the model")
	folds := flags.Int("folds", 0, "measure how much carries over to families of wordings never seen, in so many parts")
	rounds := flags.Int("rounds", 5, "times that all examples are gone through")
	corrections := flags.String("corrections", "", "feedback of analysts, one JSON object a line")
	messages := flags.String("messages", "", "the messages that the feedback is about")
	dir := flags.String("dir", "", "folder to keep what was taught in")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitDone
	case err != nil:
		return exitUsage
	}
	fromLabels, fromPrints, fromCorrections := *labels != "" && (*out != "" && *lines != "") != (*folds > 1), *prints != "" && *out != "", *corrections != "" && *messages != "" && *dir != ""
	asked := 0
	for _, given := range []string{*labels, *prints, *corrections} {
		if given != "" {
			asked++
		}
	}
	var err error
	switch {
	case flags.NArg() > 0 || asked != 1 || !fromLabels && !fromPrints && !fromCorrections:
		flags.Usage()
		return exitUsage
	case fromLabels && *folds > 1:
		err = crossValidate(*labels, *lines, *folds, *rounds, stderr)
	case fromLabels:
		err = train(*labels, *lines, *out, *rounds, stderr)
	case fromPrints:
		err = trainKinds(*prints, *out, stderr)
	default:
		err = correct(*corrections, *messages, *dir, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "munshi train: %v\n", err)
		return exitFailed
	}
	return exitDone
}

func train(labels, lines, out string, rounds int, progress io.Writer) (err error) {
	examples, err := read(labels, lines)
	if err != nil {
		return err
	}
	file, err := os.Create(out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return sms.Train(examples, rounds, file, func(line string) { fmt.Fprintln(progress, line) })
}

func crossValidate(labels, lines string, folds, rounds int, progress io.Writer) error {
	examples, err := read(labels, lines)
	if err != nil {
		return err
	}
	return sms.CrossValidate(examples, folds, rounds, func(line string) { fmt.Fprintln(progress, line) })
}

func read(paths ...string) (examples []sms.Example, err error) {
	for _, path := range paths {
		if path == "" {
			continue
		}
		if err := eachLine(path, func(l label) {
			e := &l.Expect
			examples = append(examples, sms.Example{
				Message: sms.Message{Text: l.Text, Sender: l.Sender}, Type: e.Type, Direction: e.Direction, Family: l.family(),
				Amount: e.Amount, Currency: e.Currency, Account: e.Account, Balance: e.Balance, CreditLimit: e.CreditLimit,
				Counterparty: e.Merchant, Reference: e.Reference,
			})
		}); err != nil {
			return nil, err
		}
	}
	return examples, nil
}

// eachLine reads a file of JSON objects, one a line.
func eachLine[T any](path string, take func(T)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var one T
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return fmt.Errorf("%s line %d: %w", path, n, err)
		}
		take(one)
	}
	return lines.Err()
}

// family is what is kept back together. Of messages that tell of a transaction it is the kind of message, since a bank never seen writes
// in a way of its own; of the others the wording, since some types have one kind only.
func (l label) family() string {
	if l.Expect.IsTransaction || l.Expect.Type == "line" || l.Wording == "" {
		return l.Family
	}
	return l.Wording
}
