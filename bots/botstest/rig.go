package botstest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kanal"
	"kanal/bots"

	"go.uber.org/goleak"
)

// limit is how long anything may take before a check fails; far more than any needs.
const limit = 20 * time.Second

// rig is one fake with its bot, served, running and watched.
type rig struct {
	Fake
	t       *testing.T
	network Network
	inbox   *Inbox
	url     string
	watch   *watch
	request atomic.Value // context.Context of the latest request to the bot's routes
	stop    func()       // ends Run and waits for it; may be called again
}

// open starts everything for one check; it ends with the test and is then searched for leaks.
func open(t *testing.T, network Network, run bool) *rig {
	t.Helper()
	known := []goleak.Option{goleak.IgnoreCurrent()}
	for _, function := range network.Stuck {
		known = append(known, goleak.IgnoreTopFunction(function))
	}
	r := &rig{t: t, network: network, inbox: &Inbox{}, watch: newWatch(t)}
	var mux atomic.Pointer[http.ServeMux]
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.request.Store(req.Context())
		if m := mux.Load(); m != nil {
			m.ServeHTTP(w, req)
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	server.Config.ErrorLog = r.watch.std()
	server.Start()
	r.url = server.URL
	out := &guard{next: &http.Transport{}, allowed: map[string]bool{}}
	fake, err := network.Open(Env{URL: server.URL, Client: &http.Client{Transport: out}, Log: r.watch.log(), Allow: out.allow})
	if err != nil {
		server.Close()
		t.Fatalf("opening the fake: %v", err)
	}
	r.Fake = fake
	r.watch.forbid(fake.Secrets...)
	for person := range 3 {
		r.watch.forbid(fake.Address(person))
	}
	if served, ok := fake.Bot.(bots.Served); ok {
		m := http.NewServeMux()
		for _, route := range served.Routes(r.inbox.Bots()) {
			m.Handle(route.Pattern, route.Handler)
		}
		mux.Store(m)
	}
	r.stop = func() {}
	if run {
		r.stop = r.run()
	}
	t.Cleanup(func() {
		r.stop()
		if fake.Close != nil {
			fake.Close()
		}
		server.Close()
		out.next.CloseIdleConnections()
		out.report(t)
		r.watch.report(t)
		goleak.VerifyNone(t, known...)
	})
	return r
}

// run starts the bot; the returned function ends it and checks that it went quietly.
func (r *rig) run() func() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Bot.Run(ctx, r.inbox.Bots()) }()
	return sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				r.watch.note(err)
				r.t.Errorf("Run returned %v after its context ended; want nil", err)
			}
		case <-time.After(5 * time.Second):
			r.t.Errorf("Run did not return within 5 s after its context ended")
		}
	})
}

// deliver brings a message and fails the test unless it is acknowledged.
func (r *rig) deliver(m Message) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	r.watch.forbid(m.Text)
	if err := r.Deliver(ctx, m); err != nil {
		r.t.Fatalf("message %d of person %d was not acknowledged: %v", m.ID, m.Person, err)
	}
}

// send sends with a time limit and keeps the error for the search.
func (r *rig) send(out kanal.Outgoing) (kanal.Receipt, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	out.Account = r.Bot.Account()
	r.watch.forbid(out.Text)
	receipt, err := r.Bot.Send(ctx, out)
	r.watch.note(err)
	return receipt, err
}

// only returns the one stored message.
func (r *rig) only() kanal.Incoming {
	r.t.Helper()
	all := r.inbox.Messages()
	if len(all) != 1 {
		r.t.Fatalf("%d messages are stored, want 1", len(all))
	}
	return all[0]
}

// guard lets a client speak to the fake and to nobody else, and tells who was tried.
type guard struct {
	next    *http.Transport
	mu      sync.Mutex
	allowed map[string]bool
	refused []string
}

func (g *guard) allow(address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		g.allowed[u.Host] = true
	}
}

// RoundTrip implements http.RoundTripper.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	g.mu.Lock()
	ok := g.allowed[req.URL.Host]
	if !ok {
		g.refused = append(g.refused, req.URL.Host)
	}
	g.mu.Unlock()
	if !ok {
		if req.Body != nil {
			req.Body.Close()
		}
		return nil, fmt.Errorf("host %s is not the fake network", req.URL.Host)
	}
	return g.next.RoundTrip(req)
}

func (g *guard) report(t *testing.T) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, host := range g.refused {
		t.Errorf("the bot tried to reach %s, which is not the fake network", host)
	}
}
