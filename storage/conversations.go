package storage

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"kanal"
)

// hash is what an address is found by.
func (s *Store) addressHash(a Address) string {
	return string(s.keys.hash("address", a.Account, a.Chat))
}

const selectConversation = `SELECT d.id, d.contact_id, d.account, d.address_hash, d.address, d.name, d.language, d.noticed, d.blocked,
	COALESCE(d.officer_id, 0), d.state, d.draft, d.due_at, d.heard_at, d.trusted_from, d.erasing FROM conversations d `

// ConversationByID locks conversations in order of id and returns them in the order asked.
func (s *Store) ConversationByID(ctx context.Context, ids ...int64) ([]*Conversation, error) {
	lock := rows{sql: selectConversation + "WHERE d.id IN (:rows) ORDER BY d.id :lock", row: "?"}
	sorted := slices.Compact(slices.Sorted(slices.Values(ids)))
	for _, id := range sorted {
		lock.add(id)
	}
	found := make(map[int64]*Conversation, len(ids))
	err := s.queryRows(ctx, lock, func(r *sql.Rows) error {
		c, _, err := s.scanConversation(r)
		if err != nil {
			return err
		}
		found[c.ID] = c
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("lock conversations: %w", err)
	}
	asked := make([]*Conversation, len(ids))
	for i, id := range ids {
		if asked[i] = found[id]; asked[i] == nil {
			return nil, fmt.Errorf("conversation %d: %w", id, kanal.ErrNotFound)
		}
	}
	return asked, nil
}

// ConversationOf finds the conversation of an address without locking it.
func (s *Store) ConversationOf(ctx context.Context, a Address) (id int64, found bool, err error) {
	hash := []byte(s.addressHash(a))
	err = s.get(ctx, &id, `SELECT COALESCE((SELECT conversation_id FROM aliases WHERE address_hash = ?),
		(SELECT id FROM conversations WHERE address_hash = ?), 0)`, hash, hash)
	if err != nil {
		return 0, false, fmt.Errorf("find conversation: %w", err)
	}
	return id, id != 0, nil
}

func (s *Store) scanConversation(r *sql.Rows) (*Conversation, []byte, error) {
	var c Conversation
	var hash, address, name, draft []byte
	var due, heard, trusted stamp
	err := r.Scan(&c.ID, &c.Contact.ID, &c.Address.Account, &hash, &address, &name, &c.Contact.Language, &c.Contact.Noticed,
		&c.Blocked, &c.Officer, &c.State, &draft, &due, &heard, &trusted, &c.Erasing)
	if err != nil {
		return nil, nil, err
	}
	c.DueAt, c.HeardAt, c.TrustedFrom = due.time(), heard.time(), trusted.time()
	chat, err := s.keys.open("address", address)
	if err != nil {
		return nil, nil, err
	}
	shown, err := s.keys.open("name", name)
	if err != nil {
		return nil, nil, err
	}
	c.Address.Chat, c.Contact.Name = string(chat), string(shown)
	c.Draft, err = s.keys.open("draft", draft)
	return &c, hash, err
}

// saveConversations writes what a dialog may change.
func (s *Store) saveConversations(ctx context.Context, list []*Conversation) error {
	update := rows{
		sql: `UPDATE conversations SET state = v.column2, draft = v.column3, due_at = v.column4, name = v.column5,
			language = v.column6, noticed = v.column7, heard_at = v.column8, trusted_from = v.column9, erasing = v.column10
			FROM (VALUES :rows) v WHERE conversations.id = v.column1`,
		row: `(CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS :blob), CAST(? AS BIGINT), CAST(? AS :blob), CAST(? AS TEXT), CAST(? AS BOOLEAN),
			CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BOOLEAN))`,
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b *Conversation) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range slices.Compact(list) {
		update.add(c.ID, c.State, s.keys.close("draft", c.Draft), stampOf(c.DueAt),
			s.keys.close("name", []byte(c.Contact.Name)), c.Contact.Language, c.Contact.Noticed,
			stampOf(c.HeardAt), stampOf(c.TrustedFrom), c.Erasing)
	}
	_, err := s.execRows(ctx, update)
	return err
}

// SetBlocked records that a recipient wants nothing from us, or wants to hear from us again. An unknown
// address is left alone.
func (s *Store) SetBlocked(ctx context.Context, a Address, blocked bool) error {
	hash := []byte(s.addressHash(a))
	_, err := s.exec(ctx, `UPDATE conversations SET blocked = ? WHERE address_hash = ? OR id IN (SELECT conversation_id FROM aliases
		WHERE address_hash = ?)`, blocked, hash, hash)
	if err != nil {
		return fmt.Errorf("note that a recipient blocks: %w", err)
	}
	return nil
}

// DueConversations returns conversations whose due time has come, the oldest first. They are candidates:
// another process may be at them, so look again under the lock.
func (s *Store) DueConversations(ctx context.Context, now time.Time, limit int) ([]int64, error) {
	var ids []int64
	err := s.list(ctx, &ids, "SELECT id FROM conversations WHERE due_at > 0 AND due_at <= ? ORDER BY due_at LIMIT ?", stampOf(now), limit)
	if err != nil {
		return nil, fmt.Errorf("find due conversations: %w", err)
	}
	return ids, nil
}
