package extract

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// kindModelFile has one feature a line and its weight for each kind; `make train` writes it.
//
//go:embed kind_model.txt
var kindModelFile string

// weights of a multinomial logistic regression: for each feature one for each of kinds, in their order.
type weights map[string][]float64

var kindModel = sync.OnceValue(func() weights {
	w, err := parseWeights(kindModelFile)
	if err != nil {
		panic(fmt.Sprintf("extract: kind_model.txt: %v", err)) // embedded: a mistake of whoever built it
	}
	return w
})

func parseWeights(text string) (weights, error) {
	w := weights{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		f := strings.Fields(lines.Text())
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		if len(f) != 1+len(kinds) {
			return nil, fmt.Errorf("line %d has %d words, want a feature and %d weights", n, len(f), len(kinds))
		}
		row := make([]float64, len(kinds))
		for k := range kinds {
			var err error
			if row[k], err = strconv.ParseFloat(f[k+1], 64); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
		}
		w[f[0]] = row
	}
	return w, lines.Err()
}

// probabilities of the kinds, in their order.
func (w weights) probabilities(features map[string]bool) []float64 {
	scores := make([]float64, len(kinds))
	for _, f := range sorted(features) { // in order: sums of floats depend on it
		for k, weight := range w[f] {
			scores[k] += weight
		}
	}
	most, sum := slices.Max(scores), 0.0
	for k := range scores {
		scores[k] = math.Exp(scores[k] - most)
		sum += scores[k]
	}
	for k := range scores {
		scores[k] /= sum
	}
	return scores
}

func sorted(features map[string]bool) []string {
	list := make([]string, 0, len(features))
	for f := range features {
		list = append(list, f)
	}
	slices.Sort(list)
	return list
}

// KindExample is the words of a paper whose kind is known.
type KindExample struct {
	Kind, Layout string
	Pages        []*munshiv1.PageText
}

const (
	trainingRounds = 300
	learningRate   = 0.5
	// faith is how strongly weights are held to what was believed before training, see evidence.
	faith = 0.002
	// Each paper is seen whole, and as bad photographs leave it: with so many of its words lost or misread.
	wholly, halfRead, badlyRead = 0.0, 0.15, 0.4
)

// TrainKinds fits the weights to examples, beginning with the evidence, and writes the model with its figures: one in five
// examples is kept apart, and its errors are counted. The same examples give the same bytes.
func TrainKinds(examples []KindExample, out io.Writer) error {
	random := rand.New(rand.NewPCG(1, 2))
	var train, test []trainee
	for i, e := range examples {
		apart := random.IntN(5) == 0
		for _, lost := range []float64{wholly, halfRead, badlyRead} {
			s := newSheet(worn(e.Pages, lost, random))
			t := trainee{slices.Index(kinds, e.Kind), sorted(kindFeatures(s, findTable(s) != nil))}
			if t.kind < 0 {
				return fmt.Errorf("example %d: no kind %q", i+1, e.Kind)
			}
			if apart {
				test = append(test, t)
			} else {
				train = append(train, t)
			}
		}
	}
	if len(train) == 0 {
		return errors.New("no examples")
	}
	before := priors()
	w := fitted(before, train)
	b := bufio.NewWriter(out)
	fmt.Fprintf(b, "# Weights of the kinds of documents, written by make train from %d papers of the corpus, each whole and twice worn.\n", len(examples))
	fmt.Fprintf(b, "# Right of %d that were kept apart: %d; by the evidence alone, untrained: %d.\n", len(test), right(w, test), right(before, test))
	fmt.Fprintf(b, "# feature %s\n", strings.Join(kinds, " "))
	for _, f := range sortedKeys(w) {
		fmt.Fprintf(b, "%s", f)
		for _, weight := range w[f] {
			fmt.Fprintf(b, " %.3f", weight)
		}
		fmt.Fprintln(b)
	}
	return b.Flush()
}

type trainee struct {
	kind     int
	features []string
}

// priors are the weights before training.
func priors() weights {
	w := weights{}
	for k, name := range kinds {
		for _, of := range []map[string]float64{evidence[name], marks[name]} {
			for feature, weight := range of {
				if w[feature] == nil {
					w[feature] = make([]float64, len(kinds))
				}
				w[feature][k] = weight
			}
		}
	}
	for _, mark := range []string{markIFSC, markShort, markNarrow, markWide, markPages} {
		w[mark] = make([]float64, len(kinds))
	}
	return w
}

// fitted descends the gradient of the likelihood, held to before.
func fitted(before weights, train []trainee) weights {
	w := weights{}
	for f, row := range before {
		w[f] = slices.Clone(row)
	}
	for range trainingRounds {
		gradient := map[string][]float64{}
		for _, t := range train {
			for k, p := range w.probabilities(set(t.features)) {
				if k == t.kind {
					p--
				}
				for _, f := range t.features {
					if w[f] == nil {
						continue
					}
					if gradient[f] == nil {
						gradient[f] = make([]float64, len(kinds))
					}
					gradient[f][k] += p / float64(len(train))
				}
			}
		}
		for f, row := range w {
			for k := range row {
				g := faith * (row[k] - before[f][k])
				if gradient[f] != nil {
					g += gradient[f][k]
				}
				row[k] -= learningRate * g
			}
		}
	}
	return w
}

func set(features []string) map[string]bool {
	s := make(map[string]bool, len(features))
	for _, f := range features {
		s[f] = true
	}
	return s
}

func right(w weights, tests []trainee) int {
	n := 0
	for _, t := range tests {
		p := w.probabilities(set(t.features))
		if p[t.kind] == slices.Max(p) {
			n++
		}
	}
	return n
}

func sortedKeys(w weights) []string {
	keys := make([]string, 0, len(w))
	for f := range w {
		keys = append(keys, f)
	}
	slices.Sort(keys)
	return keys
}

// worn is pages with a share of their words lost, and as many misread in one letter.
func worn(pages []*munshiv1.PageText, share float64, random *rand.Rand) []*munshiv1.PageText {
	var out []*munshiv1.PageText
	for _, p := range pages {
		page := &munshiv1.PageText{Page: p.GetPage(), Width: p.GetWidth(), Height: p.GetHeight()}
		for _, w := range p.GetWords() {
			if random.Float64() < share/2 {
				continue
			}
			text := []byte(w.GetText())
			if random.Float64() < share && len(text) > 1 {
				text[random.IntN(len(text))] = byte('A' + random.IntN(26))
			}
			page.Words = append(page.Words, &munshiv1.Word{Text: strings.ToValidUTF8(string(text), ""), Box: w.GetBox(), Confidence: w.GetConfidence(), Line: w.GetLine()})
		}
		out = append(out, page)
	}
	return out
}
