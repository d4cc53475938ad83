package recognize

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

func TestInkOfTheShapeOfALineIsUnreadWhereNoWordIs(t *testing.T) {
	shades := image.NewGray(image.Rect(0, 0, 400, 300))
	draw.Draw(shades, shades.Rect, image.NewUniform(color.Gray{240}), image.Point{}, draw.Src)
	ink := func(r image.Rectangle) {
		draw.Draw(shades, r, image.NewUniform(color.Gray{20}), image.Point{}, draw.Src)
	}
	letters := func(left, top, n, high int) { // strokes with as much white between them
		for i := range n {
			ink(image.Rect(left+i*high/2, top, left+i*high/2+high/4, top+high))
		}
	}
	letters(100, 20, 12, 30) // a heading, in three times the type
	letters(20, 100, 40, 10) // body text, which was read
	letters(300, 200, 1, 40) // a lone stroke
	ink(image.Rect(10, 150, 390, 152))
	ink(image.Rect(40, 220, 140, 260)) // a block without white
	words := []*munshiv1.Word{{Text: "body", Box: &munshiv1.Box{Left: 0.05, Right: 0.56, Top: 100.0 / 300, Bottom: 110.0 / 300}}}
	got := unreadInk(shades, words)
	if want := image.Rect(100, 20, 272, 50); len(got) != 1 || got[0] != want {
		t.Errorf("unread are %v, want %v alone", got, want)
	}
}

func TestInkIsJoinedAcrossGapsAndRows(t *testing.T) {
	const width = 8
	ink := make([]bool, width*4)
	for _, at := range []int{0, 2, 7, width + 7, 2*width + 6, 3*width + 0} { // two dots a gap apart, a stroke down, one dot below
		ink[at] = true
	}
	ink[2*width+7] = true
	got := clumps(ink, width, 2)
	want := map[image.Rectangle]int{image.Rect(0, 0, 3, 1): 2, image.Rect(6, 0, 8, 3): 4, image.Rect(0, 3, 1, 4): 1}
	if len(got) != len(want) {
		t.Fatalf("clumps are %v", got)
	}
	for _, c := range got {
		if want[c.box] != c.ink {
			t.Errorf("clump %v is not wanted", c)
		}
	}
}
