package storage

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"kanal"
)

// Filter chooses reports for a list; zero fields choose all.
type Filter struct {
	Status     []kanal.Status
	Agency     string // holds it, or is proposed while an admin has it
	Holder     string // holds it
	Topic      string
	Protection kanal.Protection
	Number     kanal.Number
	Triage     bool      // waits for an admin
	Reader     *User     // nothing that is withheld from this user
	Copies     bool      // sealed ones with a released brief, of which the inspectorate gets a copy
	Case       int64     // belongs to that case
	Once       bool      // of those of one case that stand alike only the first
	LateAt     time.Time // its clock runs and was due before this time
	From, To   time.Time // received in [From, To)
	Before     Cursor    // comes after this one in the list
	Limit      int       // rows of a page; 0 is 50
}

// Cursor is the place of a report in a list: newest first.
type Cursor struct {
	ReceivedAt time.Time
	ID         int64
}

// condition collects what a query asks for.
type condition struct {
	parts []string
	args  []any
}

func (c *condition) add(holds bool, part string, args ...any) {
	if holds {
		c.parts = append(c.parts, part)
		c.args = append(c.args, args...)
	}
}

func (f Filter) condition() condition {
	var c condition
	c.add(len(f.Status) > 0, "r.status IN ("+strings.TrimSuffix(strings.Repeat("?, ", len(f.Status)), ", ")+")", anys(f.Status)...)
	c.add(f.Agency != "", "(r.holder = ? OR r.proposed = ?)", f.Agency, f.Agency)
	c.add(f.Holder != "", "r.holder = ?", f.Holder)
	c.add(f.Topic != "", "r.topic = ?", f.Topic)
	c.add(f.Protection != "", "r.protection = ?", f.Protection)
	c.add(f.Number != "", "r.number = ?", f.Number)
	c.add(f.Triage, "r.status = 'received'")
	c.add(f.Copies, "r.brief_released AND r.protection IN ('tersegel', 'senyap') AND r.holder <> ? AND r.withheld <> ?", kanal.Inspectorate, kanal.Inspectorate)
	c.add(f.Case != 0, "r.case_id = ?", f.Case)
	c.add(f.Once, `(r.case_id = 0 OR NOT EXISTS (SELECT 1 FROM reports o WHERE o.case_id = r.case_id AND o.case_id <> 0 AND o.id < r.id
		AND o.holder = r.holder AND o.status = r.status AND o.officer_id = r.officer_id
		AND (o.protection IN ('tersegel', 'senyap')) = (r.protection IN ('tersegel', 'senyap'))))`)
	if f.Reader != nil {
		c.add(true, "r.withheld NOT IN (?, ?)", cmp.Or(f.Reader.Office(), "-"), kanal.ByUser(f.Reader.ID))
	}
	c.add(!f.LateAt.IsZero(), "c.paused_at = 0 AND c.due_at < ?", stampOf(f.LateAt))
	c.add(!f.From.IsZero(), "r.received_at >= ?", stampOf(f.From))
	c.add(!f.To.IsZero(), "r.received_at < ?", stampOf(f.To))
	c.add(f.Before.ID != 0, "(r.received_at, r.id) < (?, ?)", stampOf(f.Before.ReceivedAt), f.Before.ID)
	if len(c.parts) == 0 {
		c.parts = []string{"TRUE"}
	}
	return c
}

type taskRow struct {
	reportRow
	DueAt    stamp `db:"due_at"`
	PausedAt stamp `db:"paused_at"`
}

// Tasks returns a page of reports, newest first, and whether there are more after it.
func (s *Store) Tasks(ctx context.Context, f Filter) (page []*Task, more bool, err error) {
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	c := f.condition()
	var found []taskRow
	err = s.list(ctx, &found, "SELECT "+reportColumns+`, COALESCE(c.due_at, 0) AS due_at, COALESCE(c.paused_at, 0) AS paused_at
		FROM reports r LEFT JOIN clocks c ON c.report_id = r.id AND c.stopped_at = 0
		WHERE `+strings.Join(c.parts, " AND ")+" ORDER BY r.received_at DESC, r.id DESC LIMIT ?", append(c.args, limit+1)...)
	if err != nil {
		return nil, false, fmt.Errorf("list reports: %w", err)
	}
	if more = len(found) > limit; more {
		found = found[:limit]
	}
	for i := range found {
		r, err := s.unpackReport(&found[i].reportRow)
		if err != nil {
			return nil, false, err
		}
		page = append(page, &Task{Report: *r, DueAt: found[i].DueAt.time(), Paused: found[i].PausedAt != 0})
	}
	return page, more, nil
}

// Counts counts reports by status.
func (s *Store) Counts(ctx context.Context, f Filter) (map[kanal.Status]int, error) {
	c := f.condition()
	var found []struct {
		Status kanal.Status `db:"status"`
		N      int          `db:"n"`
	}
	err := s.list(ctx, &found, "SELECT r.status, COUNT(*) AS n FROM reports r WHERE "+strings.Join(c.parts, " AND ")+" GROUP BY r.status", c.args...)
	if err != nil {
		return nil, fmt.Errorf("count reports: %w", err)
	}
	counts := make(map[kanal.Status]int, len(found))
	for _, row := range found {
		counts[row.Status] = row.N
	}
	return counts, nil
}
