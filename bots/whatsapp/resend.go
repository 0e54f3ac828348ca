package whatsapp

import (
	"context"
	"errors"
	"time"

	"kanal"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
)

// resendWait is for reading a message again, and a file if it has one.
const resendWait = 30 * time.Second

// messageForRetry makes a message of ours again for a phone that could not read it: whatsmeow remembers only its latest
// ones, and none after a restart. Nobody gets what was sent to somebody else.
func (s *session) messageForRetry(_, to types.JID, id types.MessageID) *waE2E.Message {
	main, number, ours := s.splitID(id)
	if !ours || s.closed.Load() {
		return nil
	}
	ctx, cancel := context.WithTimeout(s.ctx, resendWait)
	defer cancel()
	out, err := s.bot.options.Sent(ctx, main)
	if err != nil {
		if !errors.Is(err, kanal.ErrNotFound) {
			s.bot.options.Log.Warn("a message that is asked for again cannot be read", "account", s.bot.options.Account, "err", err)
		}
		return nil
	}
	chat, err := recipient(out.Conversation)
	if err != nil || !s.same(ctx, chat, to) {
		s.bot.options.Log.Warn("a message is asked for by somebody else", "account", s.bot.options.Account)
		return nil
	}
	if number == pollPart {
		return s.poll(out, main)
	}
	parts := s.bot.parts(out)
	n := len(parts) - 1 - int(number)
	if n < 0 {
		return nil
	}
	message, err := s.message(ctx, chat, out, parts[n], n == 0)
	if err != nil {
		s.bot.options.Log.Warn("a message that is asked for again cannot be made", "account", s.bot.options.Account, "err", err)
		return nil
	}
	return message
}

// same tells whether two addresses are of one chat.
func (s *session) same(ctx context.Context, a, b types.JID) bool {
	a, b = a.ToNonAD(), b.ToNonAD()
	if a == b {
		return true
	}
	other, err := s.client.Store.GetAltJID(ctx, a)
	return err == nil && !other.IsEmpty() && other.ToNonAD() == b
}
