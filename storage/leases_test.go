package storage_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"kanal/storage"
	"kanal/storage/storagetest"
)

func TestPaceOverOneSecond(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		const perSecond, n = 200, 400
		var mu sync.Mutex
		var at []time.Time
		var all errgroup.Group
		start := time.Now()
		for range 4 {
			all.Go(func() error {
				for range n / 4 {
					wait, err := s.Pace(context.Background(), "sms", perSecond, 1)
					mu.Lock()
					at = append(at, time.Now().Add(wait))
					mu.Unlock()
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		last := start
		for _, a := range at {
			if a.After(last) {
				last = a
			}
		}
		// All reservations are given at once; the last lies as far ahead as the pace demands.
		if took, least := last.Sub(start), time.Second*(n-1)/perSecond; took < least-50*time.Millisecond {
			t.Errorf("%d sends in %v, at least %v was due", n, took, least)
		}
		if wait, err := s.Pace(t.Context(), "other", 1, 3); err != nil || wait > 10*time.Millisecond {
			t.Errorf("another account waits %v, %v", wait, err)
		}
		if wait, err := s.Pace(t.Context(), "other", 1, 1); err != nil || wait < 2*time.Second {
			t.Errorf("after three at one a second: %v, %v", wait, err)
		}
	})
}

func TestWhoHasALease(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		owner := func(want string) {
			t.Helper()
			if got, err := s.LeaseOwner(t.Context(), "a"); err != nil || got != want {
				t.Errorf("%q has the lease, want %q, %v", got, want, err)
			}
		}
		owner("")
		must[bool](t)(s.Lease(t.Context(), "a", "me", time.Hour))
		owner("me")
		must[bool](t)(s.Lease(t.Context(), "a", "me", -time.Second))
		owner("")
	})
}

func TestLeases(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		for i, step := range []struct {
			owner string
			d     time.Duration
			want  bool
		}{
			{"one", time.Hour, true}, {"two", time.Hour, false}, {"one", time.Hour, true},
			{"one", -time.Second, true}, {"two", time.Hour, true}, {"one", time.Hour, false},
		} {
			if got, err := s.Lease(ctx, "telegram", step.owner, step.d); err != nil || got != step.want {
				t.Errorf("step %d: %t, %v", i, got, err)
			}
		}
		if err := errors.Join(s.Release(ctx, "telegram", "one"), s.Release(ctx, "telegram", "two")); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Lease(ctx, "telegram", "one", time.Hour); err != nil || !got {
			t.Errorf("after the release: %t, %v", got, err)
		}
	})
}

func TestWakesReachAllProcesses(t *testing.T) {
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		mine := storagetest.Open(t, db.URL)
		subscribers := []<-chan storage.Wake{mine.Wakes(t.Context())}
		if mine.Shared() {
			subscribers = append(subscribers, storagetest.Open(t, db.URL).Wakes(t.Context()))
		}
		id := conversation(t, mine, "sms", "1")
		for _, wakes := range subscribers {
			// Listening begins some time after the subscription, so the first may be lost.
			storagetest.Eventually(t, "a wake", func() bool {
				send(t, mine, id, "", "x")
				select {
				case w := <-wakes:
					return w == storage.Wake{Account: "sms", Conversation: id}
				default:
					return false
				}
			})
		}
	})
}

func TestSubscriptionsEnd(t *testing.T) {
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		s, err := storage.Open(t.Context(), storage.Options{URL: db.URL, Secret: []byte(storagetest.Secret)})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended, closed := s.Wakes(ctx), s.Wakes(t.Context())
		cancel()
		for range ended {
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		for range closed {
		}
	})
}
