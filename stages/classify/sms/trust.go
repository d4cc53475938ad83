package sms

import (
	"fmt"
	"strings"
)

// A trial is a transaction as it was read without knowing its wording, and which of its aspects were right.
type trial struct {
	family       string
	features     []int32
	right, asked [aspectCount]bool
}

// measure notes how a message is read: its type, and the transaction that it is called.
func (r *reading) measure(x Example, types []outcome, trials []trial) ([]outcome, []trial) {
	seen := r.evidence()
	kind, ahead := r.messageType(&seen)
	types = append(types, outcome{ahead, kind == x.Type})
	if kind == TypeTransaction {
		trials = append(trials, r.try(x, &seen, ahead))
	}
	return types, trials
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
// wordings of transactions counts alike, however many messages it has: a bank never seen is one more family.
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
	var outcomes []outcome
	var right, sure [aspectCount]int
	for n := range trials {
		t := &trials[n]
		all := true
		var asked int
		chances, whole := s.chances(t.features)
		for aspect := range aspectCount {
			all = all && (t.right[aspect] || !t.asked[aspect])
			if asked++; t.asked[aspect] && chances[aspect] >= 0.9 {
				sure[aspect]++
				right[aspect] += bit(t.right[aspect])
			}
		}
		outcomes = append(outcomes, outcome{wholeScale(whole), all})
	}
	for aspect, name := range aspects {
		report(fmt.Sprintf("trust in the %s: at 0.9 or more in %d of %d, %.1f %% of them right", name, sure[aspect], len(trials), 100*float64(right[aspect])/float64(max(1, sure[aspect]))))
	}
	s.steps = steps(outcomes, leastTrials)
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
