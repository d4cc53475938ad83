package train

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract"
)

// print is one line of the papers that "corpus print" writes.
type print struct {
	Kind   string `json:"kind"`
	Layout string `json:"layout"`
	// LeftOut is a layout that is kept for measuring.
	LeftOut bool    `json:"left_out"`
	Width   float64 `json:"width"`
	Height  float64 `json:"height"`
	Words   []struct {
		Text string     `json:"text"`
		Box  [4]float64 `json:"box"`
	} `json:"words"`
}

// trainKinds trains the model that tells the kinds of documents.
func trainKinds(prints, out string, progress io.Writer) (err error) {
	examples, err := readPrints(prints)
	if err != nil {
		return err
	}
	file, err := os.Create(out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	fmt.Fprintf(progress, "%d papers\n", len(examples))
	return extract.TrainKinds(examples, file)
}

// pixelsPerMillimetre is what a scan of 200 dots per inch has.
const pixelsPerMillimetre = 200 / 25.4

func readPrints(path string) (examples []extract.KindExample, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		var p print
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return nil, fmt.Errorf("%s line %d: %w", path, n, err)
		}
		if p.LeftOut {
			continue
		}
		page := &munshiv1.PageText{Page: 1, Width: int32(p.Width * pixelsPerMillimetre), Height: int32(p.Height * pixelsPerMillimetre)}
		for _, w := range p.Words {
			page.Words = append(page.Words, &munshiv1.Word{Text: w.Text, Confidence: 1, Box: &munshiv1.Box{Left: w.Box[0], Top: w.Box[1], Right: w.Box[2], Bottom: w.Box[3]}})
		}
		examples = append(examples, extract.KindExample{Kind: p.Kind, Layout: p.Layout, Pages: []*munshiv1.PageText{page}})
	}
	return examples, lines.Err()
}
