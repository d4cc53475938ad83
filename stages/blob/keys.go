package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxKeyBytes is the S3 API's own limit.
const maxKeyBytes = 1024

// maxSegmentBytes keeps each part of a key within what a file system takes as a name (255), because
// stores that keep objects as files exist.
const maxSegmentBytes = 160

var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

// OriginalKey is where the untouched bytes of a document are kept.
func OriginalKey(tenant, documentID string) string {
	return "originals/" + segment(tenant) + "/" + segment(documentID)
}

// PageKey is where the upright image of a page is kept. Pages count from 1; ext has no dot. The tenant is part of
// it because ids are the callers': two tenants may use the same one.
func PageKey(tenant, documentID string, page int, ext string) string {
	return "pages/" + segment(tenant) + "/" + segment(documentID) + "/" + strconv.Itoa(page) + "." + segment(ext)
}

// TextKey is where the words of a page are kept, as one revision of the code read them.
func TextKey(tenant, documentID, revision string, page int) string {
	return "ocr/" + segment(tenant) + "/" + segment(documentID) + "/" + segment(revision) + "/" + strconv.Itoa(page) + ".json.zst"
}

// UprightKey is where the image of a page is kept that a revision of the code turned upright when it read it.
func UprightKey(tenant, documentID, revision string, page int) string {
	return "ocr/" + segment(tenant) + "/" + segment(documentID) + "/" + segment(revision) + "/" + strconv.Itoa(page) + ".upright"
}

// InboxKey is where the HTTP API leaves an upload for ingest. It is named by content: the same bytes twice are
// kept once, and nobody's upload can overwrite what another was accepted with.
func InboxKey(tenant, sum string) string {
	return "inbox/" + segment(tenant) + "/" + segment(sum)
}

// Own reports whether key is one of those Munshi writes: a bucket notification about it is no upload.
func Own(key string) bool {
	for _, prefix := range []string{"originals/", "pages/", "ocr/", "inbox/"} {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// segment makes one path segment of any text: ids come from strangers, and one named "../x" or "a/b" must
// neither leave its folder nor meet another id there. Letters, digits, - and _ stay; a dot stays unless it is
// first; every other byte becomes =XX; what is too long ends in a hash of the whole.
func segment(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.' && i > 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	switch {
	case b.Len() == 0:
		return "=" // "=" is always followed by two digits elsewhere, so this is nobody else's
	case b.Len() > maxSegmentBytes:
		sum := sha256.Sum256([]byte(text))
		return b.String()[:maxSegmentBytes-66] + "=~" + hex.EncodeToString(sum[:])
	}
	return b.String()
}

// URI names the object at key in bucket.
func URI(bucket, key string) string { return "s3://" + bucket + "/" + key }

// ParseURI splits s3://bucket/key. The key is taken as it stands: ?, # and % are ordinary characters in it.
// Its error is an ErrNotFound: what cannot be named cannot be there.
func ParseURI(uri string) (bucket, key string, err error) {
	rest, ok := strings.CutPrefix(uri, "s3://")
	if !ok {
		return "", "", fmt.Errorf("%q: %w: a reference looks like s3://bucket/key", clip(uri), ErrNotFound)
	}
	bucket, key, _ = strings.Cut(rest, "/")
	if !bucketName.MatchString(bucket) {
		return "", "", fmt.Errorf("%q: %w: %q is not a bucket name", clip(uri), ErrNotFound, clip(bucket))
	}
	if err := validKey(key); err != nil {
		return "", "", fmt.Errorf("%q: %w: %v", clip(uri), ErrNotFound, err)
	}
	return bucket, key, nil
}

func validKey(key string) error {
	switch {
	case key == "":
		return fmt.Errorf("the key is empty")
	case len(key) > maxKeyBytes:
		return fmt.Errorf("the key has %d bytes, S3 takes %d", len(key), maxKeyBytes)
	case !utf8.ValidString(key):
		return fmt.Errorf("the key is not UTF-8")
	}
	return nil
}

// clip keeps a stranger's megabyte out of an error message.
func clip(text string) string {
	if len(text) <= 200 {
		return text
	}
	return text[:200] + "..."
}
