package storage

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"kanal"
)

// stamp is a time in the database: UTC microseconds, 0 for the zero time.
type stamp int64

func stampOf(t time.Time) stamp {
	if t.IsZero() {
		return 0
	}
	return stamp(t.UnixMicro())
}

func (s stamp) time() time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(s)).UTC()
}

// ref is a key of another table as an argument: none is NULL.
func ref(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// rows is a list of alike rows for one statement. The SQL says :rows where the list goes; row is one of them
// with its placeholders, e.g. "(?, ?)".
type rows struct {
	sql, row string
	args     []any
	n        int
}

func (r *rows) add(args ...any) {
	if r.args == nil {
		r.args = make([]any, 0, 64*len(args))
	}
	r.args = append(r.args, args...)
	r.n++
}

// maxRows keeps a statement below SQLite's 32,766 arguments.
const maxRows = 512

// cachedRows is the longest list whose text is worth keeping: a batch of 64 conversations with two answers each.
const cachedRows = 160

// parts cuts the list into statements that databases accept and calls run for each, in order.
func (r *rows) parts(run func(text string, n int, args []any) error) error {
	if r.n == 0 {
		return nil
	}
	width := len(r.args) / r.n
	for start := 0; start < r.n; start += maxRows {
		n := min(maxRows, r.n-start)
		if err := run(r.sql, n, r.args[start*width:(start+n)*width]); err != nil {
			return err
		}
	}
	return nil
}

type textKey struct {
	sql, row string
	n        int
}

// text writes a statement as the engine wants it.
func (d *database) text(k textKey) string {
	if t, ok := d.texts.Load(k); ok {
		return t.(string)
	}
	t := k.sql
	if k.n > 0 {
		t = strings.Replace(t, ":rows", strings.TrimSuffix(strings.Repeat(k.row+", ", k.n), ", "), 1)
	}
	t = sqlx.Rebind(d.engine.bind, d.engine.words.Replace(t))
	if k.n <= cachedRows {
		d.texts.Store(k, t)
	}
	return t
}

// reads is where to read; inside a transaction nothing else is in reach.
func (s *Store) reads() sqlx.ExtContext {
	if s.tx != nil {
		return s.tx
	}
	return s.reader
}

func (s *Store) writes() sqlx.ExtContext {
	if s.tx != nil {
		return s.tx
	}
	return s.writer
}

// exec runs one statement and returns how many rows it touched.
func (s *Store) exec(ctx context.Context, text string, args ...any) (int64, error) {
	result, err := s.writes().ExecContext(ctx, s.text(textKey{sql: text}), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// execRows runs a statement with a list of rows.
func (s *Store) execRows(ctx context.Context, r rows) (touched int64, err error) {
	err = r.parts(func(text string, n int, args []any) error {
		result, err := s.writes().ExecContext(ctx, s.text(textKey{text, r.row, n}), args...)
		if err != nil {
			return err
		}
		more, err := result.RowsAffected()
		touched += more
		return err
	})
	return touched, err
}

// queryRows runs a statement with a list of rows and hands each row of its result to scan.
func (s *Store) queryRows(ctx context.Context, r rows, scan func(*sql.Rows) error) error {
	return r.parts(func(text string, n int, args []any) error {
		result, err := s.writes().QueryContext(ctx, s.text(textKey{text, r.row, n}), args...)
		if err != nil {
			return err
		}
		defer result.Close()
		for result.Next() {
			if err := scan(result); err != nil {
				return err
			}
		}
		return result.Err()
	})
}

// get reads one row; kanal.ErrNotFound for none.
func (s *Store) get(ctx context.Context, into any, text string, args ...any) error {
	return found(sqlx.GetContext(ctx, s.reads(), into, s.text(textKey{sql: text}), args...))
}

// change is get for a statement that writes and returns a row.
func (s *Store) change(ctx context.Context, into any, text string, args ...any) error {
	return found(sqlx.GetContext(ctx, s.writes(), into, s.text(textKey{sql: text}), args...))
}

// list reads rows into a slice.
func (s *Store) list(ctx context.Context, into any, text string, args ...any) error {
	return sqlx.SelectContext(ctx, s.reads(), into, s.text(textKey{sql: text}), args...)
}

func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return kanal.ErrNotFound
	}
	return err
}

// anys makes arguments of a list.
func anys[T any](list []T) []any {
	args := make([]any, len(list))
	for i, v := range list {
		args[i] = v
	}
	return args
}
