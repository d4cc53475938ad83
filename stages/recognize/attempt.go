package recognize

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"

	"google.golang.org/protobuf/proto"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/leptonica"
)

// Attempt is what one reader made of a page, for people who ask why a page reads badly.
type Attempt struct {
	// Reader is tesseract or neural; After is what was done to the page before, empty when it was read as it is.
	Reader, After string
	Words         []*munshiv1.Word
	// Image is a JPEG or PNG of what the reader saw. Words stand on it where their boxes say.
	Image         []byte
	Width, Height int // of Image, in pixels
	// Confidence is the mean of the words', Legible how many characters were read that are surer than a guess.
	Confidence, Legible float64
	// Won marks the reading that was kept, Why says how it was chosen.
	Won bool
	Why string
	// Settled tells, of the reading that was kept, what became of each identifier, amount and date that was read again.
	Settled []string
}

// Watch has every reading of every page told, kept or not; call it before the first Process. It costs time and memory, and a page
// whose words are kept from an earlier run is not told.
func (s *Stage) Watch(told func(ctx context.Context, page *munshiv1.PreparedPage, attempts []Attempt) error) {
	s.watch, s.reader.watched = told, true
}

// attempt is an Attempt on its way from a child; Words is a PageText.
type attempt struct {
	Reader, After, Why string
	Words, Image       []byte
	Width, Height      int
	Won                bool
	Settled            []string
}

// told is what is noted of a reading when somebody watches. image is what was read.
func (s *sheet) told(r *reading, image *leptonica.Image) error {
	if !s.Watched {
		return nil
	}
	picture, err := encodedLike(image)
	if err != nil {
		return err
	}
	words, err := proto.Marshal(&munshiv1.PageText{Words: r.words})
	if err != nil {
		return err
	}
	r.attempt = len(s.attempts)
	s.attempts = append(s.attempts, attempt{Reader: r.reader, After: r.after, Words: words, Image: picture, Width: image.Width(), Height: image.Height()})
	return nil
}

// chosen notes which reading won, and why.
func (s *sheet) chosen(r reading) {
	if s.Watched && len(s.attempts) > 0 {
		a := &s.attempts[r.attempt]
		a.Won, a.Why, a.Settled = true, r.why, s.notes
	}
}

// attemptsOf takes what a child noted apart.
func attemptsOf(noted []attempt) ([]Attempt, error) {
	var all []Attempt
	for _, n := range noted {
		text := &munshiv1.PageText{}
		if err := proto.Unmarshal(n.Words, text); err != nil {
			return nil, fmt.Errorf("words of an attempt: %w", err)
		}
		all = append(all, Attempt{
			Reader: n.Reader, After: n.After, Words: text.GetWords(), Image: n.Image, Width: n.Width, Height: n.Height, Won: n.Won, Why: n.Why, Settled: n.Settled,
			Confidence: confidence(text.GetWords()), Legible: legible(text.GetWords()),
		})
	}
	return all, nil
}

func gobbed(v any) ([]byte, error) {
	var out bytes.Buffer
	err := gob.NewEncoder(&out).Encode(v)
	return out.Bytes(), err
}
