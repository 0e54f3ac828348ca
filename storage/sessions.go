package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"

	"kanal"
)

// sessions keeps the console's sign-ins. A copy of the database signs nobody in: tokens are hashes in it.
type sessions struct{ *Store }

// Sessions is the store for the session manager of the console.
func (s *Store) Sessions() scs.CtxStore { return sessions{s} }

// FindCtx returns the data of a session that has not expired.
func (s sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var sealed []byte
	err := s.get(ctx, &sealed, "SELECT data FROM sessions WHERE token_hash = ? AND expires_at > ?", s.keys.hash("session", token), stampOf(s.now()))
	if errors.Is(err, kanal.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find a session: %w", err)
	}
	data, err := s.keys.open("session", sealed)
	return data, err == nil, err
}

// CommitCtx stores a session.
func (s sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, err := s.exec(ctx, `INSERT INTO sessions (token_hash, data, expires_at) VALUES (?, ?, ?)
		ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`,
		s.keys.hash("session", token), s.keys.close("session", data), stampOf(expiry))
	if err != nil {
		return fmt.Errorf("store a session: %w", err)
	}
	return nil
}

// DeleteCtx forgets a session.
func (s sessions) DeleteCtx(ctx context.Context, token string) error {
	if _, err := s.exec(ctx, "DELETE FROM sessions WHERE token_hash = ?", s.keys.hash("session", token)); err != nil {
		return fmt.Errorf("delete a session: %w", err)
	}
	return nil
}

// Find is FindCtx for callers without a context.
func (s sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for callers without a context.
func (s sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx for callers without a context.
func (s sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// DeleteExpiredSessions forgets the sessions that nobody can use any more.
func (s *Store) DeleteExpiredSessions(ctx context.Context) error {
	if _, err := s.exec(ctx, "DELETE FROM sessions WHERE expires_at <= ?", stampOf(s.now())); err != nil {
		return fmt.Errorf("delete expired sessions: %w", err)
	}
	return nil
}
