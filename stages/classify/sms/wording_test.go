package sms

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

// alone reads a message by a plan of its own.
func (e *Engine) alone(m Message) Result {
	r := e.know.cutMessage(m)
	defer r.close()
	p := r.plan()
	return r.result(&p)
}

func (e *Engine) wordingOf(m Message) []uint64 {
	r := e.know.cutMessage(m)
	defer r.close()
	return slices.Clone(r.wording())
}

// hasPlan says whether a plan of the message's wording is kept.
func (e *Engine) hasPlan(m Message) bool {
	known, _ := e.wordings.find(e.wordingOf(m))
	return known != nil
}

// otherOfWording changes digits, and words that the lexicon does not know, as far as the wording stays the same.
func otherOfWording(e *Engine, m Message, random *rand.Rand) Message {
	wording := e.wordingOf(m)
	tokens := e.know.words.tokenize(m.Text, nil)
	for n := len(tokens) - 1; n >= 0; n-- {
		t := &tokens[n]
		if t.kind != number && t.kind != word {
			continue
		}
		piece := []byte(m.Text[t.start:t.end])
		for i, c := range piece {
			switch x := "xo"; {
			case isDigit(c):
				piece[i] = '0' + byte(random.IntN(10))
			case isLatin(c) && random.IntN(5) == 0:
				piece[i] = x[random.IntN(2)]&^0x20 | c&0x20
			case isLatin(c):
				piece[i] = 'A' + byte(random.IntN(26)) | c&0x20
			}
		}
		switch last := piece[len(piece)-1]; {
		case isLatin(last):
			for range random.IntN(2) * random.IntN(60) {
				piece = append(piece, last)
			}
		case isDigit(last):
			piece = piece[:1+random.IntN(len(piece))]
			for range random.IntN(2) * random.IntN(10) {
				piece = append(piece, '0'+byte(random.IntN(10)))
			}
		}
		other := Message{Text: m.Text[:t.start] + string(piece) + m.Text[t.end:], Sender: m.Sender}
		if slices.Equal(e.wordingOf(other), wording) {
			m.Text = other.Text
		}
	}
	return m
}

func TestATextIsReadByThePlanOfAnotherOfItsWordingAsByItsOwn(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 43))
	engine := newEngine(t)
	shared, changed := 0, 0
	for _, m := range goldenMessages(t) {
		m.Text = normalText(m.Text)
		for range 3 {
			engine.Classify(m) // asked for again, the plan is kept
		}
		for range 40 {
			other := otherOfWording(engine, m, random)
			other.ReceivedAt = m.ReceivedAt.Add(time.Duration(random.IntN(1000)-500) * 24 * time.Hour)
			got, want := fmt.Sprintf("%+v", engine.Classify(other)), fmt.Sprintf("%+v", engine.alone(other))
			if got != want {
				t.Fatalf("%q, read by the plan of\n%q:\n got %s\nwant %s", other.Text, m.Text, got, want)
			}
			changed += bit(other.Text != m.Text)
		}
		if engine.hasPlan(m) {
			shared++
		}
	}
	if all := len(goldenMessages(t)); shared < all*8/10 || changed < 20*all {
		t.Errorf("of %d messages %d have a plan to share, and %d texts differed from them", all, shared, changed)
	}
}

func TestAPlanIsKeptOnlyWhenItsWordingComesAgain(t *testing.T) {
	engine := newEngine(t)
	m := Message{Text: "Rs 4471 debited from A/c XX0917 to Quillon Stores on 03-02-24"}
	for n, want := range []bool{false, true, true} {
		engine.Classify(m)
		if kept := engine.hasPlan(m); kept != want {
			t.Errorf("read %d times: kept is %v", n+1, kept)
		}
	}
	m.Text = "Rs 8120 debited from A/c XX5533 to Orbenal Market on 28-11-23"
	if r := engine.Classify(m); len(r.Transactions) != 1 || r.Transactions[0].Amount != "8120" || r.Transactions[0].Account != "5533" ||
		r.Transactions[0].Counterparty != "Orbenal Market" || r.Transactions[0].OccurredAt.Format(time.DateOnly) != "2023-11-28" {
		t.Errorf("%q: %+v", m.Text, r)
	}
}

func TestManyReadAtOnce(t *testing.T) {
	engine := newEngine(t)
	messages := goldenMessages(t)
	var readers sync.WaitGroup
	for n := range 4 {
		readers.Go(func() {
			random := rand.New(rand.NewPCG(8, uint64(n)))
			for range 2 * len(messages) {
				m := messages[random.IntN(len(messages))]
				if got, want := fmt.Sprintf("%+v", engine.Classify(m)), fmt.Sprintf("%+v", engine.alone(m)); got != want {
					t.Errorf("%q:\n got %s\nwant %s", m.Text, got, want)
				}
			}
		})
	}
	readers.Wait()
}
