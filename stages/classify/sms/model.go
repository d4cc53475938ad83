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
	// phrase is the template that asks of a unit's phrase where this one asks of its traits; 0 none.
	phrase int
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
	base      []int32                 // template -> its first feature
	count     []int32                 // template -> how many answers, on one side
	places    [2][maxTemplates]place  // the same for who asks often, for debits and for credits
	weights   []int32                 // feature*classes + class
	pairs     [][maxClasses / 2]int64 // the weights two in a number, for a scorer of many classes: see ready
	sums      [2][]int32              // the weights of a unit in one number, for a scorer of one class: see sumUnits
	width     int                     // of a row of sums
	lexicon   *lexicon
	steps     []step // how sure a choice is
	dense     bool   // the model's file has a column for each class
}

func newScorer(name string, classes []string, lexicon *lexicon, templates []template) *scorer {
	s := &scorer{name: name, classes: classes, templates: templates, lexicon: lexicon}
	n := 0
	for i, t := range templates {
		count := map[answerKind]int{counted: t.counts, traitOf: traitCount, pairOf: traitCount * traitCount, phraseOf: len(lexicon.phrases)}[t.kind]
		s.base, s.count = append(s.base, int32(n)), append(s.count, int32(count))
		p := place{first: int32(n), last: int32(count - 1), column: int32(s.width)}
		s.places[0][i] = p
		if n += count; t.sided {
			p.first = int32(n)
			n += count
		}
		s.places[1][i] = p
		s.width += bit(t.kind == traitOf)
	}
	s.weights = make([]int32, n*len(classes))
	return s
}

// place is where the features of a template are, of its answers from 0 to last; column is its column of sums.
type place struct{ first, last, column int32 }

func (p *place) feature(answer int) int32 { return p.first + min(int32(answer), p.last) }

// feature is the number of an answer to a template; side is 1 for a credit.
func (s *scorer) feature(template, answer, side int) int32 {
	return s.places[side][template].feature(answer)
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
		return side + traitName(answer/traitCount) + " " + traitName(answer%traitCount)
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
			answer = a*traitCount + b
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

// maxTemplates is how many questions a scorer may ask: which are not asked while it learns is a bit each.
const maxTemplates = 64

// maxClasses is how many classes a scorer may have: even.
const maxClasses = 10

// ready makes what choosing needs of the weights, once they are known. Two weights of many classes go in one number, to be added at once: the upper half
// is the second class's; a negative lower half borrows one of it, and second gives that back.
func (s *scorer) ready() {
	n := len(s.classes)
	if n == 1 {
		s.sumUnits()
		return
	}
	s.pairs = make([][maxClasses / 2]int64, len(s.weights)/n)
	for i, w := range s.weights {
		s.pairs[i/n][i%n/2] += int64(w) << (32 * (i % n % 2))
	}
}

// scores adds up the score of every class.
func (s *scorer) scores(features []int32) (scores [maxClasses]int32) {
	var a, b, c, d, e int64
	for _, f := range features {
		w := &s.pairs[f]
		a, b, c, d, e = a+w[0], b+w[1], c+w[2], d+w[3], e+w[4]
	}
	for n, pair := range [...]int64{a, b, c, d, e} {
		scores[2*n], scores[2*n+1] = first(pair), second(pair)
	}
	return scores
}

func first(pair int64) int32  { return int32(pair) }
func second(pair int64) int32 { return int32((pair - int64(int32(pair))) >> 32) }

// templateOf returns the template that feature f belongs to, and which answer it is.
func (s *scorer) templateOf(f int) (template, answer int) {
	template, found := slices.BinarySearch(s.base, int32(f))
	if !found {
		template--
	}
	return template, f - int(s.base[template])
}

// certaintyTemplate is what the model's file calls the table that says how sure a choice is.
const certaintyTemplate = "certainty"

// write prints the weights that are not zero: under a line for each template, "= scorer template", one line an answer with its weight, or
// with a weight for each class, parted by tabs; a dense scorer's classes are in a line of their own that begins with #.
func (s *scorer) write(w io.Writer) error {
	b := bufio.NewWriter(w)
	n, last := len(s.classes), -1
	for f := range len(s.weights) / n {
		weights := s.weights[f*n : f*n+n]
		if !slices.ContainsFunc(weights, func(w int32) bool { return w != 0 }) {
			continue
		}
		t, a := s.templateOf(f)
		if t != last {
			if last < 0 && s.dense {
				fmt.Fprintf(b, "# %s: %s\n", s.name, strings.Join(s.classes, ", "))
			}
			fmt.Fprintf(b, "= %s\t%s\n", s.name, s.templates[t].name)
			last = t
		}
		fmt.Fprint(b, s.answer(t, a))
		for c, weight := range weights {
			switch {
			case n == 1, s.dense:
				fmt.Fprintf(b, "\t%d", weight)
			case weight != 0:
				fmt.Fprintf(b, "\t%s %d", s.classes[c], weight)
			}
		}
		fmt.Fprintln(b)
	}
	fmt.Fprintf(b, "= %s\t%s\n", s.name, certaintyTemplate)
	for _, step := range s.steps {
		fmt.Fprintf(b, "%d\t%d\n", step.ahead, step.right)
	}
	return b.Flush()
}

// learn takes one line of what write printed under a template.
func (s *scorer) learn(asked string, f []string) error {
	if asked == certaintyTemplate {
		ahead, err := strconv.ParseInt(f[0], 10, 32)
		right, wrong := strconv.ParseInt(f[1], 10, 32)
		s.steps = append(s.steps, step{int32(ahead), int32(right)})
		return errors.Join(err, wrong)
	}
	t := slices.IndexFunc(s.templates, func(question template) bool { return question.name == asked })
	if t < 0 {
		return fmt.Errorf("%s has no template %q: make train", s.name, asked)
	}
	feature, ok := s.featureOf(t, f[0])
	for c, told := range f[1:] {
		weight := told
		if !s.dense && len(s.classes) > 1 {
			class, rest, _ := strings.Cut(told, " ")
			c, weight = slices.Index(s.classes, class), rest
		}
		n, err := strconv.ParseInt(weight, 10, 32)
		if !ok || err != nil || c < 0 || c >= len(s.classes) {
			return fmt.Errorf("%s %s: no answer %q, or no weight %q: make train", s.name, asked, f[0], told)
		}
		s.weights[int(feature)*len(s.classes)+c] = int32(n)
	}
	return nil
}

// readModel gives each scorer its weights.
func readModel(in io.Reader, scorers ...*scorer) error {
	var open *scorer
	var template string
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if name, heads := strings.CutPrefix(f[0], "= "); heads && len(f) == 2 {
			i := slices.IndexFunc(scorers, func(s *scorer) bool { return s.name == name })
			if i < 0 {
				return fmt.Errorf("model line %d: no scorer %q", n, name)
			}
			open, template = scorers[i], f[1]
			continue
		}
		if open == nil || len(f) < 2 {
			return fmt.Errorf("model line %d: %q is no weight", n, line)
		}
		if err := open.learn(template, f); err != nil {
			return fmt.Errorf("model line %d: %w", n, err)
		}
	}
	for _, s := range scorers {
		s.ready()
	}
	return lines.Err()
}
