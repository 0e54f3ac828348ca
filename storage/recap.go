package storage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"kanal"
)

// RecapRow counts reports that are alike.
type RecapRow struct {
	Agency  string       `db:"holder"` // who held them at the end; "" for an admin: not verified
	Status  kanal.Status `db:"status"`
	Topic   string       `db:"topic"`
	Subject string       `db:"subject"`
	Count   int          `db:"n"`
	First   int64        `db:"first"` // number of the earliest of them
}

// RecapRows counts the reports received in [from, to) as they stood at to, without those archived by then. What a report
// is about that is withheld from somebody is not told: whom it is about reads recaps as well.
func (s *Store) RecapRows(ctx context.Context, from, to time.Time) ([]RecapRow, error) {
	var list []RecapRow
	// What has not changed since then stands in the row itself.
	err := s.list(ctx, &list, `SELECT holder, status, CASE withheld WHEN '' THEN topic ELSE '' END AS topic,
		CASE withheld WHEN '' THEN subject ELSE '' END AS subject, COUNT(*) AS n, MIN(id) AS first FROM reports
		WHERE received_at >= ? AND received_at < ? AND changed_at < ? AND status <> 'archived'
		GROUP BY 1, 2, 3, 4`, stampOf(from), stampOf(to), stampOf(to))
	if err != nil {
		return nil, fmt.Errorf("recap: %w", err)
	}
	counts := make(recapCounts, len(list))
	for _, row := range list {
		counts.add(row)
	}
	if err := s.recapChanged(ctx, from, to, counts); err != nil {
		return nil, fmt.Errorf("recap: %w", err)
	}
	list = list[:0]
	for _, row := range counts {
		list = append(list, *row)
	}
	slices.SortFunc(list, func(a, b RecapRow) int {
		return cmp.Or(cmp.Compare(a.Agency, b.Agency), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Subject, b.Subject))
	})
	return list, nil
}

// recapCounts are rows by what makes them alike: themselves without Count and First.
type recapCounts map[RecapRow]*RecapRow

func (c recapCounts) add(row RecapRow) {
	alike := row
	alike.Count, alike.First = 0, 0
	known, ok := c[alike]
	if !ok {
		c[alike] = &row
		return
	}
	known.Count += row.Count
	known.First = min(known.First, row.First)
}

// recapChanged adds the reports that have changed since: their history up to then says how they stood.
func (s *Store) recapChanged(ctx context.Context, from, to time.Time, counts recapCounts) error {
	var found []struct {
		eventRow
		Subject  string `db:"subject"`
		Withheld string `db:"withheld"`
	}
	err := s.list(ctx, &found, "SELECT "+eventColumns+`, r.subject, r.withheld FROM reports r JOIN events e ON e.report_id = r.id
		WHERE r.received_at >= ? AND r.received_at < ? AND r.changed_at >= ? AND e.at < ? ORDER BY e.report_id, e.version`,
		stampOf(from), stampOf(to), stampOf(to), stampOf(to))
	if err != nil {
		return err
	}
	for len(found) > 0 {
		report, subject, withheld := found[0].Report, found[0].Subject, found[0].Withheld
		var events []eventRow
		for len(found) > 0 && found[0].Report == report {
			events, found = append(events, found[0].eventRow), found[1:]
		}
		state, err := kanal.Fold(unpackEvents(events))
		if err != nil {
			return fmt.Errorf("report %d: %w", report, err)
		}
		if withheld != "" {
			state.Topic, subject = "", ""
		}
		if state.Status != kanal.Archived {
			counts.add(RecapRow{Agency: state.Holder, Status: state.Status, Topic: state.Topic, Subject: subject, Count: 1, First: report})
		}
	}
	return nil
}
