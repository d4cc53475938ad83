package sms

import (
	"cmp"
	"fmt"
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
	for _, s := range know.scorers() {
		s.ready()
	}
	lessons := know.lessons()
	choices, families := map[string]*share{}, map[string]*share{}
	count := func(in map[string]*share, name string, right bool) {
		if in[name] == nil {
			in[name] = &share{}
		}
		in[name].add(right)
	}
	for fold := range folds {
		known, kept := apart(examples, fold, folds)
		for _, lesson := range lessons {
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
				count(choices, lesson.scorer.name, o.right)
				all = all && o.right
			}
			r.close()
			if moved || x.Type == typeLine {
				count(families, x.Family, all)
			}
			if moved {
				count(choices, "all of a transaction", all)
			}
		}
		report(fmt.Sprintf("fold %d of %d: learned from %d examples, asked about %d", fold+1, folds, len(known), len(kept)))
	}
	for _, name := range []string{"type", "direction", "name", "reference", "line name", "line reference", "all of a transaction"} {
		if choices[name] != nil {
			report(fmt.Sprintf("%-22s %s", name, choices[name]))
		}
	}
	often := func(name string) float64 { return float64(families[name].right) / float64(families[name].of) }
	names := slices.SortedFunc(maps.Keys(families), func(a, b string) int {
		return cmp.Or(cmp.Compare(often(a), often(b)), cmp.Compare(a, b))
	})
	report("the families it reads worst:")
	for _, name := range names[:min(worstFamilies, len(names))] {
		report(fmt.Sprintf("%5.1f %%  %s", 100*often(name), name))
	}
	return nil
}

// worstFamilies is how many are named: where the next wordings are needed.
const worstFamilies = 20
