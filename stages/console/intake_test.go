package console

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/munshi-in/munshi/schemas"
)

func FuzzAnyRequestIsAnUploadOrAProblem(f *testing.F) {
	f.Add("application/json", "", []byte(`{"url": "https://example.com/a.pdf", "tenant": "acme"}`))
	f.Add("image/png", "subject=user-7&document_id=d", []byte("png"))
	f.Add("multipart/form-data; boundary=x", "", []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nb\r\n--x--\r\n"))
	s := &Server{Config: Config{MaxUploadBytes: 1000}}
	f.Fuzz(func(t *testing.T, kind, query string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/v1/documents", bytes.NewReader(body))
		r.URL.RawQuery = query
		r.Header.Set("Content-Type", kind)
		in, err := s.read(httptest.NewRecorder(), r)
		if err != nil {
			var p problem
			var tooLarge *http.MaxBytesError
			if !errors.As(err, &p) && !errors.As(err, &tooLarge) {
				t.Errorf("%v is no problem that a client can read", err)
			}
			return
		}
		if in.Tenant == "" || in.hasFile == (in.URL != "") || len(in.file) > 1000 || schemas.CheckName(in.DocumentID) != nil {
			t.Errorf("taken as %+v", in)
		}
		if event := in.event(); event.GetSource() != "api" || event.GetTenant() != in.Tenant {
			t.Errorf("announced as %v", event)
		}
	})
}
