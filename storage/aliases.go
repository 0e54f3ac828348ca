package storage

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"kanal"
)

// A network may know one person by two addresses, and tell only later that they are one. What arrives from an alias
// belongs to the conversation that the alias leads to, which answers at the newest address that came with an alias.
// Where both addresses had conversations, everything of one moves to the other. The emptied one stays at its address,
// so that whatever else still names it reaches the person.

// around are the conversations that w's addresses lead to, 0 for none.
func (g *gathering) around(w *wanted) [4]bearer {
	own, other := g.known[w.hash], g.known[w.alias]
	return [4]bearer{own.alias, own.address, other.alias, other.address}
}

// contactOf is whose w's conversation is.
func (g *gathering) contactOf(w *wanted) int64 {
	for _, b := range g.around(w) {
		if b.conversation == w.id {
			return b.contact
		}
	}
	return w.conversation.Contact.ID
}

// others are the conversations of w's person that still belong to another contact.
func (g *gathering) others(w *wanted) []bearer {
	if w.alias == "" || w.conversation.New {
		return nil
	}
	var list []bearer
	mine := g.contactOf(w)
	for _, b := range g.around(w) {
		if b.conversation != 0 && b.contact != mine && !slices.Contains(list, b) {
			list = append(list, b)
		}
	}
	return list
}

// moves tells whether w's conversation is to answer at w's address from now on, which nobody has yet.
func (w *wanted) moves(g *gathering) bool {
	return w.alias != "" && w.id != 0 && g.known[w.hash].address.conversation == 0
}

// addJoined adds to the conversations that will be locked all those of contacts that will become one.
func (s *Store) addJoined(ctx context.Context, g *gathering, ids map[int64]bool) error {
	for _, w := range g.asked {
		for _, other := range g.others(w) {
			var list []int64
			err := s.list(ctx, &list, "SELECT id FROM conversations WHERE contact_id IN (?, ?)", g.contactOf(w), other.contact)
			if err != nil {
				return fmt.Errorf("find a contact's conversations: %w", err)
			}
			for _, id := range list {
				ids[id] = true
			}
		}
	}
	return nil
}

// settleAliases writes down what the aliases of the callers tell. It costs nothing where there are none and where all
// is known.
func (s *Store) settleAliases(ctx context.Context, g *gathering) error {
	var news []*wanted
	var doubtful []string
	for _, w := range g.asked {
		here := w.conversation.New || g.bears[w.id] == w.hash
		told := w.alias == "" || g.known[w.alias].alias.conversation == w.id
		joined := len(g.others(w)) == 0
		if here && told && joined || slices.Contains(news, w) {
			continue
		}
		news = append(news, w)
		if !here || !joined {
			doubtful = append(doubtful, w.hash, w.alias)
		}
	}
	if len(news) == 0 {
		return nil
	}
	if err := s.free(ctx, news); err != nil {
		return err
	}
	if err := s.stillKnown(ctx, g, doubtful); err != nil {
		return err
	}
	for _, w := range news {
		if err := s.settle(ctx, g, w); err != nil {
			return err
		}
	}
	return s.writeAliases(ctx, g)
}

// free removes the rows that kept addresses. Nobody else can take these before the transaction ends.
func (s *Store) free(ctx context.Context, news []*wanted) error {
	for _, w := range news {
		if w.reserved.conversation == 0 {
			continue
		}
		if _, err := s.exec(ctx, "DELETE FROM conversations WHERE id = ?", w.reserved.conversation); err != nil {
			return err
		}
		if _, err := s.exec(ctx, "DELETE FROM contacts WHERE id = ?", w.reserved.contact); err != nil {
			return err
		}
	}
	return nil
}

// writeAliases writes the new aliases, in order of hash as everybody does.
func (s *Store) writeAliases(ctx context.Context, g *gathering) error {
	insert := rows{sql: `INSERT INTO aliases (address_hash, conversation_id) VALUES :rows
		ON CONFLICT (address_hash) DO UPDATE SET conversation_id = excluded.conversation_id`, row: "(?, ?)"}
	for _, hash := range slices.Sorted(maps.Keys(g.points)) {
		insert.add([]byte(hash), g.known[hash].alias.conversation)
	}
	_, err := s.execRows(ctx, insert)
	return err
}

// stillKnown looks again under the lock, for what was not found by a row that is locked now.
func (s *Store) stillKnown(ctx context.Context, g *gathering, hashes []string) error {
	if len(hashes) == 0 {
		return nil
	}
	known, err := s.findConversations(ctx, hashes)
	if err != nil {
		return err
	}
	for _, hash := range hashes {
		if known[hash] != g.known[hash] {
			return fmt.Errorf("an address changed hands: %w", kanal.ErrConflict)
		}
	}
	return nil
}

// settle does so for one of them.
func (s *Store) settle(ctx context.Context, g *gathering, w *wanted) error {
	if w.alias == "" {
		return nil
	}
	others := g.others(w)
	if w.reserved.conversation != 0 {
		if err := s.readdress(ctx, g, w); err != nil {
			return err
		}
	}
	for _, other := range others {
		if err := s.join(ctx, g, w.id, other.conversation); err != nil {
			return err
		}
	}
	if g.bears[w.id] != w.alias && g.known[w.alias].alias.conversation != w.id {
		g.point(w.alias, bearer{w.id, w.conversation.Contact.ID})
	}
	return nil
}

// point makes an address an alias of a conversation.
func (g *gathering) point(hash string, to bearer) {
	both := g.known[hash]
	both.alias = to
	g.known[hash] = both
	if g.points == nil {
		g.points = map[string]bool{}
	}
	g.points[hash] = true
}

// readdress makes a conversation answer at the address that its person writes from now.
func (s *Store) readdress(ctx context.Context, g *gathering, w *wanted) error {
	if _, err := s.exec(ctx, "DELETE FROM aliases WHERE address_hash = ?", []byte(w.hash)); err != nil {
		return err
	}
	chat := g.chats[w.hash]
	if _, err := s.exec(ctx, "UPDATE conversations SET address_hash = ?, address = ? WHERE id = ?", []byte(w.hash),
		s.keys.close("address", []byte(chat)), w.id); err != nil {
		return err
	}
	before, here := g.bears[w.id], bearer{w.id, w.conversation.Contact.ID}
	g.known[w.hash] = bearers{address: here}
	g.bears[w.id], w.conversation.Address.Chat = w.hash, chat
	g.point(before, here)
	return nil
}
