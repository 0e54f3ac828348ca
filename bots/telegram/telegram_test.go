package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"kanal"
	"kanal/bots/botstest"
	"kanal/bots/telegram"
	"kanal/bots/telegram/telegramtest"

	"github.com/go-telegram/bot/models"
)

const (
	token  = "7312345678:AAtoken-that-nobody-may-see"
	secret = "webhook_secret-that-nobody-may-see"
)

func units(text string) int { return len(utf16.Encode([]rune(text))) }

func address(person int) string { return strconv.Itoa(628110001 + person) }

func TestPolling(t *testing.T) {
	botstest.Exercise(t, botstest.Network{
		Limit: 4096, Count: units,
		Open: func(env botstest.Env) (botstest.Fake, error) { return open(env, "") },
		Lacks: map[botstest.Feature]string{
			botstest.Idempotency: "the Bot API has no key for sends",
			botstest.Hooks:       "it polls",
		},
	})
}

func TestWebhook(t *testing.T) {
	botstest.Exercise(t, botstest.Network{
		Limit: 4096, Count: units,
		Open:  func(env botstest.Env) (botstest.Fake, error) { return open(env, secret) },
		Lacks: map[botstest.Feature]string{botstest.Idempotency: "the Bot API has no key for sends"},
	})
}

func open(env botstest.Env, secret string) (botstest.Fake, error) {
	server := telegramtest.New(token)
	env.Allow(server.URL())
	for person := range 3 {
		server.Person(id(person), "Warga")
	}
	if secret != "" {
		server.Hold() // see hammer
	}
	bot, err := telegram.New(telegram.Options{Token: token, APIURL: server.URL(), WebhookSecret: secret, PublicURL: env.URL,
		HTTPClient: env.Client, Log: env.Log})
	if err != nil {
		server.Close()
		return botstest.Fake{}, err
	}
	return botstest.Fake{
		Bot: bot, Secrets: []string{token, "webhook_secret-that-nobody-may-see"}, Address: address,
		Deliver: func(ctx context.Context, m botstest.Message) error {
			update := written(server, m)
			if secret == "" {
				return server.WaitAcknowledged(ctx, update)
			}
			return hammer(ctx, server, update)
		},
		Answer: func(a botstest.Answer) { answer(server, a) },
		Sent:   func() []botstest.Sent { return sent(server) },
		Status: func(ctx context.Context) error {
			server.Resume()
			return server.WaitAcknowledged(ctx, server.Person(id(0), "").Block().Update)
		},
		Hook:  hook(env.URL),
		Close: server.Close,
	}, nil
}

// hammer posts an update without the server's own order, so that equal ones really come at the same instant,
// until it is acknowledged.
func hammer(ctx context.Context, server *telegramtest.Server, update int64) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !server.Redeliver(ctx, update) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func id(person int) int64 {
	n, _ := strconv.ParseInt(address(person), 10, 64)
	return n
}

// written puts what a person did into an update and returns its number.
func written(server *telegramtest.Server, m botstest.Message) int64 {
	p := server.Person(id(m.Person), "")
	switch {
	case m.Kind == kanal.KindTap:
		return p.TapQuery(fmt.Sprintf("%d-%d", m.Person, m.ID), m.ReplyTo, m.Choice).Update
	case m.Kind == kanal.KindEdit:
		return p.Edit(m.ReplyTo, m.Text).Update
	case m.ReplyTo != 0:
		return p.Send(models.Message{ID: m.ID, Text: m.Text, ReplyToMessage: &models.Message{ID: m.ReplyTo, Date: 1}}).Update
	}
	return p.Send(models.Message{ID: m.ID, Text: m.Text}).Update
}

func answer(server *telegramtest.Server, a botstest.Answer) {
	switch a {
	case botstest.Throttle:
		server.Fail("sendMessage", telegramtest.Failure{Code: 429, Description: "Too Many Requests: retry after 7", RetryAfter: 7})
	case botstest.Outage:
		server.Fail("sendMessage", telegramtest.Failure{Code: 502, HTML: true})
	case botstest.Drop:
		server.Fail("sendMessage", telegramtest.Failure{})
	case botstest.Refuse:
		server.Fail("sendMessage", telegramtest.Failure{Code: 403, Description: "Forbidden: bot was blocked by the user"})
	}
}

func sent(server *telegramtest.Server) []botstest.Sent {
	var all []botstest.Sent
	for person := range 3 {
		for _, m := range server.Shown(id(person)) {
			part := botstest.Sent{Conversation: strconv.FormatInt(m.Chat, 10), ID: strconv.Itoa(m.ID), Text: m.Text}
			for _, b := range m.Buttons {
				part.Choices = append(part.Choices, kanal.Choice{Label: b.Label, Data: b.Data})
			}
			all = append(all, part)
		}
	}
	return all
}

func hook(url string) *botstest.Hook {
	post := func(secret, body string) *http.Request {
		req, err := http.NewRequest(http.MethodPost, url+"/hooks/telegram", strings.NewReader(body))
		if err != nil {
			panic(err)
		}
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		return req
	}
	genuine := `{"update_id":9,"message":{"message_id":3,"date":1700000000,"text":"lampu jalan mati",
		"from":{"id":` + address(0) + `,"first_name":"Warga"},"chat":{"id":` + address(0) + `,"type":"private"}}}`
	return &botstest.Hook{
		Genuine:     func() *http.Request { return post(secret, genuine) },
		Forged:      func() *http.Request { return post(secret[1:], genuine) },
		Malformed:   func() *http.Request { return post(secret, `{"update_id":`) },
		TooLarge:    func() *http.Request { return post(secret, genuine+strings.Repeat(" ", 2<<20)) },
		Unused:      func() *http.Request { return post(secret, `{"update_id":9,"poll":{"id":"1","question":"?"}}`) },
		WrongMethod: http.MethodPut,
	}
}

func TestNewRefusesImpossibleOptions(t *testing.T) {
	for name, o := range map[string]telegram.Options{
		"no token":      {},
		"path in token": {Token: "1:a/../x"},
		"address":       {Token: token, APIURL: "ftp://example.org"},
		"secret":        {Token: token, WebhookSecret: "spasi tidak boleh", PublicURL: "https://example.org"},
		"no public":     {Token: token, WebhookSecret: secret},
	} {
		_, err := telegram.New(o)
		if err == nil {
			t.Errorf("%s: no error", name)
		} else if strings.Contains(err.Error(), token) || strings.Contains(err.Error(), "spasi") {
			t.Errorf("%s: the error tells a secret", name)
		}
	}
}

func TestRunEndsWhenTheTokenIsUnknown(t *testing.T) {
	for _, secret := range []string{"", secret} {
		server := telegramtest.New("1:another")
		defer server.Close()
		bot, err := telegram.New(telegram.Options{Token: token, APIURL: server.URL(), WebhookSecret: secret,
			PublicURL: "https://example.org"})
		if err != nil {
			t.Fatal(err)
		}
		inbox := &botstest.Inbox{}
		err = bot.Run(context.Background(), inbox.Bots())
		if err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("got %v, want an error without the token", err)
		}
		if bot.Health() == nil {
			t.Error("Health is nil")
		}
	}
}

func TestHealthFollowsTheNetwork(t *testing.T) {
	server := telegramtest.New(token)
	defer server.Close()
	server.Person(1, "Warga")
	bot, err := telegram.New(telegram.Options{Token: token, APIURL: server.URL()})
	if err != nil {
		t.Fatal(err)
	}
	if err := bot.Health(); err != nil {
		t.Errorf("before the first call: %v", err)
	}
	send := func(chat string) error {
		_, err := bot.Send(context.Background(), kanal.Outgoing{Conversation: chat, Text: "kabar"})
		return err
	}
	server.Fail("sendMessage", telegramtest.Failure{})
	if send("1") == nil || bot.Health() == nil {
		t.Error("a dropped connection: Health is nil")
	}
	if err := send("2"); !errors.Is(err, kanal.ErrUndeliverable) || bot.Health() != nil {
		t.Errorf("an unknown chat: send %v, health %v; Telegram itself is fine", err, bot.Health())
	}
}
