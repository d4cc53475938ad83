package flow

import (
	"cmp"
	"slices"
)

// A watermark finds the offset below which everything is done. Inputs finish in any order; committing past the
// first unfinished one would lose it if we died there. It is not safe for concurrent use.
type watermark struct {
	pending []pendingOffset // ascending; the first is not done
	memory  []pendingOffset // what pending is the end of
	next    int64           // the offset to commit: one past the last of the done prefix
}

type pendingOffset struct {
	offset int64
	done   bool
}

// begin notes that the input at offset is being worked on. Offsets come in ascending order, gaps allowed.
func (w *watermark) begin(offset int64) {
	if len(w.memory) == cap(w.memory) && len(w.pending) <= len(w.memory)/2 { // use again what is done
		w.memory = append(w.memory[:0], w.pending...)
	}
	w.memory = append(w.memory, pendingOffset{offset: offset})
	w.pending = w.memory[len(w.memory)-len(w.pending)-1:]
}

// done notes that the input at offset is finished, and reports whether the offset to commit moved.
func (w *watermark) done(offset int64) bool {
	i, found := w.find(offset)
	if !found {
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

// find looks where the offset is when there are no gaps before it, and then everywhere.
func (w *watermark) find(offset int64) (int, bool) {
	if len(w.pending) == 0 {
		return 0, false
	}
	if i := offset - w.pending[0].offset; 0 <= i && i < int64(len(w.pending)) && w.pending[i].offset == offset {
		return int(i), true
	}
	return slices.BinarySearchFunc(w.pending, offset, func(p pendingOffset, offset int64) int { return cmp.Compare(p.offset, offset) })
}
