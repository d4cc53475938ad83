package micr

import (
	"math"
	"strings"
)

// layouts are what cheques print, by the standard of the Cheque Truncation System (CTS-2010): number, sort code (city, bank
// and branch), account, transaction code. After ~ there may be a gap; the other signs are in classes.
var layouts = [][]rune{
	[]rune("⑈~######⑈~c########⑆~######⑈~t#"),
	[]rune("⑈~######⑈~c########⑆~t#"),
	[]rune("######⑈~c########⑆~######⑈~t#"),
}

// classes are the digits that may stand in a place: # has all. No city's code begins with 0; transaction codes up to 49 are those of
// papers that take money from an account.
var classes = map[rune]string{'#': "0123456789", 'c': "123456789", 't': "01234"}

// character is one that was read.
type character struct {
	rune       rune
	at         int // the column where its place begins
	likeness   float64
	confidence float64
	last       bool    // of a word
	others     []rival // what else may stand there
}

// rival is a character that the ink is less like.
type rival struct {
	rune     rune
	likeness float64
}

// reading is a strip read by one layout.
type reading struct {
	line       line
	characters []character
	// likeness is the mean of the characters', less for short layouts: the correlation with the type, at most 1.
	likeness float64
}

// enough is how sure the least sure character of a line must be for it not to be tried as a blurred one.
const enough = 0.95

// decode reads a strip by the layout that fits best, and through the lens that does.
func decode(s strip) reading {
	best := s.through(glyphs)
	if best.sure() >= enough {
		return best
	}
	for _, soft := range blurrer() {
		if r := s.through(soft); r.likeness > best.likeness {
			best = r
		}
	}
	return best
}

// sure is the confidence of the least sure character.
func (r reading) sure() float64 {
	sure := 1.0
	for _, c := range r.characters {
		sure = min(sure, c.confidence)
	}
	return sure
}

// through reads a strip as one lens shows the type.
func (s strip) through(lens face) reading {
	found := correlated(s, lens)
	var best reading
	for _, layout := range layouts {
		if r := found.by(layout); r.likeness > best.likeness {
			best = r
		}
	}
	return best
}

// matches has for each column how like each glyph the strip is from there on.
type matches struct {
	columns int
	likely  [][]float32 // by glyph
}

// correlated compares every place of a strip with every glyph.
func correlated(s strip, lens face) matches {
	m := matches{columns: max(0, s.width-columns), likely: make([][]float32, len(glyphs))}
	for g := range glyphs {
		m.likely[g] = make([]float32, m.columns)
	}
	for x := range m.columns {
		for g, like := range s.like(x, lens) {
			m.likely[g][x] = like
		}
	}
	return m
}

// like is how like each glyph the place from column x on is, a little above and below the line too.
func (s strip) like(x int, lens face) (likely [alphabet]float32) {
	var window [rows * columns]float32
	for dy := 1; dy < 2*slack; dy += 2 {
		for row := range rows {
			copy(window[row*columns:(row+1)*columns], s.ink[(row+dy)*s.width+x:])
		}
		const faintest = 1.5 // the length of what is little more than noise
		if normalise(window[:]) < faintest {
			continue
		}
		for g := range lens {
			likely[g] = max(likely[g], product(&lens[g].shade, &window))
		}
	}
	return likely
}

// likeness is a first look at a line: how like the type its members are.
func (l line) likeness(s strip) float64 {
	sum := 0.0
	for _, end := range l.ends {
		best := float32(0)
		place := int((end-l.x(0))/l.pitch*pitch - inkRight*scale)
		for x := max(0, place-2); x <= min(place+2, s.width-columns); x++ {
			for _, like := range s.like(x, glyphs) {
				best = max(best, like)
			}
		}
		sum += float64(best)
	}
	return sum / float64(len(l.ends))
}

// by finds the places of a layout's characters that are most like them altogether: dynamic programming over characters and
// columns, where the next character is a pitch away, or further where the layout allows a gap.
func (m matches) by(layout []rune) reading {
	const drift, widest = 3, 9 * columns // how far a character may be off its place, and the widest gap
	type step struct {
		sum  float64
		from int
	}
	never := step{math.Inf(-1), -1}
	var steps [][]step
	var places []rune
	gap, gaps := false, []bool{}
	for _, class := range layout {
		if class == '~' {
			gap = true
			continue
		}
		row := make([]step, m.columns)
		for x := range row {
			row[x] = never
			likeness := m.best(class, x).likeness
			if len(steps) == 0 {
				row[x] = step{likeness, -1}
				continue
			}
			farthest := columns + drift
			if gap {
				farthest = widest
			}
			before := steps[len(steps)-1]
			for dx := columns - drift; dx <= min(farthest, x); dx++ {
				cost := 0.0
				if !gap {
					cost = 0.02 * math.Abs(float64(dx)-pitch)
				}
				if sum := before[x-dx].sum + likeness - cost; sum > row[x].sum {
					row[x] = step{sum, x - dx}
				}
			}
		}
		steps, places, gaps = append(steps, row), append(places, class), append(gaps, gap)
		gap = false
	}
	at := 0
	for x, s := range steps[len(steps)-1] {
		if s.sum > steps[len(steps)-1][at].sum {
			at = x
		}
	}
	if m.columns == 0 || math.IsInf(steps[len(steps)-1][at].sum, -1) {
		return reading{}
	}
	// A short layout fits into a long line: what it leaves out counts against it.
	const longest = 27
	r := reading{characters: make([]character, len(places))}
	for i := len(places) - 1; i >= 0; i-- {
		c := m.best(places[i], at)
		c.others = m.rivals(places[i], c)
		c.last = i+1 < len(gaps) && gaps[i+1] && i > 0
		r.characters[i] = c
		r.likeness += c.likeness / float64(len(places)) // the mean
		at = steps[i][at].from
	}
	r.likeness -= 0.02 * float64(longest-len(places))
	return r
}

// best is the character of a class that the strip is most like at a column.
func (m matches) best(class rune, x int) character {
	c, second := character{at: x, likeness: -1}, -1.0
	for g, glyph := range glyphs {
		if !allows(class, glyph.rune) {
			continue
		}
		if likeness := float64(m.likely[g][x]); likeness > c.likeness {
			second = c.likeness
			c.rune, c.likeness = glyph.rune, likeness
		} else {
			second = max(second, likeness)
		}
	}
	c.confidence = confidence(c.likeness, c.likeness-max(0, second))
	return c
}

// allows says whether a character may stand in a place of a class; a sign is a class of its own.
func allows(class, character rune) bool {
	if digits, ok := classes[class]; ok {
		return strings.ContainsRune(digits, character)
	}
	return character == class
}

// rivals are the other characters of a class at a column.
func (m matches) rivals(class rune, c character) []rival {
	var others []rival
	for g, glyph := range glyphs {
		if glyph.rune != c.rune && allows(class, glyph.rune) {
			others = append(others, rival{glyph.rune, float64(m.likely[g][c.at])})
		}
	}
	return others
}

// confidence of a character by how like it the strip is, and how much less like the next best.
func confidence(likeness, margin float64) float64 {
	return 1 / (1 + math.Exp(-(16*(likeness-0.72) + 20*(margin-0.08))))
}
