package accuracy

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// share is how many of how many.
type share struct{ right, of int }

func (s *share) add(right bool) {
	s.of++
	if right {
		s.right++
	}
}

// score is what the documents of one kind and group add up to.
type score struct {
	documents int
	kind      share
	// recall of the labelled values, precision of those that were read, by field.
	recall, precision map[string]*share
	// rows of statements: exact in date, debit, credit and balance.
	rowRecall, rowPrecision share
	// sure are the values read with a confidence of at least 0.9, repaired those marked so.
	sure, repaired share
	// calibration is the share right of the values of each bin of confidence, and how sure they were in all.
	calibration [len(bins)]calibrated
}

// bins of confidence, by where each begins.
var bins = [...]float64{0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98}

type calibrated struct {
	share
	claimed float64
}

// claim counts a value by how sure it was.
func (s *score) claim(confidence float64, right bool) {
	if confidence >= 0.9 {
		s.sure.add(right)
	}
	at := 0
	for at+1 < len(bins) && confidence >= bins[at+1] {
		at++
	}
	s.calibration[at].add(right)
	s.calibration[at].claimed += confidence
}

func newScore() *score {
	return &score{recall: map[string]*share{}, precision: map[string]*share{}}
}

func (s *score) add(l label, r reading) {
	s.documents++
	s.kind.add(r.Kind == l.Kind)
	for name, want := range l.Fields {
		got, ok := r.Fields[name]
		of(s.recall, name).add(ok && same(name, want, got.Value))
	}
	for name, got := range r.Fields {
		want, labelled := l.Fields[name]
		if !labelled && isAmount[name] && amount(got.Value) == amount("0") {
			continue // an amount of nothing is no claim
		}
		right := labelled && same(name, want, got.Value)
		of(s.precision, name).add(right)
		s.claim(got.Confidence, right)
		if got.Repaired {
			s.repaired.add(right)
		}
	}
	s.addRows(l.Transactions, r.Transactions)
}

func of(shares map[string]*share, name string) *share {
	if shares[name] == nil {
		shares[name] = &share{}
	}
	return shares[name]
}

// addRows compares lines by their longest common subsequence, in printed order.
func (s *score) addRows(want, got []line) {
	balanced := slices.ContainsFunc(want, func(l line) bool { return l.Balance != "" })
	a, b := keys(want, balanced), keys(got, balanced)
	matched := make([]bool, len(b))
	for _, j := range common(a, b) {
		matched[j] = true
	}
	n := 0
	for j, right := range matched {
		s.rowPrecision.add(right)
		if right {
			n++
		}
		s.claim(got[j].Confidence, right)
		if got[j].Repaired {
			s.repaired.add(right)
		}
	}
	s.rowRecall.right += n
	s.rowRecall.of += len(a)
}

func keys(lines []line, balanced bool) []string {
	var list []string
	for _, l := range lines {
		key := l.Date + " " + movement(l.Debit) + " " + movement(l.Credit)
		if balanced {
			key += " " + amount(l.Balance)
		}
		list = append(list, key)
	}
	return list
}

// movement is an amount of which nothing and zero are the same.
func movement(text string) string {
	if a := amount(text); a != amount("0") {
		return a
	}
	return ""
}

// common returns the places in b of a longest common subsequence of a and b.
func common(a, b []string) []int {
	best := make([][]int, len(a)+1)
	for i := range best {
		best[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				best[i][j] = best[i+1][j+1] + 1
			} else {
				best[i][j] = max(best[i+1][j], best[i][j+1])
			}
		}
	}
	var places []int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			places = append(places, j)
			i, j = i+1, j+1
		case best[i+1][j] >= best[i][j+1]:
			i++
		default:
			j++
		}
	}
	return places
}

var isAmount = map[string]bool{"opening_balance": true, "closing_balance": true, "amount": true, "total": true, "tax": true}

// same compares values: amounts by what they are worth, the rest by letters and digits in any case, names without title, banks
// without Ltd.
func same(name, want, got string) bool {
	if isAmount[name] {
		return amount(want) == amount(got)
	}
	return plain(want) == plain(got)
}

func amount(text string) string {
	text = strings.ReplaceAll(strings.TrimSpace(text), ",", "")
	if r, ok := new(big.Rat).SetString(text); ok && len(text) <= 40 {
		return r.FloatString(2)
	}
	return text
}

var unsaid = regexp.MustCompile(`(?i)^(mr|mrs|ms|shri|smt|rupees)\b\.?|\b(ltd|limited|only|branch)\b\.?$`)

func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, unsaid.ReplaceAllString(strings.TrimSpace(text), ""))
}
