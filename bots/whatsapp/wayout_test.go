package whatsapp

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestOnlyHostsOfWhatsApp(t *testing.T) {
	for host, want := range map[string]bool{
		"web.whatsapp.com": true, "mmg.whatsapp.net": true, "whatsapp.com": true, "MMG.WhatsApp.NET.": true, "media-cgk1-1.cdn.whatsapp.net": true,
		"": false, "whatsapp.com.example.org": false, "evilwhatsapp.com": false, "127.0.0.1": false, "localhost": false, "169.254.169.254": false, "whatsapp.org": false,
	} {
		if got := whatsappHost(host); got != want {
			t.Errorf("%q: %t", host, got)
		}
	}
}

// Nothing is dialled here: the transport refuses before.
func TestOwnClientRefusesOtherHosts(t *testing.T) {
	reached := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer server.Close()
	transport := ownTransport()
	for _, address := range []string{server.Listener.Addr().String(), "example.org:443", "whatsapp.com.example.org:443", "nonsense"} {
		if conn, err := transport.DialContext(t.Context(), "tcp", address); !errors.Is(err, errForeignHost) {
			t.Errorf("%s: %v, %v", address, conn, err)
		}
	}
	answer, err := wayOut(nil).Get(server.URL)
	if err == nil {
		answer.Body.Close()
	}
	if !errors.Is(err, errForeignHost) || reached {
		t.Errorf("the server was asked: %t, %v", reached, err)
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	defer elsewhere.Close()
	server := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer server.Close()
	answer, err := wayOut(server.Client()).Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusFound {
		t.Errorf("answered %d", answer.StatusCode)
	}
}

func TestAnswersAreLimited(t *testing.T) {
	for _, announced := range []bool{true, false} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body := strings.Repeat("x", 1000)
			if announced {
				w.Header().Set("Content-Length", "1000")
			} else {
				w.(http.Flusher).Flush()
			}
			io.WriteString(w, body)
		}))
		defer server.Close()
		for limit, fits := range map[int64]bool{999: false, 1000: true, 5000: true} {
			request, err := http.NewRequestWithContext(withLimit(t.Context(), limit), http.MethodGet, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := wayOut(server.Client()).Do(request)
			var data []byte
			if err == nil {
				data, err = io.ReadAll(answer.Body)
				answer.Body.Close()
			}
			if fits && (err != nil || len(data) != 1000) || !fits && !errors.Is(err, errTooLarge) {
				t.Errorf("limit %d, announced %t: %d bytes, %v", limit, announced, len(data), err)
			}
		}
	}
}
