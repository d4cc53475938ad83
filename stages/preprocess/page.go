package preprocess

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas/eventjson"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
	"github.com/munshi-in/munshi/stages/leptonica"
)

// page prepares one page and keeps what comes of it. A page that was done before, by this very code and
// configuration from these very bytes, is not done again: a long statement goes on where a restart stopped it.
func (s *Stage) page(ctx context.Context, document *munshiv1.Document, original []byte, o *outline, number int) (*munshiv1.PreparedPage, error) {
	origin := s.origin(original)
	if done, err := s.doneBefore(ctx, document, origin, number); done != nil || err != nil {
		return done, err
	}
	response, err := s.do(ctx, request{
		Kind: askPage, Format: o.Format, Original: original, Password: o.Password,
		Number: number, Size: o.Pages[number-1], Limits: s.limits(),
	})
	if err != nil {
		return nil, err
	}
	page, err := s.kept(ctx, document, response.Page, number)
	if err != nil {
		return nil, err
	}
	return page, s.note(ctx, document, origin, page)
}

// kept stores the image and the words of a page.
func (s *Stage) kept(ctx context.Context, document *munshiv1.Document, p *prepared, number int) (*munshiv1.PreparedPage, error) {
	page := &munshiv1.PreparedPage{
		Page: int32(number), Width: int32(p.Width), Height: int32(p.Height), Rotation: int32(p.Rotation),
		Dpi: p.DPI, Skew: p.Skew, Steps: p.Steps, Candidates: p.Measures.Candidates,
		Blur: p.Measures.Blur, Contrast: p.Measures.Contrast, TextHeight: p.Measures.TextHeight,
	}
	for _, g := range p.Measures.Glare {
		page.Glare = append(page.Glare, &munshiv1.Box{Left: g[0], Top: g[1], Right: g[2], Bottom: g[3]})
	}
	if p.ToUpload != leptonica.Same {
		page.ToUpload = p.ToUpload[:]
	}
	key := func(ext string) string {
		return blob.PageKey(document.GetTenant(), document.GetDocumentId(), number, ext)
	}
	var err error
	if p.Image == nil {
		page.Image = document.GetOriginal() // nothing was done to it: the original is the page
	} else if page.Image, err = s.store.Put(ctx, key(p.Format.extension()), p.Image, p.Format.mediaType()); err != nil {
		return nil, missing(err)
	}
	if p.Words == nil {
		return page, nil
	}
	var words munshiv1.PageText
	if err := proto.Unmarshal(p.Words, &words); err != nil {
		return nil, fmt.Errorf("words of the text layer: %w", err)
	}
	page.TextLayer, err = blob.PutPageText(ctx, s.store, key("text.json.zst"), &words)
	return page, err
}

// note is what is kept beside a page to know it again.
type note struct {
	// Origin names all that the page was made from.
	Origin string          `json:"origin"`
	Page   json.RawMessage `json:"page"`
}

// origin names what the pages of a document are made from: its bytes, the code, the configuration.
func (s *Stage) origin(original []byte) string {
	hash := sha256.New()
	fmt.Fprintf(hash, "%s\n%s\n%+v", blob.Sum(original), s.revision, s.limits())
	return hex.EncodeToString(hash.Sum(nil))
}

func noteKey(document *munshiv1.Document, number int) string {
	return blob.PageKey(document.GetTenant(), document.GetDocumentId(), number, "json")
}

func (s *Stage) note(ctx context.Context, document *munshiv1.Document, origin string, page *munshiv1.PreparedPage) error {
	prepared, err := eventjson.Marshal(page)
	if err != nil {
		return err
	}
	text, err := json.Marshal(note{Origin: origin, Page: prepared})
	if err != nil {
		return err
	}
	_, err = s.store.Put(ctx, noteKey(document, int(page.GetPage())), text, "application/json")
	return err
}

// doneBefore returns the page as it was prepared before, or nil. A note that cannot be read is no note.
func (s *Stage) doneBefore(ctx context.Context, document *munshiv1.Document, origin string, number int) (*munshiv1.PreparedPage, error) {
	text, err := s.store.Get(ctx, s.store.At(noteKey(document, number)))
	switch {
	case errors.Is(err, blob.ErrNotFound), errors.Is(err, blob.ErrDenied), errors.Is(err, blob.ErrTooLarge):
		return nil, nil
	case err != nil:
		return nil, err
	}
	var n note
	if json.NewDecoder(bytes.NewReader(text)).Decode(&n) != nil || n.Origin != origin {
		return nil, nil
	}
	page := &munshiv1.PreparedPage{}
	if eventjson.Unmarshal(n.Page, page) != nil || page.GetImage().GetUri() == "" {
		return nil, nil
	}
	return page, nil
}
