package whatsapp

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/store"
)

// page is WhatsApp's web page, or whatever comes in its place.
type page func(*http.Request) (*http.Response, error)

func (p page) RoundTrip(r *http.Request) (*http.Response, error) { return p(r) }

func TestVersionIsAskedForAndKept(t *testing.T) {
	body, asked, now := "", 0, noon
	b := testBot(t, Options{Now: func() time.Time { return now }, HTTPClient: &http.Client{Transport: page(func(r *http.Request) (*http.Response, error) {
		asked++
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1, Request: r}, nil
	})}})
	version := func(page string, want store.WAVersionContainer, times int) {
		t.Helper()
		body = page
		if got := b.version(t.Context()); got != want || asked != times {
			t.Errorf("%v after %d questions, want %v after %d", got, asked, want, times)
		}
	}
	own, newer := store.GetWAVersion(), store.WAVersionContainer{2, 3000, 4_000_000_000}
	version("no version", own, 1)
	version(`"client_revision":4000000000,`, own, 1) // asked lately
	now = now.Add(versionFresh + time.Second)
	version(`"client_revision":4000000000,`, newer, 2)
	now = now.Add(versionFresh + time.Second)
	version(strings.Repeat("x", versionPage+1), newer, 3) // the last one known
	b.forgetVersion()
	version(`"client_revision":5,`, own, 4) // older than the library's own
}
