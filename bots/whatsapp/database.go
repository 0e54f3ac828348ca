package whatsapp

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/lib/pq"
	"go.mau.fi/whatsmeow/store/sqlstore"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// database is where whatsmeow keeps keys, sessions and what it decrypted but we have not stored yet.
type database struct {
	driver string
	dsn    string
	file   string // of SQLite
	schema string // of PostgreSQL, made when it is not there; "" where the address names one
}

// pragmas: without the immediate lock, writers that come at once lose whole messages, which whatsmeow then takes for
// undecryptable; the buffer of decrypted messages is a boundary of durability, so every commit waits for the disk.
const pragmas = "?_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=synchronous(FULL)&_txlock=immediate"

func parseDatabase(address, account string) (database, error) {
	if file, ok := strings.CutPrefix(address, "sqlite:"); ok {
		if file == "" {
			return database{}, errors.New("no file is named")
		}
		// A percent sign, ? and # would end or change the name.
		return database{driver: "sqlite", file: file, dsn: "file:" + (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath() + pragmas}, nil
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return database{}, errors.New("neither sqlite:PATH nor a postgres address")
	}
	db := database{driver: "postgres"}
	query := u.Query()
	if query.Get("search_path") == "" { // two accounts in one set of tables would take each other's phone
		db.schema = schemaName(account)
		query.Set("search_path", db.schema)
		u.RawQuery = query.Encode()
	}
	db.dsn = u.String()
	return db, nil
}

func schemaName(account string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(account))
}

// open opens the database and brings its tables up to date. Its errors are whatsmeow's and the driver's; they name
// no person.
func (db database) open(ctx context.Context, log *hush) (*sqlstore.Container, error) {
	prepare()
	if db.file != "" {
		if err := private(db.file); err != nil {
			return nil, err
		}
	}
	if db.schema != "" {
		if err := db.makeSchema(ctx); err != nil {
			return nil, err
		}
	}
	return sqlstore.New(ctx, db.driver, db.dsn, log)
}

// private makes the file so that only its owner can read the keys in it; SQLite's own files beside it follow suit.
func private(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("making the folder of whatsmeow's database: %w", err)
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("making whatsmeow's database: %w", err)
	}
	return f.Close()
}

// makeSchema also makes the table of versions: whatsmeow looks for it in every schema, and would find another
// account's.
func (db database) makeSchema(ctx context.Context) error {
	connector, err := pq.NewConnector(db.dsn)
	if err != nil {
		return errors.New("the postgres address cannot be used")
	}
	conn, err := connector.Connect(ctx)
	if err != nil {
		return fmt.Errorf("connecting to PostgreSQL: %w", err)
	}
	defer conn.Close()
	run, ok := conn.(driver.ExecerContext)
	if !ok {
		return errors.New("the driver of PostgreSQL runs no statements")
	}
	for _, statement := range []string{
		"CREATE SCHEMA IF NOT EXISTS " + pq.QuoteIdentifier(db.schema),
		"CREATE TABLE IF NOT EXISTS " + pq.QuoteIdentifier(db.schema) + ".whatsmeow_version (version INTEGER, compat INTEGER)",
	} {
		if _, err := run.ExecContext(ctx, statement, nil); err != nil {
			return fmt.Errorf("making the schema of an account: %w", err)
		}
	}
	return nil
}
