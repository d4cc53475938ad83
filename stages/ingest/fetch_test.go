package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// server answers as its path says: /status/404, /bytes/100, /redirect/3, /to?url=..., /slow, /receipt.png.
func server(t *testing.T) *httptest.Server {
	t.Helper()
	done := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/receipt.png", func(w http.ResponseWriter, r *http.Request) {
		if r.Referer() != "" {
			t.Errorf("told where it came from: %s", r.Referer())
		}
		w.Write(receipt(t))
	})
	mux.HandleFunc("/status/{code}", func(w http.ResponseWriter, r *http.Request) {
		var code int
		fmt.Sscan(r.PathValue("code"), &code)
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(code)
	})
	mux.HandleFunc("/bytes/{n}", func(w http.ResponseWriter, r *http.Request) {
		var n int
		fmt.Sscan(r.PathValue("n"), &n)
		w.(http.Flusher).Flush() // no Content-Length
		w.Write(make([]byte, n))
	})
	mux.HandleFunc("/announced", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "999999") })
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "50")
		w.Write([]byte("half"))
	})
	mux.HandleFunc("/redirect/{n}", func(w http.ResponseWriter, r *http.Request) {
		var n int
		fmt.Sscan(r.PathValue("n"), &n)
		if n == 0 {
			http.Redirect(w, r, "/receipt.png", http.StatusFound)
			return
		}
		http.Redirect(w, r, fmt.Sprintf("/redirect/%d?signature=hush", n-1), http.StatusFound)
	})
	mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("url"), http.StatusMovedPermanently)
	})
	mux.HandleFunc("/slow", func(http.ResponseWriter, *http.Request) { <-done })
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(done) })
	return s
}

func lenient(c *Config) { c.AllowHTTP, c.AllowPrivateAddresses = true, true }

func TestADocumentIsFetchedFromAURL(t *testing.T) {
	s, web := stage(t, lenient), server(t)
	for _, path := range []string{"/receipt.png?signature=hush", "/redirect/4"} {
		d := ingested(t, s, &munshiv1.DocumentUploaded{Uri: web.URL + path}).GetDocument()
		if d.GetSource() != "https" || d.GetBytes() != int64(len(receipt(t))) || strings.Contains(d.String(), "hush") {
			t.Errorf("%s: %v", path, d)
		}
	}
}

func TestADocumentIsFetchedOverTLSFromATrustedServerOnly(t *testing.T) {
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(receipt(t)) }))
	defer web.Close()
	s := offline(t, func(c *Config) { c.AllowPrivateAddresses = true })
	refused(t, s, &munshiv1.DocumentUploaded{Uri: web.URL}, schemas.CodeFetchFailed, "certificate")
	s.fetcher.client.Transport.(*http.Transport).TLSClientConfig = web.Client().Transport.(*http.Transport).TLSClientConfig
	data, err := s.fetcher.fetch(t.Context(), web.URL)
	if err != nil || !bytes.Equal(data, receipt(t)) {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

func TestWhatAURLAnswersDecidesWhetherItIsAskedAgain(t *testing.T) {
	s, web := offline(t, lenient, func(c *Config) { c.FetchTimeout, c.MaxBytes = 300*time.Millisecond, 100 }), server(t)
	for path, code := range map[string]schemas.Code{
		"/status/404": schemas.CodeNotFound, "/status/410": schemas.CodeNotFound, "/status/401": schemas.CodeAccessDenied,
		"/status/403": schemas.CodeAccessDenied, "/status/400": schemas.CodeFetchFailed, "/status/418": schemas.CodeFetchFailed,
		"/status/304": schemas.CodeFetchFailed, "/bytes/101": schemas.CodeTooLarge, "/announced": schemas.CodeTooLarge,
		"/bytes/0": schemas.CodeEmpty, "/bytes/100": schemas.CodeUnsupportedType, "/redirect/6": schemas.CodeFetchFailed,
		"/to?url=file:///etc/passwd": schemas.CodeSchemeRefused, "/to?url=http://169.254.169.254/": schemas.CodeAddressRefused,
		"/status/500": "", "/status/503": "", "/status/429": "", "/slow": "", "/broken": "", "/to?url=http://no-such-host.invalid/": "",
	} {
		t.Run(path, func(t *testing.T) {
			_, err := s.Process(t.Context(), event(&munshiv1.DocumentUploaded{Uri: strings.Replace(web.URL, "http://", "http://user:hush@", 1) + path}))
			got, permanent := flow.CodeOf(err)
			if got != code || permanent == (code == "") || isRetry(err) != (code == "") {
				t.Errorf("%q, %v; want %q", got, err, code)
			}
			if err == nil || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "?") {
				t.Errorf("%v shows a secret", err)
			}
		})
	}
}

func TestAStageThatStopsBlamesNoURL(t *testing.T) {
	s, web := offline(t, lenient), server(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.fetcher.fetch(ctx, web.URL+"/slow"); !errors.Is(err, context.DeadlineExceeded) || isRetry(err) {
		t.Errorf("%v", err)
	}
}

func TestPrivateAddressesAreRefusedWhereverTheyAppear(t *testing.T) {
	web := server(t)
	s := offline(t, func(c *Config) { c.AllowHTTP = true })
	refused(t, s, &munshiv1.DocumentUploaded{Uri: web.URL + "/receipt.png"}, schemas.CodeAddressRefused, "not a public address")
	// The name is judged only when it is dialled: no list of names can know what it leads to.
	named := strings.Replace(web.URL, "127.0.0.1", "localhost", 1)
	request, err := http.NewRequest(http.MethodGet, named+"/receipt.png", nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.fetcher.client.Do(request)
	if code, _ := flow.CodeOf(s.fetcher.explain(t.Context(), named, err)); code != schemas.CodeAddressRefused {
		t.Errorf("dialling a name that leads to loopback: %v", err)
	}
}

func TestOnlyPublicAddressesAreDialled(t *testing.T) {
	for text, allowed := range map[string][2]bool{ // as configured by default, and with private addresses allowed
		"8.8.8.8": {true, true}, "2606:4700::1111": {true, true}, "64:ff9b::808:808": {true, true},
		"127.0.0.1": {false, true}, "10.1.2.3": {false, true}, "172.31.0.1": {false, true}, "192.168.1.1": {false, true}, "100.64.0.1": {false, true},
		"0.0.0.0": {false, true}, "224.0.0.1": {false, true}, "255.255.255.255": {false, true}, "168.63.129.16": {false, true}, "198.18.0.1": {false, true},
		"::1": {false, true}, "::": {false, true}, "fd00:ec2::254": {false, true}, "ff02::1": {false, true}, "2002:7f00:1::": {false, true}, "2001:db8::1": {false, true},
		"::ffff:127.0.0.1": {false, true}, "::ffff:8.8.8.8": {true, true}, "64:ff9b::7f00:1": {false, true}, "2001::1": {false, true},
		"169.254.169.254": {false, false}, "::ffff:169.254.169.254": {false, false}, "fe80::1%eth0": {false, false}, "64:ff9b::a9fe:a9fe": {false, false},
	} {
		a := netip.MustParseAddr(text)
		if got := [2]bool{checkAddress(a, false) == nil, checkAddress(a, true) == nil}; got != allowed {
			t.Errorf("%s: %v, want %v", text, got, allowed)
		}
	}
}

func TestRetryAfterIsHonouredWithinBounds(t *testing.T) {
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "120": 2 * time.Minute, "-5": 0, "soon": 0, "99999999999999999": time.Hour, "Wed, 01 Apr 2026 00:10:00 GMT": 10 * time.Minute,
		"Tue, 31 Mar 2026 00:00:00 GMT": 0, "Fri, 01 Apr 2033 00:00:00 GMT": time.Hour,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func FuzzAURLIsShownWithoutItsSecrets(f *testing.F) {
	f.Add("https://user:pass@host/path?sig=1#x")
	f.Fuzz(func(t *testing.T, uri string) {
		if shown := withoutSecrets(uri); strings.ContainsAny(shown, "?#") || len(shown) > 300 {
			t.Errorf("%q is shown as %q", uri, shown)
		}
	})
}
