package storage

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the driver "postgres"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// engine is what one kind of database can do and how it says so. The words stand in the SQL of this package:
//
//	:blob   the type of bytes
//	:now    the database's clock in UTC microseconds
//	:lock   locks the rows that were selected from the table named or aliased d against changes, but lets others insert
//	        rows that refer to them: a message to an officer must not wait for what that officer does just now
//	:skip   the same, but passes over rows that somebody else has locked
type engine struct {
	dialect goose.Dialect
	bind    int // sqlx's kind of placeholder
	words   *strings.Replacer
	others  string // suffix of the migrations of the other engine
	shared  bool   // several processes may use it; it has LISTEN and advisory locks
}

func postgres() engine {
	return engine{
		dialect: goose.DialectPostgres, bind: sqlx.DOLLAR, others: ".sqlite.sql", shared: true,
		words: strings.NewReplacer(":blob", "BYTEA", ":now", "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)",
			":lock", "FOR NO KEY UPDATE OF d", ":skip", "FOR NO KEY UPDATE OF d SKIP LOCKED"),
	}
}

// sqlite has one writer, so whoever writes has locked everything already.
func sqlite() engine {
	return engine{
		dialect: goose.DialectSQLite3, bind: sqlx.QUESTION, others: ".postgres.sql",
		words: strings.NewReplacer(":blob", "BLOB", ":now", "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
			":lock", "", ":skip", ""),
	}
}

// Sizes of the pools. Writers of PostgreSQL are few because one commit carries many messages.
const (
	writers = 8
	readers = 8
)

func (d *database) connect(o Options) error {
	if path, ok := strings.CutPrefix(o.URL, "sqlite:"); ok && path != "" {
		return d.connectSQLite(path, o.Exclusive)
	}
	if strings.HasPrefix(o.URL, "postgres://") || strings.HasPrefix(o.URL, "postgresql://") {
		return d.connectPostgres(o)
	}
	return errors.New("database URL: neither sqlite:PATH nor postgres://…")
}

func (d *database) connectPostgres(o Options) error {
	u, err := url.Parse(o.URL)
	if err != nil {
		return errors.New("database URL: not a URL") // the error itself would show the password
	}
	q := u.Query()
	q.Set("binary_parameters", "yes") // a statement with arguments is one round trip instead of two
	u.RawQuery = q.Encode()
	d.engine, d.direct = postgres(), o.URL
	if o.DirectURL != "" {
		d.direct = o.DirectURL
	}
	if d.writer, err = open("postgres", u.String(), writers); err != nil {
		return err
	}
	d.reader, err = open("postgres", u.String(), readers)
	return err
}

func (d *database) connectSQLite(path string, exclusive bool) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	if exclusive {
		if d.lock, err = lockFile(path + ".lock"); err != nil {
			return err
		}
	}
	d.engine = sqlite()
	const pragmas = "?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)" +
		"&_pragma=synchronous(FULL)&_pragma=temp_store(MEMORY)"
	file := (&url.URL{Scheme: "file", OmitHost: true, Path: path}).String() + pragmas
	if d.writer, err = open("sqlite", file+"&_txlock=immediate", 1); err != nil {
		return err
	}
	d.reader, err = open("sqlite", file+"&_pragma=query_only(1)", readers)
	return err
}

func open(driver, source string, size int) (*sqlx.DB, error) {
	db, err := sqlx.Open(driver, source)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}
