package storage

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"kanal"
)

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
