package preprocess

import (
	"context"
	"fmt"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// Snapshot is the picture of a page after a step.
type Snapshot struct {
	// Step is its name, and "upright" for the page before any of them.
	Step string
	JPEG []byte
}

// Trail makes a page once more, for people to look at: the picture after each step that was taken. A page whose words came with
// its PDF has none.
func (s *Stage) Trail(ctx context.Context, in *munshiv1.DocumentIngested, number int) ([]Snapshot, error) {
	original, err := s.store.Get(ctx, in.GetDocument().GetOriginal())
	if err != nil {
		return nil, missing(err)
	}
	o, err := s.outline(ctx, original, in.GetPassword())
	if err != nil {
		return nil, refusal(in.GetDocument(), err)
	}
	if number < 1 || number > len(o.Pages) {
		return nil, fmt.Errorf("page %d of %d is asked for", number, len(o.Pages))
	}
	made, err := s.do(ctx, request{
		Kind: askPage, Format: o.Format, Original: original, Password: o.Password,
		Number: number, Size: o.Pages[number-1], Limits: s.limits(), Trail: true,
	})
	if err != nil {
		return nil, refusal(in.GetDocument(), err)
	}
	return made.Page.Trail, nil
}

// remember keeps the picture as it is now, when a trail was asked for.
func (s *sheet) remember(r request, step string) error {
	if !r.Trail {
		return nil
	}
	encoded, err := s.image.EncodeJPEG(jpegQuality)
	if err != nil {
		return err
	}
	s.Trail = append(s.Trail, Snapshot{step, encoded})
	return nil
}
