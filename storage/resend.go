package storage

import (
	"context"
	"errors"
	"fmt"

	"kanal"
)

// Sent returns the message of an account that the network knows by id, as it was sent, for a phone that asks for it
// again; kanal.ErrNotFound for none.
func (s *Store) Sent(ctx context.Context, account, id string) (kanal.Outgoing, error) {
	var delivery int64
	err := s.get(ctx, &delivery, `SELECT message_id FROM deliveries WHERE external_id = ? AND account = ? AND external_id <> ''
		ORDER BY message_id DESC LIMIT 1`, id, account)
	if err != nil {
		return kanal.Outgoing{}, fmt.Errorf("find a sent message: %w", err)
	}
	var row deliveryRow
	err = s.get(ctx, &row, `SELECT d.message_id, d.conversation_id, d.slot, d.tries, COALESCE(m.report_id, 0) AS report_id, m.text, m.extra,
		m.sealed, m.reply_to, m.at, c.address, c.blocked FROM deliveries d JOIN messages m ON m.id = d.message_id
		JOIN conversations c ON c.id = d.conversation_id WHERE d.message_id = ? AND d.account = ?`, delivery, account)
	if err != nil {
		return kanal.Outgoing{}, fmt.Errorf("read sent message %d: %w", delivery, err)
	}
	d, err := s.unpackDelivery(account, row)
	if err != nil {
		return kanal.Outgoing{}, fmt.Errorf("read sent message %d: %w", delivery, err)
	}
	if d.Attachments, err = s.keptOf(ctx, d.Attachments); err != nil {
		return kanal.Outgoing{}, fmt.Errorf("files of sent message %d: %w", delivery, err)
	}
	return d.Outgoing, nil
}

// keptOf names the files of an outgoing message by their hash, a picture by that of the copy that may leave us. What
// is not kept is left out.
func (s *Store) keptOf(ctx context.Context, list []kanal.Attachment) ([]kanal.Attachment, error) {
	var kept []kanal.Attachment
	for _, a := range list {
		f, err := s.FileBySource(ctx, a.ID)
		if err != nil && !errors.Is(err, kanal.ErrNotFound) {
			return nil, err
		}
		if err == nil && f.State == FileKept {
			a.Hash, a.MIME = f.Hash, f.MIME
			if f.Clean != "" {
				a.Hash, a.MIME = f.Clean, "image/jpeg"
			}
			kept = append(kept, a)
		}
	}
	return kept, nil
}
