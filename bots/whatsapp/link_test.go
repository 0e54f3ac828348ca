package whatsapp_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kanal"

	"kanal/bots/whatsapp/whatsapptest"
)

// A message that cannot be stored is not acknowledged; the bot reconnects for it to come again, in order.
func TestRefusedCommits(t *testing.T) {
	each(t, func(w *world) {
		for name, fail := range map[string]func() error{
			"error": func() error { return errors.New("the database is away") },
			"panic": func() error { panic("in the inbox") },
		} {
			w.t.Run(name, func(t *testing.T) { refuses(w, name, fail) })
		}
	})
}

func refuses(w *world, name string, fail func() error) {
	if w.bot == nil {
		w.pair()
	}
	w.forget()
	had := len(w.inbox.Messages())
	var tries atomic.Int32
	w.inbox.Before(func(context.Context, kanal.Incoming) error {
		if tries.Add(1) <= 8 { // more than are made inside the handler
			return fail()
		}
		return nil
	})
	w.says(w.citizen(), name+"1", "rahasia pertama")
	w.says(w.citizen(), name+"2", "rahasia kedua")
	all := w.stored(had + 2)
	if all[had].Text != "rahasia pertama" || all[had+1].Text != "rahasia kedua" {
		w.t.Errorf("stored in the order %q, %q", all[had].Text, all[had+1].Text)
	}
	w.awaitConnection()
	if n := tries.Load(); n < 10 || !w.was(kanal.LinkAway) {
		w.t.Errorf("tried %d times, away told: %t", n, w.was(kanal.LinkAway))
	}
	w.inbox.Before(nil)
}

// While nothing can be stored for long, nothing is acknowledged either, and the next process gets it.
func TestRefusedUntilARestart(t *testing.T) {
	each(t, func(w *world) {
		w.pair()
		w.inbox.Before(func(context.Context, kanal.Incoming) error { return errors.New("the database is away") })
		w.says(w.citizen(), "AC01", "rahasia")
		calls := w.inbox.Calls()
		w.await("it is tried", func() bool { return w.inbox.Calls() > calls+4 })
		w.stop()
		if w.net.Pending() == 0 || len(w.inbox.Messages()) != 0 {
			w.t.Fatal("the network was told that it is received")
		}
		w.inbox.Before(nil)
		w.start()
		w.stored(1)
	})
}

func TestComesBackAfterADrop(t *testing.T) {
	each(t, func(w *world) {
		w.pair()
		for _, how := range []func(){
			w.net.DropAll,
			func() { w.net.RefuseDials(http.StatusServiceUnavailable, http.StatusBadGateway); w.net.DropAll() },
		} {
			w.forget()
			how()
			w.await("it is noticed", func() bool { return w.was(kanal.LinkAway) })
			w.says(w.citizen(), "AC"+time.Now().Format("150405.000000"), "selama terputus")
			w.awaitConnection()
		}
		w.stored(2)
		w.delivers(answer(w.citizen(), 1, "Kami kembali."))
		w.shows(w.citizen(), 1)
	})
}

// The network is away when the program starts.
func TestWaitsForTheNetworkAtTheStart(t *testing.T) {
	w := newWorld(t, sqlite(t), true)
	w.pair()
	w.stop()
	for _, status := range []int{http.StatusServiceUnavailable, http.StatusNotFound} {
		w.forget()
		w.net.RefuseDials(status, status)
		w.start()
		w.await("it is told", func() bool { return w.was(kanal.LinkAway) })
		var retry *kanal.RetryError
		if _, err := w.send(answer(w.citizen(), 1, "halo")); err != nil && !errors.As(err, &retry) {
			t.Errorf("sending meanwhile: %v", err)
		}
		w.awaitConnection()
		w.stop()
	}
	fresh := newWorld(t, sqlite(t), true) // without a phone
	fresh.net.RefuseDials(http.StatusServiceUnavailable, http.StatusServiceUnavailable)
	fresh.pair()
}

func fail(reason int) func(*whatsapptest.Server) {
	return func(s *whatsapptest.Server) { s.FailLogin(reason) }
}

// What the network says instead of letting us in, and what is told of it.
func TestLoginsThatFail(t *testing.T) {
	for name, c := range map[string]struct {
		failure func(*whatsapptest.Server)
		state   kanal.LinkState
		health  string
	}{
		"ban":         {func(s *whatsapptest.Server) { s.Ban(104, 2*time.Second) }, kanal.LinkBanned, "banned"},
		"outdated":    {fail(405), kanal.LinkOutdated, "newer client"},
		"unavailable": {fail(503), kanal.LinkAway, "not connected"},
		"user agent":  {fail(409), kanal.LinkAway, "not connected"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, sqlite(t), true)
			w.pair()
			w.stop()
			w.forget()
			c.failure(w.net)
			began := time.Now()
			w.start()
			w.await("it is told", func() bool { return w.was(c.state) })
			if name == "ban" {
				link := w.awaitLink(kanal.LinkBanned)
				if left := link.Until.Sub(began); left < time.Second || left > 3*time.Second {
					t.Errorf("banned until %s after the start", left)
				}
				if err := w.bot.Health(); err == nil || !strings.Contains(err.Error(), c.health) {
					t.Errorf("health: %v", err)
				}
				var retry *kanal.RetryError
				if _, err := w.send(answer(w.citizen(), 1, "halo")); !errors.As(err, &retry) || retry.After < time.Minute {
					t.Errorf("sending meanwhile: %v", err)
				}
			}
			w.awaitConnection() // the session is kept
			if name == "ban" && time.Since(began) < 2*time.Second {
				t.Error("tried again before the ban ended")
			}
			w.says(w.citizen(), "AC01", "halo")
			w.stored(1)
		})
	}
}

func TestReplaced(t *testing.T) {
	each(t, func(w *world) {
		w.pair()
		w.net.Replace()
		w.await("it is told", func() bool { return w.was(kanal.LinkReplaced) })
		w.says(w.citizen(), "AC01", "halo")
		w.awaitConnection() // it tries again
		w.stored(1)
		if !strings.Contains(w.log.String(), "level=ERROR") {
			w.t.Error("no alarm in the log")
		}
	})
}

// The link ended while the program was not there.
func TestLinkEndedMeanwhile(t *testing.T) {
	for _, reason := range []int{401, 403, 406} {
		w := newWorld(t, sqlite(t), true)
		w.pair()
		w.stop()
		w.forget()
		w.net.FailLogin(reason)
		w.start()
		if code := w.awaitLink(kanal.LinkNeeded); code.Code == "" {
			t.Errorf("%d: no code is offered", reason)
		}
		w.stop()
	}
}

// The owner ends the link on the phone: codes are offered again, without a restart, and everything works as before.
func TestLinkedAgain(t *testing.T) {
	each(t, func(w *world) {
		w.pair()
		w.says(w.citizen(), "AC01", "sebelum")
		w.stored(1)
		w.delivers(answer(w.citizen(), 1, "Kami terima."))
		w.await("all is quiet", func() bool { return w.net.Pending() == 0 })
		for round := range 2 {
			w.forget()
			w.net.Unlink()
			code := w.awaitLink(kanal.LinkNeeded)
			if err := w.bot.Health(); err == nil || !strings.Contains(err.Error(), "no phone") {
				w.t.Errorf("health: %v", err)
			}
			var retry *kanal.RetryError
			if _, err := w.send(answer(w.citizen(), int64(10+round), "halo")); !errors.As(err, &retry) {
				w.t.Errorf("sending meanwhile: %v", err)
			}
			w.scan(code.Code)
			w.awaitConnection()
			w.says(w.citizen(), "AC1"+string(rune('0'+round)), "sesudah")
			w.stored(2 + round)
			w.delivers(answer(w.citizen(), int64(20+round), "Kami masih di sini."))
			w.shows(w.citizen(), 2+round)
		}
	})
}
