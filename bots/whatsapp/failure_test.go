package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"kanal"

	"go.mau.fi/whatsmeow"
)

func TestFailuresAreToldApart(t *testing.T) {
	now := noon
	b := testBot(t, Options{Now: func() time.Time { return now }})
	server := func(code int) error { return fmt.Errorf("%w %d", whatsmeow.ErrServerReturnedError, code) }
	for name, c := range map[string]struct {
		err   error
		dead  bool
		after time.Duration
	}{
		"nobody":        {server(404), true, 0},
		"forbidden":     {server(403), true, 0},
		"rate":          {server(429), false, restful},
		"rate of query": {&whatsmeow.IQError{Code: 429, Text: "rate-overlimit"}, false, restful},
		"server":        {server(503), false, 0},
		"odd":           {server(479), false, 0},
		"timed out":     {whatsmeow.ErrMessageTimedOut, false, 0},
		"disconnected":  {&whatsmeow.DisconnectedError{Action: "message send"}, false, 0},
		"no LID":        {fmt.Errorf("no LID found for %s from server", sari), true, 0},
		"anything":      {fmt.Errorf("failed to encrypt for %s", sari), false, 0},
		"time":          {fmt.Errorf("sending to %s: %w", sari, context.DeadlineExceeded), false, 0},
	} {
		err := b.failure("sending", c.err)
		var retry *kanal.RetryError
		asked := errors.As(err, &retry)
		if errors.Is(err, kanal.ErrUndeliverable) != c.dead || asked != (c.after > 0) || asked && retry.After != c.after {
			t.Errorf("%s: %v", name, err)
		}
		mustNotName(t, err.Error(), sari.User)
	}
	if b.failure("sending", nil) != nil {
		t.Error("no failure is one")
	}
}

func TestStopsWhenStrangersAreNotReached(t *testing.T) {
	now := noon
	var j journal
	b := testBot(t, Options{Log: j.log(), Now: func() time.Time { return now }})
	b.running, b.link.State = true, kanal.LinkConnected
	stranger := fmt.Errorf("%w %d", whatsmeow.ErrServerReturnedError, 463)
	var retry *kanal.RetryError
	if err := b.failure("sending", stranger); !errors.As(err, &retry) || retry.After != time.Hour {
		t.Errorf("got %v", err)
	}
	now = now.Add(20 * time.Minute)
	_, err := b.Send(t.Context(), kanal.Outgoing{Delivery: 1, Conversation: sari.String(), Text: "a"})
	if !errors.As(err, &retry) || retry.After != 40*time.Minute {
		t.Errorf("the next is not held back: %v", err)
	}
	if b.Health() == nil {
		t.Error("nobody is told")
	}
	now = now.Add(time.Hour)
	if err := b.failure("sending", stranger); !errors.As(err, &retry) || retry.After != 2*time.Hour {
		t.Errorf("again: %v", err)
	}
	b.went()
	if b.Health() != nil {
		t.Errorf("it is not over: %v", b.Health())
	}
}

func TestSendNeedsAConnection(t *testing.T) {
	now := noon
	b := testBot(t, Options{Now: func() time.Time { return now }})
	b.running = true
	for _, c := range []struct {
		link  kanal.Link
		after time.Duration
	}{
		{kanal.Link{State: kanal.LinkConnecting}, 5 * time.Second},
		{kanal.Link{State: kanal.LinkAway}, 5 * time.Second},
		{kanal.Link{State: kanal.LinkNeeded}, time.Minute},
		{kanal.Link{State: kanal.LinkOutdated}, time.Minute},
		{kanal.Link{State: kanal.LinkReplaced}, time.Minute},
		{kanal.Link{State: kanal.LinkBanned, Until: noon.Add(3 * time.Hour)}, 3 * time.Hour},
		{kanal.Link{State: kanal.LinkBanned}, time.Minute},
	} {
		b.note(c.link)
		_, err := b.Send(t.Context(), kanal.Outgoing{Delivery: 1, Conversation: sari.String(), Text: "a"})
		var retry *kanal.RetryError
		if !errors.As(err, &retry) || retry.After != c.after || b.Health() == nil {
			t.Errorf("%s: %v, health %v", c.link.State, err, b.Health())
		}
	}
	for _, chat := range []string{"", "6281100000001", "@s.whatsapp.net", "6281100000001:3@s.whatsapp.net", "status@broadcast", "1@newsletter", "a@b@c"} {
		if _, err := b.Send(t.Context(), kanal.Outgoing{Delivery: 1, Conversation: chat, Text: "a"}); !errors.Is(err, kanal.ErrUndeliverable) {
			t.Errorf("%q: %v", chat, err)
		}
	}
}
