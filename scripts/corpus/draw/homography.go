package draw

import "math"

// projective maps a plane seen from one side to the same plane seen from another.
type projective [9]float64

func (m projective) apply(x, y float64) point {
	z := m[6]*x + m[7]*y + m[8]
	return point{(m[0]*x + m[1]*y + m[2]) / z, (m[3]*x + m[4]*y + m[5]) / z}
}

// homography is the projective map that takes each corner of from to the same corner of to.
func homography(from, to [4]point) projective {
	// Two equations a corner in the eight unknowns; the ninth is 1.
	var a [8][9]float64
	for i := range 4 {
		f, t := from[i], to[i]
		a[2*i] = [9]float64{f.x, f.y, 1, 0, 0, 0, -t.x * f.x, -t.x * f.y, t.x}
		a[2*i+1] = [9]float64{0, 0, 0, f.x, f.y, 1, -t.y * f.x, -t.y * f.y, t.y}
	}
	for column := range 8 {
		pivot := column
		for row := column + 1; row < 8; row++ {
			if math.Abs(a[row][column]) > math.Abs(a[pivot][column]) {
				pivot = row
			}
		}
		a[column], a[pivot] = a[pivot], a[column]
		for row := range 8 {
			if row == column {
				continue
			}
			factor := a[row][column] / a[column][column]
			for k := column; k < 9; k++ {
				a[row][k] -= factor * a[column][k]
			}
		}
	}
	m := projective{8: 1}
	for i := range 8 {
		m[i] = a[i][8] / a[i][i]
	}
	return m
}
