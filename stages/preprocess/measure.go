package preprocess

import (
	"image"
	"math"
	"slices"

	"github.com/munshi-in/munshi/stages/leptonica"
)

const (
	// tile is the side of the squares that a page is measured by, in pixels: some letters large.
	tile = 64
	// printed is the contrast from which a tile has print on it, of 255.
	printed = 40
	// mirrored is the shade from which everything in a tile is light of a lamp, where the paper elsewhere is not over maxPaper.
	mirrored, maxPaper = 248, 228
	// maxGlare bounds how many spots of glare are told.
	maxGlare = 10
	// smallLetters are lower than readers like; unevenPaper is shaded by more than they ignore, faintInk stands out by less,
	// and grainy paper differs by more from pixel to pixel, of 255.
	smallLetters, unevenPaper, faintInk, grainy = 14, 60, 100, 4
)

// measures are what can be seen of a page without reading it.
type measures struct {
	Blur, Contrast, TextHeight float64
	// Glare has left, top, right and bottom as fractions of the page.
	Glare [][4]float64
	// Uneven says that the paper is much darker in some places than in others, Grain how much neighbours differ where nothing
	// is printed, of 255.
	Uneven bool
	Grain  float64
	// Candidates are steps that may help a reader, cheapest first.
	Candidates []string
}

// measured looks at every tile of a page: its paper, its ink, and how fast one goes over into the other.
func measured(page *leptonica.Image) (measures, error) {
	shades, err := page.Shades(maxSide)
	if err != nil {
		return measures{}, err
	}
	var papers, contrasts, edges, grains []float64
	columns, rows := shades.Bounds().Dx()/tile, shades.Bounds().Dy()/tile
	shining := make([]bool, columns*rows)
	for row := range rows {
		for column := range columns {
			t := tileOf(shades, column*tile, row*tile)
			papers = append(papers, float64(t.paper))
			shining[row*columns+column] = t.ink >= mirrored
			if contrast := float64(t.paper) - float64(t.ink); contrast >= printed {
				contrasts = append(contrasts, contrast/255)
				edges = append(edges, contrast/max(1, float64(t.steepest)))
			} else {
				grains = append(grains, t.grain)
			}
		}
	}
	m := measures{Contrast: round(middle(contrasts)), Blur: round(middle(edges)), TextHeight: page.LetterHeight(), Grain: round(middle(grains))}
	if paper := middle(papers); paper > 0 && paper <= maxPaper {
		m.Glare = spots(shining, columns, rows, shades.Bounds())
	}
	slices.Sort(papers)
	m.Uneven = len(papers) > 0 && papers[len(papers)*9/10]-papers[len(papers)/10] > unevenPaper
	m.Candidates = candidates(m)
	return m, nil
}

// candidates are the steps that fit what was measured.
func candidates(m measures) []string {
	var steps []string
	propose := func(fits bool, those ...string) {
		if fits {
			steps = append(steps, those...)
		}
	}
	faint := m.Contrast > 0 && m.Contrast < faintInk/255.0
	propose(m.Uneven || faint, leptonica.Normalise)
	propose(m.TextHeight > 0 && m.TextHeight < smallLetters, leptonica.Enlarge)
	propose(m.Grain > grainy, leptonica.Denoise)
	propose(faint, leptonica.Otsu, leptonica.Sauvola)
	return steps
}

// shadesOf is what a tile is like: paper and ink are its 90th and 2nd percentile, steepest is the greatest difference of
// neighbours in a row, grain the mean.
type shadesOf struct {
	paper, ink, steepest int
	grain                float64
}

func tileOf(page *image.Gray, left, top int) shadesOf {
	var counts [256]int
	steepest, sum := 0, 0
	for y := top; y < top+tile; y++ {
		row := page.Pix[y*page.Stride+left:][:tile]
		for x, shade := range row {
			counts[shade]++
			if x > 0 {
				off := max(int(shade)-int(row[x-1]), int(row[x-1])-int(shade))
				steepest = max(steepest, off)
				sum += off
			}
		}
	}
	percentile := func(part float64) int {
		below := 0
		for shade, n := range counts {
			if below += n; float64(below) >= part*tile*tile {
				return shade
			}
		}
		return 255
	}
	return shadesOf{paper: percentile(0.9), ink: percentile(0.02), steepest: steepest, grain: float64(sum) / (tile * (tile - 1))}
}

// spots are the boxes of tiles that shine and touch.
func spots(shining []bool, columns, rows int, page image.Rectangle) [][4]float64 {
	var found [][4]float64
	for start := range shining {
		if !shining[start] || len(found) == maxGlare {
			continue
		}
		box := image.Rectangle{}
		shining[start] = false
		for todo := []int{start}; len(todo) > 0; {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			x, y := at%columns, at/columns
			box = box.Union(image.Rect(x, y, x+1, y+1))
			for _, to := range [4][2]int{{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}} {
				if next := to[1]*columns + to[0]; to[0] >= 0 && to[1] >= 0 && to[0] < columns && to[1] < rows && shining[next] {
					shining[next] = false
					todo = append(todo, next)
				}
			}
		}
		w, h := float64(page.Dx())/tile, float64(page.Dy())/tile
		found = append(found, [4]float64{float64(box.Min.X) / w, float64(box.Min.Y) / h, float64(box.Max.X) / w, float64(box.Max.Y) / h})
	}
	return found
}

func middle(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func round(v float64) float64 { return math.Round(v*100) / 100 }
