// Package accuracy is the command `munshi-local accuracy`: it reads a folder of labelled documents twice, as Munshi does and by the
// simplest means (baseline.go), and prints how much of each is right. What counts as right is in score.go.
package accuracy

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/munshi-in/munshi/deploy/local/read"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

const usage = `usage: munshi-local accuracy [--out FILE] [--baseline N] DIR...

Reads every document that the labels.jsonl of each DIR describes, prints how much of it is right beside a baseline (Tesseract on the untouched
page and the simplest rule) of the first N of each kind and group (4), and writes the same to FILE. "corpus documents" makes such folders; a line of labels.jsonl is
{"id","kind","group","fields":{name:value},"transactions":[{"date","debit","credit","balance"}],"words":[{"text","box":[left,top,right,
bottom]}]}, id the file's name without extension. Pages of any kind need only {"id","text"}: word F1 and character error are measured then.
`

// Main runs the command and returns its exit code.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, args, os.Stdout, os.Stderr)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("munshi-local accuracy", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage) }
	out := flags.String("out", "", "")
	baselines := flags.Int("baseline", baselineEach, "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitDone
	case err != nil:
		return exitUsage
	case flags.NArg() == 0:
		flags.Usage()
		return exitUsage
	}
	report, err := measured(ctx, flags.Args(), *baselines, stderr)
	if err == nil {
		_, err = io.WriteString(stdout, report)
	}
	if err == nil && *out != "" {
		err = os.WriteFile(*out, []byte(report), 0o644)
	}
	if err != nil {
		fmt.Fprintf(stderr, "munshi-local accuracy: %v\n", err)
		return exitFailed
	}
	return exitDone
}

// label is one line of labels.jsonl.
type label struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Group  string `json:"group"`
	Layout string `json:"layout"`
	// LeftOut is a layout at which nobody looked while the rules were written.
	LeftOut      bool              `json:"left_out"`
	Fields       map[string]string `json:"fields"`
	Transactions []line            `json:"transactions"`
	// Words or Text say what is printed.
	Words []printedWord `json:"words"`
	Text  string        `json:"text"`
	file  string
}

// line is a line of a statement, of a label or a reading.
type line struct {
	Date    string `json:"date"`
	Debit   string `json:"debit"`
	Credit  string `json:"credit"`
	Balance string `json:"balance"`
	// Confidence and Repaired are those of a reading.
	Confidence float64 `json:"confidence"`
	Repaired   bool    `json:"repaired"`
}

// reading is what was read of one document: the part of munshi read's output that is scored.
type reading struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Fields map[string]struct {
		Value      string  `json:"value"`
		Confidence float64 `json:"confidence"`
		Repaired   bool    `json:"repaired"`
	} `json:"fields"`
	Transactions []line `json:"transactions"`
	Text         string `json:"text"`
}

// baselineEach is of how many documents of a kind and group the baseline is measured: it takes twenty seconds for a bad photograph, and
// nobody asks for its decimals.
const baselineEach = 4

func measured(ctx context.Context, dirs []string, baselineEach int, progress io.Writer) (string, error) {
	var labels []label
	for _, dir := range dirs {
		of, err := readLabels(dir)
		if err != nil {
			return "", err
		}
		labels = append(labels, of...)
	}
	var files []string
	seen := map[string]bool{}
	for _, l := range labels {
		if seen[l.ID] {
			return "", fmt.Errorf("two documents are called %s", l.ID)
		}
		seen[l.ID] = true
		files = append(files, l.file)
	}
	fmt.Fprintf(progress, "reading %d documents\n", len(files))
	var lines bytes.Buffer
	// A file that cannot be read has its line too; it scores as nothing read.
	if code := read.Run(ctx, files, os.LookupEnv, &lines, progress); ctx.Err() != nil || code > exitFailed {
		return "", errors.Join(ctx.Err(), fmt.Errorf("munshi read ended with %d", code))
	}
	ours, err := readings(&lines)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(progress, "reading them by the simplest means\n")
	simple := map[string]reading{}
	baselines := map[string]int{}
	for _, l := range labels {
		of := l.Kind + " " + l.Group
		if baselines[of]++; baselines[of] > baselineEach {
			continue
		}
		if simple[l.ID], err = baseline(ctx, l); err != nil {
			return "", err
		}
	}
	return table(labels, ours, simple, baselineEach), nil
}

func readLabels(dir string) ([]label, error) {
	file, err := os.Open(filepath.Join(dir, "labels.jsonl"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var labels []label
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 16<<20)
	for n := 1; scanner.Scan(); n++ {
		var l label
		if err := json.Unmarshal(scanner.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("labels.jsonl line %d: %w", n, err)
		}
		found, err := filepath.Glob(filepath.Join(dir, l.ID+".*"))
		if err != nil || len(found) != 1 {
			return nil, fmt.Errorf("labels.jsonl line %d: %d files are called %s", n, len(found), l.ID)
		}
		l.file = found[0]
		labels = append(labels, l)
	}
	if len(labels) == 0 {
		return nil, fmt.Errorf("%s/labels.jsonl has no label", dir)
	}
	return labels, scanner.Err()
}

func readings(lines io.Reader) (map[string]reading, error) {
	byID := map[string]reading{}
	decoder := json.NewDecoder(lines)
	for {
		var r reading
		switch err := decoder.Decode(&r); {
		case errors.Is(err, io.EOF):
			return byID, nil
		case err != nil:
			return nil, fmt.Errorf("what munshi read printed: %w", err)
		}
		byID[r.ID] = r
	}
}
