package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

func TestUsersAndBinding(t *testing.T) {
	eachAtNoon(t, func(t *testing.T, s *storage.Store, c *clock) {
		ctx := t.Context()
		u := &storage.User{Username: "petugas1", Name: "Petugas", Role: storage.Officer, Agency: "esdm", Password: "hash"}
		if err := s.CreateUser(ctx, u, "token"); err != nil || u.ID == 0 {
			t.Fatal(err)
		}
		if err := s.CreateUser(ctx, &storage.User{Username: "petugas1"}, ""); !errors.Is(err, kanal.ErrConflict) {
			t.Errorf("the same name: %v", err)
		}
		first, second := conversation(t, s, "telegram", "1"), conversation(t, s, "telegram", "2")
		if _, err := s.BindOfficer(ctx, "wrong", first); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("a wrong token: %v", err)
		}
		if bound := must[*storage.User](t)(s.BindOfficer(ctx, "token", first)); bound.ID != u.ID || bound.Bound != first || bound.Account != "telegram" {
			t.Errorf("bound %+v", bound)
		}
		if _, err := s.BindOfficer(ctx, "token", second); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("a used token: %v", err)
		}
		if err := s.NewBindToken(ctx, u.ID, "next"); err != nil {
			t.Fatal(err)
		}
		c.pass(8 * 24 * time.Hour)
		if _, err := s.BindOfficer(ctx, "next", second); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("an old token: %v", err)
		}
		if err := s.NewBindToken(ctx, u.ID, "last"); err != nil {
			t.Fatal(err)
		}
		must[*storage.User](t)(s.BindOfficer(ctx, "last", second))
		list := must[[]*storage.Conversation](t)(s.ConversationByID(ctx, second, first))
		if list[0].Officer != u.ID || list[1].Officer != 0 {
			t.Errorf("after moving: %d and %d", list[0].Officer, list[1].Officer)
		}
		if officers := must[[]*storage.User](t)(s.OfficersOf(ctx, "esdm")); len(officers) != 1 || officers[0].Bound != second {
			t.Errorf("officers: %+v", officers)
		}
		u.Disabled = true
		if err := s.SaveUser(ctx, u); err != nil {
			t.Fatal(err)
		}
		if officers := must[[]*storage.User](t)(s.OfficersOf(ctx, "esdm")); len(officers) != 1 || officers[0].Reachable() {
			t.Errorf("a disabled officer: %+v", officers)
		}
		if got := must[*storage.User](t)(s.UserByName(ctx, "petugas1")); !got.Disabled || got.Bound != 0 || got.Password != "hash" {
			t.Errorf("saved: %+v", got)
		}
		if _, err := s.User(ctx, 99); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}

func TestSessions(t *testing.T) {
	eachAtNoon(t, func(t *testing.T, s *storage.Store, c *clock) {
		sessions := s.Sessions()
		for _, data := range []string{"satu", "dua"} {
			if err := sessions.Commit("t", []byte(data), noon.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
			if got, found, err := sessions.Find("t"); err != nil || !found || string(got) != data {
				t.Errorf("found %q, %t, %v", got, found, err)
			}
		}
		if err := sessions.Commit("u", []byte("x"), noon.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		c.pass(90 * time.Minute)
		if err := s.DeleteExpiredSessions(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, found, err := sessions.Find("t"); err != nil || found {
			t.Errorf("expired: %t, %v", found, err)
		}
		if _, found, err := sessions.Find("u"); err != nil || !found {
			t.Errorf("not expired: %t, %v", found, err)
		}
		if err := sessions.Delete("u"); err != nil {
			t.Fatal(err)
		}
		if _, found, err := sessions.Find("u"); err != nil || found {
			t.Errorf("deleted: %t, %v", found, err)
		}
	})
}

func TestModels(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		if _, err := s.ActiveModel(ctx); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("none yet: %v", err)
		}
		wakes := s.Wakes(ctx)
		for i := range 5 {
			m := &storage.Model{Version: fmt.Sprint("v", i), Data: []byte{0, byte(i), 255}, Active: i == 0, Metrics: "{}", MadeAt: noon.Add(time.Duration(i) * time.Hour)}
			if err := s.SaveModel(ctx, m); err != nil {
				t.Fatal(err)
			}
		}
		if w := <-wakes; !w.Model {
			t.Errorf("woken by %+v", w)
		}
		if m := must[*storage.Model](t)(s.ActiveModel(ctx)); m.Version != "v0" || !slices.Equal(m.Data, []byte{0, 0, 255}) || !m.MadeAt.Equal(noon) {
			t.Errorf("in use: %+v", m)
		}
		if err := s.ActivateModel(ctx, "v3"); err != nil {
			t.Fatal(err)
		}
		if err := s.ActivateModel(ctx, "v1"); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("one that is gone: %v", err)
		}
		versions := ""
		for _, m := range must[[]*storage.Model](t)(s.Models(ctx)) {
			versions += m.Version
			if m.Active != (m.Version == "v3") {
				t.Errorf("%s in use: %t", m.Version, m.Active)
			}
		}
		if versions != "v4v3v2v0" {
			t.Errorf("kept: %s", versions)
		}
	})
}
