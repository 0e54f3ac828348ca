package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"kanal"
	"kanal/bots/telegram"
	"kanal/bots/telegram/telegramtest"
)

func TestFilesAreFetched(t *testing.T) {
	bot, server, _ := sender(t)
	server.AddFile("foto", "photos/1.jpg", []byte("isi foto"))
	server.AddFile("besar", "", bytes.Repeat([]byte("x"), 100))
	server.AddFile("bohong", "photos/2.jpg", bytes.Repeat([]byte("x"), 100))
	server.AddFile("keluar", "../../etc/passwd", []byte("x"))
	got, err := bot.Fetch(within(t), kanal.Attachment{ID: "foto"}, 50)
	if err != nil || string(got) != "isi foto" {
		t.Errorf("%q, %v", got, err)
	}
	for _, id := range []string{"besar", "bohong", "keluar", "tidak ada"} {
		if _, err := bot.Fetch(within(t), kanal.Attachment{ID: id}, 50); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("%s: %v", id, err)
		}
	}
	server.Fail("getFile", telegramtest.Failure{Code: 502}, telegramtest.Failure{Code: 429, RetryAfter: 3})
	for range 2 {
		if _, err := bot.Fetch(within(t), kanal.Attachment{ID: "foto"}, 50); err == nil || errors.Is(err, kanal.ErrNotFound) || strings.Contains(err.Error(), token) {
			t.Errorf("while Telegram is away: %v", err)
		}
	}
}

func TestFilesAreSentBeforeTheWords(t *testing.T) {
	server := telegramtest.New(token)
	t.Cleanup(server.Close)
	kept := map[string][]byte{"h1": []byte("foto"), "h2": []byte("berkas")}
	bot, err := telegram.New(telegram.Options{Token: token, APIURL: server.URL(),
		Files: func(_ context.Context, hash string) ([]byte, error) { return kept[hash], nil }})
	if err != nil {
		t.Fatal(err)
	}
	sari := server.Person(7, "Sari")
	out := kanal.Outgoing{Delivery: 5, Conversation: "7", Text: "Sudah kami tambal.", Choices: []kanal.Choice{{Label: "Sudah", Data: "d"}},
		Attachments: []kanal.Attachment{{Hash: "h1", MIME: "image/jpeg"}, {Hash: "h2", MIME: "application/pdf", Name: "a.pdf"}, {ID: "not fetched"}}}
	server.FailAfter("sendDocument", 0, telegramtest.Failure{Code: 502})
	if _, err := bot.Send(within(t), out); err == nil {
		t.Fatal("a failed upload was no failure")
	}
	if _, err := bot.Send(within(t), out); err != nil { // goes on where it stopped
		t.Fatal(err)
	}
	var seen []string
	for _, m := range sari.Messages() {
		seen = append(seen, string(m.File)+m.Text)
	}
	if got := strings.Join(seen, "|"); got != "foto|berkas|Sudah kami tambal." {
		t.Errorf("the phone shows %s", got)
	}
}
