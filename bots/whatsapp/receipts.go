package whatsapp

import (
	"context"
	"errors"

	"kanal"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
)

// report hands in that a message of ours has arrived or was read; true only after the commit.
func (s *session) report(e *events.Receipt) bool {
	state, ok := deliveryState(e.Type)
	if !ok || e.IsFromMe {
		return true
	}
	s.handling.Lock()
	defer s.handling.Unlock()
	if s.closed.Load() {
		return false
	}
	known, _, err := s.canonical(e.Chat, types.EmptyJID)
	if err != nil {
		s.end(ending{cause: refused})
		return false
	}
	for _, id := range e.MessageIDs {
		main, part, ours := s.splitID(id)
		if !ours || part != lastPart { // of several parts the last one counts
			continue
		}
		status := kanal.DeliveryStatus{Account: s.bot.options.Account, Delivery: s.bot.sent.delivery(main), ID: main,
			Conversation: known.String(), State: state, At: sentAt(e.Timestamp)}
		if !s.store(func(ctx context.Context) error {
			if err := s.inbox.Status(ctx, status); !errors.Is(err, kanal.ErrNotFound) {
				return err
			}
			return nil
		}) {
			return false
		}
	}
	return true
}

// deliveryState reads the type of a receipt; the others are about phones among themselves.
func deliveryState(t types.ReceiptType) (kanal.DeliveryState, bool) {
	switch t {
	case types.ReceiptTypeDelivered:
		return kanal.StateDelivered, true
	case types.ReceiptTypeRead, types.ReceiptTypePlayed:
		return kanal.StateRead, true
	}
	return "", false
}

// readSoon lets the sender see that the message was read. It is a courtesy: when it fails nothing is lost.
func (s *session) readSoon(e *events.Message, in *kanal.Incoming) {
	if in.Kind != kanal.KindMessage || in.Group && !in.Addressed {
		return
	}
	select {
	case s.reads <- *e:
	default: // so many at once that nobody would have read them either
	}
}

// markRead works off what readSoon noted, outside the handler, which the network waits for.
func (s *session) markRead() {
	for {
		select {
		case e := <-s.reads:
			if !s.connected.Load() {
				continue
			}
			err := s.client.MarkRead(s.ctx, []types.MessageID{e.Info.ID}, s.bot.options.Now(), e.Info.Chat, e.Info.Sender)
			if err != nil && s.ctx.Err() == nil {
				s.bot.options.Log.Debug("a message is not marked as read", "account", s.bot.options.Account)
			}
		case <-s.ctx.Done():
			return
		}
	}
}
