package cloud_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots/whatsapp/cloud/cloudtest"
)

// send sends one message and returns what the network got of it.
func (w *world) send(out kanal.Outgoing) []cloudtest.Sent {
	w.t.Helper()
	before := len(w.Sent())
	if _, err := w.bot.Send(within(w.t), out); err != nil {
		w.t.Fatal(err)
	}
	return w.Sent()[before:]
}

func labels(list ...string) []kanal.Choice {
	var choices []kanal.Choice
	for i, label := range list {
		choices = append(choices, kanal.Choice{Label: label, Data: fmt.Sprintf("pilih:%d", i+1)})
	}
	return choices
}

func TestChoices(t *testing.T) {
	for name, c := range map[string]struct {
		choices []kanal.Choice
		list    bool
		want    []cloudtest.Choice
	}{
		"three":      {labels("Sudah", "Sebagian", "Belum"), false, []cloudtest.Choice{{ID: "pilih:1", Title: "Sudah"}, {ID: "pilih:2", Title: "Sebagian"}, {ID: "pilih:3", Title: "Belum"}}},
		"just fits":  {labels("Dua puluh huruf pas.", "Ya"), false, []cloudtest.Choice{{ID: "pilih:1", Title: "Dua puluh huruf pas."}, {ID: "pilih:2", Title: "Ya"}}},
		"long label": {labels("Dua puluh satu huruf..", "Ya"), true, []cloudtest.Choice{{ID: "pilih:1", Title: "Dua puluh satu huruf.."}, {ID: "pilih:2", Title: "Ya"}}},
		"longest label": {labels("Dinas Pendidikan dan Kebudayaan", "Bukan, yang lain"), true, []cloudtest.Choice{
			{ID: "pilih:1", Title: "Dinas Pendidikan dan Ke…", Description: "Dinas Pendidikan dan Kebudayaan"}, {ID: "pilih:2", Title: "Bukan, yang lain"}}},
		"called the same": {labels("Ya", "Ya"), false, []cloudtest.Choice{{ID: "pilih:1", Title: "Ya"}, {ID: "pilih:2", Title: "2. Ya"}}},
		"unusable": {append(labels("Ya"), kanal.Choice{Label: "", Data: "x"}, kanal.Choice{Label: "tanpa data"}, kanal.Choice{Label: "dua kali", Data: "pilih:1"},
			kanal.Choice{Label: "panjang", Data: strings.Repeat("x", 201)}), false, []cloudtest.Choice{{ID: "pilih:1", Title: "Ya"}}},
	} {
		w := newWorld(t, cloudtest.Options{}, nil)
		got := w.send(kanal.Outgoing{Delivery: 5, Conversation: number(0), Text: "Pilih satu", Choices: c.choices})
		if len(got) != 1 || got[0].List != c.list || got[0].Text != "Pilih satu" || !reflect.DeepEqual(got[0].Choices, c.want) || got[0].Callback != "5" {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestManyChoices(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	var many []string
	for i := range 11 {
		many = append(many, fmt.Sprintf("Jalan %d", i+1))
	}
	if got := w.send(kanal.Outgoing{Conversation: number(0), Text: "Jalan mana?", Choices: labels(many[:10]...)}); len(got) != 1 || !got[0].List || len(got[0].Choices) != 10 {
		t.Errorf("ten: got %+v", got)
	}
	got := w.send(kanal.Outgoing{Conversation: number(0), Text: "Jalan mana?", Choices: labels(many...)})
	if len(got) != 1 || len(got[0].Choices) != 0 || !strings.HasSuffix(got[0].Text, "Jalan mana?\n\n1. Jalan 1\n2. Jalan 2\n3. Jalan 3\n4. Jalan 4\n5. Jalan 5\n6. Jalan 6\n7. Jalan 7\n8. Jalan 8\n9. Jalan 9\n10. Jalan 10\n11. Jalan 11") {
		t.Errorf("eleven: got %+v", got)
	}
	if got := w.send(kanal.Outgoing{Conversation: number(0), Choices: labels("Ya")}); len(got) != 1 || got[0].Text == "" {
		t.Errorf("without words: got %+v", got)
	}
}

func TestLongTextWithChoices(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	text := strings.TrimSpace(strings.Repeat("Jalan di depan pasar rusak sejak bulan lalu 😀.\n", 140))
	got := w.send(kanal.Outgoing{Delivery: 8, Conversation: number(0), Text: text, ReplyTo: "wamid.IN1#1795510800", Choices: labels("Ya", "Tidak")})
	if len(got) != 3 || got[0].ReplyTo != "wamid.IN1" || got[1].ReplyTo != "" || got[0].Callback != "" || got[2].Callback != "8" || len(got[2].Choices) != 2 {
		t.Fatalf("got %+v", got)
	}
	var joined []string
	for _, part := range got {
		joined = append(joined, part.Text)
	}
	if strings.Join(joined, "\n") != text {
		t.Error("the parts do not add up to the text")
	}
	if n := units(got[2].Text); n > 1024 || n < 512 {
		t.Errorf("the last part has %d units", n)
	}
}

func TestAddresses(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	for _, good := range []string{"6281155500001", "ID.8172000000000001", "ID.ENT.8172"} {
		if got := w.send(kanal.Outgoing{Conversation: good, Text: "kabar"}); len(got) != 1 || got[0].To != good {
			t.Errorf("%s: got %+v", good, got)
		}
	}
	for _, bad := range []string{"", "+6281155500001", "ID.", ".8172", "ID.81/../72", "6281155500001@s.whatsapp.net", strings.Repeat("6", 33)} {
		if _, err := w.bot.Send(within(t), kanal.Outgoing{Conversation: bad, Text: "kabar"}); !errors.Is(err, kanal.ErrUndeliverable) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
	if _, err := w.bot.Send(within(t), kanal.Outgoing{Conversation: number(0), Text: " \n"}); !errors.Is(err, kanal.ErrUndeliverable) {
		t.Errorf("empty: got %v", err)
	}
}

// A long message that broke off goes on where it stopped.
func TestPartsAreNotSentTwice(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	out := kanal.Outgoing{Delivery: 3, Conversation: number(0), Text: strings.Repeat("kata ", 1500)}
	w.Fail("messages", cloudtest.Pass, cloudtest.Failure{Status: 503})
	if _, err := w.bot.Send(within(t), out); err == nil {
		t.Fatal("the second part did not fail")
	}
	before := len(w.Sent())
	if got := w.send(out); len(got) != 1 || before != 1 {
		t.Errorf("before the failure %d, then %d messages went out", before, len(got))
	}
}

func TestCodes(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	for _, c := range []struct {
		failure     cloudtest.Failure
		undelivered bool
		after       time.Duration // of a pause; 0 for none
	}{
		{cloudtest.Failure{Status: 400, Code: 131026}, true, 0},
		{cloudtest.Failure{Status: 400, Code: 131030}, true, 0},
		{cloudtest.Failure{Status: 400, Code: 131021}, true, 0},
		{cloudtest.Failure{Status: 400, Code: 131051}, true, 0},
		{cloudtest.Failure{Status: 400, Code: 131009}, true, 0},
		{cloudtest.Failure{Status: 400, Code: 100}, true, 0},
		{cloudtest.Failure{Status: 403, Code: 130497}, true, 0},
		{cloudtest.Failure{Status: 400, Code: 100, Subcode: 33}, false, 0},
		{cloudtest.Failure{Status: 401, Code: 190}, false, 0},
		{cloudtest.Failure{Status: 401}, false, 0},
		{cloudtest.Failure{Status: 403, Code: 368}, false, 0},
		{cloudtest.Failure{Status: 500, Code: 131000}, false, 0},
		{cloudtest.Failure{Status: 500, Code: 100}, false, 0},
		{cloudtest.Failure{Status: 503, Code: 131016}, false, 0},
		{cloudtest.Failure{Status: 400, Code: 999999}, false, 0},
		{cloudtest.Failure{Status: 429}, false, 30 * time.Second},
		{cloudtest.Failure{Status: 429, RetryAfter: 90}, false, 90 * time.Second},
		{cloudtest.Failure{Status: 400, Code: 4}, false, 5 * time.Minute},
		{cloudtest.Failure{Status: 400, Code: 80007}, false, 5 * time.Minute},
		{cloudtest.Failure{Status: 400, Code: 130429}, false, 10 * time.Second},
		{cloudtest.Failure{Status: 400, Code: 131048}, false, time.Hour},
		{cloudtest.Failure{Status: 400, Code: 131056}, false, 30 * time.Second},
	} {
		w.Fail("messages", c.failure)
		_, err := w.bot.Send(within(t), kanal.Outgoing{Delivery: 1, Conversation: number(0), Text: "rahasia warga"})
		var retry *kanal.RetryError
		paced := errors.As(err, &retry)
		if err == nil || errors.Is(err, kanal.ErrUndeliverable) != c.undelivered || paced != (c.after > 0) || paced && retry.After != c.after {
			t.Errorf("%+v: got %v", c.failure, err)
		}
		if err != nil && (strings.Contains(err.Error(), "recipient") || strings.Contains(err.Error(), number(0))) {
			t.Errorf("%+v: the error quotes Meta's answer: %v", c.failure, err)
		}
	}
}
