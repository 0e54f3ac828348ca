package storage

import (
	"context"
	"fmt"

	"kanal"
)

// seed fills in what kanal ships with; rows that are there already stay as they are.
func (s *Store) seed(ctx context.Context) error {
	agencies := rows{sql: "INSERT INTO agencies (code, name, short, sphere, recap, recap_name) VALUES :rows ON CONFLICT DO NOTHING", row: "(?, ?, ?, ?, ?, ?)"}
	for _, a := range kanal.Agencies() {
		agencies.add(a.Code, a.Name, a.Short, a.Sphere, a.Recap, a.Label)
	}
	topics := rows{sql: "INSERT INTO topics (code, name, agency, protection, scope) VALUES :rows ON CONFLICT DO NOTHING", row: "(?, ?, ?, ?, ?)"}
	for _, t := range kanal.Topics() {
		topics.add(t.Code, t.Name, t.Agency, t.Protection, t.Scope)
	}
	holidays := rows{sql: "INSERT INTO holidays (date, name, basis) VALUES :rows ON CONFLICT DO NOTHING", row: "(?, ?, ?)"}
	for _, h := range kanal.Holidays() {
		holidays.add(h.Date, h.Name, h.Basis)
	}
	terms := rows{sql: "INSERT INTO terms (name, valid_from, days, calendar, basis) VALUES :rows ON CONFLICT DO NOTHING", row: "(?, ?, ?, ?, ?)"}
	for _, t := range kanal.Terms() {
		terms.add(t.Name, t.From, t.Days, t.Calendar, t.Basis)
	}
	for _, table := range []rows{agencies, topics, holidays, terms} {
		if _, err := s.execRows(ctx, table); err != nil {
			return fmt.Errorf("fill the directory: %w", err)
		}
	}
	return nil
}

// Agencies returns all agencies in the order of the recap.
func (s *Store) Agencies(ctx context.Context) ([]kanal.Agency, error) {
	return directory[kanal.Agency](ctx, s, "SELECT * FROM agencies ORDER BY recap, code")
}

// Topics returns all topics in order of code.
func (s *Store) Topics(ctx context.Context) ([]kanal.Topic, error) {
	return directory[kanal.Topic](ctx, s, "SELECT * FROM topics ORDER BY code")
}

// Holidays returns all holidays, oldest first.
func (s *Store) Holidays(ctx context.Context) ([]kanal.Holiday, error) {
	return directory[kanal.Holiday](ctx, s, "SELECT * FROM holidays ORDER BY date")
}

// Terms returns all terms, those no longer in force too.
func (s *Store) Terms(ctx context.Context) ([]kanal.Term, error) {
	return directory[kanal.Term](ctx, s, "SELECT * FROM terms ORDER BY name, valid_from")
}

func directory[Row any](ctx context.Context, s *Store, query string) ([]Row, error) {
	var list []Row
	if err := s.list(ctx, &list, query); err != nil {
		return nil, fmt.Errorf("read the directory: %w", err)
	}
	return list, nil
}
