// Package classify is the command `munshi classify`: it reads messages, one JSON object a line, and prints what each
// says about money, one JSON object a line. It needs no server and runs the code of the stage.
package classify

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/munshi-in/munshi/stages/classify/sms"
)

// maxLineBytes bounds one line of input: the longest text the stage takes, escaped, with room for the rest.
const maxLineBytes = 1 << 20

// maxTextBytes is the stage's default limit for a text.
const maxTextBytes = 64 << 10

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // a line could not be read; all others were
	exitUsage  = 2
)

const usage = `usage: munshi classify [--explain | --measure] [FILE]

Reads bank SMS from FILE, or from standard input, one JSON object a line:
  {"id": "1", "sender": "VM-HDFCBK", "text": "Rs.500 debited from A/c XX1234 ...", "receivedAt": "2025-10-20T09:30:00Z"}
Only text is needed. Prints one JSON object a line with what each message says; a message that tells of several movements has
all of them under "transactions". With --explain prints how each message is read, step by step. With --measure FILE holds labels, as "corpus messages" writes them, and how
often each field is right is printed. Needs no server.
Exit code 1 when a line could not be read; its line of output then holds an error.
`

// message is one line of input.
type message struct {
	ID         string    `json:"id"`
	Sender     string    `json:"sender"`
	Text       string    `json:"text"`
	ReceivedAt time.Time `json:"receivedAt"`
}

// result is one line of output. What a message does not tell is left out.
type result struct {
	ID            string   `json:"id"`
	IsTransaction bool     `json:"isTransaction"`
	Type          string   `json:"type,omitempty"`
	Bank          string   `json:"bank,omitempty"`
	Flags         []string `json:"flags,omitempty"`
	Confidence    float64  `json:"confidence"`
	// The first transaction stands here, and all of them below when there are several.
	transaction
	Transactions []transaction `json:"transactions,omitempty"`
	Error        *failure      `json:"error,omitempty"`
}

// transaction is one movement of money.
type transaction struct {
	Direction           string `json:"direction,omitempty"`
	Amount              string `json:"amount,omitempty"`
	Currency            string `json:"currency,omitempty"`
	Account             string `json:"account,omitempty"`
	Balance             string `json:"balance,omitempty"`
	CreditLimit         string `json:"creditLimit,omitempty"`
	Counterparty        string `json:"counterparty,omitempty"`
	CounterpartyName    string `json:"counterpartyName,omitempty"`
	CounterpartyAddress string `json:"counterpartyAddress,omitempty"`
	Reference           string `json:"reference,omitempty"`
	Instrument          string `json:"instrument,omitempty"`
	Category            string `json:"category,omitempty"`
	OccurredAt          string `json:"occurredAt,omitempty"`
	OccurredFrom        string `json:"occurredFrom,omitempty"`
	// Values says of each value where it stands in the text, in bytes, and how sure it is.
	Values map[string]value `json:"values,omitempty"`
}

type value struct {
	Start      int32   `json:"start"`
	End        int32   `json:"end"`
	Confidence float64 `json:"confidence"`
}

type failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Main runs the command and returns its exit code.
func Main(args []string) int {
	return run(args, os.Stdin, os.Stdout, os.Stderr)
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("munshi classify", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage) }
	measuring := flags.Bool("measure", false, "FILE holds labels: print how often each field is right")
	explain := flags.Bool("explain", false, "print how each message is read, step by step")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitDone
	case err != nil:
		return exitUsage
	case flags.NArg() > 1:
		flags.Usage()
		return exitUsage
	}
	in, name := stdin, "standard input"
	if flags.NArg() == 1 && flags.Arg(0) != "-" {
		file, err := os.Open(flags.Arg(0))
		if err != nil {
			fmt.Fprintf(stderr, "munshi classify: %v\n", err)
			return exitFailed
		}
		defer file.Close()
		in, name = file, flags.Arg(0)
	}
	engine, err := sms.New()
	if err != nil {
		fmt.Fprintf(stderr, "munshi classify: the built-in knowledge is broken: %v\n", err)
		return exitFailed
	}
	if *measuring {
		if err := measure(engine, in, stdout); err != nil {
			fmt.Fprintf(stderr, "munshi classify: %s: %v\n", name, err)
			return exitFailed
		}
		return exitDone
	}
	answers := &answering{engine: engine, explain: *explain, report: func(line int, why error) {
		fmt.Fprintf(stderr, "munshi classify: %s line %d: %v\n", name, line, why)
	}}
	failed, err := answers.stream(in, stdout)
	if err != nil {
		fmt.Fprintf(stderr, "munshi classify: %s: %v\n", name, err)
		return exitFailed
	}
	if failed {
		return exitFailed
	}
	return exitDone
}

// answering is how lines are answered.
type answering struct {
	engine  *sms.Engine
	explain bool
	report  func(line int, why error)
}

// stream answers each line of in with a line of out, in order; one line is in memory at a time. Empty lines are passed over.
func (a *answering) stream(in io.Reader, out io.Writer) (failed bool, err error) {
	lines := bufio.NewReaderSize(in, 64<<10)
	buffered := bufio.NewWriter(out)
	defer func() { err = errors.Join(err, buffered.Flush()) }()
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)
	for n := 1; ; n++ {
		line, long, readErr := nextLine(lines)
		if readErr != nil && !errors.Is(readErr, io.EOF) {
			return failed, readErr
		}
		if len(line) > 0 || long {
			answer, read, why := answerTo(a.engine, line, long)
			if why != nil {
				failed = true
				a.report(n, why)
			}
			if a.explain && why == nil {
				err = a.engine.Explain(read, buffered)
			} else {
				err = encoder.Encode(answer)
			}
			if err != nil {
				return failed, err
			}
		}
		if readErr != nil {
			return failed, nil
		}
		if lines.Buffered() == 0 { // nothing waits: let whoever pipes line by line have the answer now
			if err := buffered.Flush(); err != nil {
				return failed, err
			}
		}
	}
}

// nextLine returns the next line without its end. Of a line longer than maxLineBytes nothing is kept.
func nextLine(in *bufio.Reader) (line []byte, long bool, err error) {
	for {
		piece, err := in.ReadSlice('\n')
		if len(line)+len(piece) > maxLineBytes {
			line, long = nil, true
		} else if !long {
			line = append(line, piece...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return trimLine(line), long, err
		}
	}
}

func trimLine(line []byte) []byte { return []byte(strings.TrimSpace(string(line))) }

func answerTo(engine *sms.Engine, line []byte, long bool) (result, sms.Message, error) {
	refuse := func(id, code string, why error) (result, sms.Message, error) {
		return result{ID: id, Error: &failure{Code: code, Message: why.Error()}}, sms.Message{}, why
	}
	if long {
		return refuse("", "too_large", fmt.Errorf("line is longer than %d bytes", maxLineBytes))
	}
	var m message
	if err := json.Unmarshal(line, &m); err != nil {
		return refuse(idIn(line), "undecodable", fmt.Errorf("not a JSON object with id, sender, text and receivedAt: %w", err))
	}
	switch {
	case strings.TrimSpace(m.Text) == "":
		return refuse(m.ID, "invalid_event", errors.New("text is empty"))
	case len(m.Text) > maxTextBytes:
		return refuse(m.ID, "too_large", fmt.Errorf("text has %d bytes, over the limit of %d", len(m.Text), maxTextBytes))
	}
	asked := sms.Message{Text: m.Text, Sender: m.Sender, ReceivedAt: m.ReceivedAt}
	read := engine.Classify(asked)
	answer := result{ID: m.ID, Type: read.Type, Bank: read.Bank, Flags: read.Flags, Confidence: read.Confidence}
	for _, t := range read.Transactions {
		answer.Transactions = append(answer.Transactions, transactionOf(t))
	}
	if len(read.Transactions) > 0 {
		answer.IsTransaction, answer.transaction = true, answer.Transactions[0]
		answer.Confidence = read.Transactions[0].Confidence
	}
	if len(answer.Transactions) == 1 {
		answer.Transactions = nil
	}
	return answer, asked, nil
}

// idIn returns the id of an object whose other members are of a wrong type, empty when there is none.
func idIn(line []byte) string {
	var only struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(line, &only) // an id is a kindness here: the line is refused either way
	return only.ID
}

func transactionOf(t sms.Transaction) transaction {
	answer := transaction{
		Direction: t.Direction, Amount: t.Amount, Currency: t.Currency, Account: t.Account, Balance: t.Balance, CreditLimit: t.CreditLimit,
		Counterparty: t.Counterparty, CounterpartyName: t.CounterpartyName, CounterpartyAddress: t.CounterpartyAddress,
		Reference: t.Reference, Instrument: t.Instrument, Category: t.Category, Values: map[string]value{},
	}
	for _, f := range t.Fields {
		answer.Values[camel(f.Name.String())] = value{f.Start, f.End, f.Confidence}
	}
	if !t.OccurredAt.IsZero() {
		answer.OccurredAt, answer.OccurredFrom = t.OccurredAt.Format(time.RFC3339), t.OccurredFrom
	}
	return answer
}

// camel is a field's name as JSON has it: credit_limit is creditLimit.
func camel(name string) string {
	before, after, ok := strings.Cut(name, "_")
	if !ok {
		return name
	}
	return before + strings.ToUpper(after[:1]) + after[1:]
}
