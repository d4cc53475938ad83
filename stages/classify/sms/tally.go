package sms

// A tally is what one choice answers to a scorer's questions: the sum of the weights, or, for learning and explaining, the answers.
type tally struct {
	*scorer
	places   []place
	sums     []int32
	score    int32
	listing  bool
	deaf     uint64  // templates whose questions are not asked
	features []int32 // the answers, when listing
}

func (s *scorer) tally(side int) tally {
	return tally{scorer: s, places: s.places[side], sums: s.sums[side]}
}

// add answers one question.
func (t *tally) add(template, answer int) {
	f := t.places[template].feature(answer)
	if t.listing {
		t.list(template, f)
		return
	}
	t.score += t.weights[f]
}

func (t *tally) list(template int, f int32) {
	if t.deaf&(1<<template) == 0 {
		t.features = append(t.features, f)
	}
}

// addTraits answers a question by each of a set of traits.
func (t *tally) addTraits(template int, set traits) {
	for ; set != 0; set &= set - 1 {
		t.add(template, lowest(set))
	}
}

// addUnit answers a question about a unit: by each of its traits and, where the template has a twin for phrases, by its phrase.
func (t *tally) addUnit(template int, u *unit) {
	if t.listing {
		t.listUnit(template, u)
		return
	}
	t.score += t.sums[u.row*int32(t.width)+t.places[template].column]
}

func (t *tally) listUnit(template int, u *unit) {
	t.addTraits(template, u.traits)
	if twin := t.templates[template].phrase; twin != 0 && u.mark != 0 {
		t.add(twin, int(u.row)-traitCount)
	}
}

// sumUnits makes the table that addUnit looks in: for each side, each trait and each phrase of the lexicon a row, in it a column for each question
// about a unit. A text asks the same of the same few phrases over and over.
func (s *scorer) sumUnits() {
	for side := range s.sums {
		t, sums := s.tally(side), s.sums[side][:0]
		for row := range traitCount + len(s.lexicon.phrases) {
			for n, question := range s.templates {
				if question.kind != traitOf {
					continue
				}
				t.score = 0
				if row < traitCount {
					t.add(n, row)
				} else {
					t.addTraits(n, s.lexicon.shown[row-traitCount])
					if question.phrase != 0 {
						t.add(question.phrase, row-traitCount)
					}
				}
				sums = append(sums, t.score)
			}
		}
		s.sums[side] = sums
	}
}
