// Package train is the command `munshi train`: it trains the model of classify from labelled messages, and that of the kinds of
// documents from labelled papers. It needs no server.
package train

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
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

const usage = `usage: munshi train --labels FILE --out FILE
       munshi train --prints FILE --out FILE

Trains the model of classify from the labels that "corpus messages" writes, or the one by which extract tells the kinds of documents
from the papers that "corpus print" writes. The same input gives the same bytes.
`

// label is one line of a file of labels.
type label struct {
	Text    string `json:"text"`
	Sender  string `json:"sender"`
	Wording string `json:"wording"`
	Expect  struct {
		Type      string `json:"type"`
		Direction string `json:"direction"`
		Merchant  string `json:"merchant"`
		Reference string `json:"reference"`
	} `json:"expect"`
}

// Main runs the command and returns its exit code.
func Main(args []string) int { return run(args, os.Stderr) }

func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("munshi train", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage) }
	labels := flags.String("labels", "", "labelled messages, one JSON object a line")
	prints := flags.String("prints", "", "labelled papers, one JSON object a line")
	out := flags.String("out", "", "where to write the model")
	rounds := flags.Int("rounds", 6, "times that all examples are gone through")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitDone
	case err != nil:
		return exitUsage
	case (*labels == "") == (*prints == "") || *out == "" || flags.NArg() > 0:
		flags.Usage()
		return exitUsage
	}
	work := func() error { return train(*labels, *out, *rounds, stderr) }
	if *prints != "" {
		work = func() error { return trainKinds(*prints, *out, stderr) }
	}
	if err := work(); err != nil {
		fmt.Fprintf(stderr, "munshi train: %v\n", err)
		return exitFailed
	}
	return exitDone
}

func train(labels, out string, rounds int, progress io.Writer) (err error) {
	examples, err := read(labels)
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

func read(path string) (examples []sms.Example, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var l label
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s line %d: %w", path, n, err)
		}
		examples = append(examples, sms.Example{Message: sms.Message{Text: l.Text, Sender: l.Sender}, Type: l.Expect.Type, Direction: l.Expect.Direction, Counterparty: l.Expect.Merchant, Reference: l.Expect.Reference, KeptBack: keptBack(l.Wording)})
	}
	return examples, lines.Err()
}

// keptBack says whether a wording is kept back while confidence is measured: one in five.
func keptBack(wording string) bool {
	h := fnv.New32a()
	h.Write([]byte(wording))
	return h.Sum32()%5 == 0
}
