package storage_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

func TestAMessageRepeatedAtOnceIsStoredOnce(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		var all errgroup.Group
		for range 200 {
			all.Go(func() error {
				_, err := receive(context.Background(), s, 0, arrival{"+62811", "1", "lampu jalan mati"})
				return err
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		page, more, err := s.Tasks(t.Context(), storage.Filter{})
		if err != nil || more || len(page) != 1 {
			t.Errorf("%d reports, more=%t, %v", len(page), more, err)
		}
	})
}

func TestARepeatThatWasNotFilteredIsAConflict(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		id := conversation(t, s, "sms", "1")
		w := func() *storage.Work {
			return &storage.Work{Messages: []*storage.Message{{Conversation: id, External: "1", Text: "a"}, {Conversation: id, External: "2"}}}
		}
		if err := s.Write(t.Context(), w()); err != nil {
			t.Fatal(err)
		}
		if err := s.Write(t.Context(), w()); !errors.Is(err, kanal.ErrConflict) || storage.Unavailable(err) {
			t.Errorf("a repeat: %v", err)
		}
	})
}

func TestTwoChangesOfOneVersion(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		made, err := receive(t.Context(), s, 0, arrival{"1", "1", "jalan"})
		if err != nil {
			t.Fatal(err)
		}
		var conflicts, rounds int
		for range 10 {
			results := make(chan error, 2)
			var works [2]storage.Work
			for i := range works {
				r := must[*storage.Report](t)(s.Report(t.Context(), made[0].ID))
				apply(&works[i], r, kanal.Event{Kind: kanal.EventAdded}, nil)
				works[i].Changed = append(works[i].Changed, r)
			}
			for i := range works {
				go func() { results <- s.Write(context.Background(), &works[i]) }()
			}
			for range 2 {
				switch err := <-results; {
				case errors.Is(err, kanal.ErrConflict):
					conflicts++
				case err != nil:
					t.Fatal(err)
				}
			}
			rounds++
		}
		if r := must[*storage.Report](t)(s.Report(t.Context(), made[0].ID)); conflicts != rounds || r.Version != 2+rounds {
			t.Errorf("%d conflicts in %d rounds, version %d", conflicts, rounds, r.Version)
		}
	})
}

func TestConversationsMadeAtOnceAreOne(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ids := make(chan int64, 50)
		var all errgroup.Group
		for range cap(ids) {
			all.Go(func() error {
				list, err := s.Conversations(context.Background(), []storage.Address{{Account: "sms", Chat: "1"}}, nil)
				if err == nil {
					ids <- list[0].ID
				}
				return err
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		first := <-ids
		for range cap(ids) - 1 {
			if id := <-ids; id != first {
				t.Fatalf("conversations %d and %d", first, id)
			}
		}
		if id, found, err := s.ConversationOf(t.Context(), storage.Address{Account: "sms", Chat: "1"}); err != nil || !found || id != first {
			t.Errorf("found %d, %t, %v", id, found, err)
		}
		if _, found, err := s.ConversationOf(t.Context(), storage.Address{Account: "telegram", Chat: "1"}); err != nil || found {
			t.Errorf("the same number on another account: %t, %v", found, err)
		}
	})
}

func TestOverlappingBatchesDoNotDeadlock(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var all errgroup.Group
		for worker := range 6 {
			all.Go(func() error {
				for round := range 20 {
					addresses := make([]storage.Address, 20)
					for i := range addresses { // few in number and more each round, so that new ones meet too
						addresses[i] = storage.Address{Account: "sms", Chat: fmt.Sprint(rand.IntN(20 + round*10))}
					}
					err := s.InTx(ctx, func(tx *storage.Store) error {
						list, err := tx.Conversations(ctx, addresses, nil)
						if err != nil {
							return err
						}
						for i, c := range list {
							if c.Address != addresses[i] {
								return fmt.Errorf("asked for %v, got %v", addresses[i], c.Address)
							}
							c.State = fmt.Sprint(worker)
						}
						return tx.Write(ctx, &storage.Work{Conversations: list})
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := all.Wait(); err != nil {
			t.Error(err)
		}
	})
}

func TestReadingPastATransactionDoesNotDeadlock(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		var all errgroup.Group
		for range 40 { // more than there are connections
			all.Go(func() error {
				return s.InTx(ctx, func(tx *storage.Store) error {
					if err := tx.InTx(ctx, func(*storage.Store) error { return nil }); err != nil {
						return err
					}
					if err := tx.SetSetting(ctx, "a", "b"); err != nil {
						return err
					}
					if v, err := tx.Setting(ctx, "a"); err != nil || v != "b" {
						return fmt.Errorf("a transaction does not see what it wrote: %q, %w", v, err)
					}
					_, err := s.Setting(ctx, "a")
					return err
				})
			})
		}
		if err := all.Wait(); err != nil {
			t.Error(err)
		}
	})
}

func TestAPanicRollsBack(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		func() {
			defer func() { _ = recover() }()
			_ = s.InTx(t.Context(), func(tx *storage.Store) error {
				if err := tx.SetSetting(t.Context(), "a", "b"); err != nil {
					t.Error(err)
				}
				panic("a fault")
			})
		}()
		if v, err := s.Setting(t.Context(), "a"); err != nil || v != "" {
			t.Errorf("after a panic: %q, %v", v, err)
		}
		if err := s.SetSetting(t.Context(), "a", "c"); err != nil {
			t.Error(err)
		}
	})
}

func TestEveryHistoryFoldsToItsRow(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			made, err := receive(t.Context(), s, 0, arrival{fmt.Sprint(n), "1", "jalan"})
			if err != nil {
				rt.Fatal(err)
			}
			r := made[0]
			for range rapid.IntRange(0, 6).Draw(rt, "writes") {
				var w storage.Work
				for range rapid.IntRange(1, 3).Draw(rt, "events") {
					e := kanal.Event{Version: r.Version + 1, At: r.ChangedAt.Add(time.Second), Kind: kanal.EventCorrected,
						Status: rapid.SampledFrom(append(kanal.Statuses, "")).Draw(rt, "status"), Agency: rapid.SampledFrom([]string{"", "esdm", "dlh"}).Draw(rt, "agency"),
						Protection: rapid.SampledFrom([]kanal.Protection{"", kanal.Tersegel}).Draw(rt, "protection"), Rating: rapid.IntRange(0, 5).Draw(rt, "rating")}
					if _, err := r.Apply(e); err == nil {
						apply(&w, r, e, nil)
					}
				}
				w.Changed = append(w.Changed, r)
				if err := s.Write(t.Context(), &w); err != nil {
					rt.Fatal(err)
				}
			}
			row := must[*storage.Report](t)(s.Report(t.Context(), r.ID))
			folded, err := kanal.Fold(must[[]kanal.Event](t)(s.Events(t.Context(), r.ID)))
			if err != nil || folded != row.State || folded != r.State {
				rt.Fatalf("history folds to %+v, %v; the row is %+v", folded, err, row.State)
			}
		})
	})
}

func TestAMessageDoesNotWaitForItsRecipient(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		if !s.Shared() {
			return // one writer: everybody waits for everybody, and nobody in a circle
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		officer := conversation(t, s, "telegram", "1")
		err := s.InTx(ctx, func(tx *storage.Store) error {
			if _, err := tx.ConversationByID(ctx, officer); err != nil {
				return err
			}
			return s.Write(ctx, &storage.Work{Messages: []*storage.Message{{Conversation: officer, Out: true, Account: "telegram", Text: "Tugas baru"}}})
		})
		if err != nil {
			t.Error(err)
		}
	})
}
