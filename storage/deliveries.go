package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kanal"
)

// Delivery is a claimed message, ready to be sent.
type Delivery struct {
	kanal.Outgoing        // Delivery is the message's id
	ConversationID int64  // ours; Outgoing.Conversation is the network's
	Report         int64  // 0 for none
	Slot           string // as in Message
	Tries          int    // this one included
	MadeAt         time.Time
	HeardAt        time.Time // when the recipient wrote last; zero for never
	Blocked        bool      // the recipient wants nothing from us
}

// queue makes the deliveries of new outgoing messages and lets those that they replace expire.
func (s *Store) queue(ctx context.Context, list []*Message) error {
	insert := rows{sql: "INSERT INTO deliveries (message_id, conversation_id, account, slot, state, next_at, changed_at) VALUES :rows",
		row: "(?, ?, ?, ?, ?, ?, ?)"}
	replace := rows{sql: `UPDATE deliveries SET state = 'expired', changed_at = v.column4 FROM (VALUES :rows) v
		WHERE deliveries.conversation_id = v.column1 AND deliveries.slot = v.column2 AND deliveries.message_id < v.column3
		AND deliveries.state IN ('pending', 'held') AND deliveries.claimed_by = ''`,
		row: "(CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT))"}
	for _, m := range list {
		if !m.Out {
			continue
		}
		if m.Account == "" {
			return fmt.Errorf("message %d: outgoing without an account", m.ID)
		}
		m.State = cmp.Or(m.State, kanal.StatePending)
		insert.add(m.ID, m.Conversation, m.Account, m.Slot, m.State, stampOf(m.At), stampOf(m.At))
		if m.Slot != "" {
			replace.add(m.Conversation, m.Slot, m.ID, stampOf(m.At))
		}
		s.wakes = append(s.wakes, Wake{Account: m.Account, Conversation: m.Conversation})
	}
	if _, err := s.execRows(ctx, insert); err != nil {
		return err
	}
	_, err := s.execRows(ctx, replace)
	return err
}

// oldest is a delivery before which its recipient waits for no other.
const oldest = `NOT EXISTS (SELECT 1 FROM deliveries o WHERE o.conversation_id = d.conversation_id AND o.state = 'pending'
	AND o.message_id < d.message_id)`

// claimable is a delivery that may be sent now: due, nobody's, and its recipient's oldest unfinished one.
const claimable = "d.state = 'pending' AND d.account = ? AND d.next_at <= ? AND d.claimed_until <= ? AND " + oldest

type deliveryRow struct {
	ID           int64  `db:"message_id"`
	Conversation int64  `db:"conversation_id"`
	Slot         string `db:"slot"`
	Tries        int    `db:"tries"`
	Report       int64  `db:"report_id"`
	Text         string `db:"text"`
	Extra        string `db:"extra"`
	Sealed       []byte `db:"sealed"`
	ReplyTo      string `db:"reply_to"`
	At           stamp  `db:"at"`
	Address      []byte `db:"address"`
	Heard        stamp  `db:"heard_at"`
	Blocked      bool   `db:"blocked"`
	Knocked      bool   `db:"knocked"`
}

// Claim takes up to limit deliveries of an account for owner, of each recipient only the oldest unfinished one
// and that only when it is due and nobody has it. The claims are committed before it returns, last until that
// time and then lapse. Each counts as a try.
func (s *Store) Claim(ctx context.Context, account, owner string, until time.Time, limit int) ([]Delivery, error) {
	var found []deliveryRow
	err := s.InTx(ctx, func(tx *Store) error {
		now := stampOf(s.now())
		err := tx.list(ctx, &found, `SELECT d.message_id, d.conversation_id, d.slot, d.tries, COALESCE(m.report_id, 0) AS report_id, m.text, m.extra,
			m.sealed, m.reply_to, m.at, c.address, c.heard_at, c.blocked, EXISTS (SELECT 1 FROM deliveries h WHERE h.conversation_id = d.conversation_id
			AND h.state = 'held') AS knocked FROM deliveries d JOIN messages m ON m.id = d.message_id
			JOIN conversations c ON c.id = d.conversation_id WHERE `+claimable+` ORDER BY d.next_at, d.message_id LIMIT ? :skip`,
			account, now, now, limit)
		if err != nil {
			return err
		}
		claim := rows{sql: `UPDATE deliveries SET claimed_by = v.column2, claimed_until = v.column3, tries = tries + 1
			FROM (VALUES :rows) v WHERE deliveries.message_id = v.column1`, row: "(CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT))"}
		for _, row := range found {
			claim.add(row.ID, owner, stampOf(until))
		}
		_, err = tx.execRows(ctx, claim)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	list := make([]Delivery, 0, len(found))
	for _, row := range found {
		d, err := s.unpackDelivery(account, row)
		if err != nil {
			return nil, fmt.Errorf("claim delivery %d: %w", row.ID, err)
		}
		list = append(list, d)
	}
	return list, nil
}

func (s *Store) unpackDelivery(account string, row deliveryRow) (Delivery, error) {
	chat, err := s.keys.open("address", row.Address)
	if err != nil {
		return Delivery{}, err
	}
	var m Message
	if err := s.show(&m, row.Text, row.Extra, row.Sealed); err != nil {
		return Delivery{}, err
	}
	return Delivery{
		Outgoing: kanal.Outgoing{Delivery: row.ID, Account: account, Conversation: string(chat), Text: m.Text, Choices: m.Choices,
			ReplyTo: row.ReplyTo, Attachments: m.Attachments, Knocked: row.Knocked},
		ConversationID: row.Conversation, Report: row.Report, Slot: row.Slot, Tries: row.Tries + 1, MadeAt: row.At.time(),
		HeardAt: row.Heard.time(), Blocked: row.Blocked,
	}, nil
}

// NextDelivery returns when the next delivery of an account that nobody has claimed may be sent, which may be
// past; false when there is none. Claims that lapse are left to the poll.
func (s *Store) NextDelivery(ctx context.Context, account string) (at time.Time, ok bool, err error) {
	var next stamp
	err = s.get(ctx, &next, `SELECT d.next_at FROM deliveries d WHERE d.state = 'pending' AND d.account = ? AND d.claimed_by = '' AND `+oldest+`
		ORDER BY d.next_at, d.message_id LIMIT 1`, account)
	if errors.Is(err, kanal.ErrNotFound) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, fmt.Errorf("find the next delivery: %w", err)
	}
	return next.time(), true, nil
}

// Outcome is how a try to send ended.
type Outcome struct {
	Delivery int64
	State    kanal.DeliveryState // StateSent, StateDead, StateExpired, StateHeld, or StatePending to try again at NextAt
	Receipt  string              // the network's id
	Trouble  string              // code of the failure
	NextAt   time.Time           // for StatePending
	Began    time.Time           // for StateHeld: if the recipient wrote after that, the message is tried again at once
}

// expireReplaced ends deliveries that wait although a newer message has taken their place.
const expireReplaced = `UPDATE deliveries SET state = 'expired' WHERE message_id IN (:rows) AND state IN ('pending', 'held') AND claimed_by = ''
	AND slot <> '' AND EXISTS (SELECT 1 FROM deliveries n WHERE n.conversation_id = deliveries.conversation_id AND n.slot = deliveries.slot
	AND n.message_id > deliveries.message_id)`

// Finish records how claimed deliveries ended and gives up the claims. Those that owner no longer holds are
// left as they are. Whatever waits behind a delivery that is to be tried again waits with it; one that a newer
// message of the same slot has replaced meanwhile expires instead.
func (s *Store) Finish(ctx context.Context, owner string, outcomes ...Outcome) error {
	finish := rows{sql: `UPDATE deliveries SET state = CASE WHEN state = 'pending' THEN v.column3 ELSE state END,
			external_id = CASE WHEN v.column4 <> '' THEN v.column4 ELSE external_id END, trouble = v.column5,
			next_at = CASE WHEN v.column3 = 'pending' THEN v.column6 ELSE next_at END, changed_at = v.column7, claimed_by = '', claimed_until = 0
			FROM (VALUES :rows) v WHERE deliveries.message_id = v.column1 AND deliveries.claimed_by = v.column2`,
		row: "(CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT))"}
	again := rows{sql: `UPDATE deliveries SET next_at = v.column2 FROM (VALUES :rows) v, deliveries h WHERE h.message_id = v.column1
			AND deliveries.conversation_id = h.conversation_id AND deliveries.message_id > h.message_id AND deliveries.state = 'pending'
			AND deliveries.next_at < v.column2 AND h.state = 'pending'`, row: "(CAST(? AS BIGINT), CAST(? AS BIGINT))"}
	replaced := rows{sql: expireReplaced, row: "?"}
	var held []Outcome
	var recipients []int64
	outcomes = slices.Clone(outcomes)
	slices.SortFunc(outcomes, func(a, b Outcome) int { return cmp.Compare(a.Delivery, b.Delivery) })
	for _, o := range outcomes {
		finish.add(o.Delivery, owner, o.State, o.Receipt, o.Trouble, stampOf(o.NextAt), stampOf(s.now()))
		if o.State == kanal.StatePending {
			again.add(o.Delivery, stampOf(o.NextAt))
			replaced.add(o.Delivery)
		} else if o.State == kanal.StateHeld {
			held, recipients = append(held, o), append(recipients, o.Delivery)
			replaced.add(o.Delivery)
		}
	}
	err := s.InTx(ctx, func(tx *Store) error {
		if err := tx.lockRecipients(ctx, recipients); err != nil {
			return err
		}
		for _, step := range []rows{finish, replaced, again} {
			if _, err := tx.execRows(ctx, step); err != nil {
				return err
			}
		}
		return tx.reopen(ctx, held)
	})
	if err != nil {
		return fmt.Errorf("finish deliveries: %w", err)
	}
	return nil
}

// SetDelivery records what the network told later about a message or its recipient. A delivery only goes
// forward: sent, delivered, read; failed is the end. What was sent may come back as held or pending, see takeBack.
// kanal.ErrNotFound: there is no such delivery; kanal.ErrConflict: it is being sent, the network must tell again.
func (s *Store) SetDelivery(ctx context.Context, d kanal.DeliveryStatus) error {
	if d.State == kanal.StateBlocked || d.State == kanal.StateUnblocked {
		return s.SetBlocked(ctx, Address{d.Account, d.Conversation}, d.State == kanal.StateBlocked)
	}
	id := d.Delivery
	if id == 0 {
		err := s.get(ctx, &id, `SELECT message_id FROM deliveries WHERE external_id = ? AND account = ? AND external_id <> ''
			ORDER BY message_id DESC LIMIT 1`, d.ID, d.Account)
		if err != nil {
			return fmt.Errorf("find a delivery by its receipt: %w", err)
		}
	}
	if d.State == kanal.StateHeld || d.State == kanal.StatePending {
		if err := s.takeBack(ctx, id, d); err != nil {
			return fmt.Errorf("take delivery %d back: %w", id, err)
		}
		return nil
	}
	at := d.At
	if at.IsZero() {
		at = s.now()
	}
	n, err := s.exec(ctx, `UPDATE deliveries SET changed_at = CASE WHEN `+forward+` THEN CAST(? AS BIGINT) ELSE changed_at END,
		trouble = CASE WHEN `+forward+` THEN CAST(? AS TEXT) ELSE trouble END,
		state = CASE WHEN `+forward+` THEN CAST(? AS TEXT) ELSE state END WHERE message_id = ? AND account = ?`,
		rank(d.State), stampOf(at), rank(d.State), d.Reason, rank(d.State), d.State, id, d.Account)
	if err != nil {
		return fmt.Errorf("set the state of delivery %d: %w", id, err)
	}
	if n == 0 {
		return fmt.Errorf("delivery %d: %w", id, kanal.ErrNotFound)
	}
	return nil
}

// forward tells whether a state is later than the one in the row; rank gives the same order to Go.
const forward = `CASE state WHEN 'pending' THEN 0 WHEN 'sent' THEN 1 WHEN 'delivered' THEN 2 WHEN 'read' THEN 3 ELSE 9 END < CAST(? AS INTEGER)`

func rank(state kanal.DeliveryState) int {
	switch state {
	case kanal.StateSent:
		return 1
	case kanal.StateDelivered, kanal.StateFailed:
		return 2
	case kanal.StateRead:
		return 3
	}
	return 0
}
