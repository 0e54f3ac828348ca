package storage

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"kanal"
)

// DrawNumbers draws n numbers that no report has.
func (s *Store) DrawNumbers(ctx context.Context, n int) ([]kanal.Number, error) {
	var drawn []kanal.Number
	for tries := 0; len(drawn) < n; tries++ {
		if tries == 20 {
			return nil, fmt.Errorf("draw report numbers: hardly any are left")
		}
		fresh := make(map[kanal.Number]bool, n)
		for range n - len(drawn) {
			fresh[kanal.DrawNumber(secureIntn)] = true
		}
		for _, known := range drawn {
			delete(fresh, known)
		}
		taken := rows{sql: "SELECT number FROM reports WHERE number IN (:rows)", row: "?"}
		for number := range fresh {
			taken.add(number)
		}
		err := s.queryRows(ctx, taken, func(r *sql.Rows) error {
			var number kanal.Number
			err := r.Scan(&number)
			delete(fresh, number)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("draw report numbers: %w", err)
		}
		for number := range fresh {
			drawn = append(drawn, number)
		}
	}
	return drawn, nil
}

// secureIntn draws from 0 to n-1; the bias of the remainder is below one in a million million for the small n here.
func secureIntn(n int) int {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return int(binary.BigEndian.Uint64(b[:]) % uint64(n))
}

// reportRow is a report as its table holds it.
type reportRow struct {
	ID           int64        `db:"id"`
	Number       kanal.Number `db:"number"`
	Contact      int64        `db:"contact_id"`
	Conversation int64        `db:"conversation_id"`
	Account      string       `db:"account"`
	kanal.State
	ReceivedAt stamp  `db:"received_at"`
	ChangedAt  stamp  `db:"changed_at"`
	Subject    string `db:"subject"`
	Area       string `db:"area"`
	Place      string `db:"place"`
	Naskah     []byte `db:"brief"`
	Berkadar   bool   `db:"berkadar"`
	SP4N       string `db:"sp4n_id"`
	Model      string `db:"model"`
	Said       string `db:"said"`
	Relay      int64  `db:"relay_id"`
	ImportKey  string `db:"import_key"`
}

const reportColumns = `r.id, r.number, COALESCE(r.contact_id, 0) AS contact_id, COALESCE(r.conversation_id, 0) AS conversation_id, r.account,
	r.version, r.status, r.before, r.holder, r.held_since, r.proposed, r.topic, r.kind, r.protection, r.closed_by, r.reason, r.brief_released, r.rating,
	r.received_at, r.changed_at, r.subject, r.area, r.place, r.brief, r.berkadar, r.sp4n_id, r.model, r.said, r.import_key,
	r.hushed, r.officer_id, r.relay_id, r.withheld, r.case_id`

func (s *Store) unpackReport(row *reportRow) (*Report, error) {
	r := &Report{ID: row.ID, Number: row.Number, Contact: row.Contact, Conversation: row.Conversation, Account: row.Account,
		State: row.State, Subject: row.Subject, Area: row.Area, Place: row.Place, Berkadar: row.Berkadar, SP4N: row.SP4N,
		Model: row.Model, Relay: row.Relay, ImportKey: row.ImportKey}
	r.ReceivedAt, r.ChangedAt = row.ReceivedAt.time(), row.ChangedAt.time()
	brief, err := s.keys.open("brief", row.Naskah)
	if err != nil {
		return nil, fmt.Errorf("report %d: %w", row.ID, err)
	}
	r.Brief = string(brief)
	if row.Said != "" {
		if err := json.Unmarshal([]byte(row.Said), &r.Said); err != nil {
			return nil, fmt.Errorf("report %d: %w", row.ID, err)
		}
	}
	return r, nil
}

// said is a prediction without the words that spoke for it, which are the citizen's.
func said(p kanal.Prediction) (string, error) {
	if p.Kind == "" && p.Topic == "" && p.Agency == "" {
		return "", nil
	}
	p.Because = nil
	packed, err := json.Marshal(p)
	return string(packed), err
}

func (s *Store) report(ctx context.Context, db sqlx.QueryerContext, rest string, args ...any) (*Report, error) {
	var row reportRow
	err := found(sqlx.GetContext(ctx, db, &row, s.text(textKey{sql: "SELECT " + reportColumns + " FROM reports r " + rest}), args...))
	if err != nil {
		return nil, err
	}
	return s.unpackReport(&row)
}

// Report returns one report; kanal.ErrNotFound for none.
func (s *Store) Report(ctx context.Context, id int64) (*Report, error) {
	r, err := s.report(ctx, s.reads(), "WHERE r.id = ?", id)
	if err != nil {
		return nil, fmt.Errorf("report %d: %w", id, err)
	}
	return r, nil
}

// ReportForUpdate returns one report and locks it until the transaction ends.
func (s *Store) ReportForUpdate(ctx context.Context, id int64) (*Report, error) {
	if _, err := s.lockReport(ctx, id); err != nil {
		return nil, fmt.Errorf("lock report %d: %w", id, err)
	}
	return s.Report(ctx, id)
}

func (s *Store) lockReport(ctx context.Context, id int64) (int64, error) {
	var locked int64
	return locked, s.change(ctx, &locked, "SELECT d.id FROM reports d WHERE d.id = ? :lock", id)
}

// ReportByNumber returns the report of that number; kanal.ErrNotFound for none.
func (s *Store) ReportByNumber(ctx context.Context, n kanal.Number) (*Report, error) {
	r, err := s.report(ctx, s.reads(), "WHERE r.number = ?", n)
	if err != nil {
		return nil, fmt.Errorf("report by its number: %w", err)
	}
	return r, nil
}

// ReportsOf returns a contact's reports, newest first.
func (s *Store) ReportsOf(ctx context.Context, contact int64, openOnly bool, limit int) ([]*Report, error) {
	var found []reportRow
	err := s.list(ctx, &found, "SELECT "+reportColumns+` FROM reports r WHERE r.contact_id = ? AND (NOT CAST(? AS BOOLEAN)
		OR r.status NOT IN ('closed', 'archived')) ORDER BY r.received_at DESC, r.id DESC LIMIT ?`, contact, openOnly, limit)
	if err != nil {
		return nil, fmt.Errorf("reports of contact %d: %w", contact, err)
	}
	return s.unpackReports(found)
}

func (s *Store) unpackReports(found []reportRow) ([]*Report, error) {
	list := make([]*Report, len(found))
	for i := range found {
		var err error
		if list[i], err = s.unpackReport(&found[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// CaseReports returns the reports of a case, the oldest first.
func (s *Store) CaseReports(ctx context.Context, id int64) ([]*Report, error) {
	var found []reportRow
	err := s.list(ctx, &found, "SELECT "+reportColumns+" FROM reports r WHERE r.case_id = ? AND r.case_id <> 0 ORDER BY r.id", id)
	if err != nil {
		return nil, fmt.Errorf("reports of case %d: %w", id, err)
	}
	return s.unpackReports(found)
}

// Alike returns reports that may be of the same event as r: of its topic and place, received within that time of it,
// not sealed, and in no case yet or in another one; the newest first. It compares codes, never words.
func (s *Store) Alike(ctx context.Context, r *Report, within time.Duration, limit int) ([]*Report, error) {
	if r.Topic == "" || r.Area == "" {
		return nil, nil
	}
	var found []reportRow
	err := s.list(ctx, &found, "SELECT "+reportColumns+` FROM reports r WHERE r.topic = ? AND r.area = ? AND r.received_at BETWEEN ? AND ? AND r.id <> ?
		AND r.status <> 'archived' AND r.protection IN ('open', 'anonim') AND r.withheld = '' AND (r.case_id = 0 OR r.case_id <> ?)
		ORDER BY r.received_at DESC, r.id DESC LIMIT ?`, r.Topic, r.Area, stampOf(r.ReceivedAt.Add(-within)), stampOf(r.ReceivedAt.Add(within)), r.ID, r.Case, limit)
	if err != nil {
		return nil, fmt.Errorf("reports like report %d: %w", r.ID, err)
	}
	return s.unpackReports(found)
}

// ReportByReceipt returns the report of the message, in either direction, that the network knows by that id in
// a conversation; kanal.ErrNotFound for none.
func (s *Store) ReportByReceipt(ctx context.Context, conversation int64, networkID string) (int64, error) {
	if networkID == "" {
		return 0, kanal.ErrNotFound
	}
	var id int64
	err := s.get(ctx, &id, `SELECT report_id FROM (
			SELECT m.id, m.report_id FROM deliveries d JOIN messages m ON m.id = d.message_id WHERE d.external_id = ? AND d.conversation_id = ?
			UNION ALL SELECT m.id, m.report_id FROM messages m WHERE m.conversation_id = ? AND m.external_id = ? AND NOT m.outgoing AND m.external_id <> ''
		) u WHERE report_id IS NOT NULL ORDER BY id DESC LIMIT 1`, networkID, conversation, conversation, networkID)
	if err != nil {
		return 0, fmt.Errorf("report of an answered message: %w", err)
	}
	return id, nil
}

// SeenImports tells which import keys are stored already.
func (s *Store) SeenImports(ctx context.Context, keys ...string) (map[string]bool, error) {
	seen := make(map[string]bool)
	find := rows{sql: "SELECT import_key FROM reports WHERE import_key IN (:rows) AND import_key <> ''", row: "?"}
	for _, key := range keys {
		find.add(key)
	}
	err := s.queryRows(ctx, find, func(r *sql.Rows) error {
		var key string
		err := r.Scan(&key)
		seen[key] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for repeated imports: %w", err)
	}
	return seen, nil
}
