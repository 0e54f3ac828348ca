package storage

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kanal"
)

// A network may let us write only to people who wrote lately. What it refuses for that is held: it stands in nobody's
// way, and is to be sent as soon as its recipient writes. What comes after it is held as well, so that order holds.
// Whoever holds a message or releases it has the conversation's row locked: one of two at once sees the other.

// ReleaseHeld makes the held messages of conversations that this transaction has locked ready to be sent, and tells
// which had some.
func (s *Store) ReleaseHeld(ctx context.Context, conversations ...int64) (map[int64]bool, error) {
	free := rows{sql: `UPDATE deliveries SET state = 'pending', next_at = v.column2, changed_at = v.column2, claimed_by = '', claimed_until = 0
		FROM (VALUES :rows) v WHERE deliveries.conversation_id = v.column1 AND deliveries.state = 'held'
		RETURNING deliveries.conversation_id, deliveries.account`, row: "(CAST(? AS BIGINT), CAST(? AS BIGINT))"}
	for _, id := range conversations {
		free.add(id, stampOf(s.now()))
	}
	released := map[int64]bool{}
	err := s.InTx(ctx, func(tx *Store) error {
		return tx.queryRows(ctx, free, func(r *sql.Rows) error {
			var id int64
			var account string
			err := r.Scan(&id, &account)
			if err == nil && !released[id] {
				released[id] = true
				tx.wakes = append(tx.wakes, Wake{Account: account, Conversation: id})
			}
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("release held messages: %w", err)
	}
	return released, nil
}

// GiveUpHeld ends what has been held since it was made before that time, and tells how much.
func (s *Store) GiveUpHeld(ctx context.Context, before time.Time) (int64, error) {
	n, err := s.exec(ctx, `UPDATE deliveries SET state = 'dead', trouble = 'gave_up', changed_at = ? WHERE state = 'held'
		AND message_id IN (SELECT m.id FROM messages m WHERE m.id = deliveries.message_id AND m.at < ?)`, stampOf(s.now()), stampOf(before))
	if err != nil {
		return 0, fmt.Errorf("give held messages up: %w", err)
	}
	return n, nil
}

// lockRecipients locks the conversations of deliveries.
func (s *Store) lockRecipients(ctx context.Context, deliveries []int64) error {
	lock := rows{sql: `SELECT d.id FROM conversations d WHERE d.id IN (SELECT h.conversation_id FROM deliveries h WHERE h.message_id IN (:rows))
		ORDER BY d.id :lock`, row: "?"}
	for _, id := range deliveries {
		lock.add(id)
	}
	return s.queryRows(ctx, lock, func(*sql.Rows) error { return nil })
}

// reopen makes deliveries that were just held ready again where the recipient wrote after the try began.
func (s *Store) reopen(ctx context.Context, held []Outcome) error {
	again := rows{sql: `UPDATE deliveries SET state = 'pending', next_at = v.column3 FROM (VALUES :rows) v, conversations c
		WHERE deliveries.message_id = v.column1 AND deliveries.state = 'held' AND c.id = deliveries.conversation_id AND c.heard_at > v.column2`,
		row: "(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))"}
	for _, o := range held {
		again.add(o.Delivery, stampOf(o.Began), stampOf(s.now()))
	}
	_, err := s.execRows(ctx, again)
	return err
}

const (
	// mostSends is how often a message is sent that the network takes and then fails for a passing reason.
	mostSends = 5
	sendAfter = 5 * time.Minute // times the tries so far
)

// takeBack is for what a network took and then told it did not bring: the window was closed (StateHeld), or something
// passing happened (StatePending). Only the newest try counts, and only until it is delivered.
func (s *Store) takeBack(ctx context.Context, id int64, d kanal.DeliveryStatus) error {
	return s.InTx(ctx, func(tx *Store) error {
		if err := tx.lockRecipients(ctx, []int64{id}); err != nil {
			return err
		}
		var row struct {
			State    kanal.DeliveryState `db:"state"`
			External string              `db:"external_id"`
			Claimed  bool                `db:"claimed"`
			Tries    int                 `db:"tries"`
			Sent     stamp               `db:"changed_at"`
			Heard    stamp               `db:"heard_at"`
			Chat     int64               `db:"conversation_id"`
		}
		err := tx.get(ctx, &row, `SELECT d.state, d.external_id, d.claimed_by <> '' AS claimed, d.tries, d.changed_at, c.heard_at, d.conversation_id
			FROM deliveries d JOIN conversations c ON c.id = d.conversation_id WHERE d.message_id = ? AND d.account = ?`, id, d.Account)
		if err != nil {
			return err
		}
		if d.ID != "" && row.External != d.ID {
			if row.Claimed { // the receipt of this very try is not written down yet: told again, it will be
				return kanal.ErrConflict
			}
			return nil // of an earlier try
		}
		if row.State != kanal.StateSent {
			return nil
		}
		now := s.now()
		next, state := now, d.State
		switch {
		case state == kanal.StateHeld && row.Heard > row.Sent:
			state = kanal.StatePending
		case state == kanal.StatePending && row.Tries >= mostSends:
			state = kanal.StateFailed
		case state == kanal.StatePending:
			next = now.Add(time.Duration(row.Tries) * sendAfter)
		}
		tx.wakes = append(tx.wakes, Wake{Account: d.Account, Conversation: row.Chat})
		_, err = tx.exec(ctx, `UPDATE deliveries SET state = ?, next_at = ?, changed_at = ?, trouble = ?, claimed_by = '', claimed_until = 0
			WHERE message_id = ?`, state, stampOf(next), stampOf(now), d.Reason, id)
		if err != nil {
			return err
		}
		replaced := rows{sql: expireReplaced, row: "?"}
		replaced.add(id)
		_, err = tx.execRows(ctx, replaced)
		return err
	})
}
