package whatsapp

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// errForeignHost says that somebody tried to make us connect to a host that is not WhatsApp's.
var errForeignHost = errors.New("whatsapp: not a host of WhatsApp")

// wayOut returns the client that carries every connection. It follows no redirect, and what is read through it can
// be limited by the request's context. Without a client given it also speaks to WhatsApp's hosts alone.
func wayOut(given *http.Client) *http.Client {
	client := &http.Client{}
	if given != nil {
		*client = *given
	} else {
		client.Transport = ownTransport()
	}
	base := client.Transport
	if base == nil {
		base = http.DefaultTransport
	}
	client.Transport = capped{base}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client
}

// ownTransport dials WhatsApp's hosts, or the proxy that the environment names for them.
func ownTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 20 * time.Second, KeepAlive: 30 * time.Second}
	proxy := proxyHost()
	return &http.Transport{
		Proxy: func(r *http.Request) (*url.URL, error) {
			if !whatsappHost(r.URL.Hostname()) {
				return nil, errForeignHost
			}
			return http.ProxyFromEnvironment(r)
		},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, _, err := net.SplitHostPort(address)
			if err != nil || !(whatsappHost(host) || proxy != "" && host == proxy) {
				return nil, errForeignHost
			}
			return dialer.DialContext(ctx, network, address)
		},
		ForceAttemptHTTP2:     false, // the websocket needs HTTP/1.1
		TLSHandshakeTimeout:   15 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
		IdleConnTimeout:       time.Minute,
	}
}

func proxyHost() string {
	u, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: "web.whatsapp.com"}})
	if err != nil || u == nil {
		return ""
	}
	return u.Hostname()
}

// whatsappHost tells whether a host is whatsapp.com, whatsapp.net or below one of them.
func whatsappHost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, domain := range []string{"whatsapp.com", "whatsapp.net"} {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

// errTooLarge says that an answer is larger than its request allowed.
var errTooLarge = errors.New("whatsapp: larger than allowed")

type limitKey struct{}

// withLimit limits the answers to requests that carry the context, in bytes.
func withLimit(ctx context.Context, limit int64) context.Context {
	return context.WithValue(ctx, limitKey{}, limit)
}

// capped keeps the limit: whatsmeow reads whatever comes into memory, and a sender decides how much that is.
type capped struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (c capped) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := c.next.RoundTrip(r)
	limit, limited := r.Context().Value(limitKey{}).(int64)
	if err != nil || !limited {
		return answer, err
	}
	if answer.ContentLength > limit {
		answer.Body.Close()
		return nil, errTooLarge
	}
	answer.Body = &cappedBody{answer.Body, limit}
	return answer, nil
}

type cappedBody struct {
	io.ReadCloser
	rest int64
}

// Read implements io.Reader.
func (c *cappedBody) Read(p []byte) (int, error) {
	if int64(len(p)) > c.rest+1 {
		p = p[:c.rest+1]
	}
	n, err := c.ReadCloser.Read(p)
	if c.rest -= int64(n); c.rest < 0 {
		return 0, errTooLarge
	}
	return n, err
}
