package telegram_test

import (
	"testing"

	"kanal/bots/telegram"
	"kanal/bots/telegram/telegramtest"
)

func TestUsername(t *testing.T) {
	server := telegramtest.New("77:token")
	t.Cleanup(server.Close)
	bot, err := telegram.New(telegram.Options{Token: "77:token", APIURL: server.URL()})
	if err != nil {
		t.Fatal(err)
	}
	if name, err := bot.Username(t.Context()); err != nil || name == "" {
		t.Errorf("the bot is called %q, %v", name, err)
	}
}
