package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
)

// Options say how to open a database.
type Options struct {
	URL       string           // "sqlite:PATH" or "postgres://…"
	DirectURL string           // PostgreSQL behind a pooler: how to reach it past that, for LISTEN and migrations; "" is URL
	Secret    []byte           // key material, at least 16 bytes, never kept in the database
	Exclusive bool             // for the process that serves a SQLite file: a second one gets ErrLocked
	Log       *slog.Logger     // nil logs nothing
	Now       func() time.Time // nil is time.Now
}

// Errors of Open.
var (
	ErrWrongKey = errors.New("the database belongs to another secret key")
	ErrLocked   = errors.New("another process serves this database")
)

// Store is one database, or one transaction of it: inside InTx the Store that is passed in does everything in
// that transaction. It is safe for concurrent use, except the one of a transaction.
type Store struct {
	*database
	tx    *sqlx.Tx // nil outside a transaction
	wakes []Wake   // to be sent with the commit
}

// database is what all Stores of one database share. Reads outside transactions have a pool of their own, so
// that they neither wait for the one writer of SQLite nor, inside a transaction, for themselves.
type database struct {
	engine engine
	writer *sqlx.DB
	reader *sqlx.DB
	direct string // for LISTEN; "" where the database cannot
	keys   keys
	hub    hub
	log    *slog.Logger
	now    func() time.Time
	lock   *os.File
	texts  sync.Map // SQL as written here → as the engine wants it
}

// Open opens a database, brings its schema up to date, fills empty tables with what kanal ships with, and
// checks that the secret is the one it was made with.
func Open(ctx context.Context, o Options) (*Store, error) {
	keys, err := newKeys(o.Secret)
	if err != nil {
		return nil, err
	}
	d := &database{keys: keys, log: o.Log, now: o.Now, hub: hub{origin: rand.Text()}}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.now == nil {
		d.now = time.Now
	}
	if err := d.connect(o); err != nil {
		return nil, err
	}
	s := &Store{database: d}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// prepare makes the schema and the first rows.
func (s *Store) prepare(ctx context.Context) error {
	if err := s.migrate(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return s.InTx(ctx, func(tx *Store) error {
		if err := tx.checkKey(ctx); err != nil {
			return err
		}
		return tx.seed(ctx)
	})
}

// Close ends all connections and subscriptions.
func (s *Store) Close() error {
	s.hub.close()
	err := errors.Join(s.writer.Close(), s.reader.Close())
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.reader.PingContext(ctx); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	return nil
}

// Shared tells whether several processes may use the database at once.
func (s *Store) Shared() bool { return s.engine.shared }

// InTx runs work in one transaction, which is committed when it returns nil and else rolled back. Inside, use
// only the Store that is passed in; its own InTx just runs work. Conversations are locked first and in one
// call, then reports: so transactions cannot wait for each other in a circle.
func (s *Store) InTx(ctx context.Context, work func(tx *Store) error) error {
	if s.tx != nil {
		return work(s)
	}
	tx, err := s.writer.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // does nothing after the commit
	in := &Store{database: s.database, tx: tx}
	if err := work(in); err != nil {
		return err
	}
	if err := in.announce(ctx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	s.hub.publish(in.wakes)
	return nil
}
