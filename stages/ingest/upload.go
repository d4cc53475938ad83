package ingest

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

const (
	maxURIBytes      = 4096
	maxPasswordBytes = 1024 // PDF takes 127
	maxFilenameBytes = 255
)

// way is how the bytes of an upload are got.
type way int

const (
	wayObject way = iota // s3://
	wayURL               // https://, and whatever else claims to be a URL
	wayInline
)

// upload is one document to be fetched: an event with its defaults filled in.
type upload struct {
	*munshiv1.DocumentUploaded
	way        way
	receivedAt time.Time
}

// where names the upload in error messages, without what may be secret.
func (u upload) where() string {
	switch {
	case u.way == wayInline && u.GetFilename() != "":
		return u.GetFilename()
	case u.way == wayInline:
		return "content"
	case u.way == wayURL:
		return withoutSecrets(u.GetUri())
	}
	return u.GetUri()
}

var sourceName = regexp.MustCompile(`^[a-z0-9_-]{0,32}$`)

// uploads reads from an event what is to be fetched: one document, or none or several of a bucket notification.
func (s *Stage) uploads(in flow.Event[*munshiv1.DocumentUploaded]) ([]upload, error) {
	body := in.Body
	if err := check(body); err != nil {
		return nil, err
	}
	u := upload{DocumentUploaded: withDefaults(body), receivedAt: schemas.Received(body.GetReceivedAt(), in.Time)}
	switch {
	case isNotification(body):
		return s.created(body, u)
	case body.GetUri() == "":
		u.way = wayInline
	case !hasScheme(body.GetUri(), "s3"):
		u.way = wayURL
	}
	if u.Source == "" {
		u.Source = [...]string{wayObject: "s3", wayURL: "https", wayInline: "inline"}[u.way]
	}
	if u.Filename == "" {
		u.Filename = lastPart(body.GetUri(), u.way)
	}
	u.Filename = cleanFilename(u.Filename)
	return []upload{u}, nil
}

// check reports every mistake of an event at once.
func check(body *munshiv1.DocumentUploaded) error {
	var mistakes []error
	mistake := func(format string, args ...any) { mistakes = append(mistakes, fmt.Errorf(format, args...)) }
	ways := 0
	for _, given := range []bool{body.GetUri() != "", len(body.GetContent()) > 0, isNotification(body)} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		mistake("exactly one of uri, content or Records must be given, not %d: see schemas/README.md", ways)
	}
	if n := len(body.GetUri()); n > maxURIBytes {
		mistake("uri: %d bytes are over the limit of %d", n, maxURIBytes)
	}
	for name, text := range map[string]string{"documentId": body.GetDocumentId(), "tenant": body.GetTenant(), "subject": body.GetSubject()} {
		if err := schemas.CheckName(text); err != nil {
			mistake("%s: %w", name, err)
		}
	}
	if n := len(body.GetPassword()); n > maxPasswordBytes {
		mistake("password: %d bytes are over the limit of %d", n, maxPasswordBytes)
	}
	if !sourceName.MatchString(body.GetSource()) {
		mistake("source: it must be a word of at most 32 of a-z, 0-9, - and _")
	}
	if at := body.GetReceivedAt(); at != nil && at.CheckValid() != nil {
		mistake("receivedAt: %w", at.CheckValid())
	}
	return errors.Join(mistakes...)
}

// withDefaults copies what concerns the document, without the notification's own fields.
func withDefaults(body *munshiv1.DocumentUploaded) *munshiv1.DocumentUploaded {
	u := &munshiv1.DocumentUploaded{
		Uri: body.GetUri(), Content: body.GetContent(), DocumentId: body.GetDocumentId(), Tenant: body.GetTenant(), Subject: body.GetSubject(),
		Filename: body.GetFilename(), Password: body.GetPassword(), Source: body.GetSource(), ReceivedAt: body.GetReceivedAt(),
	}
	if u.Tenant == "" {
		u.Tenant = schemas.DefaultTenant
	}
	return u
}

func hasScheme(uri, scheme string) bool {
	got, _, found := strings.Cut(uri, "://")
	return found && strings.EqualFold(got, scheme)
}

// lastPart is the file's name as its uri has it.
func lastPart(uri string, w way) string {
	if w == wayURL {
		u, err := url.Parse(uri)
		if err != nil {
			return ""
		}
		uri = u.Path
	}
	if name := path.Base(uri); name != "." && name != "/" {
		return name
	}
	return ""
}

// cleanFilename keeps a name for people to recognise: it is never used as a path.
func cleanFilename(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	for len(name) > maxFilenameBytes {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	return name
}
