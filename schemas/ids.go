package schemas

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// DefaultTenant is the tenant of an event that names none.
const DefaultTenant = "default"

// MaxNameBytes bounds ids, tenants and subjects. They become keys, rows and log lines.
const MaxNameBytes = 200

// DocumentID is the id of a document whose producer gave none: "doc_" and 32 hexadecimal digits of a hash over tenant
// and content, so that the same bytes twice are one document, and another tenant's same bytes are another.
// sum is the SHA-256 of the bytes as claim checks hold it.
func DocumentID(tenant, sum string) string {
	if tenant == "" {
		tenant = DefaultTenant
	}
	hash := sha256.Sum256([]byte(tenant + "\x00" + strings.ToLower(sum)))
	return "doc_" + hex.EncodeToString(hash[:16])
}

// CheckName tells what is wrong with an id, tenant or subject that a producer gave. Empty is fine: each has a default.
func CheckName(text string) error {
	switch {
	case len(text) > MaxNameBytes:
		return fmt.Errorf("%d bytes are over the limit of %d", len(text), MaxNameBytes)
	case !utf8.ValidString(text):
		return errors.New("it is not UTF-8")
	case strings.ContainsFunc(text, unicode.IsControl):
		return errors.New("it has control characters")
	case strings.TrimSpace(text) != text:
		return errors.New("it begins or ends with a space")
	}
	return nil
}
