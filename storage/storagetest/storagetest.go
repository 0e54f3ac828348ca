// Package storagetest gives tests real databases: SQLite always, PostgreSQL where a server is named by
// TEST_POSTGRES_URL or its programs are installed. Every test gets a fresh one.
package storagetest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"kanal/storage"
)

// Secret is the key of every database that Each opens.
const Secret = "a secret for tests alone"

// Database is one fresh, empty database.
type Database struct {
	Name string // "sqlite" or "postgres"
	URL  string
}

// Each runs a test on a fresh Store of every kind of database. A kind that is absent is skipped by name.
func Each(t *testing.T, test func(t *testing.T, s *storage.Store)) {
	t.Helper()
	EachURL(t, func(t *testing.T, db Database) { test(t, Open(t, db.URL)) })
}

// EachURL is Each for tests that open the database themselves, perhaps several times.
func EachURL(t *testing.T, test func(t *testing.T, db Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, Database{"sqlite", SQLite(t)}) })
	t.Run("postgres", func(t *testing.T) { test(t, Database{"postgres", Postgres(t)}) })
}

// EachBench is Each for benchmarks; the databases keep every commit through a loss of power.
func EachBench(b *testing.B, bench func(b *testing.B, s *storage.Store)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { bench(b, Open(b, SQLite(b))) })
	b.Run("postgres", func(b *testing.B) { bench(b, Open(b, PostgresDurable(b))) })
}

// URLs returns one fresh, empty database of every kind that is there.
func URLs(t testing.TB) []Database {
	t.Helper()
	list := []Database{{"sqlite", SQLite(t)}}
	if url, absent := postgres(t, false); absent == "" {
		list = append(list, Database{"postgres", url})
	} else {
		mustSkip(t, absent, false)
		t.Logf("no PostgreSQL: %s", absent)
	}
	return list
}

// Open opens a Store and closes it at the end of the test.
func Open(t testing.TB, url string) *storage.Store {
	t.Helper()
	return OpenWith(t, storage.Options{URL: url})
}

// OpenWith is Open with options; an empty Secret is the one of tests.
func OpenWith(t testing.TB, o storage.Options) *storage.Store {
	t.Helper()
	if o.Secret == nil {
		o.Secret = []byte(Secret)
	}
	s, err := storage.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}

// SQLite returns the URL of a SQLite database that is not there yet.
func SQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "kanal.db")
}

// Postgres returns the URL of a fresh, empty PostgreSQL database, dropped after the test, or skips it.
func Postgres(t testing.TB) string {
	t.Helper()
	url, absent := postgres(t, false)
	mustSkip(t, absent, true)
	return url
}

// PostgresDurable is Postgres whose commits wait for the disk, for benchmarks.
func PostgresDurable(t testing.TB) string {
	t.Helper()
	url, absent := postgres(t, true)
	mustSkip(t, absent, true)
	return url
}

// Eventually waits until a fact holds, for ten seconds at most.
func Eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(30 * time.Second)
	for !holds() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("waited 30 s and still not: %s", what)
		}
	}
}
