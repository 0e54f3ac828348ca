package botstest

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"kanal"
)

func hookChecks() []check {
	return []check{
		{name: "hook/genuine", needs: []Feature{Hooks}, run: hookGenuine},
		{name: "hook/storage fails", needs: []Feature{Hooks}, run: hookStorageFails},
		{name: "hook/wrong method", needs: []Feature{Hooks}, run: hookWrongMethod},
		{name: "hook/forged", needs: []Feature{Hooks, Secret}, run: hookForged},
		{name: "hook/malformed", needs: []Feature{Hooks, Form}, run: hookMalformed},
		{name: "hook/too large", needs: []Feature{Hooks, BodyLimit}, run: hookTooLarge},
		{name: "hook/unused kind", needs: []Feature{Hooks, Unused}, run: hookUnused},
	}
}

func runChecks() []check {
	return []check{
		{name: "run/ends when told", run: endsWhenTold},
		{name: "run/ends while storing", run: endsWhileStoring},
	}
}

// status makes one request as the network would and returns the answer's code, or 0 for a broken connection.
func (r *rig) status(build func() *http.Request) int {
	r.t.Helper()
	if build == nil {
		r.t.Fatal("the hook has no such request; say among Lacks why")
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: limit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(build())
	if err != nil {
		r.t.Logf("calling the hook: %v", err)
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

// nothingStored checks that a refused request left no trace.
func (r *rig) nothingStored() {
	r.t.Helper()
	if n := r.inbox.Calls(); n != 0 {
		r.t.Errorf("the inbox was called %d times", n)
	}
}

func hookGenuine(t *testing.T, r *rig) {
	if code := r.status(r.Hook.Genuine); code < 200 || code > 299 {
		t.Errorf("answered %d, want 2xx", code)
	}
	r.only()
}

func hookStorageFails(t *testing.T, r *rig) {
	r.inbox.Before(func(context.Context, kanal.Incoming) error { return errStorage })
	if code := r.status(r.Hook.Genuine); code < 500 {
		t.Errorf("answered %d while storage fails, want 5xx", code)
	}
	r.inbox.Before(func(context.Context, kanal.Incoming) error { panic("a panic in storage") })
	if code := r.status(r.Hook.Genuine); code != 0 && code < 500 { // net/http itself breaks the connection
		t.Errorf("answered %d while storage panics, want 5xx or none", code)
	}
}

func hookWrongMethod(t *testing.T, r *rig) {
	code := r.status(func() *http.Request {
		req := r.Hook.Genuine()
		req.Method = r.Hook.WrongMethod
		return req
	})
	if code != http.StatusMethodNotAllowed {
		t.Errorf("%s answered %d, want 405", r.Hook.WrongMethod, code)
	}
	r.nothingStored()
}

func hookForged(t *testing.T, r *rig) {
	if code := r.status(r.Hook.Forged); code != http.StatusUnauthorized && code != http.StatusForbidden {
		t.Errorf("answered %d, want 401 or 403", code)
	}
	r.nothingStored()
}

func hookMalformed(t *testing.T, r *rig) {
	if code := r.status(r.Hook.Malformed); code != http.StatusBadRequest {
		t.Errorf("answered %d, want 400", code)
	}
	r.nothingStored()
}

func hookTooLarge(t *testing.T, r *rig) {
	if code := r.status(r.Hook.TooLarge); code != http.StatusRequestEntityTooLarge {
		t.Errorf("answered %d, want 413", code)
	}
	r.nothingStored()
}

func hookUnused(t *testing.T, r *rig) {
	if code := r.status(r.Hook.Unused); code != http.StatusOK {
		t.Errorf("answered %d, want 200", code)
	}
	if n := len(r.inbox.Messages()); n != 0 {
		t.Errorf("%d messages are stored, want none", n)
	}
}

func endsWhenTold(t *testing.T, r *rig) {
	r.deliver(Message{ID: 1, Text: "sebelum berhenti"})
	r.stop()
}

// endsWhileStoring stops the bot in the middle of a message. Whether that message is still stored is free; it
// must not be acknowledged without.
func endsWhileStoring(t *testing.T, r *rig) {
	entered, release := make(chan struct{}, 100), make(chan struct{})
	r.inbox.Before(func(ctx context.Context, _ kanal.Incoming) error {
		entered <- struct{}{}
		select {
		case <-release:
		case <-ctx.Done():
		}
		return ctx.Err()
	})
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var acknowledged atomic.Bool
	delivered := make(chan struct{})
	go func() {
		defer close(delivered)
		acknowledged.Store(r.Deliver(ctx, Message{ID: 1, Text: "di tengah berhenti"}) == nil)
	}()
	select {
	case <-entered:
	case <-time.After(limit):
		t.Fatal("Receive was not called")
	}
	stopped := make(chan struct{})
	go func() { defer close(stopped); r.stop() }()
	close(release)
	<-stopped
	cancel()
	<-delivered
	if acknowledged.Load() && len(r.inbox.Messages()) == 0 {
		t.Error("acknowledged, but not stored")
	}
}
