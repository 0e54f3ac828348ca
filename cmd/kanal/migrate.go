package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"kanal/storage"
)

type migrateCommand struct{}

// Run brings the database up to date, as every command that needs the store does.
func (migrateCommand) Run(ctx context.Context, std *streams) error {
	config, err := loadConfig()
	if err != nil {
		return err
	}
	store, err := openStore(ctx, config, newLog(std), false)
	if err != nil {
		return err
	}
	defer store.Close()
	_, err = fmt.Fprintln(std.out, "The database is up to date.")
	return err
}

// openStore opens and migrates the configured database. The server of a SQLite file opens it exclusively.
func openStore(ctx context.Context, c Config, log *slog.Logger, exclusive bool) (*storage.Store, error) {
	secret, err := c.secret()
	if err != nil {
		return nil, err
	}
	if path, ok := strings.CutPrefix(c.DatabaseURL, "sqlite:"); ok {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, fmt.Errorf("making the folder of the database: %w", err)
		}
	}
	store, err := storage.Open(ctx, storage.Options{URL: c.DatabaseURL, DirectURL: c.DirectURL, Secret: secret, Exclusive: exclusive, Log: log})
	switch {
	case errors.Is(err, storage.ErrWrongKey):
		return nil, errors.New("KANAL_SECRET_KEY (or the key file) is not the one this database was made with")
	case errors.Is(err, storage.ErrLocked):
		return nil, errors.New("another kanal serves this SQLite file; several servers need PostgreSQL")
	case err != nil:
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	return store, nil
}

func newLog(std *streams) *slog.Logger {
	return slog.New(slog.NewTextHandler(std.err, nil))
}

type versionCommand struct{}

// Run prints the version the program was built from.
func (versionCommand) Run(std *streams) error {
	_, err := fmt.Fprintln(std.out, "kanal", version())
	return err
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	return info.Main.Version
}
