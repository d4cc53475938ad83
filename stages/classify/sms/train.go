package sms

import (
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
)

// Example is a message with what it says, to learn from.
type Example struct {
	Message
	Type      string
	Direction string
	// Family is what is kept back together to measure how well a wording is read that nobody learned: the kind of wording.
	Family string
	// What the text says; empty is what it does not tell.
	Amount, Currency, Account, Balance, CreditLimit, Counterparty, Reference string
}

// typeLine is the type of an example that is no message but the description of a statement line.
const typeLine = "line"

// weightScale is how many parts a weight of one has in the model's file.
const weightScale = 100

// learner trains one scorer as an averaged perceptron (Freund and Schapire 1999; the averaging as in Daumé's thesis, 2006):
// whenever the scorer is wrong, the features of the right answer gain one and those of the wrong one lose one. Averaging
// over all steps keeps the last examples from counting most.
type learner struct {
	*scorer
	totals []int64
	step   int64
	unit   int32 // what one change weighs
}

func newLearner(s *scorer) *learner {
	return &learner{scorer: s, totals: make([]int64, len(s.weights)), step: 1, unit: 1}
}

func (l *learner) change(features []int32, class int, by int32) {
	n := len(l.classes)
	by *= l.unit
	for _, f := range features {
		l.weights[int(f)*n+class] += by
		l.totals[int(f)*n+class] += int64(by) * l.step
	}
}

// leastWeight is what a weight must reach to be kept.
const leastWeight = 11 * weightScale / 2

// finish gives the scorer the averages. Weights that moved by little more than chance are left out: they are half of all, and
// decide nothing.
func (l *learner) finish() {
	for i, w := range l.weights {
		if w = int32((int64(w)*l.step - l.totals[i]) * weightScale / l.step); abs(w) < leastWeight {
			w = 0
		}
		l.weights[i] = w
	}
	l.ready()
}

// margin is how far the right answer must be ahead of all others before the learner is content: what is decided by a hair
// here is decided wrongly in a wording never seen.
const margin = 40

// trustFolds is in how many parts the examples are kept back in turn.
const trustFolds = 4

// Train learns a model from examples, in their order, and writes it. The same examples give the same bytes. It learns again and again
// without some families, to see how reading goes wrong in wordings it does not know, which is what its confidence says from
// then on; and at last from all.
func Train(examples []Example, rounds int, out io.Writer, report func(string)) error {
	know, err := loadFacts(embedded)
	if err != nil {
		return err
	}
	for _, s := range know.scorers() {
		s.ready() // a reading asks all of them, also those that have not learned yet
	}
	lessons, random := know.lessons(), rand.New(rand.NewPCG(1, 1))
	var types []outcome
	var trials []trial
	for fold := range trustFolds {
		known, kept := apart(examples, fold, trustFolds)
		for _, lesson := range lessons {
			lesson.teach(know, known, rounds, func(string) {})
		}
		right := make([]share, len(lessons))
		for _, x := range kept {
			r := know.readExample(x)
			for n, lesson := range lessons {
				if lesson.applies(x) {
					right[n].add(lesson.choose(r, x).right)
				}
			}
			r.close()
			types, trials = know.measure(x, false, random, types, trials)
		}
		for n := 0; n < len(known); n += trustFolds - 1 { // as many again of wordings it knows: most messages are like those
			types, trials = know.measure(known[n], true, random, types, trials)
		}
		report(fmt.Sprintf("fold %d of %d, right on what was kept back:", fold+1, trustFolds))
		for n, lesson := range lessons {
			report(fmt.Sprintf("%-22s %s", lesson.scorer.name, right[n]))
		}
	}
	know.types.steps = steps(types, leastTypes)
	know.learnTrust(trials, report)
	for _, lesson := range lessons {
		lesson.teach(know, examples, rounds, report)
		if err := lesson.scorer.write(out); err != nil {
			return err
		}
	}
	return know.trust.write(out)
}

// leastTypes is of how many messages each step of the type's confidence tells.
const leastTypes = 50

// apart parts the families of fold from all others.
func apart(examples []Example, fold, folds int) (known, kept []Example) {
	for _, x := range examples {
		if foldOf(x.Family, folds) == fold {
			kept = append(kept, x)
		} else {
			known = append(known, x)
		}
	}
	return known, kept
}

func foldOf(family string, folds int) int {
	h := fnv.New32a()
	h.Write([]byte(family))
	return int(h.Sum32() % uint32(folds))
}

// share counts how many of some are right.
type share struct{ right, of int }

func (s *share) add(right bool) {
	s.of++
	s.right += bit(right)
}

func (s share) String() string {
	return fmt.Sprintf("%5.1f %%  (%d of %d)", 100*float64(s.right)/float64(max(1, s.of)), s.right, s.of)
}

// A lesson is how one scorer learns. They come in the order in which scorers look at each other's choices.
type lesson struct {
	scorer *scorer
	// applies says whether an example teaches it anything.
	applies func(Example) bool
	// learn improves the scorer by one example; right says whether it was right before, reachable whether it can be.
	learn func(*reading, *learner, Example) (right, reachable bool)
	// choose answers as the scorer is now.
	choose func(*reading, Example) outcome
}

func (k *knowledge) lessons() []lesson {
	moves := func(x Example) bool { return x.Type == TypeTransaction }
	messages := func(x Example) bool { return x.Type != typeLine }
	lines := func(x Example) bool { return x.Type == typeLine }
	return []lesson{
		{k.codes, moves, (*reading).learnCode, (*reading).chooseCode},
		{k.ways, moves, (*reading).learnDirection, (*reading).chooseDirection},
		{k.names, moves, (*reading).learnName, (*reading).chooseName},
		{k.types, messages, (*reading).learnType, (*reading).chooseType},
		{k.lineCodes, lines, (*reading).learnCode, (*reading).chooseCode},
		{k.lineNames, lines, (*reading).learnName, (*reading).chooseName},
	}
}

// teach makes the scorer learn from nothing but the examples.
func (l *lesson) teach(k *knowledge, examples []Example, rounds int, report func(string)) {
	clear(l.scorer.weights)
	l.scorer.ready()
	learner := newLearner(l.scorer)
	for round := range rounds {
		asked, wrong, unreachable := 0, 0, 0
		for _, x := range examples {
			if !l.applies(x) {
				continue
			}
			r := k.readExample(x)
			r.deaf = deafness(learner.step)
			right, reachable := l.learn(r, learner, x)
			r.close()
			asked++
			wrong += bit(!right)
			unreachable += bit(!reachable)
		}
		report(fmt.Sprintf("%s, round %d of %d: of %d examples %d were wrong, %d of them out of reach", l.scorer.name, round+1, rounds, asked, wrong, unreachable))
	}
	learner.finish()
}

func (k *knowledge) readExample(x Example) *reading {
	if x.Type == typeLine {
		return k.readLine(x.Text)
	}
	return k.read(x.Message)
}

func (r *reading) chooseCode(x Example) outcome {
	got := ""
	if r.ref >= 0 {
		got = r.textOf(r.codes[r.ref].first, r.codes[r.ref].last)
	}
	return outcome{r.refAhead, sameName(got, x.Reference)}
}

func (r *reading) chooseDirection(x Example) outcome {
	got, ahead := r.direction(r.moved())
	return outcome{ahead, got == x.Direction}
}

func (r *reading) chooseName(x Example) outcome {
	got := ""
	c, ahead := r.counterparty(x.Direction, r.moved())
	if c != nil {
		got = r.nameText(*c)
	}
	return outcome{ahead, sameName(got, x.Counterparty)}
}

func (r *reading) chooseType(x Example) outcome {
	seen := r.evidence()
	got, ahead := r.messageType(&seen)
	return outcome{ahead, got == x.Type}
}

// deafness drops about one question in three while learning, others at each step: what leans on a single sign falls over
// in a wording that lacks it. The first question, which tells an answer from none, is always asked.
func deafness(step int64) (deaf uint64) {
	random := rand.New(rand.NewPCG(1, uint64(step)))
	for template := 1; template < 64; template++ {
		if random.IntN(3) == 0 {
			deaf |= 1 << template
		}
	}
	return deaf
}

// learnType says whether the type was right, and whether it can be: without an amount nothing moved.
func (r *reading) learnType(l *learner, x Example) (right, reachable bool) {
	l.step++
	seen := r.evidence()
	if x.Type == TypeTransaction && seen.moved == nil {
		return false, false
	}
	features := r.typeFeatures(&seen)
	scores := make([]int32, len(Types))
	for _, f := range features {
		for c, w := range l.weights[int(f)*len(scores) : int(f+1)*len(scores)] {
			scores[c] += w
		}
	}
	gold, rival := slices.Index(l.classes, x.Type), -1
	for c := range scores {
		if c != gold && (rival < 0 || scores[c] > scores[rival]) {
			rival = c
		}
	}
	if scores[gold]-scores[rival] < margin*l.unit {
		l.change(features, gold, 1)
		l.change(features, rival, -1)
	}
	return scores[gold] > scores[rival], true
}

// learnCode says whether the reference was right, and whether it is among the candidates.
func (r *reading) learnCode(l *learner, x Example) (right, reachable bool) {
	l.step++
	gold, rival := -1, -1
	found := x.Reference == ""
	best := int32(-1 << 30)
	for n := -1; n < len(r.codes); n++ {
		if x.Reference != "" && n >= 0 && sameName(r.textOf(r.codes[n].first, r.codes[n].last), x.Reference) {
			gold, found = n, true
			continue
		}
		if n < 0 && x.Reference == "" {
			continue
		}
		if score := l.sum(r.codeFeatures(n)); score > best {
			rival, best = n, score
		}
	}
	if !found {
		return false, false
	}
	ahead := l.sum(r.codeFeatures(gold)) - best
	if best > -1<<30 && ahead < margin*l.unit {
		l.change(r.codeFeatures(gold), 0, 1)
		l.change(r.codeFeatures(rival), 0, -1)
	}
	return best == -1<<30 || ahead > 0, true
}

// learnDirection says whether the direction was right.
func (r *reading) learnDirection(l *learner, x Example) (right, reachable bool) {
	l.step++
	features := r.directionFeatures(r.moved())
	towards := int32(2*side(x.Direction) - 1)
	ahead := towards * l.sum(features)
	if 2*ahead < margin*l.unit { // a credit's weights are a debit's with the other sign
		l.change(features, 0, towards)
	}
	return ahead > 0, true
}

// learnName says whether the counterparty was right, and whether it is among the candidates.
func (r *reading) learnName(l *learner, x Example) (right, reachable bool) {
	l.step++
	moved := r.moved()
	gold, rival := -1, -1 // -1 is nobody
	var goldScore, rivalScore int32
	nobody := l.sum(r.nameFeatures(-1, x.Direction, moved))
	found := x.Counterparty == ""
	if found {
		goldScore, rivalScore = nobody, -1<<30
	} else {
		goldScore, rivalScore = -1<<30, nobody
	}
	for n := range r.names {
		score := l.sum(r.nameFeatures(n, x.Direction, moved))
		switch {
		case x.Counterparty != "" && sameName(r.nameText(r.names[n]), x.Counterparty):
			if found = true; score > goldScore {
				gold, goldScore = n, score
			}
		case score > rivalScore:
			rival, rivalScore = n, score
		}
	}
	if !found {
		return false, false
	}
	if rivalScore > -1<<30 && goldScore-rivalScore < margin*l.unit {
		l.change(r.nameFeatures(gold, x.Direction, moved), 0, 1)
		l.change(r.nameFeatures(rival, x.Direction, moved), 0, -1)
	}
	return goldScore > rivalScore, true
}

// sameName compares letters and digits alone.
func sameName(a, b string) bool {
	return strings.EqualFold(onlyName(a), onlyName(b))
}

func onlyName(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .,:;-_/*|'\"[]{}()~=+&#\t", r) {
			return -1
		}
		return r
	}, s)
}
