package neural

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mapped is a map of likelihoods with a leaning bar of text core on it.
func mapped(width, height int, q Quad) []float32 {
	likelihood := make([]float32, width*height)
	along, down := unit(q[1].minus(q[0])), unit(q[3].minus(q[0]))
	for y := range height {
		for x := range width {
			p := Point{float64(x), float64(y)}.minus(q[0])
			u, v := p.X*along.X+p.Y*along.Y, p.X*down.X+p.Y*down.Y
			if u >= 0 && u <= q.width() && v >= 0 && v <= q.height() {
				likelihood[y*width+x] = 0.9
			}
		}
	}
	return likelihood
}

func leaning(at Point, width, height, degrees float64) Quad {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	along, down := Point{cos, sin}.times(width), Point{-sin, cos}.times(height)
	return Quad{at, at.plus(along), at.plus(along).plus(down), at.plus(down)}
}

func TestALeaningLineIsFoundWithItsFourCornersInReadingOrder(t *testing.T) {
	for degrees := -40.0; degrees <= 40; degrees += 8 {
		core := leaning(Point{80, 150}, 150, 12, degrees)
		boxes := boxesOn(mapped(320, 320, core), 320, 320)
		if len(boxes) != 1 {
			t.Fatalf("%g degrees: %d boxes", degrees, len(boxes))
		}
		want := grown(core, 150*12*unclipRatio/(2*(150+12)))
		for i := range want {
			if boxes[0][i].distance(want[i]) > 3 {
				t.Errorf("%g degrees: corner %d is at %v, not %v", degrees, i, boxes[0][i], want[i])
			}
		}
	}
}

func TestSpecksAndFaintMapsAreNoLines(t *testing.T) {
	speck := mapped(100, 100, leaning(Point{10, 10}, 2, 1, 0))
	faint := mapped(100, 100, leaning(Point{10, 10}, 60, 10, 0))
	for i := range faint {
		faint[i] *= 0.4 // over the threshold of a core, below that of a line
	}
	for name, likelihood := range map[string][]float32{"speck": speck, "faint": faint, "nothing": make([]float32, 10000)} {
		if boxes := boxesOn(likelihood, 100, 100); len(boxes) > 0 {
			t.Errorf("%s: %v", name, boxes)
		}
	}
}

// On paper that curves a rectangle around a long line holds little of it: the line was dropped.
func TestABentLineIsFoundInPieces(t *testing.T) {
	const width, height = 600, 120
	bent := func(likely float32) []float32 {
		likelihood := make([]float32, width*height)
		for x := 30; x < 570; x++ {
			top := 40 + int(0.0003*float64((x-300)*(x-300)))
			for y := top; y < top+8; y++ {
				likelihood[y*width+x] = likely
			}
		}
		return likelihood
	}
	boxes := boxesOn(bent(0.9), width, height)
	if len(boxes) < 2 || len(boxes) > 4 {
		t.Fatalf("%d boxes", len(boxes))
	}
	slices.SortFunc(boxes, func(a, b Quad) int { return int(a[0].X - b[0].X) })
	end := 30.0
	for _, q := range boxes {
		if left, _, right, _ := q.Bounds(); math.Abs(left-end) > 14 {
			t.Errorf("a piece begins at %.0f, the one before ends at %.0f", left, end)
		} else {
			end = right
		}
	}
	if math.Abs(end-570) > 14 {
		t.Errorf("the last piece ends at %.0f", end)
	}
	if boxes := boxesOn(bent(0.4), width, height); len(boxes) != 0 {
		t.Errorf("%d boxes of what is hardly text", len(boxes))
	}
}

func TestAQuadInPerspectiveIsDrawnStraight(t *testing.T) {
	// A chessboard of four fields within four corners; drawn straight, each field fills its quarter.
	q := Quad{{30, 20}, {180, 40}, {170, 120}, {20, 90}}
	picture := &Picture{Width: 200, Height: 150, Pix: make([]byte, 3*200*150)}
	m := perspective(q, 2, 2)
	for v := 0.005; v < 2; v += 0.01 {
		for u := 0.005; u < 2; u += 0.005 {
			p := m.at(u, v)
			shade := byte(255)
			if (int(u)+int(v))%2 == 1 {
				shade = 0
			}
			at := 3 * (int(p.Y)*200 + int(p.X))
			picture.Pix[at], picture.Pix[at+1], picture.Pix[at+2] = shade, shade, shade
		}
	}
	drawn := newTensor(80, 60)
	picture.draw(drawn, 80, q)
	for _, c := range []struct {
		x, y int
		want float32
	}{{20, 15, 1}, {60, 15, -1}, {20, 45, -1}, {60, 45, 1}} {
		if got := drawn.data[c.y*80+c.x]; math.Abs(float64(got-c.want)) > 0.1 {
			t.Errorf("at %d, %d: %g, want %g", c.x, c.y, got, c.want)
		}
	}
}

// likelihoods is what a network says that is sure of one class a step.
func likelihoods(classes int, steps ...int) []float32 {
	all := make([]float32, classes*len(steps))
	for i, class := range steps {
		all[i*classes+class] = 0.9
	}
	return all
}

func TestRepeatedStepsAreOneCharacterUnlessABlankStandsBetween(t *testing.T) {
	alphabet := alphabetOf("a\nb\n：\n")
	glyphs := alphabet.decoded(likelihoods(5, 0, 1, 1, 0, 1, 2, 2, 4, 3, 0))
	var text strings.Builder
	var steps []int
	for _, g := range glyphs {
		text.WriteString(g.text)
		steps = append(steps, g.step)
	}
	if text.String() != "aab :" || !slices.Equal(steps, []int{1, 4, 5, 7, 8}) {
		t.Errorf("%q at %v", text.String(), steps)
	}
}

func TestARareCharacterGivesWayToAUsualOneUnlessItIsSure(t *testing.T) {
	a := alphabetOf("A\nÀ\n")
	for _, c := range []struct {
		plain, accented float32
		want            string
	}{{0.2, 0.7, "A"}, {0.04, 0.95, "À"}, {0.6, 0.3, "A"}} {
		if got := a.decoded([]float32{0.01, c.plain, c.accented, 0}); len(got) != 1 || got[0].text != c.want {
			t.Errorf("A %g, À %g: %v, want %s", c.plain, c.accented, got, c.want)
		}
	}
}

func TestARupeeSignThatTheNetworkHintsAtIsReadBeforeAFigure(t *testing.T) {
	a := alphabetOf("1\nA\n(\n₹\n")
	step := func(seen string, sign float32) []float32 {
		all := make([]float32, len(a.characters))
		all[slices.Index(a.characters, seen)], all[a.rupee] = 0.8, sign
		return all
	}
	for _, c := range []struct {
		name string
		seen []string
		sign map[int]float32
		want string
	}{
		{"as white", []string{"", "", "1"}, map[int]float32{1: 0.005}, "₹1"},
		{"as a bracket, over two steps", []string{"(", "", "1"}, map[int]float32{0: 0.07, 1: 0.003}, "₹1"},
		{"alone", []string{"(", ""}, map[int]float32{0: 0.01}, "₹"},
		{"behind another figure", []string{"1", "", "1"}, map[int]float32{1: 0.01}, "1 ₹1"},
		{"after a space", []string{"1", " ", "", "1"}, map[int]float32{2: 0.01}, "1 ₹1"},
		{"too faint", []string{"", "1"}, map[int]float32{0: 0.0005}, "1"},
		{"before a letter", []string{"", "A"}, map[int]float32{0: 0.01}, "A"},
		{"behind the last figure", []string{"1", ""}, map[int]float32{1: 0.01}, "1"},
		{"where a letter is seen", []string{"A", "1"}, map[int]float32{0: 0.01}, "A1"},
	} {
		var likelihood []float32
		for i, seen := range c.seen {
			likelihood = append(likelihood, step(seen, c.sign[i])...)
		}
		got := ""
		for _, g := range a.decoded(likelihood) {
			got += g.text
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNumbersAreReadByTheirRuleWhereTheNetworkIsNotSure(t *testing.T) {
	a := alphabetOf("A\nB\nS\n5\n0\nO\n.\n,\n")
	spelt := func(text string, doubts map[int]string) []float32 {
		var all []float32
		for i, c := range text {
			step := make([]float32, len(a.characters))
			step[slices.Index(a.characters, string(c))] = 0.995
			if other, doubted := doubts[i]; doubted {
				step[slices.Index(a.characters, string(c))], step[slices.Index(a.characters, other)] = 0.7, 0.25
			}
			all = append(all, step...)
			all = append(all, append([]float32{1}, make([]float32, len(step)-1)...)...) // a blank
		}
		return all
	}
	for _, c := range []struct {
		name, seen, want string
		doubts           map[int]string
	}{
		{"a digit like a letter", "ABSABSO50B", "ABSAB5050B", map[int]string{5: "5", 6: "0"}},
		{"a letter like a digit", "AB5AB5050B", "ABSAB5050B", map[int]string{2: "S"}},
		{"what is sure stays", "ABSABS050B", "ABSABS050B", nil},
		{"what keeps its rule stays", "ABSAB5050B", "ABSAB5050B", map[int]string{2: "5"}},
		{"another word stays", "ABSABSABSA", "ABSABSABSA", map[int]string{5: "5"}},
		{"the zero of an IFSC", "ABSAO55AB50", "ABSA055AB50", map[int]string{4: "0"}},
		{"points in an amount", "5.05.000.50", "5,05,000.50", nil},
		{"a point in an amount with its currency", "S.50.505.00B", "S.50,505.00B", nil},
		{"a letter in an amount", "50,S05.0O", "50,505.00", map[int]string{3: "5", 8: "0"}},
		{"an amount with one point", "505.50", "505.50", nil},
		{"a date stays", "05.05.5005", "05.05.5005", nil},
		{"a number of parts stays", "5.50.5.50", "5.50.5.50", nil},
	} {
		glyphs := a.decoded(spelt(c.seen, c.doubts))
		got := ""
		for _, g := range fitted(glyphs) {
			got += g.text
		}
		if got != c.want {
			t.Errorf("%s: %s is read as %s, want %s", c.name, c.seen, got, c.want)
		}
	}
}

func TestWordsStandWhereTheirCharactersDo(t *testing.T) {
	glyphs := []glyph{{"a", 0, 0.9, nil, false}, {"b", 2, 0.7, nil, false}, {" ", 4, 0.9, nil, false}, {"c", 9, 0.5, nil, false}}
	drawn := newTensor(80, 48)
	for y := 10; y < 40; y += 2 {
		for _, x := range []int{2, 8, 14, 20, 22, 70, 76} {
			drawn.data[80*48+y*80+x] = 1
		}
	}
	line := worded(Quad{{100, 100}, {180, 100}, {180, 110}, {100, 110}}, glyphs, 8, drawn, 80)
	if len(line.Words) != 2 || line.Words[0].Text != "ab" || line.Words[1].Text != "c" {
		t.Fatalf("%+v", line.Words)
	}
	first, second := line.Words[0], line.Words[1]
	if math.Abs(first.Confidence-0.8) > 0.01 || math.Abs(second.Confidence-0.5) > 0.01 {
		t.Errorf("confidences %g and %g", first.Confidence, second.Confidence)
	}
	// As wide as their ink, whatever the steps say.
	for i, want := range []float64{102, 123, 170, 177} {
		if got := line.Words[i/2].Quad[i%2].X; math.Abs(got-want) > 1 {
			t.Errorf("side %d of the words is at %g, want %g", i, got, want)
		}
	}
}

func TestRowsOfALeaningTableStayTogether(t *testing.T) {
	sin, cos := math.Sincos(3 * math.Pi / 180)
	var lines []Line
	for row := range 12 {
		for column, name := range []string{"date", "description", "amount"} {
			x, y := 50+400*float64(column), 100+30*float64(row)
			at := Point{x*cos - y*sin, x*sin + y*cos}
			lines = append(lines, Line{Quad: leaning(at, 200, 20, 3), Words: []Word{{Text: name}}})
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	rows := Rows(lines)
	if len(rows) != 12 {
		t.Fatalf("%d rows", len(rows))
	}
	for n, row := range rows {
		var text []string
		for _, l := range row.Lines {
			text = append(text, l.Words[0].Text)
		}
		if got := strings.Join(text, " "); got != "date description amount" || row.Number != n || row.Block != 0 {
			t.Errorf("row %d: %s, number %d, block %d", n, got, row.Number, row.Block)
		}
	}
}

// A sheet that lies curved has rows that fall by more than a row's height between two columns with nothing written between them.
func TestRowsOfABentTableStayTogether(t *testing.T) {
	level := func(x, y float64) float64 { return y + 60*(x/1000-0.45)*(x/1000-0.45)*(1+y/2000) }
	var lines []Line
	for row := range 12 {
		for column, left := range []float64{40, 180, 340, 900} { // the last is as far below its row as the next one is
			y, width := 100+16*float64(row), []float64{90, 90, 300, 80}[column]
			from, to := Point{left, level(left, y)}, Point{left + width, level(left+width, y)}
			height := Point{0, 10}
			lines = append(lines, Line{Quad: Quad{from, to, to.plus(height), from.plus(height)}, Words: []Word{{Text: strconv.Itoa(row)}}})
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	rows := Rows(lines)
	if len(rows) != 12 {
		t.Fatalf("%d rows", len(rows))
	}
	for n, row := range rows {
		if len(row.Lines) != 4 {
			t.Errorf("row %d has %d cells", n, len(row.Lines))
		}
		for _, l := range row.Lines {
			if l.Words[0].Text != strconv.Itoa(n) {
				t.Errorf("a cell of row %s stands in row %d", l.Words[0].Text, n)
			}
		}
	}
}

func TestWhiteBetweenRowsPartsBlocks(t *testing.T) {
	var lines []Line
	for _, top := range []float64{0, 30, 60, 160, 190} {
		lines = append(lines, Line{Quad: leaning(Point{10, top}, 100, 20, 0)})
	}
	var blocks []int
	for _, row := range Rows(lines) {
		blocks = append(blocks, row.Block)
	}
	if !slices.Equal(blocks, []int{0, 0, 0, 1, 1}) {
		t.Errorf("blocks %v", blocks)
	}
}

func FuzzBoxesStayNearTheMap(f *testing.F) {
	f.Add([]byte("\x00\xff\xff\x00\xff\xff\x00\x00\x00"), 3)
	f.Add(make([]byte, 64), 8)
	f.Fuzz(func(t *testing.T, shades []byte, width int) {
		if width < 1 || width > 64 || len(shades) > 4096 {
			return
		}
		height := len(shades) / width
		likelihood := make([]float32, width*height)
		for i := range likelihood {
			likelihood[i] = float32(shades[i]) / 255
		}
		for _, q := range boxesOn(likelihood, width, height) {
			left, top, right, bottom := q.Bounds()
			far := float64(width + height)
			if !(left > -far && top > -far && right < 2*far && bottom < 2*far) {
				t.Errorf("%v is far from a map of %d x %d", q, width, height)
			}
		}
	})
}

func FuzzRowsKeepEveryLine(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8})
	f.Fuzz(func(t *testing.T, places []byte) {
		var lines []Line
		for i := 0; i+3 < len(places) && len(lines) < 200; i += 4 {
			lines = append(lines, Line{Quad: leaning(Point{float64(places[i]), float64(places[i+1])}, float64(places[i+2]), float64(places[i+3]%40), float64(int8(places[i]))/2)})
		}
		kept := 0
		for _, row := range Rows(lines) {
			kept += len(row.Lines)
		}
		if kept != len(lines) {
			t.Errorf("%d of %d lines are in rows", kept, len(lines))
		}
	})
}
