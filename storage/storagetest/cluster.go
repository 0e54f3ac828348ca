package storagetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/lib/pq" // the driver "postgres"
)

// The servers of this process are started by the first test that wants one. They end with the process.
var (
	quickServer   = sync.OnceValues(func() (server, error) { return newServer(false) })
	durableServer = sync.OnceValues(func() (server, error) { return newServer(true) })
)

// server is a PostgreSQL server. One of ours runs as long as hold is open: it must not be collected before the
// process ends.
type server struct {
	url  string
	hold io.Closer
}

// newServer is the server named by the environment, or a throw-away one.
func newServer(durable bool) (server, error) {
	if given := os.Getenv("TEST_POSTGRES_URL"); given != "" {
		return server{url: given}, nil
	}
	return startCluster(durable)
}

// postgres makes a fresh database, or says why there is none.
func postgres(t testing.TB, durable bool) (databaseURL, absent string) {
	t.Helper()
	start := quickServer
	if durable {
		start = durableServer
	}
	running, err := start()
	if err != nil {
		return "", err.Error()
	}
	u, err := url.Parse(running.url)
	if err != nil {
		t.Fatal("TEST_POSTGRES_URL is not a URL")
	}
	db, err := sql.Open("postgres", running.url)
	if err != nil {
		t.Fatal(err)
	}
	name := "kanal_test_" + strings.ToLower(rand.Text()[:12])
	if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("create a database: %v", err)
	}
	t.Cleanup(func() {
		defer db.Close()
		if _, err := db.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop the database: %v", err)
		}
	})
	u.Path = "/" + name
	return u.String(), ""
}

// mustSkip skips a test whose server is absent, or fails it where everything has to be there.
func mustSkip(t testing.TB, absent string, skip bool) {
	t.Helper()
	switch {
	case absent == "":
	case os.Getenv("CI") == "true":
		t.Fatal("PostgreSQL must be here when CI=true: " + absent)
	case skip:
		t.Skip("no PostgreSQL: " + absent)
	}
}

// await waits until a new server answers.
func await(address string) error {
	db, err := sql.Open("postgres", address)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if err = db.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", err)
		}
	}
}
