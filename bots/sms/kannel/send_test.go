package kannel_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots/sms/kannel"
	"kanal/bots/sms/kannel/kanneltest"
)

func openFake(t *testing.T) (*kannel.Bot, *kanneltest.Fake) {
	t.Helper()
	fake := kanneltest.NewFake("http://127.0.0.1:9", secret)
	t.Cleanup(fake.Close)
	bot, err := kannel.New(kannel.Options{Account: "sms:kannel", SendURL: fake.SendURL(), Username: fake.Username(),
		Password: fake.Password(), Sender: "1708", Secret: secret, PublicURL: "https://kanal.example/dasar/",
		Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return bot, fake
}

func TestSendAsksForReports(t *testing.T) {
	bot, fake := openFake(t)
	out := kanal.Outgoing{Delivery: 12, Conversation: "+628115550123", Text: strings.Repeat("panjang sekali ", 70)}
	if _, err := bot.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	queries := fake.Queries()
	if len(queries) != 2 || queries[0].Get("dlr-mask") != "18" || queries[1].Get("dlr-mask") != "27" {
		t.Fatalf("got %d parts, masks %v", len(queries), queries)
	}
	address, err := url.Parse(strings.NewReplacer("%%", "%", "%d", "8").Replace(queries[1].Get("dlr-url")))
	if err != nil {
		t.Fatal(err)
	}
	q := address.Query()
	if address.Host != "kanal.example" || address.Path != "/dasar/hooks/kannel/dlr" || q.Get("secret") != secret ||
		q.Get("id") != "12" || q.Get("status") != "8" {
		t.Errorf("delivery reports go to %s", address)
	}
}

func TestSendGoesOnWhereItStopped(t *testing.T) {
	bot, fake := openFake(t)
	long := kanal.Outgoing{Delivery: 12, Conversation: "+628115550123", Text: strings.Repeat("panjang sekali ", 70)}
	fake.After(1, says(http.StatusServiceUnavailable, "Temporal failure, try again later."))
	if _, err := bot.Send(t.Context(), long); err == nil {
		t.Fatal("the second part was refused, and Send returned nil")
	}
	for range 2 { // again after the failure; and once more, as after a restart, when all of it counts as unknown
		if _, err := bot.Send(t.Context(), long); err != nil {
			t.Fatal(err)
		}
	}
	all := fake.Sent()
	if len(all) != 4 || all[0].Text == all[1].Text || all[0] != all[2] || all[1] != all[3] {
		t.Errorf("the phone got %d parts, want the two once and then again", len(all))
	}
}

func TestSendErrors(t *testing.T) {
	for _, c := range []struct {
		name      string
		code      int
		body      string
		header    http.Header
		permanent bool
		pause     time.Duration
		sick      bool
	}{
		{name: "not routable", code: 403, body: "Not routable. Do not try again.", permanent: true},
		{name: "denied", code: 400, body: "Number(s) has/have been denied by white- and/or black-lists.", permanent: true},
		{name: "authorization", code: 403, body: "Authorization failed for sendsms", sick: true},
		{name: "no sender", code: 400, body: "Sender missing and no global set, rejected", sick: true},
		{name: "queue full", code: 503, body: "Temporal failure, try again later.", sick: true},
		{name: "proxy asks for a pause", code: 429, header: http.Header{"Retry-After": {"90"}}, pause: 90 * time.Second, sick: true},
		{name: "redirect", code: 302, header: http.Header{"Location": {"http://127.0.0.1:9/"}}, sick: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			bot, fake := openFake(t)
			fake.Next(func(w http.ResponseWriter) {
				for key, values := range c.header {
					w.Header()[key] = values
				}
				says(c.code, c.body)(w)
			})
			_, err := bot.Send(t.Context(), kanal.Outgoing{Delivery: 1, Conversation: "+628115550123", Text: "halo"})
			if err == nil || errors.Is(err, kanal.ErrUndeliverable) != c.permanent {
				t.Errorf("got %v, want permanent %t", err, c.permanent)
			}
			var retry *kanal.RetryError
			if errors.As(err, &retry) != (c.pause > 0) || retry != nil && retry.After != c.pause {
				t.Errorf("got %v, want a pause of %s", err, c.pause)
			}
			if sick := bot.Health() != nil; sick != c.sick {
				t.Errorf("health %v, want sick %t", bot.Health(), c.sick)
			}
			if _, err := bot.Send(t.Context(), kanal.Outgoing{Delivery: 2, Conversation: "+628115550123", Text: "halo"}); err != nil {
				t.Fatal(err)
			}
			if err := bot.Health(); err != nil {
				t.Errorf("sick after a good send: %v", err)
			}
		})
	}
}

func TestSendToName(t *testing.T) {
	bot, fake := openFake(t)
	_, err := bot.Send(t.Context(), kanal.Outgoing{Delivery: 1, Conversation: "TELKOMSEL", Text: "halo"})
	if !errors.Is(err, kanal.ErrUndeliverable) || len(fake.Sent()) != 0 {
		t.Errorf("got %v", err)
	}
}

func TestSendErrorHoldsNothingPersonal(t *testing.T) {
	bot, fake := openFake(t)
	fake.Close()
	_, err := bot.Send(t.Context(), kanal.Outgoing{Delivery: 1, Conversation: "+628115550123", Text: "rahasia warga"})
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, late := bot.Send(cancelled, kanal.Outgoing{Delivery: 1, Conversation: "+628115550123", Text: "rahasia warga"})
	for _, err := range []error{err, late, bot.Health()} {
		if err == nil {
			t.Fatal("no error")
		}
		for _, word := range []string{"8115550123", "rahasia", "password", fake.Password(), "sendsms?"} {
			if strings.Contains(err.Error(), word) {
				t.Errorf("%v contains %q", err, word)
			}
		}
	}
	if !errors.Is(late, context.Canceled) {
		t.Errorf("got %v, want the context's error", late)
	}
}

func TestNewRefuses(t *testing.T) {
	good := kannel.Options{Account: "sms:kannel", SendURL: "http://127.0.0.1:13013/cgi-bin/sendsms", Secret: "s"}
	for name, spoil := range map[string]func(*kannel.Options){
		"no account":     func(o *kannel.Options) { o.Account = "" },
		"no secret":      func(o *kannel.Options) { o.Secret = "" },
		"no send URL":    func(o *kannel.Options) { o.SendURL = "" },
		"odd send URL":   func(o *kannel.Options) { o.SendURL = "ftp://x/" },
		"odd public URL": func(o *kannel.Options) { o.PublicURL = "kanal.example" },
	} {
		options := good
		spoil(&options)
		if _, err := kannel.New(options); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := kannel.New(good); err != nil {
		t.Error(err)
	}
}
