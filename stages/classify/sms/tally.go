package sms

// A tally collects what one choice answers to a scorer's questions, and adds up the weights.
type tally struct {
	*scorer
	places  *[maxTemplates]place
	sums    []int32
	answers []int32 // features: with room for all of any choice
	count   int     // of answers
	score   int32   // of units
	listing bool    // units are answered trait by trait
}

// ask begins a tally of one side.
func (r *reading) ask(s *scorer, side int) *tally {
	t := &r.tally
	t.scorer, t.places, t.sums, t.count, t.score, t.listing = s, &s.places[side], s.sums[side], 0, 0, false
	if room := roomForAnswers(len(r.units)); len(t.answers) < room {
		t.answers = make([]int32, room)
	}
	return t
}

// roomForAnswers is more than any choice answers: a few answers a unit, and each trait a few times.
func roomForAnswers(units int) int { return 4*units + 8*traitCount }

// add answers one question.
func (t *tally) add(template, answer int) {
	t.answers[t.count] = t.places[template].feature(answer)
	t.count++
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
		t.addRow(template, int(u.row))
	} else {
		t.score += t.sums[int(u.row)*t.width+int(t.places[template].column)]
	}
}

func (t *tally) addRow(template, row int) {
	if row < traitCount {
		t.add(template, row)
		return
	}
	t.addTraits(template, t.lexicon.shown[row-traitCount])
	if twin := t.templates[template].phrase; twin != 0 {
		t.add(twin, row-traitCount)
	}
}

// total is the score of a choice, for a scorer of one class; the next one's begins at 0.
func (t *tally) total() int32 {
	score := t.score + t.sum(t.answers[:t.count])
	t.count, t.score = 0, 0
	return score
}

// list returns the answers of a choice for learning and explaining, but for templates that are not asked, a bit each.
func (r *reading) list(s *scorer, side int, deaf uint64, describe func(*tally)) (features []int32) {
	t := r.ask(s, side)
	t.listing = true
	describe(t)
	for _, f := range t.answers[:t.count] {
		if template, _ := s.templateOf(int(f)); deaf&(1<<template) == 0 {
			features = append(features, f)
		}
	}
	return features
}

// sumUnits makes the table that addUnit looks in: for each side, each trait and each phrase of the lexicon a row, in it a column for each question
// about a unit. A text asks the same of the same few phrases over and over.
func (s *scorer) sumUnits() {
	for side := range s.sums {
		t, sums := tally{scorer: s, places: &s.places[side], answers: make([]int32, roomForAnswers(1))}, s.sums[side][:0]
		for row := range traitCount + len(s.lexicon.phrases) {
			for n, question := range s.templates {
				if question.kind == traitOf {
					t.addRow(n, row)
					sums = append(sums, t.total())
				}
			}
		}
		s.sums[side] = sums
	}
}
