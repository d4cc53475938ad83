package sms

import "testing"

func TestAChoiceScoresWhatItsAnswersWeigh(t *testing.T) {
	engine := newEngine(t)
	for _, m := range goldenMessages(t) {
		r := engine.know.read(m)
		moved := r.moved()
		for n := range r.names {
			for _, direction := range []string{Debit, Credit} {
				asked := r.ask(r.nameScorer(), side(direction))
				r.describeName(asked, &r.names[n], n, r.describeBefore(asked, int(r.names[n].first), moved))
				if got, want := asked.total(), r.nameScorer().sum(r.nameFeatures(n, direction, moved)); got != want {
					t.Errorf("%q, name %q: scores %d, its answers weigh %d", m.Text, r.nameText(r.names[n]), got, want)
				}
			}
		}
		seen := r.evidence()
		features := r.typeFeatures(&seen)
		scores := r.know.types.scores(features)
		for class := range typeCount {
			want := int32(0)
			for _, f := range features {
				want += r.know.types.weights[int(f)*typeCount+class]
			}
			if scores[class] != want {
				t.Errorf("%q is %s: scores %d, its answers weigh %d", m.Text, Types[class], scores[class], want)
			}
		}
		r.close()
	}
}
