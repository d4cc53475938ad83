package flow

import "sort"

// A watermark finds the offset below which everything is done. Inputs finish in any order; committing past the
// first unfinished one would lose it if we died there. It is not safe for concurrent use.
type watermark struct {
	pending []pendingOffset // ascending; the first is not done
	next    int64           // the offset to commit: one past the last of the done prefix
}

type pendingOffset struct {
	offset int64
	done   bool
}

// begin notes that the input at offset is being worked on. Offsets come in ascending order, gaps allowed.
func (w *watermark) begin(offset int64) {
	w.pending = append(w.pending, pendingOffset{offset: offset})
}

// done notes that the input at offset is finished, and reports whether the offset to commit moved.
func (w *watermark) done(offset int64) bool {
	i := sort.Search(len(w.pending), func(i int) bool { return w.pending[i].offset >= offset })
	if i == len(w.pending) || w.pending[i].offset != offset {
		return false
	}
	w.pending[i].done = true
	n := 0
	for n < len(w.pending) && w.pending[n].done {
		w.next = w.pending[n].offset + 1
		n++
	}
	w.pending = w.pending[n:]
	return n > 0
}
