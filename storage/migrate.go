package storage

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// variant is the migrations without those that are only for the other engine.
type variant struct {
	fs.FS
	without string
}

// Glob is what goose lists migrations with.
func (v variant) Glob(pattern string) ([]string, error) {
	names, err := fs.Glob(v.FS, pattern)
	return slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, v.without) }), err
}

// startsAtOnce is how many processes may find a new SQLite file at the same moment: it has no lock to wait at, and
// whoever was not the first to make a table tries again from where the first one is.
const startsAtOnce = 5

func (s *Store) migrate(ctx context.Context) error {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db, options := s.writer.DB, []goose.ProviderOption(nil)
	if s.engine.shared {
		// A session's lock needs a connection of its own that no pooler swaps.
		if db, err = sql.Open("postgres", s.direct); err != nil {
			return fmt.Errorf("connect: %w", err)
		}
		defer db.Close()
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(s.engine.dialect, db, variant{sub, s.engine.others}, options...)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	for tries := 1; err != nil && !s.engine.shared && tries < startsAtOnce; tries++ {
		_, err = provider.Up(ctx)
	}
	return err
}

// checkKey compares the key with the one the database was made with.
func (s *Store) checkKey(ctx context.Context) error {
	mine := s.keys.hash("check", "kanal")
	if _, err := s.exec(ctx, "INSERT INTO secrets (name, value) VALUES ('check', ?) ON CONFLICT DO NOTHING", mine); err != nil {
		return fmt.Errorf("check the secret key: %w", err)
	}
	var theirs []byte
	if err := s.get(ctx, &theirs, "SELECT value FROM secrets WHERE name = 'check'"); err != nil {
		return fmt.Errorf("check the secret key: %w", err)
	}
	if !slices.Equal(mine, theirs) {
		return ErrWrongKey
	}
	return nil
}
