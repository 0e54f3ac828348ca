package storage_test

import (
	"errors"
	"testing"
	"time"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

func TestUndoModel(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		if _, err := s.UndoModel(t.Context()); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("nothing to undo gives %v", err)
		}
		at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
		for i, version := range []string{"first", "second", "third", "fourth"} {
			m := &storage.Model{Version: version, Data: []byte(version), Active: true, Metrics: "{}", MadeAt: at.Add(time.Duration(i) * time.Hour)}
			if err := s.SaveModel(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		for _, want := range []string{"third", "second", ""} { // three are kept
			got, err := s.UndoModel(t.Context())
			if err != nil || got != want {
				t.Fatalf("undo puts %q in use, want %q: %v", got, want, err)
			}
			if now, err := s.ActiveVersion(t.Context()); err != nil || now != want {
				t.Errorf("in use is %q, want %q: %v", now, want, err)
			}
		}
	})
}
