package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"

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

// ActiveVersion returns the version of the model in use, "" for none.
func (s *Store) ActiveVersion(ctx context.Context) (string, error) {
	var version string
	err := s.get(ctx, &version, "SELECT version FROM models WHERE active")
	if err != nil && !errors.Is(err, kanal.ErrNotFound) {
		return "", fmt.Errorf("read the version in use: %w", err)
	}
	return version, nil
}

// UndoModel puts the model in use that was made before the one in use, or none when that was the first, in all
// processes. It returns the version now in use, "" for none.
func (s *Store) UndoModel(ctx context.Context) (version string, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		now, err := tx.ActiveVersion(ctx)
		if err != nil {
			return err
		}
		list, err := tx.Models(ctx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(m *Model) bool { return m.Version == now })
		if at < 0 {
			return fmt.Errorf("no trained model is in use: %w", kanal.ErrNotFound)
		}
		if at+1 < len(list) {
			version = list[at+1].Version
			return tx.ActivateModel(ctx, version)
		}
		version = ""
		if _, err := tx.exec(ctx, "UPDATE models SET active = FALSE WHERE active"); err != nil {
			return fmt.Errorf("take model %s out of use: %w", now, err)
		}
		tx.wakes = append(tx.wakes, Wake{Model: true})
		return nil
	})
	return version, err
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
