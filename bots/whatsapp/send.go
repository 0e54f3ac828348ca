package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"kanal"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// ackWait is how long the network may take to accept one part.
const ackWait = 20 * time.Second

// Send implements bots.Bot. It works only where Run runs and while it is connected; otherwise the delivery comes again
// soon. The receipt's id is made before the first try and the same on each, so a phone shows the message once.
func (b *Bot) Send(ctx context.Context, out kanal.Outgoing) (kanal.Receipt, error) {
	to, err := recipient(out.Conversation)
	if err != nil {
		return kanal.Receipt{}, err
	}
	s, err := b.sender()
	if err != nil {
		return kanal.Receipt{}, err
	}
	return s.send(ctx, to, out)
}

func recipient(conversation string) (types.JID, error) {
	to, err := types.ParseJID(conversation)
	if err == nil && to.User != "" && to.Device == 0 {
		switch to.Server {
		case types.DefaultUserServer, types.HiddenUserServer, types.GroupServer:
			return to, nil
		}
	}
	return types.JID{}, fmt.Errorf("whatsapp: the conversation is not a chat: %w", kanal.ErrUndeliverable)
}

func (s *session) send(ctx context.Context, to types.JID, out kanal.Outgoing) (kanal.Receipt, error) {
	b, id := s.bot, s.messageID(out)
	had := b.sent.of(id, out.Delivery)
	if had.done {
		return kanal.Receipt{ID: id}, nil
	}
	parts := b.parts(out)
	if had.parts == 0 {
		if rest := b.pace.wait(out.Text, out.Conversation, b.options.Now()); rest > 0 {
			return kanal.Receipt{}, &kanal.RetryError{After: rest, Err: errors.New("whatsapp: the same words went to many people just now")}
		}
		if err := s.reachable(ctx, to); err != nil {
			return kanal.Receipt{}, err
		}
		b.pace.note(out.Text, out.Conversation, b.options.Now())
	}
	defer s.background(s.present)
	for n := min(had.parts, len(parts)-1); n < len(parts); n++ {
		message, err := s.message(ctx, to, out, parts[n], n == 0)
		if err != nil {
			return kanal.Receipt{}, err
		}
		s.write(ctx, to, parts[n].text)
		if err := s.post(ctx, to, message, s.partID(id, byte(len(parts)-1-n))); err != nil {
			return kanal.Receipt{}, b.failure("sending", err)
		}
		b.sent.keep(id, n+1, n == len(parts)-1)
	}
	b.went()
	if b.options.Polls {
		s.sendPoll(ctx, to, out, id)
	}
	return kanal.Receipt{ID: id}, nil
}

// post sends one message of WhatsApp's. What it returns is whatsmeow's own error.
func (s *session) post(ctx context.Context, to types.JID, m *waE2E.Message, id string) error {
	ctx, turn := s.ratchet.turn(ctx)
	defer turn.leave()
	_, err := s.client.SendMessage(ctx, to, m, whatsmeow.SendRequestExtra{ID: id, Timeout: ackWait})
	return err
}

// part is one of the messages that a message is sent as: a file, or words.
type part struct {
	file *kanal.Attachment
	text string
}

// parts takes a message apart, the same on every try: files first, for the words stand below them.
func (b *Bot) parts(out kanal.Outgoing) []part {
	var parts []part
	for i := range out.Attachments {
		if out.Attachments[i].Hash != "" && b.options.Files != nil {
			parts = append(parts, part{file: &out.Attachments[i]})
		}
	}
	for _, text := range texts(out.Text, out.Choices, longestText) {
		parts = append(parts, part{text: text})
	}
	if len(parts) > mostParts {
		parts = parts[:mostParts]
	}
	return parts
}

// message writes a part in WhatsApp's form; the first quotes what it answers.
func (s *session) message(ctx context.Context, to types.JID, out kanal.Outgoing, p part, first bool) (*waE2E.Message, error) {
	var quote *waE2E.ContextInfo
	if first {
		quote = s.quote(to, out.ReplyTo)
	}
	if p.file != nil {
		return s.upload(ctx, *p.file, quote)
	}
	if quote == nil {
		return &waE2E.Message{Conversation: proto.String(p.text)}, nil
	}
	return &waE2E.Message{ExtendedTextMessage: &waE2E.ExtendedTextMessage{Text: proto.String(p.text), ContextInfo: quote}}, nil
}

// quote makes a reply to a message of the chat; nil where it is not known whose message that is.
func (s *session) quote(to types.JID, id string) *waE2E.ContextInfo {
	id, _, _ = strings.Cut(id, "#") // an edit answers under the id of what it changed
	if id == "" || to.Server == types.GroupServer {
		return nil
	}
	author := to
	if _, _, ours := s.splitID(id); ours {
		if author = s.own.ToNonAD(); to.Server == types.HiddenUserServer {
			author = s.lid.ToNonAD()
		}
	}
	if author.IsEmpty() {
		return nil
	}
	text := s.bot.recent.text(id)
	if text == "" {
		text = "…"
	}
	return &waE2E.ContextInfo{StanzaID: proto.String(id), Participant: proto.String(author.String()),
		QuotedMessage: &waE2E.Message{Conversation: proto.String(text)}}
}

// reachable finds out whether a number is on WhatsApp at all, before the first message to somebody who never wrote:
// the network would take it and bring it to nobody.
func (s *session) reachable(ctx context.Context, to types.JID) error {
	if to.Server != types.DefaultUserServer || s.bot.hasReached(to.User) {
		return nil
	}
	if other, err := s.client.Store.GetAltJID(ctx, to); err == nil && !other.IsEmpty() {
		return nil // they have written
	}
	if has, err := s.client.Store.ContainsSession(ctx, to.SignalAddress()); err == nil && has {
		return nil
	}
	found, err := s.client.IsOnWhatsApp(ctx, []string{"+" + to.User})
	if err != nil {
		return s.bot.failure("asking for a number", err)
	}
	for _, one := range found {
		if one.IsIn {
			s.bot.reach(to.User)
			return nil
		}
	}
	return fmt.Errorf("whatsapp: nobody has this number: %w", kanal.ErrUndeliverable)
}

func (b *Bot) hasReached(user string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.reached[user]
}

func (b *Bot) reach(user string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.reached) >= remembered {
		clear(b.reached)
	}
	b.reached[user] = true
}
