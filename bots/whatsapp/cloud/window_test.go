package cloud_test

import (
	"errors"
	"testing"
	"time"

	"kanal"
	"kanal/bots/botstest"
	"kanal/bots/whatsapp/cloud"
	"kanal/bots/whatsapp/cloud/cloudtest"
)

// window is a world that keeps the 24 hours, with the template or without.
func window(t *testing.T, late bool, name string) *world {
	w := newWorld(t, cloudtest.Options{Window: true, Late: late}, func(o *cloud.Options) { o.Template = name })
	w.bring(person(number(0)), cloudtest.Text("jalan rusak"))
	return w
}

func TestWindowClosedAtOnce(t *testing.T) {
	w := window(t, false, "ada_jawaban")
	answer := kanal.Outgoing{Delivery: 11, Conversation: number(0), Text: "Sudah kami perbaiki."}
	w.now = w.now.Add(23 * time.Hour)
	w.send(kanal.Outgoing{Delivery: 10, Conversation: number(0), Text: "Masih dalam 24 jam."})
	w.now = w.now.Add(7 * time.Hour)
	if _, err := w.bot.Send(within(t), answer); !errors.Is(err, kanal.ErrWindowClosed) || errors.Is(err, kanal.ErrUndeliverable) {
		t.Fatalf("got %v", err)
	}
	got := w.Sent()
	if len(got) != 2 || got[1].Template != "ada_jawaban/id" || got[1].To != number(0) {
		t.Fatalf("got %+v, want the template", got)
	}
	next := answer
	next.Delivery, next.Knocked = 12, true
	if _, err := w.bot.Send(within(t), next); !errors.Is(err, kanal.ErrWindowClosed) || len(w.Sent()) != 2 {
		t.Errorf("after the knock: got %v and %d messages", err, len(w.Sent()))
	}
	w.bring(person(number(0)), cloudtest.Text("BUKA"))
	if got := w.send(answer); len(got) != 1 || got[0].Text != answer.Text {
		t.Errorf("after BUKA: got %+v", got)
	}
	if w.bot.Health() != nil {
		t.Errorf("health: %v", w.bot.Health())
	}
}

func TestWindowClosedWithoutATemplate(t *testing.T) {
	w := window(t, false, "")
	w.now = w.now.Add(30 * time.Hour)
	_, err := w.bot.Send(within(t), kanal.Outgoing{Delivery: 11, Conversation: number(0), Text: "Sudah."})
	if !errors.Is(err, kanal.ErrWindowClosed) || len(w.Sent()) != 0 {
		t.Errorf("got %v and %d messages", err, len(w.Sent()))
	}
}

// Meta mostly takes the message and tells later that the window was closed.
func TestWindowClosedLate(t *testing.T) {
	w := window(t, true, "ada_jawaban")
	w.now = w.now.Add(30 * time.Hour)
	for delivery := int64(11); delivery < 13; delivery++ { // two under way before the first failure comes
		if _, err := w.bot.Send(within(t), kanal.Outgoing{Delivery: delivery, Conversation: number(0), Text: "Sudah."}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.inbox.Wait(within(t), func(i *botstest.Inbox) bool { return len(i.Statuses()) == 2 }); err != nil {
		t.Fatal(err)
	}
	for _, s := range w.inbox.Statuses() {
		if s.State != kanal.StateHeld || s.Delivery != 11 && s.Delivery != 12 {
			t.Errorf("got %+v", s)
		}
	}
	waitFor(t, func() bool { return len(w.Sent()) > 0 })
	if got := w.Sent(); len(got) != 1 || got[0].Type != "template" {
		t.Errorf("got %+v, want one template", got)
	}
}

func TestTemplateFails(t *testing.T) {
	for name, c := range map[string]struct {
		failure cloudtest.Failure
		held    bool // else it is tried again
		healthy bool
	}{
		"not approved": {cloudtest.Failure{Status: 404, Code: 132001}, true, false},
		"paused":       {cloudtest.Failure{Status: 400, Code: 132015}, true, false},
		"kept back":    {cloudtest.Failure{Status: 400, Code: 131049}, true, false},
		"away":         {cloudtest.Failure{Status: 503}, false, false},
		"too fast":     {cloudtest.Failure{Status: 429, Code: 130429}, false, true},
	} {
		w := window(t, false, "ada_jawaban")
		w.now = w.now.Add(30 * time.Hour)
		w.Fail("messages", cloudtest.Failure{Status: 400, Code: 131047}, c.failure)
		_, err := w.bot.Send(within(t), kanal.Outgoing{Delivery: 11, Conversation: number(0), Text: "Sudah."})
		if errors.Is(err, kanal.ErrWindowClosed) != c.held || err == nil {
			t.Errorf("%s: got %v", name, err)
		}
		if (w.bot.Health() == nil) != c.healthy {
			t.Errorf("%s: health is %v", name, w.bot.Health())
		}
		_, err = w.bot.Send(within(t), kanal.Outgoing{Delivery: 11, Conversation: number(0), Text: "Sudah."})
		if asked := len(w.Sent()) == 1; !errors.Is(err, kanal.ErrWindowClosed) || asked == c.held {
			t.Errorf("%s: again: got %v, asked %t", name, err, asked)
		}
	}
}
