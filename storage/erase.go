package storage

import (
	"context"
	"crypto/rand"
	"fmt"

	"kanal"
)

// Erasable returns conversations whose person asked for erasure and to whom nothing is left to be sent.
func (s *Store) Erasable(ctx context.Context, limit int) ([]int64, error) {
	var ids []int64
	err := s.list(ctx, &ids, `SELECT c.id FROM conversations c WHERE c.erasing AND NOT EXISTS
		(SELECT 1 FROM deliveries d WHERE d.conversation_id = c.id AND d.state = 'pending') ORDER BY c.id LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("find conversations to erase: %w", err)
	}
	return ids, nil
}

// Erase takes a person out of the database: address, name and draft of all their conversations, every word that
// belongs to no report, and the link from their reports to them. What archive law keeps, the reports, stays
// without them. Whoever writes from the same address later is somebody new.
func (s *Store) Erase(ctx context.Context, conversation int64) error {
	err := s.InTx(ctx, func(tx *Store) error {
		chats, err := tx.ConversationByID(ctx, conversation)
		if err != nil {
			return err
		}
		contact := chats[0].Contact.ID
		var ids []int64
		if err := tx.list(ctx, &ids, "SELECT id FROM conversations WHERE contact_id = ? ORDER BY id", contact); err != nil {
			return err
		}
		for _, id := range ids {
			if err := tx.eraseConversation(ctx, id); err != nil {
				return err
			}
		}
		_, err = tx.exec(ctx, "UPDATE reports SET contact_id = NULL, conversation_id = NULL WHERE contact_id = ?", contact)
		return err
	})
	if err != nil {
		return fmt.Errorf("erase the person of conversation %d: %w", conversation, err)
	}
	return nil
}

func (s *Store) eraseConversation(ctx context.Context, id int64) error {
	nobody := make([]byte, 32) // an address that no address hashes to
	rand.Read(nobody)          // never fails
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{`UPDATE conversations SET address_hash = ?, address = ?, name = NULL, state = '', draft = NULL, due_at = 0, officer_id = NULL,
			erasing = FALSE, blocked = ? WHERE id = ?`, []any{nobody, s.keys.close("address", []byte("-")), true, id}},
		{"DELETE FROM aliases WHERE conversation_id = ?", []any{id}},
		{"UPDATE messages SET text = '', extra = '', sealed = NULL, attention = FALSE, no_report = FALSE WHERE conversation_id = ? AND report_id IS NULL", []any{id}},
		{"UPDATE deliveries SET state = ? WHERE conversation_id = ? AND state IN ('pending', 'held')", []any{kanal.StateExpired, id}},
	} {
		if _, err := s.exec(ctx, step.sql, step.args...); err != nil {
			return err
		}
	}
	return nil
}
