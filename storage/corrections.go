package storage

import (
	"context"
	"database/sql"
	"fmt"

	"kanal"
)

type correctionRow struct {
	ID         int64      `db:"id"`
	Report     int64      `db:"report_id"`
	User       int64      `db:"user_id"`
	At         stamp      `db:"at"`
	Model      string     `db:"model"`
	SaidTopic  string     `db:"said_topic"`
	SaidAgency string     `db:"said_agency"`
	Topic      string     `db:"topic"`
	Agency     string     `db:"agency"`
	Kind       kanal.Kind `db:"kind"`
	Sealed     bool       `db:"sealed"`
	SetAside   bool       `db:"set_aside"`
}

// Corrections returns corrections whose ids are above after, oldest first.
func (s *Store) Corrections(ctx context.Context, after int64, limit int) ([]*Correction, error) {
	var found []correctionRow
	err := s.list(ctx, &found, `SELECT id, report_id, COALESCE(user_id, 0) AS user_id, at, model, said_topic, said_agency, topic, agency, kind, sealed, set_aside
		FROM corrections WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	list := make([]*Correction, len(found))
	for i, c := range found {
		list[i] = &Correction{ID: c.ID, Report: c.Report, User: c.User, At: c.At.time(), Model: c.Model, SaidTopic: c.SaidTopic,
			SaidAgency: c.SaidAgency, Topic: c.Topic, Agency: c.Agency, Kind: c.Kind, Sealed: c.Sealed, SetAside: c.SetAside}
	}
	return list, nil
}

func (s *Store) writeCorrections(ctx context.Context, w *Work) error {
	for _, c := range w.Corrections {
		if c.Of != nil {
			c.Report = c.Of.ID
		}
		insert := rows{sql: `INSERT INTO corrections (report_id, user_id, at, model, said_topic, said_agency, topic, agency, kind, sealed)
			VALUES :rows RETURNING id`, row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"}
		insert.add(c.Report, ref(c.User), stampOf(c.At), c.Model, c.SaidTopic, c.SaidAgency, c.Topic, c.Agency, c.Kind, c.Sealed)
		if err := s.queryRows(ctx, insert, func(r *sql.Rows) error { return r.Scan(&c.ID) }); err != nil {
			return err
		}
	}
	return nil
}

// SetAside keeps corrections from teaching, those with ids above after and up to upTo; or, with aside false, lets all that
// were set aside in that range teach again.
func (s *Store) SetAside(ctx context.Context, after, upTo int64, aside bool) error {
	if _, err := s.exec(ctx, "UPDATE corrections SET set_aside = ? WHERE id > ? AND id <= ?", aside, after, upTo); err != nil {
		return fmt.Errorf("set corrections aside: %w", err)
	}
	return nil
}

// LastCorrection returns the id of the newest correction, 0 for none, and how many have ids above after.
func (s *Store) LastCorrection(ctx context.Context, after int64) (id int64, more int, err error) {
	var row struct {
		ID   int64 `db:"id"`
		More int   `db:"more"`
	}
	err = s.get(ctx, &row, "SELECT COALESCE(MAX(id), 0) AS id, COUNT(CASE WHEN id > ? THEN 1 END) AS more FROM corrections", after)
	if err != nil {
		return 0, 0, fmt.Errorf("count corrections: %w", err)
	}
	return row.ID, row.More, nil
}
