package sms

import (
	"cmp"
	"slices"
	"sort"
)

// A step says how often a choice was right that was ahead of the next by at least so much.
type step struct {
	ahead int32
	right int32 // in a thousand
}

// certainty is how sure a choice is that was ahead of the next by so much: as often right as such choices were in wordings
// that training had not seen.
func (s *scorer) certainty(ahead int32) float64 {
	at := sort.Search(len(s.steps), func(n int) bool { return s.steps[n].ahead > ahead })
	if at == 0 {
		return 0
	}
	return float64(s.steps[at-1].right) / 1000
}

// outcome is one choice on a message kept back from training.
type outcome struct {
	ahead int32
	right bool
}

// steps pools outcomes, in order of how far ahead they were, until the share that is right never falls (isotonic regression by
// the pool of adjacent violators, Barlow et al. 1972). Fewer than least tell too little.
func steps(outcomes []outcome, least int) (all []step) {
	slices.SortStableFunc(outcomes, func(a, b outcome) int { return cmp.Compare(a.ahead, b.ahead) })
	type pool struct {
		ahead        int32
		count, right int64
	}
	var pools []pool
	for first := 0; first < len(outcomes); first += least {
		part := outcomes[first:min(first+least, len(outcomes))]
		p := pool{ahead: part[0].ahead}
		for _, o := range part {
			p.count++
			p.right += int64(bit(o.right))
		}
		pools = append(pools, p)
		for k := len(pools); k > 1 && (pools[k-2].right*p.count >= p.right*pools[k-2].count || p.count < int64(least)); k-- {
			p = pool{pools[k-2].ahead, pools[k-2].count + p.count, pools[k-2].right + p.right}
			pools = append(pools[:k-2], p)
		}
	}
	for n, p := range pools {
		s := step{ahead: p.ahead, right: int32(p.right * 1000 / (p.count + 1))} // one more, wrong: nothing is quite sure
		if n == 0 {
			s.ahead = 0
		}
		all = append(all, s)
	}
	return all
}
