package recognize

import (
	"testing"
	"time"
)

func TestWhereTesseractReadsAloneABadPageIsTriedAgain(t *testing.T) {
	bad := asPNG(t, dim(written(t, 16, bill), 0.3))
	_, hurried, before := watched(t, bad, nil, func(c *Config) { c.Reader, c.PageBudget = readerTesseract, time.Nanosecond })
	reader, attempts, after := watched(t, bad, nil, by(readerTesseract))
	if reader != readerTesseract || len(hurried) != 1 || len(attempts) < 2 || after <= before || won(attempts) != 1 {
		t.Errorf("%d words are right in %d attempts by %s, %d as it is", after, len(attempts), reader, before)
	}
	if _, attempts, _ = watched(t, asPNG(t, written(t, 30, bill)), nil, by(readerTesseract)); len(attempts) != 1 {
		t.Errorf("a clean page was read %d times", len(attempts))
	}
}
