package sms

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// A trial is a transaction as it was read without knowing its wording, and which of its aspects were right.
type trial struct {
	family       string
	features     []int32
	right, asked [aspectCount]bool
	known        bool // its wording was learned, but for a word that was spoilt
}

// spoilt is in how many messages that trust is measured by one has a word that the lexicon does not know.
const spoilt = 3

// measure notes how a message is read: its type, and the transaction that it is called. Whoever wrote the messages wrote the lexicon too, and knows every
// word of them; since no bank's messages are like that, now and then one is spoilt first.
func (k *knowledge) measure(x Example, known bool, random *rand.Rand, types []outcome, trials []trial) ([]outcome, []trial) {
	if x.Type == typeLine {
		return types, trials
	}
	whole := random.IntN(spoilt) > 0
	if !whole {
		x.Text = k.spoil(x, random)
	}
	r := k.read(x.Message)
	defer r.close()
	seen := r.evidence()
	kind, ahead := r.messageType(&seen)
	if whole { // what is called a transaction at all hangs on these
		types = append(types, outcome{ahead, kind == x.Type})
	}
	if kind == TypeTransaction {
		t := r.try(x, &seen, ahead)
		t.known = known
		trials = append(trials, t)
	}
	return types, trials
}

// spoil is the text of an example in which a word of the lexicon has lost a letter, or the space behind it: nothing knows it any more. What the message tells
// stays as it is.
func (k *knowledge) spoil(x Example, random *rand.Rand) string {
	tokens := k.words.tokenize(x.Text, nil)
	told := func(t *token) bool {
		return slices.ContainsFunc([]string{x.Counterparty, x.Reference}, func(value string) bool {
			at := strings.Index(x.Text, value)
			return value != "" && at >= 0 && int(t.end) > at && int(t.start) < at+len(value)
		})
	}
	var words []int
	for i := range tokens {
		if t := &tokens[i]; t.kind == word && t.end-t.start >= 3 && k.words.uses[t.id]&inPhrase != 0 && !t.form.has(someForeign) && !told(t) {
			words = append(words, i)
		}
	}
	if len(words) == 0 {
		return x.Text
	}
	i := words[random.IntN(len(words))]
	if next := i + 1; random.IntN(3) == 0 && next < len(tokens) && tokens[next].kind == word && !tokens[next].glued && !told(&tokens[next]) {
		return x.Text[:tokens[i].end] + x.Text[tokens[next].start:]
	}
	lost := int(tokens[i].start) + 1 + random.IntN(int(tokens[i].end-tokens[i].start)-1)
	return x.Text[:lost] + x.Text[lost+1:]
}

// try reads a message that is called a transaction and compares.
func (r *reading) try(x Example, seen *evidence, typeAhead int32) trial {
	t := r.transaction(seen, typeAhead)[0]
	try := trial{family: x.Family, features: r.trustFeatures(&r.told)}
	moved := x.Type == TypeTransaction
	try.asked[aspectType], try.right[aspectType] = true, moved
	if !moved {
		return try
	}
	for n := aspectType + 1; n < aspectCount; n++ {
		try.asked[n] = true
	}
	try.asked[aspectCurrency] = x.Currency != ""
	try.asked[aspectLimit] = x.CreditLimit != "" || t.CreditLimit != ""
	for aspect, right := range map[int]bool{
		aspectDirection: t.Direction == x.Direction, aspectAmount: sameValue(t.Amount, x.Amount), aspectCurrency: t.Currency == x.Currency,
		aspectAccount: sameTail(t.Account, x.Account), aspectBalance: sameValue(t.Balance, x.Balance), aspectCounterparty: sameName(t.Counterparty, x.Counterparty),
		aspectReference: sameName(t.Reference, x.Reference), aspectLimit: sameValue(t.CreditLimit, x.CreditLimit),
	} {
		try.right[aspect] = right
	}
	return try
}

func sameValue(a, b string) bool {
	trim := func(s string) string {
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
		return s
	}
	return trim(a) == trim(b)
}

// sameTail compares account numbers from behind, as far as both show them.
func sameTail(a, b string) bool {
	return a == b || a != "" && b != "" && (strings.HasSuffix(a, b) || strings.HasSuffix(b, a))
}

// learnTrust fits the scorer of trust to trials by logistic regression (stochastic gradient, the weights averaged over the later rounds),
// in whole numbers, and then makes the whole honest: of transactions whose aspects together were so sure, how many were right. Each family of
// wordings of transactions counts alike, however many messages it has: a bank never seen is one more family. How often the whole is right is asked of
// wordings that were learned: the families kept back hold languages and countries that then nobody knows, which real messages seldom do.
func (k *knowledge) learnTrust(trials []trial, report func(string)) {
	const (
		one    = 1 << 20 // a weight of one while learning
		rounds = 6
	)
	s := k.trust
	weights, totals := make([]int64, len(s.weights)), make([]int64, len(s.weights))
	counts, moved := map[string]int{}, 0
	for n := range trials {
		if t := &trials[n]; t.right[aspectType] {
			counts[t.family]++
			moved++
		}
	}
	for round := range int64(rounds) {
		for n := range trials {
			t := &trials[n]
			rate := float64(one) / 20 / float64(1+round)
			if t.right[aspectType] {
				rate *= float64(moved) / float64(len(counts)*counts[t.family])
			}
			for aspect := range aspectCount {
				if !t.asked[aspect] {
					continue
				}
				sum := int64(0)
				for _, f := range t.features {
					sum += weights[int(f)*aspectCount+aspect]
				}
				wrong := float64(bit(t.right[aspect])) - chance(int32(sum*weightScale/one))
				change := int64(wrong * rate)
				for _, f := range t.features {
					weights[int(f)*aspectCount+aspect] += change
				}
			}
		}
		for i, w := range weights {
			totals[i] += w * (round + 1) // later rounds, which step less, count more
		}
	}
	for i := range totals {
		s.weights[i] = int32(totals[i] * weightScale / one / (rounds * (rounds + 1) / 2))
	}
	s.ready()
	var outcomes, strange []outcome
	var right, sure [aspectCount]int
	for n := range trials {
		t := &trials[n]
		all := true
		chances, whole := s.chances(t.features)
		for aspect := range aspectCount {
			all = all && (t.right[aspect] || !t.asked[aspect])
			if t.asked[aspect] && chances[aspect] >= 0.9 {
				sure[aspect]++
				right[aspect] += bit(t.right[aspect])
			}
		}
		if o := (outcome{wholeScale(whole), all}); t.known {
			outcomes = append(outcomes, o)
		} else {
			strange = append(strange, o)
		}
	}
	for aspect, name := range aspects {
		report(fmt.Sprintf("trust in the %s: at 0.9 or more in %d of %d, %.1f %% of them right", name, sure[aspect], len(trials), 100*float64(right[aspect])/float64(max(1, sure[aspect]))))
	}
	s.steps = steps(outcomes, leastTrials)
	var all share
	for _, o := range strange {
		if s.certainty(o.ahead) >= 0.9 {
			all.add(o.right)
		}
	}
	report(fmt.Sprintf("trust in all of it: at 0.9 or more in %d of %d in families kept back, %s", all.of, len(strange), all))
}

// leastTrials is of how many transactions each step of the whole's confidence tells.
const leastTrials = 400

// wholeScale is a probability in the parts that steps count in.
func wholeScale(p float64) int32 { return int32(p * 1e6) }

// chances is how sure each aspect is, and all of them together, were they wrong each for itself.
func (s *scorer) chances(features []int32) (each [aspectCount]float64, whole float64) {
	whole = 1
	scores := s.scores(features)
	for n := range each {
		each[n] = chance(scores[n])
		if n != aspectLimit {
			whole *= each[n]
		}
	}
	return each, whole
}
