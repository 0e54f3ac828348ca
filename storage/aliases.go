package storage

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

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

// join moves everything of one conversation to another one of the same person, and makes their contacts one.
func (s *Store) join(ctx context.Context, g *gathering, into, from int64) error {
	to, old := g.locked[into], g.locked[from]
	if to == nil || old == nil {
		return fmt.Errorf("a conversation came meanwhile: %w", kanal.ErrConflict)
	}
	keep, drop := min(to.Contact.ID, old.Contact.ID), max(to.Contact.ID, old.Contact.ID)
	if err := s.allLocked(ctx, g, keep, drop); err != nil {
		return err
	}
	if err := s.moveWords(ctx, to, old); err != nil {
		return err
	}
	var locked []int64 // in one order everywhere: a courier may be writing outcomes down
	err := s.list(ctx, &locked, `SELECT d.message_id FROM deliveries d WHERE d.message_id IN
		(SELECT m.id FROM messages m WHERE m.conversation_id = ? AND m.outgoing) ORDER BY d.message_id :lock`, from)
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{"UPDATE deliveries SET conversation_id = ? WHERE message_id IN (SELECT m.id FROM messages m WHERE m.conversation_id = ? AND m.outgoing)",
			[]any{into, from}},
		// What came to both is one message; its second copy stays behind.
		{`UPDATE messages SET conversation_id = ? WHERE conversation_id = ? AND (outgoing OR external_id = '' OR NOT EXISTS (SELECT 1 FROM messages k
			WHERE k.conversation_id = ? AND k.external_id = messages.external_id AND NOT k.outgoing))`, []any{into, from, into}},
		{`UPDATE reports SET contact_id = ?, conversation_id = CASE WHEN conversation_id = ? THEN CAST(? AS BIGINT) ELSE conversation_id END
			WHERE contact_id IN (?, ?)`, []any{keep, from, into, keep, drop}},
		{"UPDATE conversations SET contact_id = ?, officer_id = CASE WHEN id = ? THEN NULL ELSE officer_id END WHERE contact_id IN (?, ?)",
			[]any{keep, from, keep, drop}},
		{"UPDATE conversations SET officer_id = ? WHERE id = ?", []any{ref(cmp.Or(to.Officer, old.Officer)), into}},
		{"UPDATE aliases SET conversation_id = ? WHERE conversation_id = ?", []any{into, from}},
	} {
		if err == nil {
			_, err = s.exec(ctx, step.sql, step.args...)
		}
	}
	if err != nil {
		return err
	}
	to.Officer = cmp.Or(to.Officer, old.Officer)
	g.joined(into, from, keep, drop)
	g.point(g.bears[from], bearer{into, keep})
	return nil
}

// allLocked checks that no conversation of two contacts came after they were locked.
func (s *Store) allLocked(ctx context.Context, g *gathering, keep, drop int64) error {
	var list []int64
	if err := s.list(ctx, &list, "SELECT id FROM conversations WHERE contact_id IN (?, ?)", keep, drop); err != nil {
		return err
	}
	for _, id := range list {
		if g.locked[id] == nil {
			return fmt.Errorf("a conversation came meanwhile: %w", kanal.ErrConflict)
		}
	}
	return nil
}

// joined brings what the list knows up to date.
func (g *gathering) joined(into, from, keep, drop int64) {
	for _, c := range g.locked {
		if c.Contact.ID == drop {
			c.Contact.ID = keep
		}
	}
	for hash, both := range g.known {
		for _, b := range []*bearer{&both.alias, &both.address} {
			if b.contact == drop {
				b.contact = keep
			}
		}
		if both.alias.conversation == from {
			both.alias.conversation = into
		}
		g.known[hash] = both
	}
	for _, w := range g.asked {
		if w.id == from {
			w.id, w.conversation = into, g.locked[into]
		}
	}
}

// moveWords makes of two dialogs one. Where both are in the middle of something, the words of the one that ends here
// go to an admin.
func (s *Store) moveWords(ctx context.Context, to, old *Conversation) error {
	if to.State == "" && len(to.Draft) == 0 {
		to.State, to.Draft, to.DueAt = old.State, old.Draft, old.DueAt
	} else if len(old.Draft) > 0 {
		_, err := s.exec(ctx, `UPDATE messages SET attention = TRUE WHERE conversation_id = ? AND NOT outgoing AND report_id IS NULL AND NOT no_report
			AND kind = ?`, old.ID, kanal.KindMessage)
		if err != nil {
			return err
		}
	}
	if old.Contact.Noticed && !to.Contact.Noticed {
		to.Contact.Noticed, to.Contact.Language = true, old.Contact.Language
	}
	to.Contact.Name = cmp.Or(to.Contact.Name, old.Contact.Name)
	if old.HeardAt.After(to.HeardAt) {
		to.HeardAt = old.HeardAt
	}
	if old.TrustedFrom.After(to.TrustedFrom) { // the later one: less is shown to whoever has the number now
		to.TrustedFrom = old.TrustedFrom
	}
	to.Erasing = to.Erasing || old.Erasing
	old.State, old.Draft, old.DueAt, old.Erasing = "", nil, time.Time{}, false
	return s.saveConversations(ctx, []*Conversation{to, old})
}
