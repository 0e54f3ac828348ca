package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kanal"
)

// Lease takes a lease for d, or renews it; false when another owner has it. The database's clock counts.
func (s *Store) Lease(ctx context.Context, name, owner string, d time.Duration) (bool, error) {
	n, err := s.exec(ctx, `INSERT INTO leases (name, owner, expires_at) VALUES (?, ?, :now + CAST(? AS BIGINT))
		ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
		WHERE leases.owner = excluded.owner OR leases.expires_at <= :now`, name, owner, d.Microseconds())
	if err != nil {
		return false, fmt.Errorf("take the lease %s: %w", name, err)
	}
	return n == 1, nil
}

// LeaseOwner tells who has a lease now, "" for nobody.
func (s *Store) LeaseOwner(ctx context.Context, name string) (string, error) {
	var owner string
	err := s.get(ctx, &owner, "SELECT owner FROM leases WHERE name = ? AND expires_at > :now", name)
	if err != nil && !errors.Is(err, kanal.ErrNotFound) {
		return "", fmt.Errorf("who has the lease %s: %w", name, err)
	}
	return owner, nil
}

// Release gives a lease back, if owner has it.
func (s *Store) Release(ctx context.Context, name, owner string) error {
	if _, err := s.exec(ctx, "DELETE FROM leases WHERE name = ? AND owner = ?", name, owner); err != nil {
		return fmt.Errorf("release the lease %s: %w", name, err)
	}
	return nil
}

// Pace reserves n sends of an account, in all processes together, and returns how long to wait before the
// first; each further one is due 1/perSecond after the one before. The database's clock counts.
func (s *Store) Pace(ctx context.Context, account string, perSecond, n int) (time.Duration, error) {
	if perSecond <= 0 || n <= 0 {
		return 0, nil
	}
	// The row holds when the next send is free (GCRA's theoretical arrival time). It never lies in the past.
	span := int64(n) * 1_000_000 / int64(perSecond)
	var wait int64
	err := s.change(ctx, &wait, `INSERT INTO paces (account, tat) VALUES (?, :now + CAST(? AS BIGINT))
		ON CONFLICT (account) DO UPDATE SET tat = CASE WHEN paces.tat > :now THEN paces.tat ELSE :now END + CAST(? AS BIGINT)
		RETURNING tat - CAST(? AS BIGINT) - :now`, account, span, span, span)
	if err != nil {
		return 0, fmt.Errorf("pace %s: %w", account, err)
	}
	return max(0, time.Duration(wait)*time.Microsecond), nil
}

// Setting returns a stored setting, "" for none.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var value string
	err := s.get(ctx, &value, "SELECT value FROM settings WHERE name = ?", name)
	if err != nil && !errors.Is(err, kanal.ErrNotFound) {
		return "", fmt.Errorf("read the setting %s: %w", name, err)
	}
	return value, nil
}

// SetSetting stores a setting.
func (s *Store) SetSetting(ctx context.Context, name, value string) error {
	_, err := s.exec(ctx, "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
	if err != nil {
		return fmt.Errorf("store the setting %s: %w", name, err)
	}
	return nil
}
