package router

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"kanal"
	"kanal/router/dialog"
	"kanal/storage"
)

const road = "jalan poros di Tenggarong Seberang rusak parah, banyak lubang, truk amblas"

// insists hands in a message again and again, as a network does that got no acknowledgement.
func (h *house) insists(m kanal.Incoming) {
	var err error
	for range 20 {
		if err = h.router.Receive(h.t.Context(), m); err == nil {
			return
		}
	}
	h.t.Errorf("refused 20 times: %v", err)
}

// crafts puts conversations into a state that no dialog left behind.
func (h *house) crafts(account, state string, draft []byte, chats ...string) {
	h.t.Helper()
	err := h.store.InTx(h.t.Context(), func(tx *storage.Store) error {
		var list []storage.Address
		for _, chat := range chats {
			list = append(list, storage.Address{Account: account, Chat: chat})
		}
		conversations, err := tx.Conversations(h.t.Context(), list, nil)
		if err != nil {
			return err
		}
		for _, c := range conversations {
			c.State, c.Draft = state, draft
		}
		return tx.Write(h.t.Context(), &storage.Work{Conversations: conversations})
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) attention() int {
	h.t.Helper()
	list, err := h.store.Attention(h.t.Context(), 10000)
	if err != nil {
		h.t.Fatal(err)
	}
	return len(list)
}

func TestOneMessageTwoHundredTimesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := h.message("sms:kannel", "+628125550001", road)
		var all sync.WaitGroup
		gate := make(chan struct{})
		for range 200 {
			all.Go(func() {
				<-gate
				h.insists(m)
			})
		}
		close(gate)
		all.Wait()
		thread := h.history("sms:kannel", "+628125550001", 0)
		if len(thread) != 2 || !thread[1].Out {
			t.Errorf("%d messages: %s", len(thread), lines(thread))
		}
		h.only()
		h.holds()
	})
}

// A message that makes the program panic is kept for a person, its sender is told, and the next one is understood.
func TestAPanicIsKeptForAPerson(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		known := h.router.directory.Load()
		h.router.directory.Store(nil)
		for i := range 3 {
			h.receive(h.message("sms:kannel", fmt.Sprintf("+62812555%04d", i), road))
		}
		h.router.directory.Store(known)
		if n := h.attention(); n != 3 {
			t.Errorf("%d messages wait for an admin, want 3", n)
		}
		wantText(t, h.heard("sms:kannel", "+628125550000", 0), "akan dibaca petugas")
		wantText(t, h.says("sms:kannel", "+628125550000", road), "Tanggapan pertama")
	})
}

// A message in a conversation whose draft cannot be read is kept for a person, its sender is told, and everybody
// else's go in.
func TestOddMessagesHoldUpNobody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const people = 200
		chat := func(i int) string { return fmt.Sprintf("+62812555%04d", i) }
		var broken []string
		for i := range 20 {
			broken = append(broken, chat(10*i+1))
		}
		h.crafts("telegram", dialog.Card, []byte("{not json"), broken...)
		var all sync.WaitGroup
		for i := range people {
			m := h.message("telegram", chat(i), road)
			all.Go(func() { h.insists(m) })
		}
		all.Wait()
		if n := h.attention(); n != 20 {
			t.Errorf("%d messages wait for an admin, want 20", n)
		}
		h.quiet()
		h.quiet() // a pass wakes a hundred
		for i := range people {
			heard := h.heard("telegram", chat(i), 0)
			want := "Apakah begini maksud Anda?"
			if i%10 == 1 {
				want = "akan dibaca petugas"
			}
			if len(heard) != 1 || !strings.Contains(heard[0].Text, want) {
				t.Errorf("sender %d heard %q", i, lines(heard))
			}
		}
		for _, chat := range broken { // and the next message is understood again
			if heard := h.says("telegram", chat, road); !strings.Contains(lines(heard), "Apakah begini maksud Anda?") {
				t.Errorf("afterwards %s heard %q", chat, lines(heard))
			}
		}
	})
}

// A draft that cannot be read wakes up like any other: its words go to an admin, and the drafts behind it are filed.
func TestUnreadableDraftIsPutAside(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.says("telegram", "101", road)
		h.clock.add(1)
		h.says("telegram", "102", road)
		h.crafts("telegram", dialog.Card, []byte("{not json"), "101")
		h.clock.add(2 * dialog.Silence)
		if err := h.router.fileSilentDrafts(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantText(t, h.heard("telegram", "102", 0), h.only().Number.String())
		if n := h.attention(); n != 1 {
			t.Errorf("%d messages wait for an admin, want 1", n)
		}
	})
}

func TestMessagesOfAConversationKeepTheirOrder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const people, each = 50, 20
		var all sync.WaitGroup
		for p := range people {
			chat := fmt.Sprint("chat-", p)
			all.Go(func() {
				var arrivals []*arrival
				for i := range each { // handed in one after the other, without waiting for the one before
					m := h.message("telegram", chat, fmt.Sprintf("selamat pagi %d", i))
					m.Group, m.Kind = true, kanal.KindMessage
					a := &arrival{message: m, caller: storage.Caller{Address: storage.Address{Account: m.Account, Chat: chat}}, done: make(chan struct{})}
					h.router.intake.add(a)
					arrivals = append(arrivals, a)
				}
				for _, a := range arrivals {
					if <-a.done; a.err != nil {
						t.Error(a.err)
					}
				}
			})
		}
		all.Wait()
		for p := range people {
			thread := h.history("telegram", fmt.Sprint("chat-", p), 0)
			for i, m := range thread {
				if want := fmt.Sprintf("selamat pagi %d", i); m.Text != want {
					t.Fatalf("chat %d: %q in the place of %q", p, m.Text, want)
				}
			}
			if len(thread) != each {
				t.Errorf("chat %d: %d messages", p, len(thread))
			}
		}
	})
}

func TestClientThatGoesAwayUndoesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i := range 30 {
			m := h.message("sms:kannel", fmt.Sprint("+6281255500", i), road)
			ctx, cancel := context.WithCancel(t.Context())
			var all sync.WaitGroup
			all.Go(func() { h.router.Receive(ctx, m) }) // answered or not: nobody is there to hear it
			cancel()
			all.Wait()
			h.insists(m)
			if thread := h.history(m.Account, m.Conversation, 0); len(thread) != 2 {
				t.Errorf("%d messages: %s", len(thread), lines(thread))
			}
		}
		if n := len(h.reports()); n != 30 {
			t.Errorf("%d reports", n)
		}
		h.holds()
	})
}
