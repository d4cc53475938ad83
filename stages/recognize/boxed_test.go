package recognize

import (
	"math"
	"testing"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/recognize/neural"
)

// framed is the top of a leaf with eight boxes of 30 pixels from (400, 40), and a stroke in each that is named.
func framed(strokes ...int) *neural.Picture {
	p := &neural.Picture{Width: 700, Height: 300, Pix: make([]byte, 3*700*300)}
	for i := range p.Pix {
		p.Pix[i] = 230
	}
	dark := func(left, top, right, bottom int) {
		for y := top; y < bottom; y++ {
			for x := left; x < right; x++ {
				p.Pix[3*(y*p.Width+x)+1] = 90
			}
		}
	}
	for k := range dateBoxes + 1 {
		dark(400+30*k, 40, 402+30*k, 75)
	}
	dark(400, 40, 642, 42)
	dark(400, 73, 642, 75)
	for _, k := range strokes {
		dark(412+30*k, 48, 418+30*k, 68)
	}
	return p
}

// stroke is the word that a digit in a box makes.
func stroke(k int, text string) *munshiv1.Word {
	left := 412 + 30*float64(k)
	return &munshiv1.Word{Text: text, Box: &munshiv1.Box{Left: left / 700, Right: (left + 6) / 700, Top: 46.0 / 300, Bottom: 70.0 / 300}}
}

func TestDateBoxesAreFoundByTheirFramesAroundTheDigitsSeen(t *testing.T) {
	p := framed(0, 1, 2, 3, 4, 5, 6, 7)
	seeds := dateSeeds([]*munshiv1.Word{stroke(1, "1"), stroke(6, "1"), {Text: "1234", Box: &munshiv1.Box{Left: 0.6, Right: 0.7, Top: 0.8, Bottom: 0.9}}})
	if len(seeds) != 2 {
		t.Fatalf("seeds are %v", seeds)
	}
	g, found := gridOf(p, seeds)
	if !found || math.Abs(g.left-400) > 3 || math.Abs(g.pitch-30) > 0.5 {
		t.Fatalf("boxes are %+v, %v", g, found)
	}
	strip, full := g.strip(p)
	if !full || strip.Width > 8*16 || len(strip.Pix) != 3*strip.Width*strip.Height {
		t.Errorf("the strip has %d columns, full %v", strip.Width, full)
	}
}

// Some banks print boxes that stand apart: the last frame ends before a ninth box would begin.
func TestDateBoxesThatStandApartAreFound(t *testing.T) {
	p := framed(0, 1, 2, 3, 4, 5, 6, 7)
	for y := 40; y < 75; y++ {
		for k := 1; k <= dateBoxes; k++ { // each box ends four pixels before the next begins
			at := 3*(y*p.Width+400+30*k) + 1
			p.Pix[at-15], p.Pix[at-12] = 90, 90
			if k == dateBoxes {
				p.Pix[at], p.Pix[at+3] = 230, 230
			}
		}
	}
	g, found := gridOf(p, []*munshiv1.Word{stroke(1, "1"), stroke(6, "1")})
	if !found || math.Abs(g.left-400) > 3 || math.Abs(g.pitch-30) > 0.5 {
		t.Fatalf("boxes are %+v, %v", g, found)
	}
	if _, full := g.strip(p); !full {
		t.Error("a box was found empty")
	}
}

func TestABoxWithoutInkMakesNoDate(t *testing.T) {
	p := framed(0, 1, 2, 4, 5, 6, 7)
	g, found := gridOf(p, []*munshiv1.Word{stroke(0, "1")})
	if !found {
		t.Fatal("no boxes were found")
	}
	if _, full := g.strip(p); full {
		t.Error("an empty box was read")
	}
}

func TestDigitsWithoutFramesAreLeftAsTheyWereRead(t *testing.T) {
	p := framed()
	for i := range p.Pix {
		p.Pix[i] = 230
	}
	if g, found := gridOf(p, []*munshiv1.Word{stroke(0, "1"), stroke(3, "2")}); found {
		t.Errorf("boxes %+v on a blank leaf", g)
	}
	if !saysDate([]*munshiv1.Word{stroke(0, "0512"), stroke(4, "2024")}) || saysDate([]*munshiv1.Word{stroke(0, "0512202")}) {
		t.Error("a date is eight digits")
	}
}
