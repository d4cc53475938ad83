package micr

import (
	_ "embed"
	"math"
	"strings"
	"sync"
)

//go:generate sh -c "cd ../../.. && go run ./scripts/corpus glyphs > stages/recognize/micr/glyphs.txt"

// glyphs.txt has a block a character: the character, then its rows of quarter cells.
//
//go:embed glyphs.txt
var glyphsText string

const (
	// scale is how many pixels of a strip are one cell (0.013 inch) of the type: characters are nine cells high.
	scale = 3
	// pitch is the distance of characters in pixels of a strip: 0.125 inch.
	pitch = 0.125 / 0.013 * scale
	// columns and rows are the size of what is compared: one place, and a cell of paper above and below.
	columns, rows = 29, (9 + 2*paper) * scale
	// paper is how many cells around a character must be empty.
	paper = 1
	// inkRight is where the right edge of every character is in its place, in cells.
	inkRight = 8.31
	// alphabet is how many characters there are.
	alphabet = 14
	// sharp is the spread of ink and lens, in pixels of a strip, in scans and good photographs.
	sharp = 1.2
)

// soft are the spreads of lenses out of focus: as sharp characters, a blurred 3 is more like a 1 and a blurred 6 like a 4.
var soft = []float64{2, 3}

// glyph is a character as it looks in a strip, with zero mean and unit length, so that a product is a correlation.
type glyph struct {
	rune  rune
	shade [rows * columns]float32
}

// face is the type as it looks through one lens: a glyph a character, in the order of glyphs.txt.
type face []glyph

var (
	glyphs  = parsed(glyphsText, sharp)
	blurrer = sync.OnceValue(func() []face {
		var faces []face
		for _, softness := range soft {
			faces = append(faces, parsed(glyphsText, softness))
		}
		return faces
	})
)

func parsed(text string, softness float64) face {
	var all face // alphabet of them: a test counts
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		lines := strings.Split(block, "\n")
		all = append(all, glyphOf([]rune(lines[0])[0], lines[1:], softness))
	}
	return all
}

// glyphOf draws a character with the softness of print and lens.
func glyphOf(r rune, cells []string, softness float64) glyph {
	right := 0
	for _, row := range cells {
		right = max(right, strings.LastIndexByte(row, '#')+1)
	}
	ink := func(x, y float64) float64 {
		u, v := int(math.Floor(2*(x/scale-inkRight)))+right, int(math.Floor(2*(y/scale-paper)))
		if v < 0 || v >= len(cells) || u < 0 || u >= right || cells[v][u] != '#' {
			return 0
		}
		return 1
	}
	g := glyph{rune: r}
	const step = 0.5
	reach := 2 * softness
	for y := range rows {
		for x := range columns {
			sum, weights := 0.0, 0.0
			for dy := -reach; dy <= reach; dy += step {
				for dx := -reach; dx <= reach; dx += step {
					weight := math.Exp(-(dx*dx + dy*dy) / (2 * softness * softness))
					sum += weight * ink(float64(x)+0.5+dx, float64(y)+0.5+dy)
					weights += weight
				}
			}
			g.shade[y*columns+x] = float32(sum / weights)
		}
	}
	normalise(g.shade[:])
	return g
}

// normalise gives zero mean and unit length, and tells the length there was before.
func normalise(shades []float32) float64 {
	mean, sum := float32(0), 0.0
	for _, s := range shades {
		mean += s
	}
	mean /= float32(len(shades))
	for i := range shades {
		shades[i] -= mean
		sum += float64(shades[i]) * float64(shades[i])
	}
	length := math.Sqrt(sum)
	if length > 0 {
		for i := range shades {
			shades[i] /= float32(length)
		}
	}
	return length
}

// product of two pictures of a place. Four sums, because each addition waits for the one before it in its own.
func product(a, b *[rows * columns]float32) float32 {
	var s0, s1, s2, s3 float32
	const whole = rows * columns / 4 * 4
	for i := 0; i < whole; i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for i := whole; i < rows*columns; i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}
