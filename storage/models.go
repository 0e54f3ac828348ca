package storage

import (
	"context"
	"database/sql"
	"fmt"

	"kanal"
)

// keptModels is how many models stay in the database.
const keptModels = 3

type modelRow struct {
	Version string `db:"version"`
	Data    []byte `db:"data"`
	Active  bool   `db:"active"`
	Metrics string `db:"metrics"`
	MadeAt  stamp  `db:"made_at"`
}

func (r modelRow) model() *Model {
	return &Model{Version: r.Version, Data: r.Data, Active: r.Active, Metrics: r.Metrics, MadeAt: r.MadeAt.time()}
}

// SaveModel stores a model; an active one replaces the one in use. The newest three are kept, and the one in
// use. A version that is stored already is left as it is.
func (s *Store) SaveModel(ctx context.Context, m *Model) error {
	return s.InTx(ctx, func(tx *Store) error {
		_, err := tx.exec(ctx, "INSERT INTO models (version, data, active, metrics, made_at) VALUES (?, ?, FALSE, ?, ?) ON CONFLICT DO NOTHING",
			m.Version, m.Data, m.Metrics, stampOf(m.MadeAt))
		if err != nil {
			return fmt.Errorf("store model %s: %w", m.Version, err)
		}
		if m.Active {
			if err := tx.ActivateModel(ctx, m.Version); err != nil {
				return err
			}
		}
		_, err = tx.exec(ctx, `DELETE FROM models WHERE NOT active AND version NOT IN
			(SELECT version FROM models ORDER BY made_at DESC, version DESC LIMIT ?)`, keptModels)
		if err != nil {
			return fmt.Errorf("delete old models: %w", err)
		}
		return nil
	})
}

// ActivateModel puts a stored model in use, in all processes.
func (s *Store) ActivateModel(ctx context.Context, version string) error {
	return s.InTx(ctx, func(tx *Store) error {
		if _, err := tx.exec(ctx, "UPDATE models SET active = FALSE WHERE active AND version <> ?", version); err != nil {
			return fmt.Errorf("put model %s in use: %w", version, err)
		}
		n, err := tx.exec(ctx, "UPDATE models SET active = TRUE WHERE version = ?", version)
		if err == nil && n == 0 {
			err = kanal.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("put model %s in use: %w", version, err)
		}
		tx.wakes = append(tx.wakes, Wake{Model: true})
		return nil
	})
}

// ActiveModel returns the model in use; kanal.ErrNotFound for none.
func (s *Store) ActiveModel(ctx context.Context) (*Model, error) {
	var row modelRow
	if err := s.get(ctx, &row, "SELECT version, data, active, metrics, made_at FROM models WHERE active"); err != nil {
		return nil, fmt.Errorf("read the model in use: %w", err)
	}
	return row.model(), nil
}

// Models lists the models without their data, newest first.
func (s *Store) Models(ctx context.Context) ([]*Model, error) {
	var found []modelRow
	if err := s.list(ctx, &found, "SELECT version, active, metrics, made_at FROM models ORDER BY made_at DESC, version DESC"); err != nil {
		return nil, fmt.Errorf("list models: %w", err)
	}
	list := make([]*Model, len(found))
	for i, row := range found {
		list[i] = row.model()
	}
	return list, nil
}

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
}

// Corrections returns corrections whose ids are above after, oldest first.
func (s *Store) Corrections(ctx context.Context, after int64, limit int) ([]*Correction, error) {
	var found []correctionRow
	err := s.list(ctx, &found, `SELECT id, report_id, COALESCE(user_id, 0) AS user_id, at, model, said_topic, said_agency, topic, agency, kind, sealed
		FROM corrections WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	list := make([]*Correction, len(found))
	for i, c := range found {
		list[i] = &Correction{c.ID, c.Report, c.User, c.At.time(), c.Model, c.SaidTopic, c.SaidAgency, c.Topic, c.Agency, c.Kind, c.Sealed}
	}
	return list, nil
}

func (s *Store) writeCorrections(ctx context.Context, w *Work) error {
	for _, c := range w.Corrections {
		insert := rows{sql: `INSERT INTO corrections (report_id, user_id, at, model, said_topic, said_agency, topic, agency, kind, sealed)
			VALUES :rows RETURNING id`, row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"}
		insert.add(c.Report, ref(c.User), stampOf(c.At), c.Model, c.SaidTopic, c.SaidAgency, c.Topic, c.Agency, c.Kind, c.Sealed)
		if err := s.queryRows(ctx, insert, func(r *sql.Rows) error { return r.Scan(&c.ID) }); err != nil {
			return err
		}
	}
	return nil
}
