package telegram_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"kanal"
	"kanal/bots/telegram"
	"kanal/bots/telegram/telegramtest"
)

// sender is a bot that only sends, with person 7 on the other side.
func sender(t *testing.T) (*telegram.Bot, *telegramtest.Server, *telegramtest.Person) {
	t.Helper()
	server := telegramtest.New(token)
	t.Cleanup(server.Close)
	bot, err := telegram.New(telegram.Options{Token: token, APIURL: server.URL()})
	if err != nil {
		t.Fatal(err)
	}
	return bot, server, server.Person(7, "Sari")
}

func TestButtonsAreLaidOut(t *testing.T) {
	for name, test := range map[string]struct {
		labels []string
		rows   []int
	}{
		"three short":    {[]string{"Sudah", "Sebagian", "Belum"}, []int{0, 0, 0}},
		"four short":     {[]string{"Terima", "Bukan", "Minta", "Jawab"}, []int{0, 0, 1, 1}},
		"five short":     {[]string{"1", "2", "3", "4", "5"}, []int{0, 0, 0, 1, 1}},
		"a long one":     {[]string{"Ya", "Bukan, yang lain lagi"}, []int{0, 1}},
		"an invalid one": {[]string{"Sudah", "", "Belum"}, []int{0, 0}},
	} {
		bot, _, sari := sender(t)
		var choices []kanal.Choice
		for _, label := range test.labels {
			choices = append(choices, kanal.Choice{Label: label, Data: "data"})
		}
		choices = append(choices, kanal.Choice{Label: "terlalu panjang", Data: strings.Repeat("x", 65)}, kanal.Choice{Label: "kosong"})
		if _, err := bot.Send(within(t), kanal.Outgoing{Conversation: "7", Text: "Bagaimana?", Choices: choices}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var rows []int
		for _, b := range sari.Messages()[0].Buttons {
			rows = append(rows, b.Row)
		}
		if !reflect.DeepEqual(rows, test.rows) {
			t.Errorf("%s: buttons stand in rows %v, want %v", name, rows, test.rows)
		}
	}
}

func TestRepliesAreSentWhereTheMessageIsGoneToo(t *testing.T) {
	bot, _, sari := sender(t)
	asked := sari.Write("sampai mana?")
	for reply, want := range map[string]int{"1": asked.Message, "99": 0, "tap:Q": 0, "": 0} {
		before := len(sari.Messages())
		if _, err := bot.Send(within(t), kanal.Outgoing{Conversation: "7", Text: "Sedang dikerjakan", ReplyTo: reply}); err != nil {
			t.Fatalf("reply to %q: %v", reply, err)
		}
		if got := sari.Messages()[before].ReplyTo; got != want {
			t.Errorf("reply to %q stands under %d, want %d", reply, got, want)
		}
	}
}

func TestSendErrorsAreToldApart(t *testing.T) {
	description := "Sari Dewi 0811 " + token // whatever Telegram says, it goes no further
	for name, test := range map[string]struct {
		failure   telegramtest.Failure
		permanent bool
	}{
		"blocked":        {telegramtest.Failure{Code: 403, Description: description}, true},
		"no such chat":   {telegramtest.Failure{Code: 400, Description: description}, true},
		"token revoked":  {telegramtest.Failure{Code: 401, Description: description}, false},
		"unknown method": {telegramtest.Failure{Code: 404, Description: description}, false},
		"conflict":       {telegramtest.Failure{Code: 409, Description: description}, false},
		"server error":   {telegramtest.Failure{Code: 500, Description: description}, false},
		"proxy":          {telegramtest.Failure{Code: 502, HTML: true}, false},
		"lost answer":    {telegramtest.Failure{Late: true}, false},
		"pause of zero":  {telegramtest.Failure{Code: 429, Description: description}, false},
	} {
		bot, server, _ := sender(t)
		server.Fail("sendMessage", test.failure)
		_, err := bot.Send(within(t), kanal.Outgoing{Conversation: "7", Text: "kabar"})
		if err == nil || errors.Is(err, kanal.ErrUndeliverable) != test.permanent {
			t.Errorf("%s: got %v, permanent should be %t", name, err, test.permanent)
		} else if strings.Contains(err.Error(), "Sari") || strings.Contains(err.Error(), token) {
			t.Errorf("%s: %v tells too much", name, err)
		}
		var retry *kanal.RetryError
		if name == "pause of zero" && (!errors.As(err, &retry) || retry.After <= 0) {
			t.Errorf("%s: got %v, want a pause", name, err)
		}
	}
	bot, _, _ := sender(t)
	if _, err := bot.Send(within(t), kanal.Outgoing{Conversation: "bukan angka", Text: "x"}); !errors.Is(err, kanal.ErrUndeliverable) {
		t.Errorf("a conversation that is no chat: %v", err)
	}
}

func TestAGroupThatMovedIsFollowed(t *testing.T) {
	bot, server, _ := sender(t)
	server.Group(-5, "RT 5")
	server.Group(-1005, "RT 5")
	server.Fail("sendMessage", telegramtest.Failure{Code: 400, Description: "Bad Request: group chat was upgraded", Migrate: -1005})
	if _, err := bot.Send(within(t), kanal.Outgoing{Conversation: "-5", Text: "kabar"}); err != nil {
		t.Fatal(err)
	}
	if n := len(server.Shown(-1005)); n != 1 {
		t.Errorf("the new group got %d messages, want 1", n)
	}
}

// What already went out of a long message is not repeated when a later part has to wait.
func TestALongMessageGoesOnWhereItStopped(t *testing.T) {
	bot, server, sari := sender(t)
	out := kanal.Outgoing{Delivery: 12, Conversation: "7", Text: strings.Repeat("satu dua tiga ", 800)}
	server.Fail("sendMessage", telegramtest.Failure{Code: 429, RetryAfter: 1})
	for range 2 { // refused at the first part, then at none
		_, _ = bot.Send(within(t), out)
	}
	whole := len(sari.Messages())
	bot2, server2, sari2 := sender(t)
	server2.FailAfter("sendMessage", 1, telegramtest.Failure{Code: 429, RetryAfter: 1})
	if _, err := bot2.Send(within(t), out); err == nil {
		t.Fatal("the second part was to be refused")
	}
	if _, err := bot2.Send(within(t), out); err != nil {
		t.Fatal(err)
	}
	if n := len(sari2.Messages()); n != whole {
		t.Errorf("%d parts on the phone, want %d", n, whole)
	}
}
