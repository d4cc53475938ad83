package papers

import (
	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// Samples are the five documents a newcomer sees first: a PAN card, a cheque and a receipt, scanned; a statement as a
// text PDF of two pages; and another statement, photographed.
func Samples(seed uint64) ([]Document, error) {
	s := func(id string) invent.Source { return invent.New(seed, "samples/"+id) }
	pan, panLabel := panCard(s("pan_card"), "old")
	leaf, leafLabel := cheque(s("cheque"), "filled_wide")
	bill, billLabel := receipt(s("receipt"), "thermal")
	photo := inventStatement(s("statement_photo"), statementLayouts[1], 16)
	page, pageLabel := photo.picture()
	long := inventStatement(s("statement"), statementLayouts[0], 26)

	var documents []Document
	add := func(d Document, err error) error { documents = append(documents, d); return err }
	for _, scan := range []struct {
		id          string
		picture     *draw.Picture
		label       Label
		degradation draw.Degradation
	}{
		{"pan_card", pan, panLabel, draw.Clean}, {"cheque", leaf, leafLabel, draw.Clean}, {"receipt", bill, billLabel, draw.Clean},
		{"statement_photo", page, pageLabel, draw.Mild},
	} {
		photo := draw.Photograph(scan.picture.Image, scan.degradation, s(scan.id+"/photograph").Rand)
		if err := add(filed(photo, scan.picture.Words(), scan.label, scan.id, scan.degradation)); err != nil {
			return nil, err
		}
	}
	return documents, add(long.pdf("statement"))
}
