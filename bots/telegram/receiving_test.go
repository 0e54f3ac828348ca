package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/bots/botstest"
	"kanal/bots/telegram"
	"kanal/bots/telegram/telegramtest"
)

// modes runs a test by polling and by webhook, over a running bot.
func modes(t *testing.T, test func(t *testing.T, server *telegramtest.Server, bot *telegram.Bot, inbox *botstest.Inbox)) {
	for name, secret := range map[string]string{"polling": "", "webhook": secret} {
		t.Run(name, func(t *testing.T) {
			server, inbox := telegramtest.New(token), &botstest.Inbox{}
			t.Cleanup(server.Close)
			bot := start(t, server, inbox.Bots(), secret)
			test(t, server, bot, inbox)
		})
	}
}

// start serves and runs a bot until the test ends or stop is called.
func start(t *testing.T, server *telegramtest.Server, inbox bots.Inbox, secret string) *telegram.Bot {
	t.Helper()
	mux := http.NewServeMux()
	web := httptest.NewServer(mux)
	bot, err := telegram.New(telegram.Options{Token: token, APIURL: server.URL(), WebhookSecret: secret, PublicURL: web.URL,
		Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range bot.Routes(inbox) {
		mux.Handle(route.Pattern, route.Handler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := bot.Run(ctx, inbox); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(func() {
		cancel()
		running.Wait()
		web.Close()
	})
	return bot
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

var errAway = errors.New("the database is away")

// Of one chat nothing overtakes what cannot be stored yet, and nothing of it is lost.
func TestAFailingMessageIsNeitherSkippedNorOvertaken(t *testing.T) {
	modes(t, func(t *testing.T, server *telegramtest.Server, _ *telegram.Bot, inbox *botstest.Inbox) {
		var mu sync.Mutex
		tries := map[string]int{}
		inbox.Before(func(_ context.Context, m kanal.Incoming) error {
			mu.Lock()
			defer mu.Unlock()
			tries[m.Text]++
			if strings.HasSuffix(m.Text, "3") && tries[m.Text] <= 3 {
				return errAway
			}
			return nil
		})
		for i := range 10 {
			for person := range 3 {
				server.Person(int64(person+1), "Warga").Write(fmt.Sprintf("pesan %d", i))
			}
		}
		if err := server.WaitAcknowledged(within(t)); err != nil {
			t.Fatal(err)
		}
		next := map[string]int{}
		for _, m := range inbox.Messages() {
			if want := fmt.Sprintf("pesan %d", next[m.Conversation]); m.Text != want {
				t.Fatalf("chat %s: %q came before %q", m.Conversation, m.Text, want)
			}
			next[m.Conversation]++
		}
		for chat, n := range next {
			if n != 10 {
				t.Errorf("chat %s: %d of 10 messages are stored", chat, n)
			}
		}
	})
}

// A poll's offset acknowledges all below it, so nothing of a batch may be acknowledged while one waits.
func TestPollingAcknowledgesABatchOnlyWhole(t *testing.T) {
	server, inbox := telegramtest.New(token), &botstest.Inbox{}
	defer server.Close()
	release := make(chan struct{})
	inbox.Before(func(ctx context.Context, m kanal.Incoming) error {
		if m.Text != "tertahan" {
			return nil
		}
		select {
		case <-release:
		case <-ctx.Done():
		}
		return ctx.Err()
	})
	held := server.Person(1, "Warga").Write("tertahan")
	quick := server.Person(2, "Warga").Write("lekas")
	start(t, server, inbox.Bots(), "")
	if err := inbox.Wait(within(t), func(i *botstest.Inbox) bool { return len(i.Messages()) == 1 }); err != nil {
		t.Fatal(err)
	}
	if server.Acknowledged(quick.Update) || server.Acknowledged(held.Update) {
		t.Error("acknowledged while the first is not stored")
	}
	close(release)
	if err := server.WaitAcknowledged(within(t), held.Update, quick.Update); err != nil {
		t.Fatal(err)
	}
}

// A process that dies before its next poll gets its last batch again, under the same identities.
func TestPollingStartsAgainWhereItWasAcknowledged(t *testing.T) {
	server, inbox := telegramtest.New(token), &botstest.Inbox{}
	defer server.Close()
	written := server.Person(1, "Warga").Write("sekali saja")
	t.Run("first process", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		inbox.Before(func(context.Context, kanal.Incoming) error { return nil })
		bot, err := telegram.New(telegram.Options{Token: token, APIURL: server.URL()})
		if err != nil {
			t.Fatal(err)
		}
		receive := inbox.Bots()
		dying := bots.Inbox{Status: receive.Status, Receive: func(c context.Context, m kanal.Incoming) error {
			err := receive.Receive(c, m)
			cancel() // dies after the commit
			return err
		}}
		if err := bot.Run(ctx, dying); err != nil {
			t.Fatal(err)
		}
	})
	if server.Acknowledged(written.Update) {
		t.Fatal("acknowledged by a process that died before")
	}
	start(t, server, inbox.Bots(), "")
	if err := server.WaitAcknowledged(within(t), written.Update); err != nil {
		t.Fatal(err)
	}
	if n, tries := len(inbox.Messages()), server.Tries(written.Update); n != 1 || tries < 2 {
		t.Errorf("%d messages after %d deliveries; want 1 after 2", n, tries)
	}
}

func TestTapsAreAnsweredAfterTheCommit(t *testing.T) {
	modes(t, func(t *testing.T, server *telegramtest.Server, bot *telegram.Bot, inbox *botstest.Inbox) {
		sari := server.Person(7, "Sari")
		if _, err := bot.Send(within(t), kanal.Outgoing{Conversation: "7", Text: "Sudah benar?",
			Choices: []kanal.Choice{{Label: "Kirim", Data: "kirim:1"}}}); err != nil {
			t.Fatal(err)
		}
		inbox.Before(func(context.Context, kanal.Incoming) error {
			if server.TapAnswered("Q") {
				t.Error("answered before the commit")
			}
			return nil
		})
		card, err := sari.Wait(within(t), "Sudah benar?")
		if err != nil {
			t.Fatal(err)
		}
		tap := sari.TapQuery("Q", card.ID, card.Buttons[0].Data)
		if err := server.WaitAcknowledged(within(t), tap.Update); err != nil {
			t.Fatal(err)
		}
		if err := server.WaitTap(within(t), "Q"); err != nil {
			t.Errorf("the tap is not answered: %v", err)
		}
		inbox.Before(nil)
		server.Fail("answerCallbackQuery", telegramtest.Failure{Code: 400, Description: "Bad Request: query is too old"})
		again := sari.TapQuery("Q", card.ID, "kirim:1") // stale: answering it fails, receiving it does not
		if err := server.WaitAcknowledged(within(t), again.Update); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTelegramAwayIsWaitedFor(t *testing.T) {
	for name, secret := range map[string]string{"polling": "", "webhook": secret} {
		t.Run(name, func(t *testing.T) {
			server, inbox := telegramtest.New(token), &botstest.Inbox{}
			defer server.Close()
			for _, method := range []string{"deleteWebhook", "setWebhook", "getUpdates"} {
				server.Fail(method, telegramtest.Failure{Code: 502, HTML: true}, telegramtest.Failure{})
			}
			bot := start(t, server, inbox.Bots(), secret)
			written := server.Person(1, "Warga").Write("setelah pulih")
			if err := server.WaitAcknowledged(within(t), written.Update); err != nil {
				t.Fatal(err)
			}
			if err := bot.Health(); err != nil {
				t.Errorf("Health after recovery: %v", err)
			}
		})
	}
}

// Two thousand people at once: the fake and the channel must not be what a load test waits for.
func TestTwoThousandChats(t *testing.T) {
	modes(t, func(t *testing.T, server *telegramtest.Server, _ *telegram.Bot, inbox *botstest.Inbox) {
		for i := range 2000 {
			server.Person(int64(i+1), "Warga").Write("jalan rusak")
		}
		if err := server.WaitAcknowledged(within(t)); err != nil {
			t.Fatalf("%v; %d pending", err, server.Pending())
		}
		if n := len(inbox.Messages()); n != 2000 {
			t.Errorf("%d messages are stored, want 2000", n)
		}
	})
}
