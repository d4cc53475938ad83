package draw

import "fmt"

// The magnetic ink type E-13B, by the nominal dimensions of ISO 1004-1: characters are built of cells of 0.013 inch, nine
// high and at most seven wide, and stand 0.125 inch apart.
const (
	e13bCell  = 0.013 * mmPerInch
	e13bPitch = 0.125 * mmPerInch
	// e13bRight is where the right edge of each character is, from the left end of its place, in cells.
	e13bRight = 8.31
	// e13bRows and e13bColumns are the size of the largest character, in cells.
	e13bRows, e13bColumns = 9, 7
)

// cells is a rectangle: left, top, width and height.
type cells [4]float64

// e13b has the strokes of each character, from its own top left corner. Round corners are left out, except those of the 0,
// which are large.
var e13b = map[rune][]cells{
	'0': {{0.5, 0, 6, 1}, {0.5, 8, 6, 1}, {0, 0.5, 1, 8}, {6, 0.5, 1, 8}},
	'1': {{0, 0, 2, 1.5}, {1, 0, 1, 5}, {0, 5, 4, 4}},
	'2': {{0, 0, 4, 1}, {3, 0, 1, 5}, {0, 4, 4, 1}, {0, 4, 1, 5}, {0, 8, 4, 1}},
	'3': {{0, 0, 4, 1}, {3, 0, 1, 5}, {0, 4, 4.5, 1}, {3, 4.5, 2, 4.5}, {0, 8, 5, 1}},
	'4': {{0, 0, 2, 7}, {0, 6, 5, 1}, {4, 5, 2, 4}},
	'5': {{0, 0, 5, 1}, {0, 0, 1, 5}, {0, 4, 5, 1}, {4, 4, 1, 5}, {0, 8, 5, 1}},
	'6': {{0, 0, 1, 9}, {0, 0, 4, 1}, {3, 0, 1, 2.5}, {0, 5, 6, 1}, {5, 5, 1, 4}, {0, 8, 6, 1}},
	'7': {{0, 0, 5, 1}, {0, 0, 1, 3}, {4, 0, 1, 4.2}, {3.5, 3.5, 1.3, 0.8}, {2.9, 3.75, 1.2, 0.85}, {2.2, 4, 1.1, 0.9}, {2, 4.4, 1, 4.6}},
	'8': {{1, 0, 5, 1}, {1, 0, 1, 5}, {5, 0, 1, 5}, {1, 4, 5, 1}, {0, 4.5, 2, 4.5}, {5, 4.5, 2, 4.5}, {0, 8, 7, 1}},
	'9': {{0, 0, 6, 1}, {0, 0, 1, 5}, {0, 4, 6, 1}, {5, 0, 1, 5}, {4, 4, 2, 5}},
	// Transit, amount, on-us and dash.
	'⑆': {{0, 1.5, 2, 6}, {4, 0, 3, 3}, {4, 6, 3, 3}},
	'⑇': {{0, 5, 2, 4}, {3, 2.25, 1, 4.5}, {5, 0, 2, 4}},
	'⑈': {{0, 1.5, 1, 6}, {2, 1.5, 1, 6}, {4, 0.5, 3, 4}},
	'⑉': {{0, 2.5, 2, 4}, {3, 2.5, 2, 4}, {6, 2.5, 1, 4}},
}

// E13B are the characters that E13BLine can print.
const E13B = "0123456789⑆⑇⑈⑉"

func e13bWidth(character rune) float64 {
	width := 0.0
	for _, c := range e13b[character] {
		width = max(width, c[0]+c[2])
	}
	return width
}

// E13BLine prints a line of E-13B characters and spaces on p; (x, y) is the left end of its base line.
func E13BLine(p *Picture, x, y float64, text string) {
	start, word := x, ""
	for _, r := range text + " " {
		if r == ' ' {
			if word != "" {
				p.note(word, start+(e13bRight-7)*e13bCell, y-e13bRows*e13bCell, x-start-(e13bRight-7)*e13bCell, e13bRows*e13bCell)
			}
			start, word = x+e13bPitch, ""
		} else {
			left := x + (e13bRight-e13bWidth(r))*e13bCell
			for _, c := range e13b[r] {
				p.Fill(left+c[0]*e13bCell, y+(c[1]-e13bRows)*e13bCell, c[2]*e13bCell, c[3]*e13bCell, Black)
			}
			word += string(r)
		}
		x += e13bPitch
	}
}

// E13BGlyph is a character as rows of cells, each cut into quarters: '#' where there is ink. What a reader of the type
// compares pictures with.
func E13BGlyph(character rune) ([]string, error) {
	strokes, ok := e13b[character]
	if !ok {
		return nil, fmt.Errorf("no E-13B character %q", character)
	}
	const fine = 2
	rows := make([]string, e13bRows*fine)
	for y := range rows {
		row := make([]byte, e13bColumns*fine)
		for x := range row {
			row[x] = '.'
			u, v := (float64(x)+0.5)/fine, (float64(y)+0.5)/fine
			for _, c := range strokes {
				if u >= c[0] && u < c[0]+c[2] && v >= c[1] && v < c[1]+c[3] {
					row[x] = '#'
				}
			}
		}
		rows[y] = string(row)
	}
	return rows, nil
}
