package router

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// post queues messages to somebody and returns them.
func (h *house) post(account, chat, slot string, words ...string) []*storage.Message {
	h.t.Helper()
	var list []*storage.Message
	err := h.store.InTx(h.t.Context(), func(tx *storage.Store) error {
		conversations, err := tx.Conversations(h.t.Context(), []storage.Address{{Account: account, Chat: chat}}, nil)
		if err != nil {
			return err
		}
		for _, w := range words {
			list = append(list, &storage.Message{Conversation: conversations[0].ID, Out: true, Author: kanal.ByMachine, Text: w,
				Account: account, Slot: slot, At: h.clock.now()})
		}
		return tx.Write(h.t.Context(), &storage.Work{Messages: list})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

// turn lets a courier claim and send once, and returns how many it claimed.
func (h *house) turn(c *courier) int {
	h.t.Helper()
	claimed := c.claim(h.t.Context(), senders)
	var outcomes []storage.Outcome
	for _, d := range claimed {
		outcomes = append(outcomes, c.send(h.t.Context(), d))
	}
	if err := h.store.Finish(h.t.Context(), c.owner, outcomes...); err != nil {
		h.t.Fatal(err)
	}
	return len(claimed)
}

func (h *house) delivery(id int64) *storage.Message {
	h.t.Helper()
	m, err := h.store.Message(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return m
}

// runs starts a router and returns how to stop it and wait.
func (h *house) runs() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.router.Run(ctx)
	}()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			select {
			case <-done:
			case <-time.After(10 * time.Second):
				h.t.Error("the router does not stop")
			}
		})
	}
	h.t.Cleanup(stop)
	return stop
}

// eachCourier runs a test with a courier of one SMS account over both databases.
func eachCourier(t *testing.T, test func(t *testing.T, h *house, bot *phoneBot, c *courier)) {
	t.Helper()
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		bot := &phoneBot{account: "sms:test"}
		at := &clock{at: monday}
		h := newHouse(t, openAt(t, db, at), at, bot)
		test(t, h, bot, h.router.newCourier(bot))
	})
}

func TestDeliveriesKeepTheirOrder(t *testing.T) {
	eachCourier(t, func(t *testing.T, h *house, bot *phoneBot, _ *courier) {
		const people, each = 10, 8
		var n atomic.Int64
		bot.answer = func(kanal.Outgoing) error {
			if n.Add(1)%5 == 0 { // now and then the network wants it again at once
				return &kanal.RetryError{Err: errors.New("busy")}
			}
			return nil
		}
		stop := h.runs()
		for i := range each {
			for p := range people {
				h.post("sms:test", fmt.Sprint(p), "", fmt.Sprint(i))
			}
		}
		storagetest.Eventually(t, "all is sent", func() bool { return len(bot.all()) == people*each })
		stop()
		got := map[string][]string{}
		for _, out := range bot.all() {
			got[out.Conversation] = append(got[out.Conversation], out.Text)
		}
		for p, texts := range got {
			if !slices.IsSorted(texts) || len(slices.Compact(texts)) != each {
				t.Errorf("%s got %v", p, texts)
			}
		}
	})
}

func TestNetworkSaysWhenToComeAgain(t *testing.T) {
	eachCourier(t, func(t *testing.T, h *house, bot *phoneBot, c *courier) {
		list := h.post("sms:test", "1", "", "a", "b")
		bot.answer = func(kanal.Outgoing) error { return &kanal.RetryError{After: time.Hour, Err: errors.New("429")} }
		h.turn(c)
		bot.answer = nil
		h.clock.add(time.Hour - time.Second)
		if n := h.turn(c); n != 0 {
			t.Fatalf("%d sent before the hour was over", n)
		}
		h.clock.add(time.Second)
		h.turn(c)
		h.turn(c)
		if sent := bot.all(); len(sent) != 2 || sent[0].Text != "a" || sent[1].Text != "b" {
			t.Errorf("sent %+v", sent)
		}
		if m := h.delivery(list[0].ID); m.State != kanal.StateSent || m.Tries != 2 || m.Trouble != "" {
			t.Errorf("the first is %+v", m)
		}
	})
}

func TestPausesGrowUntilThreeDaysAreOver(t *testing.T) {
	eachCourier(t, func(t *testing.T, h *house, bot *phoneBot, c *courier) {
		list := h.post("sms:test", "1", "", "a", "b")
		bot.answer = func(out kanal.Outgoing) error {
			if out.Text == "a" {
				return errors.New("away")
			}
			return nil
		}
		for try := 0; h.delivery(list[0].ID).State == kanal.StatePending; try++ {
			if n := h.turn(c); n != 1 {
				t.Fatalf("try %d: %d claimed", try, n)
			}
			pause := pauses[min(try, len(pauses)-1)]
			h.clock.add(pause - time.Second)
			if h.delivery(list[0].ID).State == kanal.StatePending {
				if n := h.turn(c); n != 0 {
					t.Fatalf("try %d: again before %s", try, pause)
				}
			}
			h.clock.add(time.Second)
		}
		if m := h.delivery(list[0].ID); m.State != kanal.StateDead || m.Trouble != "gave_up" || h.clock.now().Sub(monday) < giveUpAfter {
			t.Errorf("after %s it is %s, %s", h.clock.now().Sub(monday), m.State, m.Trouble)
		}
		h.turn(c)
		if m := h.delivery(list[1].ID); m.State != kanal.StateSent {
			t.Errorf("the next one is %s", m.State)
		}
	})
}

func TestWhatCannotArriveLetsTheNextOneGo(t *testing.T) {
	eachCourier(t, func(t *testing.T, h *house, bot *phoneBot, c *courier) {
		list := h.post("sms:test", "1", "", "a", "b", "c")
		bot.answer = func(out kanal.Outgoing) error {
			switch out.Text {
			case "a":
				return fmt.Errorf("403: %w", kanal.ErrUndeliverable)
			case "b":
				panic("a channel stumbles over " + out.Text)
			}
			return nil
		}
		h.turn(c)
		h.turn(c)
		a, b := h.delivery(list[0].ID), h.delivery(list[1].ID)
		if a.State != kanal.StateDead || a.Trouble != "undeliverable" || b.State != kanal.StatePending || b.Tries != 1 {
			t.Errorf("a is %s (%s), b is %s after %d tries", a.State, a.Trouble, b.State, b.Tries)
		}
		bot.answer = nil
		h.clock.add(pauses[0])
		h.turn(c)
		h.turn(c)
		if sent := bot.all(); len(sent) != 2 || sent[0].Text != "b" || sent[1].Text != "c" {
			t.Errorf("sent %+v", sent)
		}
	})
}

func TestNothingGoesToWhoBlocks(t *testing.T) {
	eachCourier(t, func(t *testing.T, h *house, bot *phoneBot, c *courier) {
		list := h.post("sms:test", "1", "", "a")
		inbox := h.router.Inbox()
		block := kanal.DeliveryStatus{Account: "sms:test", Conversation: "1", State: kanal.StateBlocked}
		if err := inbox.Status(t.Context(), block); err != nil {
			t.Fatal(err)
		}
		h.turn(c)
		if m := h.delivery(list[0].ID); m.State != kanal.StateDead || m.Trouble != "blocked" || len(bot.all()) != 0 {
			t.Errorf("it is %s (%s), %d sent", m.State, m.Trouble, len(bot.all()))
		}
		block.State = kanal.StateUnblocked
		if err := inbox.Status(t.Context(), block); err != nil {
			t.Fatal(err)
		}
		h.post("sms:test", "1", "", "b")
		h.turn(c)
		if sent := bot.all(); len(sent) != 1 || sent[0].Text != "b" {
			t.Errorf("sent %+v", sent)
		}
		block.Conversation = "nobody we know"
		if err := inbox.Status(t.Context(), block); err != nil {
			t.Errorf("an unknown recipient: %v", err)
		}
	})
}

func TestNewerCardReplacesTheUnsentOne(t *testing.T) {
	eachCourier(t, func(t *testing.T, h *house, bot *phoneBot, c *courier) {
		first := h.post("sms:test", "1", "card", "one", "two")
		last := h.post("sms:test", "1", "card", "three")
		h.post("sms:test", "2", "card", "other")
		h.turn(c)
		if sent := bot.all(); len(sent) != 2 || sent[0].Text != "three" || sent[1].Text != "other" {
			t.Errorf("sent %+v", sent)
		}
		for _, m := range first {
			if state := h.delivery(m.ID).State; state != kanal.StateExpired {
				t.Errorf("%s is %s", m.Text, state)
			}
		}
		if state := h.delivery(last[0].ID).State; state != kanal.StateSent {
			t.Errorf("the last is %s", state)
		}
	})
}

func TestLapsedClaimIsSentAgainWithItsNumber(t *testing.T) {
	eachCourier(t, func(t *testing.T, h *house, bot *phoneBot, c *courier) {
		list := h.post("sms:test", "1", "", "a")
		lost, err := h.store.Claim(t.Context(), "sms:test", "a process that dies", h.clock.now().Add(claimFor), 10)
		if err != nil || len(lost) != 1 {
			t.Fatalf("%d claimed, %v", len(lost), err)
		}
		if n := h.turn(c); n != 0 {
			t.Fatal("sent while another process was at it")
		}
		h.clock.add(claimFor + time.Second)
		h.turn(c)
		sent := bot.all()
		if len(sent) != 1 || sent[0].Delivery != list[0].ID || sent[0].Delivery != lost[0].Delivery {
			t.Fatalf("sent %+v", sent)
		}
		late := storage.Outcome{Delivery: list[0].ID, State: kanal.StateDead, Trouble: "late"} // it was not dead after all
		if err := h.store.Finish(t.Context(), "a process that dies", late); err != nil {
			t.Fatal(err)
		}
		if m := h.delivery(list[0].ID); m.State != kanal.StateSent || m.Tries != 2 {
			t.Errorf("it is %s after %d tries", m.State, m.Tries)
		}
	})
}
