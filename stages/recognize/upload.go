package recognize

// beforeTurn is the way back to the upload from a page that was turned clockwise by so many degrees, a multiple of 90, after
// preprocess had found the way toUpload (PreparedPage.to_upload).
func beforeTurn(toUpload []float64, degrees int32) []float64 {
	m := matrix{1, 0, 0, 0, 1, 0, 0, 0, 1}
	if len(toUpload) == len(m) {
		m = matrix(toUpload)
	}
	// A quarter turn clockwise took (x, y) to (1-y, x): this is its way back.
	back := matrix{0, 1, 0, -1, 0, 1, 0, 0, 1}
	for range degrees / 90 {
		m = m.after(back)
	}
	return m[:]
}

// matrix is 3 x 3, row by row, for places (x, y, 1).
type matrix [9]float64

// after is m done to what first has done.
func (m matrix) after(first matrix) matrix {
	var all matrix
	for row := range 3 {
		for column := range 3 {
			for k := range 3 {
				all[3*row+column] += m[3*row+k] * first[3*k+column]
			}
		}
	}
	return all
}
