package storage

import (
	"context"
	"database/sql"
	"fmt"

	"kanal"
)

// Work is everything that one transaction changes about reports and messages, for one message or for a batch
// of many. Pointers that name a new row (a Report, a Message) get its ID when it is written.
type Work struct {
	Reports       []*Report       // new; Number must be drawn, ID is filled in
	Changed       []*Report       // known; their version in the database must be State.Version less their Events here
	Messages      []*Message      // new; ID is filled in. Outgoing ones get a delivery
	Moved         []*Message      // known, with all their words: report, words, Sealed, Attention and NoReport are saved
	Events        []Event         // appended
	Clocks        []*Clock        // ID 0 is inserted and filled in; else due, paused and stopped are saved
	Conversations []*Conversation // known and locked: state, draft, due time, and their contact's name, language, notice
	Corrections   []*Correction   // new; ID is filled in
}

// Event is one new entry of a report's history.
type Event struct {
	kanal.Event          // Report and Message are filled in from:
	Of          *Report  // whose history; it may be new in the same Work
	Words       *Message // the message that carries the words, nil for none; it may be new in the same Work
}

// Clock is one clock to be started or changed.
type Clock struct {
	kanal.Clock         // Report is filled in from:
	Of          *Report // it may be new in the same Work; nil keeps Clock.Report
}

// Write does all of w in one transaction, with a handful of statements however much it is. An error that wraps
// kanal.ErrConflict says that a report has moved on or that an incoming message, a number or an import is there
// already; nothing is written then.
func (s *Store) Write(ctx context.Context, w *Work) error {
	return s.InTx(ctx, func(tx *Store) error {
		for _, step := range []struct {
			what string
			do   func(context.Context, *Work) error
		}{
			{"reports", tx.writeReports},
			{"messages", tx.writeMessages},
			{"events", tx.writeEvents},
			{"clocks", tx.writeClocks},
			{"conversations", func(ctx context.Context, w *Work) error { return tx.saveConversations(ctx, w.Conversations) }},
			{"corrections", tx.writeCorrections},
		} {
			if err := step.do(ctx, w); err != nil {
				return fmt.Errorf("write %s: %w", step.what, err)
			}
		}
		return nil
	})
}

func (s *Store) writeReports(ctx context.Context, w *Work) error {
	if err := s.insertReports(ctx, w.Reports); err != nil {
		return err
	}
	events := make(map[*Report]int, len(w.Changed))
	for _, e := range w.Events {
		events[e.Of]++
	}
	return s.updateReports(ctx, w.Changed, events)
}

func (s *Store) insertReports(ctx context.Context, list []*Report) error {
	insert := rows{sql: `INSERT INTO reports (number, contact_id, conversation_id, account, received_at, version, status, before, holder, held_since, proposed,
		topic, kind, protection, closed_by, reason, brief_released, rating, changed_at, subject, area, place, brief, berkadar, sp4n_id, model,
		said, import_key, hushed, officer_id, relay_id, withheld, case_id) VALUES :rows ON CONFLICT DO NOTHING RETURNING id, number`,
		row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"}
	byNumber := make(map[kanal.Number]*Report, len(list))
	for _, r := range list {
		said, err := said(r.Said)
		if err != nil {
			return err
		}
		byNumber[r.Number] = r
		insert.add(r.Number, ref(r.Contact), ref(r.Conversation), r.Account, stampOf(r.ReceivedAt), r.Version, r.Status, r.Before,
			r.Holder, r.HeldSince, r.Proposed, r.Topic, r.Kind, r.Protection, r.ClosedBy, r.Reason, r.State.Brief, r.Rating, stampOf(r.ChangedAt),
			r.Subject, r.Area, r.Place, s.keys.close("brief", []byte(r.Brief)), r.Berkadar, r.SP4N, r.Model, said, r.ImportKey,
			r.Hushed, r.Officer, r.Relay, r.Withheld, r.Case)
	}
	made := 0
	err := s.queryRows(ctx, insert, func(r *sql.Rows) error {
		var id int64
		var number kanal.Number
		if err := r.Scan(&id, &number); err != nil {
			return err
		}
		byNumber[number].ID, made = id, made+1
		return nil
	})
	if err == nil && made != len(list) {
		err = fmt.Errorf("%d of %d are stored already: %w", len(list)-made, len(list), kanal.ErrConflict)
	}
	return err
}

// updateReports saves reports whose version is still the one that their events were decided on.
func (s *Store) updateReports(ctx context.Context, list []*Report, events map[*Report]int) error {
	update := rows{
		sql: `UPDATE reports SET version = v.column3, status = v.column4, before = v.column5, holder = v.column6, proposed = v.column7,
			topic = v.column8, kind = v.column9, protection = v.column10, closed_by = v.column11, reason = v.column12,
			brief_released = v.column13, rating = v.column14, changed_at = v.column15, subject = v.column16, area = v.column17,
			place = v.column18, brief = v.column19, berkadar = v.column20, sp4n_id = v.column21, held_since = v.column22,
			hushed = v.column23, officer_id = v.column24, withheld = v.column25, case_id = v.column26
			FROM (VALUES :rows) v WHERE reports.id = v.column1 AND reports.version = v.column2`,
		row: `(CAST(? AS BIGINT), CAST(? AS INTEGER), CAST(? AS INTEGER), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT),
			CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BOOLEAN), CAST(? AS INTEGER),
			CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS :blob), CAST(? AS BOOLEAN), CAST(? AS TEXT), CAST(? AS INTEGER),
			CAST(? AS BOOLEAN), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT))`,
	}
	for _, r := range list {
		update.add(r.ID, r.Version-events[r], r.Version, r.Status, r.Before, r.Holder, r.Proposed, r.Topic, r.Kind, r.Protection,
			r.ClosedBy, r.Reason, r.State.Brief, r.Rating, stampOf(r.ChangedAt), r.Subject, r.Area, r.Place,
			s.keys.close("brief", []byte(r.Brief)), r.Berkadar, r.SP4N, r.HeldSince,
			r.Hushed, r.Officer, r.Withheld, r.Case)
	}
	changed, err := s.execRows(ctx, update)
	if err == nil && changed != int64(len(list)) {
		err = fmt.Errorf("%d of %d have moved on: %w", int64(len(list))-changed, len(list), kanal.ErrConflict)
	}
	return err
}

func (s *Store) writeMessages(ctx context.Context, w *Work) error {
	if err := s.insertMessages(ctx, w.Messages); err != nil {
		return err
	}
	if err := s.moveMessages(ctx, w.Moved); err != nil {
		return err
	}
	if err := s.queueFiles(ctx, w.Messages); err != nil {
		return err
	}
	return s.queue(ctx, w.Messages)
}

func (s *Store) writeEvents(ctx context.Context, w *Work) error {
	insert := rows{sql: `INSERT INTO events (report_id, version, kind, at, actor, status, agency, topic, report_kind, protection, reason,
		message_id, rating, officer_id, case_id) VALUES :rows`, row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"}
	for i := range w.Events {
		e := &w.Events[i]
		e.Report = e.Of.ID
		if e.Words != nil {
			e.Message = e.Words.ID
		}
		insert.add(e.Report, e.Version, e.Kind, stampOf(e.At), e.Actor, e.Status, e.Agency, e.Topic, e.ReportKind, e.Protection, e.Reason,
			ref(e.Message), e.Rating, e.Officer, e.Case)
	}
	_, err := s.execRows(ctx, insert)
	return err
}
