package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

const (
	maxJSONBytes  = 64 << 10
	maxFieldBytes = 4 << 10
	maxParts      = 20
	// formOverhead is what a multipart body may have beside the file.
	formOverhead = 256 << 10
)

// intake is what a request asks to be read: a file, or a URL of one.
type intake struct {
	URL        string `json:"url"`
	Tenant     string `json:"tenant"`
	Subject    string `json:"subject"`
	Filename   string `json:"filename"`
	Password   string `json:"password"`
	DocumentID string `json:"document_id"`
	file       []byte
	hasFile    bool
}

// read takes the request in any of its three forms.
func (s *Server) read(w http.ResponseWriter, r *http.Request) (*intake, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		kind = ""
	}
	in := &intake{Tenant: tenantOf(r)}
	switch kind {
	case "application/json":
		err = in.readJSON(http.MaxBytesReader(w, r.Body, maxJSONBytes))
	case "multipart/form-data":
		r.Body = http.MaxBytesReader(w, r.Body, s.MaxUploadBytes+formOverhead)
		err = in.readForm(r, s.MaxUploadBytes)
	case "", "application/x-www-form-urlencoded":
		// curl says so of any body when it is not told otherwise, so it means nothing.
		return nil, problem{Status: http.StatusUnsupportedMediaType, Code: "unsupported_request",
			Detail: `send a file with curl -F file=@FILE, or its bytes with their Content-Type, or {"url": "https://..."} as application/json`}
	default:
		q := r.URL.Query()
		in.Subject, in.Filename, in.DocumentID = q.Get("subject"), q.Get("filename"), q.Get("document_id")
		in.Password = r.Header.Get("Munshi-Password") // never in the URL: those are logged
		err = in.readFile(r.Body, s.MaxUploadBytes)
	}
	if err != nil {
		return nil, err
	}
	return in, s.check(in)
}

func (in *intake) readJSON(body io.Reader) error {
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(in); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return refuse(http.StatusBadRequest, schemas.CodeUndecodable, "the body is not the JSON expected here: %v", err)
	}
	if in.URL == "" {
		return invalid(`url is missing: {"url": "https://..."}`)
	}
	return nil
}

func (in *intake) readForm(r *http.Request, limit int64) error {
	form, err := r.MultipartReader()
	if err != nil {
		return refuse(http.StatusBadRequest, schemas.CodeUndecodable, "the form cannot be read: %v", err)
	}
	for n := 0; ; n++ {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && n == maxParts {
			return invalid("the form has more than %d parts", maxParts)
		}
		if err == nil {
			err = in.readPart(part, limit)
		}
		if err != nil {
			return cutShort(err)
		}
	}
}

func (in *intake) readPart(part *multipart.Part, limit int64) error {
	if part.FormName() == "file" {
		if in.hasFile {
			return invalid("the form has more than one file: send one document a request")
		}
		if in.Filename == "" {
			in.Filename = part.FileName()
		}
		return in.readFile(part, limit)
	}
	fields := map[string]*string{
		"url": &in.URL, "tenant": &in.Tenant, "subject": &in.Subject, "filename": &in.Filename, "password": &in.Password, "document_id": &in.DocumentID,
	}
	field, known := fields[part.FormName()]
	if !known {
		return invalid("the form has an unknown field %q: file, url, tenant, subject, filename, password and document_id are known", clip(part.FormName()))
	}
	text, err := io.ReadAll(io.LimitReader(part, maxFieldBytes+1))
	if err != nil {
		return err
	}
	if len(text) > maxFieldBytes {
		return invalid("the form's field %q is longer than %d bytes", part.FormName(), maxFieldBytes)
	}
	*field = string(text)
	return nil
}

func (in *intake) readFile(body io.Reader, limit int64) error {
	var data bytes.Buffer
	if _, err := data.ReadFrom(io.LimitReader(body, limit+1)); err != nil {
		return cutShort(err)
	}
	if int64(data.Len()) > limit {
		return refuse(http.StatusRequestEntityTooLarge, schemas.CodeTooLarge, "the file is larger than %d bytes (MUNSHI_CONSOLE_MAX_UPLOAD_BYTES)", limit)
	}
	in.file, in.hasFile = data.Bytes(), true
	return nil
}

// cutShort turns an error of reading a body into what the client should hear.
func cutShort(err error) error {
	var p problem
	var tooLarge *http.MaxBytesError
	if errors.As(err, &p) || errors.As(err, &tooLarge) {
		return err
	}
	return refuse(http.StatusBadRequest, schemas.CodeUndecodable, "the body could not be read to its end: %v", err)
}

// check refuses what can be judged without looking at the document.
func (s *Server) check(in *intake) error {
	if in.Tenant == "" {
		in.Tenant = schemas.DefaultTenant
	}
	for name, text := range map[string]string{"tenant": in.Tenant, "subject": in.Subject, "document_id": in.DocumentID} {
		if err := schemas.CheckName(text); err != nil {
			return invalid("%s: %v", name, err)
		}
	}
	switch {
	case in.hasFile == (in.URL != ""):
		return invalid("give exactly one of file and url")
	case in.hasFile && len(in.file) == 0:
		return refuse(http.StatusBadRequest, schemas.CodeEmpty, "the file has no bytes")
	case in.hasFile:
		return nil
	case len(in.URL) > maxFieldBytes:
		return invalid("url is longer than %d bytes", maxFieldBytes)
	}
	u, err := url.Parse(in.URL)
	allowed := err == nil && (u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "s3" && s.AllowS3URLs)
	if !allowed || u.Host == "" || !utf8.ValidString(in.URL) {
		return refuse(http.StatusBadRequest, schemas.CodeSchemeRefused,
			"url must look like https://host/path (s3:// is taken when MUNSHI_CONSOLE_ALLOW_S3_URLS is set)")
	}
	return nil
}

// event is the upload that ingest reads.
func (in *intake) event() *munshiv1.DocumentUploaded {
	return &munshiv1.DocumentUploaded{
		Uri: in.URL, DocumentId: in.DocumentID, Tenant: in.Tenant, Subject: in.Subject, Filename: strings.ToValidUTF8(in.Filename, "\uFFFD"),
		Password: strings.ToValidUTF8(in.Password, "\uFFFD"), Source: "api",
	}
}

// clip keeps a stranger's megabyte out of an error message.
func clip(text string) string { return text[:min(len(text), 100)] }
