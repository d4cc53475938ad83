package sandbox

import (
	"bytes"
	"testing"
)

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte("R\x00\x00\x00\x00"))
	f.Add([]byte("O\x00\x00\x00\x03abc"))
	f.Add([]byte("O\xff\xff\xff\xffabc"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		got, err := readFrame(bytes.NewReader(stream), 1<<16)
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := writeFrame(&again, got.kind, got.body, 1<<16); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(stream, again.Bytes()) {
			t.Fatalf("%q was read as %q", stream, again.Bytes())
		}
	})
}
