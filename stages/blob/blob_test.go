package blob

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"google.golang.org/protobuf/proto"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

func TestKeysReadAsTheirDocument(t *testing.T) {
	for got, want := range map[string]string{
		OriginalKey("acme", "doc_12"):                      "originals/acme/doc_12",
		OriginalKey("", ".."):                              "originals/=/=2E.",
		OriginalKey("a/b", "c=d"):                          "originals/a=2Fb/c=3Dd",
		PageKey("acme", "invoice 7.pdf", 3, "png"):         "pages/acme/invoice=207.pdf/3.png",
		TextKey("acme", "doc_12", "v1.0.0-3-gabcdef", 200): "ocr/acme/doc_12/v1.0.0-3-gabcdef/200.json.zst",
	} {
		if got != want {
			t.Errorf("key %q, want %q", got, want)
		}
		if !Own(got) {
			t.Errorf("%q is not recognised as Munshi's own", got)
		}
	}
	if Own("uploads/originals/x") || Own("") {
		t.Error("an upload is taken for Munshi's own")
	}
}

func FuzzTwoIDsNeverShareAKeyNorLeaveTheirFolder(f *testing.F) {
	f.Add("a/b", "a=2Fb")
	f.Add("", "=")
	f.Add("../x", "..")
	f.Add(strings.Repeat("x", 200), strings.Repeat("x", 201))
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := segment(a), segment(b)
		if (a == b) != (x == y) {
			t.Errorf("%q and %q are %q and %q", a, b, x, y)
		}
		if x == "" || x[0] == '.' || strings.Contains(x, "/") || len(x) > maxSegmentBytes || validKey(OriginalKey(a, a)) != nil {
			t.Errorf("%q became the unsafe %q", a, x)
		}
	})
}

func FuzzParseURIGivesBackWhatWasNamed(f *testing.F) {
	f.Add("s3://bucket/key")
	f.Add("s3://b/../../x?y#z%41")
	f.Fuzz(func(t *testing.T, uri string) {
		bucket, key, err := ParseURI(uri)
		if err != nil {
			if !errors.Is(err, ErrNotFound) || len(err.Error()) > 2000 {
				t.Errorf("error %v", err)
			}
			return
		}
		if URI(bucket, key) != uri {
			t.Errorf("%q became %q", uri, URI(bucket, key))
		}
	})
}

func TestWordsOfAPageComeBack(t *testing.T) {
	text := &munshiv1.PageText{Page: 2, Width: 2480, Height: 3508}
	for range 2000 {
		text.Words = append(text.Words, &munshiv1.Word{Text: "₹1,234.50", Box: &munshiv1.Box{Left: .1, Top: .2, Right: .3, Bottom: .4}, Confidence: .93})
	}
	store := NewMemory()
	check, err := PutPageText(t.Context(), store, TextKey("t", "d", "r", 2), text)
	if err != nil {
		t.Fatal(err)
	}
	got, err := GetPageText(t.Context(), store, check)
	if err != nil || !proto.Equal(got, text) {
		t.Fatalf("got %d words, %v", len(got.GetWords()), err)
	}
	again, err := PutPageText(t.Context(), store, TextKey("t", "d", "r", 2), got)
	if err != nil || again.Sha256 != check.Sha256 {
		t.Errorf("the same words are other bytes: %v, %v", again, check)
	}
}

func TestWordsThatUnpackToTooMuchAreRefused(t *testing.T) {
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	bomb := enc.EncodeAll(bytes.Repeat([]byte(" "), maxPageTextBytes+1), nil)
	store := NewMemory()
	for name, packed := range map[string][]byte{"bomb": bomb, "garbage": []byte("not zstd"), "not json": enc.EncodeAll([]byte("{"), nil)} {
		check, err := store.Put(t.Context(), name, packed, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := GetPageText(t.Context(), store, check); !errors.Is(err, ErrMismatch) {
			t.Errorf("%s (%d bytes): %v, want ErrMismatch", name, len(packed), err)
		}
	}
}

func FuzzUnpackingStaysBounded(f *testing.F) {
	packed, err := pack(&munshiv1.PageText{Page: 1, Words: []*munshiv1.Word{{Text: "total"}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd, 0xa4, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, packed []byte) {
		if text, err := unpack(packed); err == nil {
			if _, err := pack(text); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestEveryMistakeInTheConfigurationIsNamedAtOnce(t *testing.T) {
	err := Config{Endpoint: "127.0.0.1:9000", Bucket: "My_Bucket"}.Validate()
	for _, want := range []string{"MUNSHI_S3_ENDPOINT", "MUNSHI_S3_BUCKET", "MUNSHI_MAX_BLOB_BYTES", "MUNSHI_S3_TIMEOUT"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
}
