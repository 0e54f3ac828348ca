package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kanal"
)

// bindFor is how long a token to bind a chat is good.
const bindFor = 7 * 24 * time.Hour

type userRow struct {
	ID       int64  `db:"id"`
	Username string `db:"username"`
	Name     string `db:"name"`
	Role     Role   `db:"role"`
	Agency   string `db:"agency"`
	Password string `db:"password"`
	Bound    int64  `db:"bound"`
	Account  string `db:"account"`
	Disabled bool   `db:"disabled"`
	Deputy   bool   `db:"deputy"`
	Digest   bool   `db:"digest"`
	Digested string `db:"digested"`
	Blocked  bool   `db:"blocked"`
}

func (s *Store) users(ctx context.Context, rest string, args ...any) ([]*User, error) {
	var found []userRow
	err := s.list(ctx, &found, `SELECT u.id, u.username, u.name, u.role, u.agency, u.password, u.disabled, COALESCE(c.id, 0) AS bound,
		COALESCE(c.account, '') AS account, u.deputy, u.digest, u.digested, COALESCE(c.blocked, FALSE) AS blocked
		FROM users u LEFT JOIN conversations c ON c.officer_id = u.id `+rest, args...)
	if err != nil {
		return nil, fmt.Errorf("read users: %w", err)
	}
	list := make([]*User, len(found))
	for i, row := range found {
		u := User(row)
		list[i] = &u
	}
	return list, nil
}

func (s *Store) user(ctx context.Context, rest string, args ...any) (*User, error) {
	list, err := s.users(ctx, rest, args...)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("user: %w", kanal.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// User returns one user; kanal.ErrNotFound for none.
func (s *Store) User(ctx context.Context, id int64) (*User, error) {
	return s.user(ctx, "WHERE u.id = ?", id)
}

// UserByName returns the user who signs in with that name; kanal.ErrNotFound for none.
func (s *Store) UserByName(ctx context.Context, username string) (*User, error) {
	return s.user(ctx, "WHERE u.username = ?", username)
}

// Users returns all users in order of name.
func (s *Store) Users(ctx context.Context) ([]*User, error) {
	return s.users(ctx, "ORDER BY u.username")
}

// OfficersOf returns an agency's officers, the disabled ones too.
func (s *Store) OfficersOf(ctx context.Context, agency string) ([]*User, error) {
	return s.users(ctx, "WHERE u.agency = ? AND u.role = 'officer' ORDER BY u.id", agency)
}

// CreateUser inserts u and fills in its ID. bindToken is the secret that will bind a chat to it, "" for none.
// kanal.ErrConflict: somebody has that username.
func (s *Store) CreateUser(ctx context.Context, u *User, bindToken string) error {
	return s.InTx(ctx, func(tx *Store) error {
		err := tx.change(ctx, &u.ID, `INSERT INTO users (username, name, role, agency, password, disabled, deputy, digest)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`, u.Username, u.Name, u.Role, u.Agency, u.Password, u.Disabled,
			u.Deputy, u.Digest)
		if errors.Is(err, kanal.ErrNotFound) {
			err = kanal.ErrConflict
		}
		if err != nil {
			return fmt.Errorf("create a user: %w", err)
		}
		if bindToken == "" {
			return nil
		}
		return tx.NewBindToken(ctx, u.ID, bindToken)
	})
}

// SaveUser saves name, role, agency, password, Disabled, Deputy and Digest of a known user. The binding of one who
// is disabled or moved to another agency or role lapses: the phone of the old post must not get the new one's tasks.
func (s *Store) SaveUser(ctx context.Context, u *User) error {
	err := s.InTx(ctx, func(tx *Store) error {
		before, err := tx.User(ctx, u.ID)
		if err != nil {
			return err
		}
		if _, err := tx.exec(ctx, "UPDATE users SET name = ?, role = ?, agency = ?, password = ?, disabled = ?, deputy = ?, digest = ? WHERE id = ?",
			u.Name, u.Role, u.Agency, u.Password, u.Disabled, u.Deputy, u.Digest, u.ID); err != nil {
			return err
		}
		if u.Disabled || u.Agency != before.Agency || u.Role != before.Role {
			return tx.Unbind(ctx, u.ID)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("save user %d: %w", u.ID, err)
	}
	return nil
}

// SetDigest turns a user's daily digest on or off.
func (s *Store) SetDigest(ctx context.Context, user int64, on bool) error {
	if _, err := s.exec(ctx, "UPDATE users SET digest = ? WHERE id = ?", on, user); err != nil {
		return fmt.Errorf("set the digest of user %d: %w", user, err)
	}
	return nil
}

// TakeDigest tells whether the user's digest of that day (2006-01-02) is still to be sent, and notes that it is.
func (s *Store) TakeDigest(ctx context.Context, user int64, day string) (bool, error) {
	n, err := s.exec(ctx, "UPDATE users SET digested = ? WHERE id = ? AND digest AND digested < ?", day, user, day)
	if err != nil {
		return false, fmt.Errorf("take the digest of user %d: %w", user, err)
	}
	return n > 0, nil
}

// DigestReaders returns the officers who want the digest and had none on that day.
func (s *Store) DigestReaders(ctx context.Context, day string) ([]*User, error) {
	return s.users(ctx, "WHERE u.digest AND u.digested < ? AND NOT u.disabled AND u.role = 'officer' AND c.id IS NOT NULL ORDER BY u.id", day)
}

// NewBindToken gives a user another token, good for seven days and one use. Only its hash is kept.
func (s *Store) NewBindToken(ctx context.Context, user int64, token string) error {
	n, err := s.exec(ctx, "UPDATE users SET bind_hash = ?, bind_until = ? WHERE id = ?",
		s.keys.hash("bind", token), stampOf(s.now().Add(bindFor)), user)
	if err == nil && n == 0 {
		err = kanal.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("new token for user %d: %w", user, err)
	}
	return nil
}

// UserByToken returns the user whom a token that is still good would bind; kanal.ErrNotFound for none.
func (s *Store) UserByToken(ctx context.Context, token string) (*User, error) {
	return s.user(ctx, "WHERE u.bind_hash = ? AND u.bind_until > ? AND NOT u.disabled", s.keys.hash("bind", token), stampOf(s.now()))
}

// BindOfficer makes a conversation, which the caller has locked, the one on which the token's user acts. A
// binding of either to another ends. kanal.ErrNotFound: the token is wrong, used or too old, or its user disabled.
func (s *Store) BindOfficer(ctx context.Context, token string, conversation int64) (*User, error) {
	var user *User
	err := s.InTx(ctx, func(tx *Store) error {
		var id int64
		err := tx.change(ctx, &id, `UPDATE users SET bind_hash = NULL, bind_until = 0 WHERE bind_hash = ? AND bind_until > ? AND NOT disabled
			RETURNING id`, s.keys.hash("bind", token), stampOf(s.now()))
		if err != nil {
			return err
		}
		if _, err := tx.exec(ctx, "UPDATE conversations SET officer_id = NULL WHERE officer_id = ?", id); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, "UPDATE conversations SET officer_id = ? WHERE id = ?", id, conversation); err != nil {
			return err
		}
		user, err = tx.User(ctx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("bind an officer: %w", err)
	}
	return user, nil
}

// Unbind ends a user's binding; after that nobody acts on the conversation.
func (s *Store) Unbind(ctx context.Context, user int64) error {
	if _, err := s.exec(ctx, "UPDATE conversations SET officer_id = NULL WHERE officer_id = ?", user); err != nil {
		return fmt.Errorf("unbind user %d: %w", user, err)
	}
	return nil
}
