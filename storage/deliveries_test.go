package storage_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// clock is a time that tests set.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// eachAtNoon is Each with a clock that stands at noon.
func eachAtNoon(t *testing.T, test func(t *testing.T, s *storage.Store, c *clock)) {
	t.Helper()
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		c := &clock{at: noon}
		test(t, storagetest.OpenWith(t, storage.Options{URL: db.URL, Now: c.now}), c)
	})
}

// send queues a message.
func send(t *testing.T, s *storage.Store, conversation int64, slot, text string) int64 {
	t.Helper()
	m := &storage.Message{Conversation: conversation, Out: true, Account: "sms", Slot: slot, Text: text, At: noon}
	if err := s.Write(t.Context(), &storage.Work{Messages: []*storage.Message{m}}); err != nil {
		t.Fatal(err)
	}
	return m.ID
}

// claim returns the texts that an owner gets for a minute.
func claim(t *testing.T, s *storage.Store, c *clock, owner string) []storage.Delivery {
	t.Helper()
	return must[[]storage.Delivery](t)(s.Claim(t.Context(), "sms", owner, c.now().Add(time.Minute), 10))
}

func texts(list []storage.Delivery) string {
	all := ""
	for _, d := range list {
		all += d.Text + " "
	}
	return all
}

func state(t *testing.T, s *storage.Store, id int64) kanal.DeliveryState {
	t.Helper()
	return must[*storage.Message](t)(s.Message(t.Context(), id)).State
}

func TestClaimIsTheOldestOfEachRecipient(t *testing.T) {
	eachAtNoon(t, func(t *testing.T, s *storage.Store, c *clock) {
		ctx, ani, budi := t.Context(), conversation(t, s, "sms", "+1"), conversation(t, s, "sms", "+2")
		first := send(t, s, ani, "", "a1")
		send(t, s, ani, "", "a2")
		other := send(t, s, budi, "", "b1")
		got := claim(t, s, c, "one")
		if texts(got) != "a1 b1 " || got[0].Conversation != "+1" || got[0].Tries != 1 || got[0].ConversationID != ani || got[0].Delivery != first {
			t.Fatalf("claimed %+v", got)
		}
		if got := claim(t, s, c, "two"); len(got) != 0 {
			t.Fatalf("claimed twice: %s", texts(got))
		}
		if at, ok, err := s.NextDelivery(ctx, "sms"); err != nil || ok {
			t.Errorf("next while both are on their way: %v %t %v", at, ok, err)
		}
		// A claim that nobody finished comes again, and its former owner no longer decides.
		c.pass(2 * time.Minute)
		if got := claim(t, s, c, "two"); texts(got) != "a1 b1 " || got[0].Tries != 2 {
			t.Fatalf("after the claim lapsed: %s", texts(got))
		}
		if err := s.Finish(ctx, "one", storage.Outcome{Delivery: first, State: kanal.StateDead}); err != nil {
			t.Fatal(err)
		}
		if state(t, s, first) != kanal.StatePending {
			t.Error("a former owner finished it")
		}
		err := s.Finish(ctx, "two", storage.Outcome{Delivery: first, State: kanal.StateDead, Trouble: "blocked"},
			storage.Outcome{Delivery: other, State: kanal.StatePending, NextAt: c.now().Add(time.Hour), Trouble: "away"})
		if err != nil {
			t.Fatal(err)
		}
		last := send(t, s, budi, "", "b2")
		// The dead one does not block the next; one to be tried again does.
		if got := claim(t, s, c, "one"); texts(got) != "a2 " {
			t.Errorf("after a dead one: %s", texts(got))
		}
		if dead := must[[]*storage.Message](t)(s.Dead(ctx, 5)); len(dead) != 1 || dead[0].ID != first || dead[0].Trouble != "blocked" {
			t.Errorf("dead: %+v", dead)
		}
		if at, ok, err := s.NextDelivery(ctx, "sms"); err != nil || !ok || !at.Equal(c.now().Add(time.Hour)) {
			t.Errorf("next: %v %t %v", at, ok, err)
		}
		c.pass(time.Hour)
		if got := claim(t, s, c, "one"); texts(got) != "a2 b1 " && texts(got) != "b1 a2 " {
			t.Errorf("an hour later: %s", texts(got))
		}
		if state(t, s, last) != kanal.StatePending {
			t.Error("b2 is not waiting")
		}
	})
}

func TestANewerCardReplacesAnUnsentOne(t *testing.T) {
	eachAtNoon(t, func(t *testing.T, s *storage.Store, c *clock) {
		ani := conversation(t, s, "sms", "+1")
		first, second := send(t, s, ani, "card", "1"), send(t, s, ani, "card", "2")
		if state(t, s, first) != kanal.StateExpired {
			t.Error("the older card is still to be sent")
		}
		if got := claim(t, s, c, "one"); texts(got) != "2 " {
			t.Fatalf("claimed %s", texts(got))
		}
		third := send(t, s, ani, "card", "3") // the second one is on its way
		if state(t, s, second) != kanal.StatePending {
			t.Error("a card on its way expired")
		}
		again := storage.Outcome{Delivery: second, State: kanal.StatePending, NextAt: c.now().Add(time.Hour)}
		if err := s.Finish(t.Context(), "one", again); err != nil {
			t.Fatal(err)
		}
		if got := claim(t, s, c, "one"); state(t, s, second) != kanal.StateExpired || texts(got) != "3 " || got[0].Delivery != third {
			t.Errorf("after a failed try of a replaced card: %s", texts(got))
		}
	})
}

func TestClaimersNeverShare(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		const people, each = 30, 3
		for p := range people {
			id := conversation(t, s, "sms", fmt.Sprint(p))
			var w storage.Work
			for range each {
				w.Messages = append(w.Messages, &storage.Message{Conversation: id, Out: true, Account: "sms", Text: "x", At: noon})
			}
			if err := s.Write(t.Context(), &w); err != nil {
				t.Fatal(err)
			}
		}
		var mu sync.Mutex
		last, sent := map[int64]int64{}, 0
		var all errgroup.Group
		for worker := range 4 {
			all.Go(func() error {
				owner := fmt.Sprint("worker", worker)
				for {
					got, err := s.Claim(context.Background(), "sms", owner, time.Now().Add(time.Hour), 5)
					if err != nil {
						return err
					}
					mu.Lock()
					done := sent == people*each
					var outcomes []storage.Outcome
					for _, d := range got {
						if d.Delivery <= last[d.ConversationID] {
							mu.Unlock()
							return fmt.Errorf("delivery %d after %d", d.Delivery, last[d.ConversationID])
						}
						last[d.ConversationID], sent = d.Delivery, sent+1
						outcomes = append(outcomes, storage.Outcome{Delivery: d.Delivery, State: kanal.StateSent})
					}
					mu.Unlock()
					if done {
						return nil
					}
					if err := s.Finish(context.Background(), owner, outcomes...); err != nil {
						return err
					}
				}
			})
		}
		if err := all.Wait(); err != nil || sent != people*each {
			t.Errorf("%d sent, %v", sent, err)
		}
	})
}

func TestADeliveryNeverGoesBack(t *testing.T) {
	eachAtNoon(t, func(t *testing.T, s *storage.Store, c *clock) {
		ctx, ani := t.Context(), conversation(t, s, "sms", "+1")
		id := send(t, s, ani, "", "a")
		claim(t, s, c, "one")
		set := func(d kanal.DeliveryStatus, want kanal.DeliveryState) {
			t.Helper()
			d.Account = "sms"
			if err := s.SetDelivery(ctx, d); err != nil {
				t.Fatal(err)
			}
			if got := state(t, s, id); got != want {
				t.Errorf("after %s: %s", d.State, got)
			}
		}
		set(kanal.DeliveryStatus{Delivery: id, State: kanal.StateDelivered}, kanal.StateDelivered) // overtakes the answer of Send
		if err := s.Finish(ctx, "one", storage.Outcome{Delivery: id, State: kanal.StateSent, Receipt: "N1"}); err != nil {
			t.Fatal(err)
		}
		set(kanal.DeliveryStatus{ID: "N1", State: kanal.StateSent}, kanal.StateDelivered)
		set(kanal.DeliveryStatus{ID: "N1", State: kanal.StateRead}, kanal.StateRead)
		set(kanal.DeliveryStatus{ID: "N1", State: kanal.StateFailed}, kanal.StateRead)
		if err := s.SetDelivery(ctx, kanal.DeliveryStatus{Account: "telegram", ID: "N1", State: kanal.StateRead}); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("of another account: %v", err)
		}
		id = send(t, s, ani, "", "b")
		set(kanal.DeliveryStatus{Delivery: id, State: kanal.StateFailed, Reason: "17"}, kanal.StateFailed)
		set(kanal.DeliveryStatus{Delivery: id, State: kanal.StateDelivered}, kanal.StateFailed)
		if m := must[*storage.Message](t)(s.Message(ctx, id)); m.Trouble != "17" {
			t.Errorf("trouble: %q", m.Trouble)
		}
		set(kanal.DeliveryStatus{Conversation: "+1", State: kanal.StateBlocked}, kanal.StateFailed)
		send(t, s, ani, "", "c")
		if got := claim(t, s, c, "one"); len(got) != 1 || !got[0].Blocked {
			t.Errorf("of one who blocks: %+v", got)
		}
	})
}

func TestTheReportOfAnAnsweredMessage(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		made, err := receive(ctx, s, 0, arrival{"1", "in-1", "jalan"})
		if err != nil {
			t.Fatal(err)
		}
		got := must[[]storage.Delivery](t)(s.Claim(ctx, "sms:kannel", "one", time.Now().Add(time.Minute), 1))
		if err := s.Finish(ctx, "one", storage.Outcome{Delivery: got[0].Delivery, State: kanal.StateSent, Receipt: "out-1"}); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"in-1", "out-1"} {
			if report, err := s.ReportByReceipt(ctx, made[0].Conversation, id); err != nil || report != made[0].ID {
				t.Errorf("%s: %d, %v", id, report, err)
			}
		}
		for _, id := range []string{"", "out-2"} {
			if _, err := s.ReportByReceipt(ctx, made[0].Conversation, id); !errors.Is(err, kanal.ErrNotFound) {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
}
