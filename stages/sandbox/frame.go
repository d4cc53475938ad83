package sandbox

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// A frame is one message between parent and child: its kind, the length of its body, its body.
type frame struct {
	kind kind
	body []byte
}

type kind byte

const (
	kindReady    kind = 'R' // child: Serve runs and knows the job
	kindRequest  kind = 'Q' // parent: do this
	kindAccepted kind = 'A' // child: the request is read whole, the job begins
	kindResult   kind = 'O' // child: the response
	kindRefused  kind = 'X' // child: a Refused, as code, newline, message
	kindFailed   kind = 'F' // child: any other error, as text
)

const frameHeader = 5

func writeFrame(w io.Writer, k kind, body []byte, limit int64) error {
	if int64(len(body)) > limit {
		return fmt.Errorf("a frame of %d bytes is over the limit of %d (MAX_FRAME_BYTES)", len(body), limit)
	}
	var header [frameHeader]byte
	header[0] = byte(k)
	binary.BigEndian.PutUint32(header[1:], uint32(len(body)))
	if _, err := w.Write(header[:]); err != nil {
		return err
	}
	_, err := w.Write(body)
	return err
}

// readFrame reads one frame. Memory grows with the bytes that arrive, not with the length that is claimed: the other
// side may be native code that has lost its mind.
func readFrame(r io.Reader, limit int64) (frame, error) {
	var header [frameHeader]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return frame{}, err
	}
	length := int64(binary.BigEndian.Uint32(header[1:]))
	if length > limit {
		return frame{}, fmt.Errorf("a frame of %d bytes is over the limit of %d (MAX_FRAME_BYTES)", length, limit)
	}
	var body bytes.Buffer
	body.Grow(int(min(length, 1<<20)))
	if _, err := io.CopyN(&body, r, length); err != nil {
		return frame{}, io.ErrUnexpectedEOF
	}
	return frame{kind: kind(header[0]), body: body.Bytes()}, nil
}
