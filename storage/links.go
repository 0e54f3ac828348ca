package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kanal"
)

// askFor is how long a wish for a code to type is good.
const askFor = 10 * time.Minute

// AccountLink is how an account that hangs on somebody's phone stands.
type AccountLink struct {
	kanal.Link
	Account   string
	ChangedAt time.Time
	Asked     bool // somebody waits for a code to type
}

// SetLink records how an account stands now. A link that stands forgets the number that asked for a code.
func (s *Store) SetLink(ctx context.Context, account string, l kanal.Link) error {
	_, err := s.exec(ctx, `INSERT INTO links (account, state, code, typed, until, changed_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (account) DO UPDATE SET state = excluded.state, code = excluded.code, typed = excluded.typed, until = excluded.until,
		changed_at = excluded.changed_at, phone = CASE WHEN excluded.state = 'connected' THEN NULL ELSE links.phone END`,
		account, l.State, s.keys.close("link", []byte(l.Code)), l.Typed, stampOf(l.Until), stampOf(s.now()))
	if err != nil {
		return fmt.Errorf("record the link of %s: %w", account, err)
	}
	return nil
}

type linkRow struct {
	Account   string          `db:"account"`
	State     kanal.LinkState `db:"state"`
	Code      []byte          `db:"code"`
	Typed     bool            `db:"typed"`
	Until     stamp           `db:"until"`
	ChangedAt stamp           `db:"changed_at"`
	Asked     bool            `db:"asked"`
}

// Links returns how the accounts that hang on a phone stand, in order of account.
func (s *Store) Links(ctx context.Context) ([]AccountLink, error) {
	var found []linkRow
	err := s.list(ctx, &found, `SELECT account, state, code, typed, until, changed_at, phone IS NOT NULL AND asked_at > ? AS asked FROM links
		WHERE state <> '' ORDER BY account`, stampOf(s.now().Add(-askFor)))
	if err != nil {
		return nil, fmt.Errorf("read links: %w", err)
	}
	list := make([]AccountLink, len(found))
	for i, row := range found {
		code, err := s.keys.open("link", row.Code)
		if err != nil {
			return nil, fmt.Errorf("read links: %w", err)
		}
		list[i] = AccountLink{Account: row.Account, ChangedAt: row.ChangedAt.time(), Asked: row.Asked,
			Link: kanal.Link{State: row.State, Code: string(code), Typed: row.Typed, Until: row.Until.time()}}
	}
	return list, nil
}

// WantPhone records that somebody wants to link an account by a code that they type on the phone with this number
// (digits, with the country's); "" takes the wish back. It lapses after ten minutes.
func (s *Store) WantPhone(ctx context.Context, account, phone string) error {
	_, err := s.exec(ctx, `INSERT INTO links (account, phone, asked_at) VALUES (?, ?, ?)
		ON CONFLICT (account) DO UPDATE SET phone = excluded.phone, asked_at = excluded.asked_at`,
		account, s.keys.close("phone", []byte(phone)), stampOf(s.now()))
	if err != nil {
		return fmt.Errorf("ask for a code for %s: %w", account, err)
	}
	return nil
}

// WantedPhone returns the number that wants to be linked to an account, "" for none.
func (s *Store) WantedPhone(ctx context.Context, account string) (string, error) {
	var sealed []byte
	err := s.get(ctx, &sealed, "SELECT phone FROM links WHERE account = ? AND asked_at > ?", account, stampOf(s.now().Add(-askFor)))
	if errors.Is(err, kanal.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("who wants to link %s: %w", account, err)
	}
	phone, err := s.keys.open("phone", sealed)
	if err != nil {
		return "", fmt.Errorf("who wants to link %s: %w", account, err)
	}
	return string(phone), nil
}
