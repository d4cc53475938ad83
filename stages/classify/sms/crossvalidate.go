package sms

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
)

// CrossValidate says how often each choice is right in families of wordings that training never saw: it learns once for each fold
// without the families that fall into it, and asks about them. Messages of banks nobody wrote a wording for are like these.
func CrossValidate(examples []Example, folds, rounds int, report func(string)) error {
	know, err := loadFacts(embedded)
	if err != nil {
		return err
	}
	lessons := know.lessons()
	right, asked := map[string]int{}, map[string]int{}
	families := map[string]*[2]int{} // right, asked
	for fold := range folds {
		var known, kept []Example
		for _, x := range examples {
			if foldOf(x.Family, folds) == fold {
				kept = append(kept, x)
			} else {
				known = append(known, x)
			}
		}
		for _, lesson := range lessons {
			clear(lesson.scorer.weights)
			lesson.teach(know, known, rounds, func(string) {})
		}
		for _, x := range kept {
			r := know.readExample(x)
			all, moved := true, x.Type == TypeTransaction
			for _, lesson := range lessons {
				if !lesson.applies(x) {
					continue
				}
				o := lesson.choose(r, x)
				asked[lesson.scorer.name]++
				right[lesson.scorer.name] += bit(o.right)
				all = all && o.right
			}
			r.close()
			if families[x.Family] == nil {
				families[x.Family] = &[2]int{}
			}
			families[x.Family][0] += bit(all)
			families[x.Family][1]++
			if moved {
				asked["all of a transaction"]++
				right["all of a transaction"] += bit(all)
			}
		}
		report(fmt.Sprintf("fold %d of %d: learned from %d examples, asked about %d", fold+1, folds, len(known), len(kept)))
	}
	for _, name := range []string{"type", "direction", "name", "reference", "line name", "line reference", "all of a transaction"} {
		report(fmt.Sprintf("%-22s %5.1f %%  (%d of %d)", name, 100*float64(right[name])/float64(max(1, asked[name])), right[name], asked[name]))
	}
	share := func(name string) float64 { return float64(families[name][0]) / float64(families[name][1]) }
	names := slices.SortedFunc(maps.Keys(families), func(a, b string) int {
		return cmp.Or(cmp.Compare(share(a), share(b)), cmp.Compare(a, b))
	})
	report("the families it reads worst:")
	for _, name := range names[:min(worstFamilies, len(names))] {
		report(fmt.Sprintf("%5.1f %%  %s", 100*share(name), name))
	}
	return nil
}

// worstFamilies is how many are named: where the next wordings are needed.
const worstFamilies = 20

func foldOf(family string, folds int) int {
	h := fnv.New32a()
	h.Write([]byte(family))
	return int(h.Sum32() % uint32(folds))
}
