package cloud_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots/botstest"
	"kanal/bots/whatsapp/cloud"
	"kanal/bots/whatsapp/cloud/cloudtest"
)

// newWorld starts a fake whose clock is w.now, and a bot at it.
func newWorld(t *testing.T, o cloudtest.Options, change func(*cloud.Options)) *world {
	t.Helper()
	w := &world{t: t, inbox: &botstest.Inbox{}, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	o.Now = func() time.Time { return w.now }
	w.Server = cloudtest.New(o)
	settings := options(w.Server, change)
	settings.Log = slog.New(slog.DiscardHandler)
	bot, err := cloud.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	w.bot = bot
	mux := http.NewServeMux()
	for _, route := range bot.Routes(w.inbox.Bots()) {
		mux.Handle(route.Pattern, route.Handler)
	}
	server := httptest.NewServer(mux)
	w.Connect(server.URL + "/hooks/whatsapp")
	t.Cleanup(func() {
		w.Server.Close()
		server.Close()
	})
	return w
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// bring delivers messages of a person and returns what is stored of them.
func (w *world) bring(p cloudtest.Person, messages ...map[string]any) []kanal.Incoming {
	w.t.Helper()
	before := len(w.inbox.Messages())
	for i, fields := range messages {
		messages[i] = w.Message(p, fields)
	}
	if err := w.Deliver(within(w.t), cloudtest.Notification(w.Change(p, messages...))); err != nil {
		w.t.Fatal(err)
	}
	return w.inbox.Messages()[before:]
}

// waitFor waits until ok holds.
func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	ctx := within(t)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("waited in vain")
		}
	}
}

// clientThat speaks to the fake alone and notes which other hosts were asked.
func clientThat(t *testing.T, api string, asked *[]string) *http.Client {
	t.Helper()
	return &http.Client{Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
		if strings.HasPrefix(api, req.URL.Scheme+"://"+req.URL.Host) {
			return http.DefaultTransport.RoundTrip(req)
		}
		*asked = append(*asked, req.URL.Host)
		return nil, errors.New("not the fake")
	})}
}

type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (r roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return r(req) }
