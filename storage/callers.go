package storage

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"kanal"
)

// Caller is somebody who writes to us, as the network shows them.
type Caller struct {
	Address
	Alias string // another chat id by which the account knows the same person, "" for none
	Name  string
}

// Conversations is Callers for addresses without an alias. names are nil, or as long as addresses.
func (s *Store) Conversations(ctx context.Context, addresses []Address, names []string) ([]*Conversation, error) {
	callers := make([]Caller, len(addresses))
	for i, a := range addresses {
		callers[i].Address = a
		if names != nil {
			callers[i].Name = names[i]
		}
	}
	return s.Callers(ctx, callers)
}

// Callers finds or makes the conversations of these people, locks them until the transaction ends and returns them
// in the order asked; who is asked for twice gives the same pointer twice. Names are for new contacts. With an alias
// two addresses become one conversation, see aliases.go.
//
// Transactions with overlapping lists cannot deadlock: what is new is inserted in order of hash before anything
// is locked, and then what was known is locked in order of id. kanal.ErrConflict: an address changed hands
// meanwhile; nothing is wrong with a new transaction.
func (s *Store) Callers(ctx context.Context, callers []Caller) ([]*Conversation, error) {
	g := s.gather(callers)
	err := s.InTx(ctx, func(tx *Store) error {
		var err error
		if g.known, err = tx.findConversations(ctx, g.hashes); err != nil {
			return fmt.Errorf("find conversations: %w", err)
		}
		g.recognize()
		if err := tx.makeConversations(ctx, g); err != nil {
			return fmt.Errorf("make conversations: %w", err)
		}
		if err := tx.lockConversations(ctx, g); err != nil {
			return err
		}
		if err := tx.settleAliases(ctx, g); err != nil {
			return fmt.Errorf("join addresses: %w", err)
		}
		return nil
	})
	asked := make([]*Conversation, len(callers))
	for i, w := range g.asked {
		asked[i] = w.conversation
	}
	return asked, err
}

// gathering is a list of callers on its way to their conversations.
type gathering struct {
	asked  []*wanted
	byHash map[string]*wanted // by hash of the address
	hashes []string           // of addresses and aliases
	known  map[string]bearers
	locked map[int64]*Conversation
	bears  map[int64]string  // by conversation: hash of its address, read under the lock
	chats  map[string]string // by hash: the address
	points map[string]bool   // hashes whose new alias is still to be written down
}

// wanted is one of the callers.
type wanted struct {
	hash, alias  string // of the address; of the other one, "" for none
	id           int64  // of the conversation, 0 while it is not made
	conversation *Conversation
	reserved     bearer // a row that keeps the address free for the conversation, which has another one yet
}

// bearers are the conversations that one address leads to: the one whose alias it is comes first.
type bearers struct{ alias, address bearer }

// bearer is one of them, 0 for none.
type bearer struct{ conversation, contact int64 }

func (b bearers) first() int64 { return cmp.Or(b.alias.conversation, b.address.conversation) }

func (s *Store) gather(callers []Caller) *gathering {
	g := &gathering{asked: make([]*wanted, len(callers)), byHash: make(map[string]*wanted, len(callers)), hashes: make([]string, 0, len(callers)),
		chats: make(map[string]string, len(callers))}
	for i, c := range callers {
		hash := s.addressHash(c.Address)
		w := g.byHash[hash]
		if w == nil {
			w = &wanted{hash: hash, conversation: &Conversation{Address: c.Address, Contact: Contact{Language: "id", Name: c.Name}}}
			g.byHash[hash] = w
			g.hashes, g.chats[hash] = append(g.hashes, hash), c.Chat
		}
		if c.Alias != "" && c.Alias != c.Chat {
			w.alias = s.addressHash(Address{c.Account, c.Alias})
			g.hashes = append(g.hashes, w.alias)
		}
		g.asked[i] = w
	}
	return g
}

// recognize fills in the ids of those that exist.
func (g *gathering) recognize() {
	for _, w := range g.byHash {
		w.id = cmp.Or(g.known[w.hash].first(), g.known[w.alias].first())
	}
}

// findConversations tells where addresses lead to.
func (s *Store) findConversations(ctx context.Context, hashes []string) (map[string]bearers, error) {
	find := rows{sql: `WITH asked (hash) AS (VALUES :rows)
		SELECT a.hash, c.id, c.contact_id, FALSE FROM asked a JOIN conversations c ON c.address_hash = a.hash
		UNION ALL SELECT a.hash, c.id, c.contact_id, TRUE FROM asked a JOIN aliases l ON l.address_hash = a.hash
		JOIN conversations c ON c.id = l.conversation_id`, row: "(CAST(? AS :blob))"}
	for _, hash := range hashes {
		find.add([]byte(hash))
	}
	known := make(map[string]bearers, len(hashes))
	err := s.queryRows(ctx, find, func(r *sql.Rows) error {
		var hash []byte
		var b bearer
		var alias bool
		if err := r.Scan(&hash, &b.conversation, &b.contact, &alias); err != nil {
			return err
		}
		both := known[string(hash)]
		if alias {
			both.alias = b
		} else {
			both.address = b
		}
		known[string(hash)] = both
		return nil
	})
	return known, err
}

// makeConversations inserts those that have no id. Where another process was first, its row stays.
func (s *Store) makeConversations(ctx context.Context, g *gathering) error {
	var hashes []string
	for hash, w := range g.byHash {
		if w.id == 0 || w.moves(g) {
			hashes = append(hashes, hash)
		}
	}
	if len(hashes) == 0 {
		return nil
	}
	slices.Sort(hashes)
	contacts, err := s.makeContacts(ctx, len(hashes))
	if err != nil {
		return err
	}
	insert := rows{sql: `INSERT INTO conversations (contact_id, account, address_hash, address, name, language) VALUES :rows
		ON CONFLICT DO NOTHING RETURNING id, contact_id, address_hash`, row: "(?, ?, ?, ?, ?, ?)"}
	for i, hash := range hashes {
		c := g.byHash[hash].conversation
		insert.add(contacts[i], c.Address.Account, []byte(hash), s.keys.close("address", []byte(c.Address.Chat)),
			s.keys.close("name", []byte(c.Contact.Name)), c.Contact.Language)
	}
	err = s.queryRows(ctx, insert, func(r *sql.Rows) error {
		var id, contact int64
		var hash []byte
		if err := r.Scan(&id, &contact, &hash); err != nil {
			return err
		}
		w := g.byHash[string(hash)]
		if w.id != 0 {
			w.reserved = bearer{id, contact}
			return nil
		}
		w.id, w.conversation.ID, w.conversation.Contact.ID, w.conversation.New = id, id, contact, true
		return nil
	})
	if err != nil {
		return err
	}
	return s.leaveToOthers(ctx, g, hashes, contacts)
}

// leaveToOthers takes the rows of those who were made by another process at the same moment.
func (s *Store) leaveToOthers(ctx context.Context, g *gathering, hashes []string, contacts []int64) error {
	unused := rows{sql: "DELETE FROM contacts WHERE id IN (:rows)", row: "?"}
	var others []string
	for i, hash := range hashes {
		if w := g.byHash[hash]; !w.conversation.New && w.reserved.conversation == 0 {
			unused.add(contacts[i])
			others = append(others, hash)
		}
	}
	if len(others) == 0 {
		return nil
	}
	if _, err := s.execRows(ctx, unused); err != nil {
		return err
	}
	known, err := s.findConversations(ctx, others)
	if err != nil {
		return err
	}
	for hash, b := range known {
		g.known[hash] = b
		if w := g.byHash[hash]; w.id == 0 {
			w.id = b.first()
		}
	}
	return nil
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

// lockConversations locks and reads all but those made just now, which nobody else can see yet.
func (s *Store) lockConversations(ctx context.Context, g *gathering) error {
	ids := make(map[int64]bool, len(g.byHash))
	for _, w := range g.byHash {
		if !w.conversation.New {
			ids[w.id] = true
		}
	}
	if err := s.addJoined(ctx, g, ids); err != nil {
		return err
	}
	lock := rows{sql: selectConversation + "WHERE d.id IN (:rows) ORDER BY d.id :lock", row: "?"}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		lock.add(id)
	}
	g.locked, g.bears = make(map[int64]*Conversation, len(ids)), make(map[int64]string, len(ids))
	err := s.queryRows(ctx, lock, func(r *sql.Rows) error {
		c, hash, err := s.scanConversation(r)
		if err != nil {
			return err
		}
		g.locked[c.ID], g.bears[c.ID] = c, string(hash)
		return nil
	})
	if err != nil {
		return fmt.Errorf("lock conversations: %w", err)
	}
	if len(g.locked) != len(ids) {
		return fmt.Errorf("lock conversations: %d of %d are gone: %w", len(ids)-len(g.locked), len(ids), kanal.ErrConflict)
	}
	for _, w := range g.byHash {
		if !w.conversation.New {
			w.conversation = g.locked[w.id]
		}
	}
	return nil
}
