package storage

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"kanal"
)

// eventRow is an event as its table holds it.
type eventRow struct {
	kanal.Event
	Message int64 `db:"message_id"`
	At      stamp `db:"at"`
}

const eventColumns = `e.report_id, e.version, e.kind, e.at, e.actor, e.status, e.agency, e.topic, e.report_kind, e.protection, e.reason,
	COALESCE(e.message_id, 0) AS message_id, e.rating, e.officer_id, e.case_id`

func unpackEvents(found []eventRow) []kanal.Event {
	list := make([]kanal.Event, len(found))
	for i, row := range found {
		list[i] = row.Event
		list[i].Message, list[i].At = row.Message, row.At.time()
	}
	return list
}

// Events returns a report's history from its first event.
func (s *Store) Events(ctx context.Context, report int64) ([]kanal.Event, error) {
	var found []eventRow
	err := s.list(ctx, &found, "SELECT "+eventColumns+" FROM events e WHERE e.report_id = ? ORDER BY e.version", report)
	if err != nil {
		return nil, fmt.Errorf("events of report %d: %w", report, err)
	}
	return unpackEvents(found), nil
}

type clockRow struct {
	ID        int64           `db:"id"`
	Report    int64           `db:"report_id"`
	Kind      kanal.ClockKind `db:"kind"`
	Term      string          `db:"term"`
	StartedAt stamp           `db:"started_at"`
	DueAt     stamp           `db:"due_at"`
	PausedAt  stamp           `db:"paused_at"`
	StoppedAt stamp           `db:"stopped_at"`
}

// Clocks returns the ledger of a report's clocks, oldest first.
func (s *Store) Clocks(ctx context.Context, report int64) ([]kanal.Clock, error) {
	var found []clockRow
	err := s.list(ctx, &found, "SELECT * FROM clocks WHERE report_id = ? ORDER BY id", report)
	if err != nil {
		return nil, fmt.Errorf("clocks of report %d: %w", report, err)
	}
	list := make([]kanal.Clock, len(found))
	for i, c := range found {
		list[i] = kanal.Clock{ID: c.ID, Report: c.Report, Kind: c.Kind, Term: c.Term, StartedAt: c.StartedAt.time(), DueAt: c.DueAt.time(),
			PausedAt: c.PausedAt.time(), StoppedAt: c.StoppedAt.time()}
	}
	return list, nil
}

// OpenClock returns the clock of a report that has not stopped; nil for none.
func (s *Store) OpenClock(ctx context.Context, report int64) (*kanal.Clock, error) {
	list, err := s.Clocks(ctx, report)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].StoppedAt.IsZero() {
			return &list[i], nil
		}
	}
	return nil, nil
}

// DueClocks returns reports whose running clock of that kind was due by now, the oldest first. They are
// candidates: look again under the lock.
func (s *Store) DueClocks(ctx context.Context, kind kanal.ClockKind, now time.Time, limit int) ([]int64, error) {
	var ids []int64
	err := s.list(ctx, &ids, `SELECT report_id FROM clocks WHERE kind = ? AND stopped_at = 0 AND paused_at = 0 AND due_at <= ?
		ORDER BY due_at LIMIT ?`, kind, stampOf(now), limit)
	if err != nil {
		return nil, fmt.Errorf("find due clocks: %w", err)
	}
	return ids, nil
}

// PausedClocks returns reports whose clock rests since that time or before, the oldest first. They are
// candidates: look again under the lock.
func (s *Store) PausedClocks(ctx context.Context, before time.Time, limit int) ([]int64, error) {
	var ids []int64
	err := s.list(ctx, &ids, `SELECT report_id FROM clocks WHERE stopped_at = 0 AND paused_at > 0 AND paused_at <= ?
		ORDER BY paused_at LIMIT ?`, stampOf(before), limit)
	if err != nil {
		return nil, fmt.Errorf("find resting clocks: %w", err)
	}
	return ids, nil
}

// writeClocks saves known clocks first, since a report has one open clock at most.
func (s *Store) writeClocks(ctx context.Context, w *Work) error {
	update := rows{
		sql: `UPDATE clocks SET due_at = v.column2, paused_at = v.column3, stopped_at = v.column4 FROM (VALUES :rows) v WHERE clocks.id = v.column1`,
		row: "(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))",
	}
	insert := rows{sql: `INSERT INTO clocks (report_id, kind, term, started_at, due_at, paused_at, stopped_at) VALUES :rows RETURNING id, report_id`,
		row: "(?, ?, ?, ?, ?, ?, ?)"}
	var fresh []*Clock
	for _, c := range w.Clocks {
		if c.ID != 0 {
			update.add(c.ID, stampOf(c.DueAt), stampOf(c.PausedAt), stampOf(c.StoppedAt))
			continue
		}
		if c.Of != nil {
			c.Report = c.Of.ID
		}
		fresh = append(fresh, c)
		insert.add(c.Report, c.Kind, c.Term, stampOf(c.StartedAt), stampOf(c.DueAt), stampOf(c.PausedAt), stampOf(c.StoppedAt))
	}
	if _, err := s.execRows(ctx, update); err != nil {
		return err
	}
	type made struct{ id, report int64 }
	var ids []made
	err := s.queryRows(ctx, insert, func(r *sql.Rows) error {
		var row made
		err := r.Scan(&row.id, &row.report)
		ids = append(ids, row)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortFunc(ids, func(a, b made) int { return cmp.Compare(a.id, b.id) })
	for i, c := range fresh {
		if ids[i].report != c.Report {
			return fmt.Errorf("clock %d was given to another report", ids[i].id)
		}
		c.ID = ids[i].id
	}
	return nil
}
