package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/lib/pq"
	sqlite3 "modernc.org/sqlite"
)

// Unavailable tells whether an error says that the database could not do its work just now (it is away, full,
// restarting, or two transactions waited for each other), so that the same may work later; false where the
// work itself is at fault.
func Unavailable(err error) bool {
	var ofPostgres *pq.Error
	if errors.As(err, &ofPostgres) {
		switch class := ofPostgres.Code.Class(); class {
		case "22", "23", "42": // data, constraints, the statement
			return false
		}
		return ofPostgres.Code != "25P02" // goes on in a transaction that failed before
	}
	var ofSQLite *sqlite3.Error
	if errors.As(err, &ofSQLite) {
		switch ofSQLite.Code() & 0xff {
		case 1, 18, 19, 20, 21, 25: // the statement, too big, constraint, mismatch, misuse, range
			return false
		}
		return true
	}
	var network net.Error
	if errors.As(err, &network) {
		return true
	}
	for _, known := range []error{driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone, io.EOF, io.ErrUnexpectedEOF, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// Deadlocked tells whether a transaction was ended because it and another one waited for each other; run again, it may
// succeed.
func Deadlocked(err error) bool {
	var ofPostgres *pq.Error
	return errors.As(err, &ofPostgres) && ofPostgres.Code == "40P01"
}
