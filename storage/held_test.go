package storage_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"kanal"
	"kanal/storage"
)

// hold claims what is due and finishes it as held.
func hold(t *testing.T, s *storage.Store, c *clock) []storage.Delivery {
	t.Helper()
	claimed := claim(t, s, c, "one")
	var outcomes []storage.Outcome
	for _, d := range claimed {
		outcomes = append(outcomes, storage.Outcome{Delivery: d.Delivery, State: kanal.StateHeld, Trouble: "window", Began: c.now()})
	}
	if err := s.Finish(t.Context(), "one", outcomes...); err != nil {
		t.Fatal(err)
	}
	return claimed
}

// writes is what happens when somebody writes: their conversation is locked, what is held goes free.
func writes(t *testing.T, s *storage.Store, c *clock, chat string) bool {
	t.Helper()
	freed := false
	err := s.InTx(t.Context(), func(tx *storage.Store) error {
		list, err := tx.Conversations(t.Context(), []storage.Address{{Account: "sms", Chat: chat}}, nil)
		if err != nil {
			return err
		}
		list[0].HeardAt = c.now()
		released, err := tx.ReleaseHeld(t.Context(), list[0].ID)
		if err != nil {
			return err
		}
		freed = released[list[0].ID]
		return tx.Write(t.Context(), &storage.Work{Conversations: list})
	})
	if err != nil {
		t.Fatal(err)
	}
	return freed
}

func TestHeldMessagesWaitForTheirRecipient(t *testing.T) {
	eachAtNoon(t, func(t *testing.T, s *storage.Store, c *clock) {
		ani, budi := conversation(t, s, "sms", "+1"), conversation(t, s, "sms", "+2")
		first, second := send(t, s, ani, "", "a1"), send(t, s, ani, "", "a2")
		other := send(t, s, budi, "", "b1")
		if got := hold(t, s, c); texts(got) != "a1 b1 " || got[0].Knocked || got[1].Knocked {
			t.Fatalf("claimed %+v", got)
		}
		if got := hold(t, s, c); texts(got) != "a2 " || !got[0].Knocked { // it stands in nobody's way
			t.Fatalf("then claimed %+v", got)
		}
		c.pass(30 * time.Hour)
		if got := claim(t, s, c, "one"); len(got) != 0 {
			t.Fatalf("held, but claimed: %s", texts(got))
		}
		if _, waits, err := s.NextDelivery(t.Context(), "sms"); waits || err != nil {
			t.Fatalf("held, but next: %t, %v", waits, err)
		}
		if !writes(t, s, c, "+1") || writes(t, s, c, "+1") {
			t.Error("what was held is told wrongly")
		}
		later := send(t, s, ani, "", "a3")
		for _, want := range []string{"a1 ", "a2 ", "a3 "} {
			got := claim(t, s, c, "one")
			if texts(got) != want || got[0].Knocked || !got[0].HeardAt.Equal(c.now()) {
				t.Fatalf("after they wrote: claimed %+v, want %s", got, want)
			}
			if err := s.Finish(t.Context(), "one", storage.Outcome{Delivery: got[0].Delivery, State: kanal.StateSent, Receipt: "r" + got[0].Text}); err != nil {
				t.Fatal(err)
			}
		}
		for id, want := range map[int64]kanal.DeliveryState{first: kanal.StateSent, second: kanal.StateSent, later: kanal.StateSent, other: kanal.StateHeld} {
			if got := state(t, s, id); got != want {
				t.Errorf("message %d is %s, want %s", id, got, want)
			}
		}
	})
}

func TestWhoWritesDuringTheTryIsAnswered(t *testing.T) {
	eachAtNoon(t, func(t *testing.T, s *storage.Store, c *clock) {
		id := send(t, s, conversation(t, s, "sms", "+1"), "", "a1")
		claimed := claim(t, s, c, "one")
		began := c.now()
		c.pass(time.Second)
		if writes(t, s, c, "+1") {
			t.Error("nothing was held yet")
		}
		c.pass(time.Second)
		if err := s.Finish(t.Context(), "one", storage.Outcome{Delivery: claimed[0].Delivery, State: kanal.StateHeld, Began: began}); err != nil {
			t.Fatal(err)
		}
		if got := claim(t, s, c, "two"); len(got) != 1 || got[0].Delivery != id {
			t.Errorf("claimed %+v, want it again", got)
		}
	})
}

func TestHeldOnesExpireAndEnd(t *testing.T) {
	eachAtNoon(t, func(t *testing.T, s *storage.Store, c *clock) {
		ani := conversation(t, s, "sms", "+1")
		card, answer := send(t, s, ani, "card", "kartu"), send(t, s, ani, "", "jawaban")
		hold(t, s, c)
		hold(t, s, c)
		send(t, s, ani, "card", "kartu baru")
		if got := state(t, s, card); got != kanal.StateExpired {
			t.Errorf("a held card that a newer one replaced is %s", got)
		}
		for _, days := range []int{29, 31} {
			n, err := s.GiveUpHeld(t.Context(), noon.AddDate(0, 0, days-30))
			if err != nil || n != int64(days/31) {
				t.Errorf("after %d days %d ended, %v", days, n, err)
			}
		}
		if m := must[*storage.Message](t)(s.Message(t.Context(), answer)); m.State != kanal.StateDead || m.Trouble != "gave_up" {
			t.Errorf("it is %s, %s", m.State, m.Trouble)
		}
	})
}

func TestTakenBack(t *testing.T) {
	eachAtNoon(t, func(t *testing.T, s *storage.Store, c *clock) {
		ani := conversation(t, s, "sms", "+1")
		tell := func(id int64, receipt string, state kanal.DeliveryState) error {
			return s.SetDelivery(t.Context(), kanal.DeliveryStatus{Account: "sms", Delivery: id, ID: receipt, State: state, Reason: "131047"})
		}
		try := func(id int64, receipt string) {
			t.Helper()
			if got := claim(t, s, c, "one"); len(got) != 1 || got[0].Delivery != id {
				t.Fatalf("claimed %+v", got)
			}
			if err := tell(id, receipt, kanal.StateHeld); !errors.Is(err, kanal.ErrConflict) {
				t.Errorf("told before the receipt is written down: %v", err)
			}
			if err := s.Finish(t.Context(), "one", storage.Outcome{Delivery: id, State: kanal.StateSent, Receipt: receipt}); err != nil {
				t.Fatal(err)
			}
			c.pass(time.Second)
		}
		is := func(id int64, want kanal.DeliveryState) {
			t.Helper()
			if got := state(t, s, id); got != want {
				t.Errorf("it is %s, want %s", got, want)
			}
		}
		told := func(id int64, receipt string, state, want kanal.DeliveryState) {
			t.Helper()
			if err := tell(id, receipt, state); err != nil {
				t.Fatal(err)
			}
			is(id, want)
		}
		id := send(t, s, ani, "", "jawaban")
		try(id, "r1")
		told(id, "r1", kanal.StateHeld, kanal.StateHeld)
		told(id, "r1", kanal.StateHeld, kanal.StateHeld) // told again
		c.pass(time.Hour)
		writes(t, s, c, "+1")
		told(id, "r1", kanal.StateHeld, kanal.StatePending)
		try(id, "r2")
		told(id, "r1", kanal.StateHeld, kanal.StateSent) // of the earlier try
		c.pass(time.Hour)
		writes(t, s, c, "+1")
		told(id, "r2", kanal.StateHeld, kanal.StatePending) // but they have written since
		for i := 3; i <= 5; i++ {
			try(id, fmt.Sprint("r", i))
			if i == 5 {
				break
			}
			told(id, fmt.Sprint("r", i), kanal.StatePending, kanal.StatePending) // a passing failure
			if got := claim(t, s, c, "one"); len(got) != 0 {
				t.Error("tried again at once")
			}
			c.pass(time.Hour)
		}
		told(id, "r5", kanal.StatePending, kanal.StateFailed) // too often
		told(id, "r5", kanal.StateHeld, kanal.StateFailed)
		read := send(t, s, ani, "", "lagi")
		try(read, "r9")
		told(read, "r9", kanal.StateRead, kanal.StateRead)
		told(read, "r9", kanal.StateHeld, kanal.StateRead)
		card := send(t, s, ani, "card", "kartu")
		try(card, "r10")
		send(t, s, ani, "card", "kartu baru")
		told(card, "r10", kanal.StateHeld, kanal.StateExpired)
		if err := tell(0, "never", kanal.StateHeld); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("of a message that is none of ours: %v", err)
		}
	})
}

// Whoever holds and whoever releases at the same moment see each other: nothing stays held after its recipient wrote.
func TestHoldingAndWritingAtOnce(t *testing.T) {
	eachAtNoon(t, func(t *testing.T, s *storage.Store, c *clock) {
		for round := range 20 {
			chat := fmt.Sprint("+", round)
			id := send(t, s, conversation(t, s, "sms", chat), "", "a")
			claimed := claim(t, s, c, "one")
			began := c.now()
			c.pass(time.Second)
			done := make(chan error, 1)
			go func() {
				done <- s.Finish(context.WithoutCancel(t.Context()), "one", storage.Outcome{Delivery: claimed[0].Delivery, State: kanal.StateHeld, Began: began})
			}()
			writes(t, s, c, chat)
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			if got := state(t, s, id); got != kanal.StatePending {
				t.Fatalf("round %d: it is %s after its recipient wrote", round, got)
			}
			if err := s.Finish(t.Context(), "two", storage.Outcome{Delivery: id, State: kanal.StateSent}); err != nil {
				t.Fatal(err)
			}
			for _, d := range claim(t, s, c, "two") {
				if err := s.Finish(t.Context(), "two", storage.Outcome{Delivery: d.Delivery, State: kanal.StateSent}); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
