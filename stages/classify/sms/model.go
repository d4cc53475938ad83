package sms

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A template is one kind of feature: a question, and what its answers are.
type template struct {
	name string
	kind answerKind
	// counts is how many answers a question of kind counted has.
	counts int
	// labels name the answers of a question of kind counted, as far as they go.
	labels []string
	// sided asks the question for debits and credits apart.
	sided bool
}

type answerKind uint8

const (
	counted  answerKind = iota // a small number
	traitOf                    // a trait of a unit
	phraseOf                   // a phrase of the lexicon
	pairOf                     // two traits, the first times traitCount
)

// A scorer decides one thing by adding up weights: each answer to a template has a weight for each class. Whole numbers,
// so that training gives the same weights on every machine.
type scorer struct {
	name      string
	classes   []string
	templates []template
	base      []int32 // template -> its first feature
	count     []int32 // template -> how many answers, on one side
	weights   []int32 // feature*classes + class
	lexicon   *lexicon
	steps     []step // how sure a choice is
}

func newScorer(name string, classes []string, lexicon *lexicon, templates []template) *scorer {
	s := &scorer{name: name, classes: classes, templates: templates, lexicon: lexicon}
	n := 0
	for _, t := range templates {
		count := map[answerKind]int{counted: t.counts, traitOf: int(traitCount), pairOf: int(traitCount) * int(traitCount), phraseOf: len(lexicon.phrases)}[t.kind]
		s.base, s.count = append(s.base, int32(n)), append(s.count, int32(count))
		if n += count; t.sided {
			n += count
		}
	}
	s.weights = make([]int32, n*len(classes))
	return s
}

// feature is the number of an answer to a template; side is 1 for a credit where it matters.
func (s *scorer) feature(template, answer, side int) int32 {
	count := s.count[template]
	f := s.base[template] + min(int32(answer), count-1)
	if s.templates[template].sided {
		f += int32(side) * count
	}
	return f
}

// answer is how the model's file writes an answer.
func (s *scorer) answer(template, answer int) string {
	t, count := s.templates[template], int(s.count[template])
	side := ""
	if t.sided {
		side = []string{"debit ", "credit "}[answer/count]
		answer %= count
	}
	switch t.kind {
	case traitOf:
		return side + traitName(answer)
	case pairOf:
		return side + traitName(answer/int(traitCount)) + " " + traitName(answer%int(traitCount))
	case phraseOf:
		return side + s.lexicon.phrases[answer]
	}
	if answer < len(t.labels) {
		return side + t.labels[answer]
	}
	return side + strconv.Itoa(answer)
}

// featureOf finds what answer wrote.
func (s *scorer) featureOf(template int, written string) (int32, bool) {
	side := 0
	if s.templates[template].sided {
		if rest, ok := strings.CutPrefix(written, "credit "); ok {
			side, written = 1, rest
		} else {
			written = strings.TrimPrefix(written, "debit ")
		}
	}
	answer := -1
	switch s.templates[template].kind {
	case traitOf:
		answer = traitNamed(written)
	case pairOf:
		first, second, _ := strings.Cut(written, " ")
		if a, b := traitNamed(first), traitNamed(second); a >= 0 && b >= 0 {
			answer = a*int(traitCount) + b
		}
	case phraseOf:
		if n, ok := s.lexicon.numbers[written]; ok {
			answer = n
		}
	default:
		if answer = slices.Index(s.templates[template].labels, written); answer >= 0 {
			break
		}
		if n, err := strconv.Atoi(written); err == nil && n < int(s.count[template]) {
			answer = n
		}
	}
	return s.feature(template, max(answer, 0), side), answer >= 0
}

// sum is the score of a choice with these features, for a scorer of one class.
func (s *scorer) sum(features []int32) (score int32) {
	for _, f := range features {
		score += s.weights[f]
	}
	return score
}

// scores adds up the score of every class.
func (s *scorer) scores(features []int32, into []int32) {
	n := len(s.classes)
	for _, f := range features {
		for c, w := range s.weights[int(f)*n : int(f)*n+n] {
			into[c] += w
		}
	}
}

// templateOf returns the template that feature f belongs to, and which answer it is.
func (s *scorer) templateOf(f int) (template, answer int) {
	template, found := slices.BinarySearch(s.base, int32(f))
	if !found {
		template--
	}
	return template, f - int(s.base[template])
}

// write prints the weights that are not zero, one a line: scorer, template, answer, class, weight, parted by tabs.
func (s *scorer) write(w io.Writer) error {
	b := bufio.NewWriter(w)
	n := len(s.classes)
	for i, weight := range s.weights {
		if weight == 0 {
			continue
		}
		t, a := s.templateOf(i / n)
		fmt.Fprintf(b, "%s\t%s\t%s\t%s\t%d\n", s.name, s.templates[t].name, s.answer(t, a), s.classes[i%n], weight)
	}
	for _, step := range s.steps {
		fmt.Fprintf(b, "%s\tcertainty\t%d\t\t%d\n", s.name, step.ahead, step.right)
	}
	return b.Flush()
}

// learn takes one line of what write printed.
func (s *scorer) learn(f []string) error {
	if f[1] == "certainty" {
		ahead, err := strconv.ParseInt(f[2], 10, 32)
		right, wrong := strconv.ParseInt(f[4], 10, 32)
		s.steps = append(s.steps, step{int32(ahead), int32(right)})
		return errors.Join(err, wrong)
	}
	t := slices.IndexFunc(s.templates, func(t template) bool { return t.name == f[1] })
	c := slices.Index(s.classes, f[3])
	if t < 0 || c < 0 {
		return fmt.Errorf("%s has no template %q or no class %q: make train", s.name, f[1], f[3])
	}
	feature, ok := s.featureOf(t, f[2])
	weight, err := strconv.ParseInt(f[4], 10, 32)
	if !ok || err != nil {
		return fmt.Errorf("%s %s: no answer %q or no weight %q: make train", s.name, f[1], f[2], f[4])
	}
	s.weights[int(feature)*len(s.classes)+c] = int32(weight)
	return nil
}

// readModel gives each scorer its weights.
func readModel(in io.Reader, scorers ...*scorer) error {
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		i := slices.IndexFunc(scorers, func(s *scorer) bool { return s.name == f[0] })
		if i < 0 || len(f) != 5 {
			return fmt.Errorf("model line %d: %q is no weight", n, line)
		}
		if err := scorers[i].learn(f); err != nil {
			return fmt.Errorf("model line %d: %w", n, err)
		}
	}
	return lines.Err()
}
