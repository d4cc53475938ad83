package sms

import (
	"bufio"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/munshi-in/munshi/schemas"
)

// What analysts taught is a folder of two files: the model as they moved it, and the categories they gave to counterparties, a
// category, a tab and a name a line.
const (
	modelFile      = "model.txt"
	categoriesFile = "categories.txt"
)

// maxLearned bounds the counterparties of a folder.
const maxLearned = 1_000_000

// Open makes an Engine of its own that knows also what a folder holds; "" is no folder. A file that is not there changes nothing.
func Open(folder string) (*Engine, error) {
	k, err := loadFacts(embedded)
	if err != nil {
		return nil, err
	}
	var model fs.FS = embedded
	if folder != "" {
		info, err := os.Stat(folder)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			return nil, fmt.Errorf("%s is no folder", folder)
		}
		if taught := os.DirFS(folder); exists(taught, modelFile) {
			model = taught
		}
	}
	if err := k.readModel(model); err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	if folder == "" {
		return newEngineOf(k), nil
	}
	file, err := os.Open(filepath.Join(folder, categoriesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return newEngineOf(k), nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if err := k.readLearned(file); err != nil {
		return nil, fmt.Errorf("%s %w", file.Name(), err)
	}
	return newEngineOf(k), nil
}

func exists(files fs.FS, name string) bool {
	_, err := fs.Stat(files, name)
	return err == nil
}

func (k *knowledge) readLearned(in io.Reader) error {
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		category, name, ok := strings.Cut(lines.Text(), "\t")
		switch {
		case lines.Text() == "":
		case !ok || !slices.Contains(schemas.Categories, category):
			return fmt.Errorf("line %d: %q is no category, a tab and a name", n, lines.Text())
		case len(k.learned) >= maxLearned:
			return fmt.Errorf("line %d: more than %d counterparties", n, maxLearned)
		default:
			k.learned[learnedKey(name)] = category
		}
	}
	return lines.Err()
}

// learnedKey is how a counterparty is found whatever its capitals, spaces and signs.
func learnedKey(name string) string { return strings.ToLower(onlyName(name)) }

// Correction is what an analyst says of a message: the right value of a field of its transaction, or its type.
type Correction struct {
	Message
	Field, Value string
}

// correctedRounds is how often the model goes through the corrections: they are few, and meant.
const correctedRounds = 4

// Correct teaches the engine corrections and writes what it knows then to a folder that Open reads. One in five is kept back to
// measure, and taught with the others after that. A category holds for its counterparty at once; type, direction,
// counterparty and reference move the model; of the other fields, which rules choose, it only counts how often they are right.
func (e *Engine) Correct(corrections []Correction, folder string, report func(string)) error {
	var taught, kept []Correction
	for _, c := range corrections {
		if h := fnv.New32a(); keepBack(h, c) {
			kept = append(kept, c)
		} else {
			taught = append(taught, c)
		}
	}
	before := e.rightOn(kept)
	if err := e.teach(taught); err != nil {
		return err
	}
	report(fmt.Sprintf("%d corrections, %d of them kept back: right before %d, after %d", len(corrections), len(kept), before, e.rightOn(kept)))
	if err := e.teach(kept); err != nil {
		return err
	}
	report(fmt.Sprintf("all %d taught: right on %d of them", len(corrections), e.rightOn(corrections)))
	return e.write(folder)
}

func keepBack(h interface {
	io.Writer
	Sum32() uint32
}, c Correction) bool {
	_, _ = io.WriteString(h, c.Text+"\x00"+c.Field)
	return h.Sum32()%5 == 0
}

// rightOn counts the corrections that the engine answers rightly.
func (e *Engine) rightOn(corrections []Correction) (right int) {
	for _, c := range corrections {
		right += bit(sameName(e.valueOf(c), c.Value))
	}
	return right
}

func (e *Engine) valueOf(c Correction) string {
	r := e.Classify(c.Message)
	if c.Field == "type" {
		return r.Type
	}
	if len(r.Transactions) == 0 {
		return ""
	}
	t := r.Transactions[0]
	return map[string]string{
		"direction": t.Direction, "amount": t.Amount, "currency": t.Currency, "account": t.Account, "balance": t.Balance,
		"credit_limit": t.CreditLimit, "counterparty": t.Counterparty, "reference": t.Reference, "instrument": t.Instrument, "category": t.Category,
	}[c.Field]
}

// teach moves the model and the facts by corrections.
func (e *Engine) teach(corrections []Correction) error {
	var examples []Example
	for _, c := range corrections {
		switch c.Field {
		case "category":
			if !slices.Contains(schemas.Categories, c.Value) {
				return fmt.Errorf("%q is none of %s", c.Value, strings.Join(schemas.Categories, " "))
			}
			if name := e.valueOf(Correction{Message: c.Message, Field: "counterparty"}); name != "" {
				e.know.learned[learnedKey(name)] = c.Value
			}
		case "type", "direction", "counterparty", "reference":
			x, err := e.corrected(c)
			if err != nil {
				return err
			}
			examples = append(examples, x)
		}
	}
	for _, lesson := range e.know.lessons() {
		learner := newLearner(lesson.scorer)
		learner.unit = weightScale
		for range correctedRounds {
			for _, x := range examples {
				if lesson.applies(x) {
					r := e.know.read(x.Message)
					lesson.learn(r, learner, x)
					r.close()
				}
			}
		}
		lesson.scorer.ready()
	}
	return nil
}

// corrected is a message as it was read, but for what the analyst says.
func (e *Engine) corrected(c Correction) (Example, error) {
	r := e.Classify(c.Message)
	x := Example{Message: c.Message, Type: r.Type}
	if len(r.Transactions) > 0 {
		t := r.Transactions[0]
		x.Direction, x.Counterparty, x.Reference = t.Direction, t.Counterparty, t.Reference
	}
	switch c.Field {
	case "type":
		if !slices.Contains(Types, c.Value) {
			return x, fmt.Errorf("%q is none of %s", c.Value, strings.Join(Types, " "))
		}
		x.Type = c.Value
	case "counterparty":
		x.Type, x.Counterparty = TypeTransaction, c.Value
	case "direction":
		if c.Value != Debit && c.Value != Credit {
			return x, fmt.Errorf("%q is neither debit nor credit", c.Value)
		}
		x.Type, x.Direction = TypeTransaction, c.Value
	case "reference":
		x.Type, x.Reference = TypeTransaction, c.Value
	}
	return x, nil
}

// write puts the model and the learned categories into a folder.
func (e *Engine) write(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	model, err := os.Create(filepath.Join(folder, modelFile))
	if err != nil {
		return err
	}
	for _, s := range e.know.scorers() {
		err = errors.Join(err, s.write(model))
	}
	if err = errors.Join(err, model.Close()); err != nil {
		return err
	}
	var lines []string
	for name, category := range e.know.learned {
		lines = append(lines, category+"\t"+name+"\n")
	}
	slices.Sort(lines)
	return os.WriteFile(filepath.Join(folder, categoriesFile), []byte(strings.Join(lines, "")), 0o644)
}
