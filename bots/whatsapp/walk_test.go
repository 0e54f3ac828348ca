package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kanal"
	"kanal/bots/whatsapp"
	"kanal/bots/whatsapp/whatsapptest"
)

// One phone, linked once: a citizen writes, is answered, answers; the program restarts meanwhile.
func TestWalk(t *testing.T) {
	each(t, func(w *world) {
		w.pair()
		sari := w.citizen()
		w.says(sari, "AC01", "Jalan rusak, rahasia")
		in := w.stored(1)[0]
		if in.Conversation != sari.LID() || in.Alias != sari.PN() || in.Sender != in.Conversation || in.ID != "AC01" || in.SenderName != "Sari" {
			t.Fatalf("came as %+v", in)
		}
		w.await("it is marked as read", func() bool { return w.heard("receipt read") == 1 })
		out := answer(sari, 1, "Sudah kami terima.")
		out.ReplyTo, out.Choices = in.ID, []kanal.Choice{{Label: "Ya"}, {Label: "Tidak"}}
		receipt := w.delivers(out)
		got := w.shows(sari, 1)[0]
		text := got.Message.GetExtendedTextMessage()
		if got.ID != receipt.ID || text.GetText() != "Sudah kami terima.\n\n1. Ya\n2. Tidak" || text.GetContextInfo().GetStanzaID() != "AC01" ||
			text.GetContextInfo().GetQuotedMessage().GetConversation() != in.Text {
			t.Errorf("arrived as %+v", got)
		}
		if err := sari.Read(w.t.Context(), got); err != nil {
			w.t.Fatal(err)
		}
		w.await("it is known to be read", func() bool { return len(w.inbox.Statuses()) == 2 })
		for i, state := range []kanal.DeliveryState{kanal.StateDelivered, kanal.StateRead} {
			if s := w.inbox.Statuses()[i]; s.State != state || s.ID != receipt.ID || s.Delivery != 1 || s.Conversation != sari.LID() || s.Account != "whatsapp" {
				t.Errorf("status %+v", s)
			}
		}
		w.stop()
		w.says(sari, "AC02", "masih rahasia")
		w.start()
		if in := w.stored(2)[1]; in.ID != "AC02" || in.Conversation != sari.LID() {
			t.Errorf("after the restart came %+v", in)
		}
		w.delivers(answer(sari, 2, "Masih kami urus."))
		w.shows(sari, 2)
		if err := w.bot.Health(); err != nil {
			t.Error(err)
		}
	})
}

func TestPairsByTypedCode(t *testing.T) {
	w := newWorld(t, sqlite(t), false)
	w.phone = number(0)
	w.start()
	w.await("a code to type", func() bool { return w.last().Typed })
	code := w.last()
	if len(code.Code) != 9 || code.Until.IsZero() {
		t.Fatalf("offered %+v", code)
	}
	if err := w.net.Owner().Type(t.Context(), code.Code); err != nil {
		t.Fatal(err)
	}
	w.awaitConnection()
	w.says(w.citizen(), "AC01", "halo")
	w.stored(1)
}

// Two hundred in each direction at once; among writers of one database this once lost most of them.
func TestManyAtOnceLoseNothing(t *testing.T) {
	each(t, func(w *world) {
		const many, people = 200, 8
		w.pair()
		for n := range people { // each has written first, and was answered: two first messages that cross make the library ask again
			w.says(w.person(n+10), "AC", "halo")
			w.stored(n + 1)
			w.delivers(answer(w.person(n+10), int64(n*1000+1), "Selamat pagi."))
			w.shows(w.person(n+10), 1)
		}
		var all sync.WaitGroup
		for n := range people {
			p := w.person(n + 10)
			all.Go(func() {
				for i := range many / people {
					if _, err := p.Send(t.Context(), whatsapptest.Message{ID: fmt.Sprintf("AC%03d", i), Text: fmt.Sprintf("laporan %d", i), LID: w.lid}); err != nil {
						t.Error(err)
						return
					}
				}
			})
			all.Go(func() {
				for i := range many / people {
					w.delivers(answer(p, int64(n*1000+i+2), fmt.Sprintf("jawaban %d untuk %d", i, n)))
				}
			})
		}
		all.Wait()
		w.stored(people + many)
		for n := range people {
			for i, got := range w.shows(w.person(n+10), 1+many/people)[1:] {
				if want := fmt.Sprintf("jawaban %d untuk %d", i, n); got.Text != want || got.Retry {
					w.t.Errorf("message %d of %d is %q, sent again: %t", i, n, got.Text, got.Retry)
				}
			}
		}
		last := map[string]string{}
		for _, in := range w.inbox.Messages() {
			if in.ID <= last[in.Conversation] {
				w.t.Fatalf("%s came after %s", in.ID, last[in.Conversation])
			}
			last[in.Conversation] = in.ID
		}
	})
}

func TestLongTexts(t *testing.T) {
	w := newWorld(t, sqlite(t), true)
	w.pair()
	sari := w.citizen()
	w.says(sari, "AC01", "halo")
	w.stored(1)
	out := answer(sari, 1, strings.Repeat("kata ", 1500))
	receipt := w.delivers(out)
	if got := w.shows(sari, 2); got[1].ID != receipt.ID || len(got[0].Text)+len(got[1].Text) != 1500*5-1 {
		t.Errorf("it came as %d and %d", len(got[0].Text), len(got[1].Text))
	}
	if again := w.delivers(out); again != receipt {
		t.Errorf("again it is %q", again.ID)
	}
	w.shows(sari, 2)
}

func TestNumbersThatNobodyHas(t *testing.T) {
	w := newWorld(t, sqlite(t), false)
	w.pair()
	if _, err := w.send(kanal.Outgoing{Delivery: 1, Conversation: "628999999999@s.whatsapp.net", Text: "halo"}); !errors.Is(err, kanal.ErrUndeliverable) {
		t.Errorf("got %v", err)
	}
	officer := w.person(5) // who has never written
	if _, err := w.send(kanal.Outgoing{Delivery: 2, Conversation: officer.PN(), Text: "Tugas baru"}); err != nil {
		t.Error(err)
	}
	w.shows(officer, 1)
}

// An answer is typed before it comes, and a message is read only after it is stored.
func TestSeemsHuman(t *testing.T) {
	w := newWorld(t, sqlite(t), true)
	w.pair()
	whatsapp.TypeFor(w.bot, 30*time.Millisecond)
	sari := w.citizen()
	w.inbox.Before(func(_ context.Context, m kanal.Incoming) error {
		if m.ID != "" && w.heard("receipt read") > 0 {
			t.Error("read before it is stored")
		}
		return nil
	})
	w.says(sari, "AC01", "halo")
	w.stored(1)
	w.delivers(answer(sari, 1, "Selamat pagi."))
	w.shows(sari, 1)
	if w.heard("chatstate composing") != 1 {
		t.Errorf("heard %q", w.net.Heard())
	}
	w.await("it is read", func() bool { return w.heard("receipt read") == 1 })
	same := func(n int) error {
		_, err := w.send(answer(w.person(10+n), int64(100+n), "Kantor tutup besok."))
		return err
	}
	for n := range 5 {
		if err := same(n); err != nil {
			t.Fatal(err)
		}
	}
	var retry *kanal.RetryError
	if err := same(5); !errors.As(err, &retry) || retry.After > time.Minute {
		t.Errorf("the same words to one more: %v", err)
	}
}
