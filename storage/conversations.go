package storage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"kanal"
)

// hash is what an address is found by.
func (s *Store) addressHash(a Address) string {
	return string(s.keys.hash("address", a.Account, a.Chat))
}

// Conversations finds or makes the conversations of these addresses, locks them until the transaction ends and
// returns them in the order asked; an address asked twice gives the same pointer twice. names are what the
// networks show, for new contacts: nil, or as long as addresses.
//
// Transactions with overlapping lists cannot deadlock: what is new is inserted in order of hash before anything
// is locked, and then what was known is locked in order of id.
func (s *Store) Conversations(ctx context.Context, addresses []Address, names []string) ([]*Conversation, error) {
	asked := make([]*Conversation, len(addresses))
	byHash := make(map[string]*Conversation, len(addresses))
	for i, a := range addresses {
		hash := s.addressHash(a)
		if byHash[hash] == nil {
			byHash[hash] = &Conversation{Address: a, Contact: Contact{Language: "id"}}
			if names != nil {
				byHash[hash].Contact.Name = names[i]
			}
		}
		asked[i] = byHash[hash]
	}
	err := s.InTx(ctx, func(tx *Store) error {
		if err := tx.findConversations(ctx, byHash); err != nil {
			return fmt.Errorf("find conversations: %w", err)
		}
		if err := tx.makeConversations(ctx, byHash); err != nil {
			return fmt.Errorf("make conversations: %w", err)
		}
		return tx.lockConversations(ctx, byHash)
	})
	return asked, err
}

// findConversations fills in the ids of those that exist.
func (s *Store) findConversations(ctx context.Context, byHash map[string]*Conversation) error {
	find := rows{sql: "SELECT id, address_hash FROM conversations WHERE address_hash IN (:rows)", row: "?"}
	for hash := range byHash {
		find.add([]byte(hash))
	}
	return s.queryRows(ctx, find, func(r *sql.Rows) error {
		var id int64
		var hash []byte
		err := r.Scan(&id, &hash)
		byHash[string(hash)].ID = id
		return err
	})
}

// makeConversations inserts those that have no id. Where another process was first, its row stays.
func (s *Store) makeConversations(ctx context.Context, byHash map[string]*Conversation) error {
	var hashes []string
	for hash, c := range byHash {
		if c.ID == 0 {
			hashes = append(hashes, hash)
		}
	}
	slices.Sort(hashes)
	contacts, err := s.makeContacts(ctx, len(hashes))
	if err != nil {
		return err
	}
	insert := rows{sql: `INSERT INTO conversations (contact_id, account, address_hash, address, name, language) VALUES :rows
		ON CONFLICT DO NOTHING RETURNING id, contact_id, address_hash`, row: "(?, ?, ?, ?, ?, ?)"}
	for i, hash := range hashes {
		c := byHash[hash]
		insert.add(contacts[i], c.Address.Account, []byte(hash), s.keys.close("address", []byte(c.Address.Chat)),
			s.keys.close("name", []byte(c.Contact.Name)), c.Contact.Language)
	}
	err = s.queryRows(ctx, insert, func(r *sql.Rows) error {
		var id, contact int64
		var hash []byte
		if err := r.Scan(&id, &contact, &hash); err != nil {
			return err
		}
		c := byHash[string(hash)]
		c.ID, c.Contact.ID, c.New = id, contact, true
		return nil
	})
	if err != nil {
		return err
	}
	unused := rows{sql: "DELETE FROM contacts WHERE id IN (:rows)", row: "?"}
	for i, hash := range hashes {
		if !byHash[hash].New {
			unused.add(contacts[i])
		}
	}
	_, err = s.execRows(ctx, unused)
	return err
}

func (s *Store) makeContacts(ctx context.Context, n int) ([]int64, error) {
	insert := rows{sql: "INSERT INTO contacts (made_at) VALUES :rows RETURNING id", row: "(?)"}
	for range n {
		insert.add(stampOf(s.now()))
	}
	ids := make([]int64, 0, n)
	err := s.queryRows(ctx, insert, func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

const selectConversation = `SELECT d.id, d.contact_id, d.account, d.address_hash, d.address, d.name, d.language, d.noticed, d.blocked,
	COALESCE(d.officer_id, 0), d.state, d.draft, d.due_at, d.heard_at, d.trusted_from, d.erasing FROM conversations d `

// lockConversations locks and reads all but those made just now, which nobody else can see yet.
func (s *Store) lockConversations(ctx context.Context, byHash map[string]*Conversation) error {
	lock := rows{sql: selectConversation + "WHERE d.address_hash IN (:rows) ORDER BY d.id :lock", row: "?"}
	for hash, c := range byHash {
		if !c.New {
			lock.add([]byte(hash))
		}
	}
	n := 0
	err := s.queryRows(ctx, lock, func(r *sql.Rows) error {
		c, hash, err := s.scanConversation(r)
		if err != nil {
			return err
		}
		*byHash[string(hash)], n = *c, n+1
		return nil
	})
	if err != nil {
		return fmt.Errorf("lock conversations: %w", err)
	}
	if n != lock.n {
		return fmt.Errorf("lock conversations: %d of %d are gone: %w", lock.n-n, lock.n, kanal.ErrConflict)
	}
	return nil
}

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
	err = s.get(ctx, &id, "SELECT id FROM conversations WHERE address_hash = ?", []byte(s.addressHash(a)))
	if errors.Is(err, kanal.ErrNotFound) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("find conversation: %w", err)
	}
	return id, true, nil
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
	_, err := s.exec(ctx, "UPDATE conversations SET blocked = ? WHERE address_hash = ?", blocked, []byte(s.addressHash(a)))
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
