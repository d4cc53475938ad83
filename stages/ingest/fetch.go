package ingest

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/flow"
)

const (
	maxRedirects   = 5
	maxHeaderBytes = 64 << 10
	// maxRetryAfter bounds what a server can ask for: "come back in a year" would keep the input that long.
	maxRetryAfter = time.Hour
)

var (
	errScheme    = errors.New("only https:// is fetched (http:// when MUNSHI_INGEST_ALLOW_HTTP is set), and s3:// is read")
	errRedirects = fmt.Errorf("more than %d redirects", maxRedirects)
)

// fetcher gets what strangers' URLs point to. Every address is judged when it is dialled, after the name was
// resolved, so neither a redirect nor a name that changes its address between two look-ups gets past.
type fetcher struct {
	config Config
	client *http.Client
}

func newFetcher(config Config) *fetcher {
	f := &fetcher{config: config}
	dialer := &net.Dialer{Timeout: config.ConnectTimeout, Control: f.control}
	f.client = &http.Client{
		Timeout:       config.FetchTimeout,
		CheckRedirect: f.redirect,
		Transport: &http.Transport{
			Proxy:                  nil, // through a proxy, the address dialled would be the proxy's and say nothing
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    config.ConnectTimeout,
			ResponseHeaderTimeout:  config.FetchTimeout,
			MaxResponseHeaderBytes: maxHeaderBytes,
			IdleConnTimeout:        30 * time.Second,
			MaxIdleConns:           32,
			DisableCompression:     true, // the bytes are wanted as they are kept
			ForceAttemptHTTP2:      true,
		},
	}
	return f
}

// control is called with the address of every connection before it is made.
func (f *fetcher) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	return checkAddress(at.Addr(), f.config.AllowPrivateAddresses)
}

func (f *fetcher) redirect(next *http.Request, before []*http.Request) error {
	if len(before) > maxRedirects {
		return errRedirects
	}
	next.Header.Del("Referer") // it would carry the signature in the first URL to another host
	return f.check(next.URL)
}

// check refuses a URL before anything is sent. A refused address is told even where the scheme is refused too.
func (f *fetcher) check(u *url.URL) error {
	http := u.Scheme == "http"
	if http || u.Scheme == "https" {
		if err := checkHost(u.Hostname(), f.config.AllowPrivateAddresses); err != nil {
			return err
		}
	}
	if u.Scheme == "https" || http && f.config.AllowHTTP {
		return nil
	}
	return errScheme
}

// fetch returns what is at uri. Whether it is worth asking again is in its error.
func (f *fetcher) fetch(ctx context.Context, uri string) ([]byte, error) {
	where := withoutSecrets(uri)
	u, err := url.Parse(uri)
	if err != nil || u.Scheme == "" {
		return nil, flow.Permanentf(schemas.CodeSchemeRefused, "%s: it is no URL: %w", where, errScheme)
	}
	if err := f.check(u); err != nil {
		return nil, f.explain(ctx, where, err)
	}
	if u.Hostname() == "" {
		return nil, flow.Permanentf(schemas.CodeFetchFailed, "%s: the URL names no host", where)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, uri, nil)
	if err != nil {
		return nil, flow.Permanentf(schemas.CodeFetchFailed, "%s: the URL cannot be asked for", where)
	}
	request.Header.Set("User-Agent", "munshi")
	answer, err := f.client.Do(request)
	if err != nil {
		return nil, f.explain(ctx, where, err)
	}
	defer answer.Body.Close()
	if err := judge(where, answer); err != nil {
		return nil, err
	}
	return f.body(ctx, where, answer)
}

func (f *fetcher) body(ctx context.Context, where string, answer *http.Response) ([]byte, error) {
	limit := f.config.MaxBytes
	if answer.ContentLength > limit {
		return nil, tooLarge(where, limit)
	}
	var data bytes.Buffer
	if _, err := data.ReadFrom(io.LimitReader(answer.Body, limit+1)); err != nil {
		return nil, f.explain(ctx, where, err)
	}
	if int64(data.Len()) > limit {
		return nil, tooLarge(where, limit)
	}
	return data.Bytes(), nil
}

// explain tells what a failed request means. Errors of net/http hold the whole URL, so only what is inside them is shown.
func (f *fetcher) explain(ctx context.Context, where string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err() // the stage is stopping: this says nothing about the URL
	}
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err
	}
	err = fmt.Errorf("%s: %w", where, err)
	var address *refusedAddress
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &address):
		return flow.Permanent(schemas.CodeAddressRefused, err)
	case errors.Is(err, errScheme):
		return flow.Permanent(schemas.CodeSchemeRefused, err)
	case errors.Is(err, errRedirects), errors.As(err, &certificate):
		return flow.Permanent(schemas.CodeFetchFailed, err)
	}
	return flow.Retry(err, 0)
}

// judge tells what a status means: nil when the body is the document.
func judge(where string, answer *http.Response) error {
	status := answer.StatusCode
	err := fmt.Errorf("%s: the server answered %d %s", where, status, http.StatusText(status))
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusNotFound, status == http.StatusGone:
		return flow.Permanent(schemas.CodeNotFound, err)
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusProxyAuthRequired:
		return flow.Permanent(schemas.CodeAccessDenied, err)
	case status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		return flow.Retry(err, retryAfter(answer.Header.Get("Retry-After"), time.Now()))
	}
	return flow.Permanent(schemas.CodeFetchFailed, err)
}

// retryAfter reads a Retry-After header: seconds or a date. What makes no sense is zero.
func retryAfter(header string, now time.Time) time.Duration {
	var wait time.Duration
	if seconds, err := strconv.ParseInt(header, 10, 64); err == nil {
		wait = time.Duration(min(seconds, int64(maxRetryAfter/time.Second))) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	}
	return max(0, min(wait, maxRetryAfter))
}

// withoutSecrets is a URL to show: without user and password, query and fragment, any of which may let its reader in.
func withoutSecrets(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return "the uri"
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if u.Opaque != "" {
		return u.Scheme + ":..."
	}
	return clip(shown.String())
}
