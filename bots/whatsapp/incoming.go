package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"kanal"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
)

// receive hands a message in; true only after the commit.
func (s *session) receive(e *events.Message) bool {
	s.handling.Lock()
	defer s.handling.Unlock()
	if s.closed.Load() {
		return false
	}
	in, err := s.read(e)
	if err != nil {
		s.bot.options.Log.Warn("a message cannot be read now", "account", s.bot.options.Account, "err", err)
		s.end(ending{cause: refused})
		return false
	}
	if in == nil {
		s.bot.unused.Add(1)
		return true
	}
	if !s.store(func(ctx context.Context) error { return s.inbox.Receive(ctx, *in) }) {
		return false
	}
	s.bot.recent.keep(in.ID, in.Text)
	s.bot.pace.heard(in.Conversation, s.bot.options.Now())
	s.readSoon(e, in)
	return true
}

// store tries a few times. When it cannot be done, the session ends and the network delivers again.
func (s *session) store(hand func(context.Context) error) bool {
	for _, pause := range s.bot.tempo.storing {
		sleep(s.ctx, pause)
		if s.closed.Load() {
			return false
		}
		err := guarded(func() error { return hand(s.ctx) })
		if err == nil {
			return true
		}
		s.bot.options.Log.Error("a message is not stored", "account", s.bot.options.Account, "err", err)
	}
	s.end(ending{cause: refused})
	return false
}

// guarded makes a panic an error: whatsmeow would take it for success.
func guarded(f func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("whatsapp: panic while storing")
		}
	}()
	return f()
}

// read turns an event into a message, nil when it is of a kind that kanal does not use. An error is passing.
func (s *session) read(e *events.Message) (*kanal.Incoming, error) {
	if !concerns(e.Info) {
		return nil, nil
	}
	in, m, err := s.envelope(e)
	if err != nil {
		return nil, err
	}
	if vote := m.GetPollUpdateMessage(); vote != nil {
		return s.vote(e, in)
	}
	if edit := m.GetProtocolMessage(); edit != nil {
		if edit.GetType() != waE2E.ProtocolMessage_MESSAGE_EDIT || edit.GetKey().GetID() == "" {
			return nil, nil
		}
		at := e.Info.Timestamp
		if ms := edit.GetTimestampMS(); ms > 0 && ms < latestTime {
			at = time.UnixMilli(ms)
		}
		in.Kind = kanal.KindEdit
		in.ID = fmt.Sprintf("%s#%d", kanal.Clean(edit.GetKey().GetID()), at.UnixMilli())
		m = unwrap(edit.GetEditedMessage())
	}
	c := contents(m)
	if c.empty() {
		return nil, nil
	}
	in.Text, in.Location = kanal.Clean(c.text), c.place
	if c.file != nil {
		in.Attachments = []kanal.Attachment{c.attachment(s.reference(e, c))}
	}
	s.context(in, c.context)
	return in, nil
}

// latestTime is the end of the year 9999, beyond which databases store no time, in milliseconds.
const latestTime = 253402300800000

// concerns tells whether a message is from a person to us, or to a group of ours.
func concerns(i types.MessageInfo) bool {
	if i.IsFromMe || i.Sender.IsBot() || i.Chat.User == types.PSAJID.User || i.ID == "" {
		return false
	}
	switch i.Chat.Server {
	case types.DefaultUserServer, types.HiddenUserServer:
		return true
	case types.GroupServer:
		return i.Sender.Server == types.DefaultUserServer || i.Sender.Server == types.HiddenUserServer
	}
	return false // status, broadcast lists, newsletters
}

// envelope fills what every message has.
func (s *session) envelope(e *events.Message) (*kanal.Incoming, *waE2E.Message, error) {
	in := &kanal.Incoming{Account: s.bot.options.Account, Kind: kanal.KindMessage, ID: kanal.Clean(e.Info.ID), SentAt: sentAt(e.Info.Timestamp)}
	if name := strings.TrimSpace(kanal.Clean(e.Info.PushName)); name != "-" {
		in.SenderName = name
	}
	sender, alias, err := s.canonical(e.Info.Sender, e.Info.SenderAlt)
	if err != nil {
		return nil, nil, err
	}
	if e.Info.Chat.Server == types.GroupServer {
		in.Group, in.Conversation, in.Sender = true, e.Info.Chat.ToNonAD().String(), sender.String()
	} else {
		in.Conversation, in.Sender = sender.String(), sender.String()
		if !alias.IsEmpty() {
			in.Alias = alias.String()
		}
	}
	return in, unwrap(e.Message), nil
}

func sentAt(t time.Time) time.Time {
	if t.IsZero() || t.Unix() <= 0 || t.UnixMilli() >= latestTime {
		return time.Time{}
	}
	return t.UTC()
}

// canonical orders the two addresses of a person: the one by which we know them, which is the LID when there is one,
// and the other, empty while it is unknown. The network tells the second only sometimes; whatsmeow remembers it.
func (s *session) canonical(address, other types.JID) (known, alias types.JID, err error) {
	address, other = address.ToNonAD(), other.ToNonAD()
	if other.IsEmpty() || other.Server == address.Server {
		found, err := s.client.Store.GetAltJID(s.ctx, address)
		if err != nil { // without it the same person would look like another
			return types.JID{}, types.JID{}, errors.New("whatsapp: the other address of a chat cannot be looked up")
		}
		other = found.ToNonAD()
	}
	if address.Server == types.DefaultUserServer && other.Server == types.HiddenUserServer {
		return other, address, nil
	}
	return address, other, nil
}

// context fills in what a message says about others: which it answers, whether it was forwarded, whom it names.
func (s *session) context(in *kanal.Incoming, c *waE2E.ContextInfo) {
	in.Forwarded = c.GetIsForwarded() || c.GetForwardingScore() > 0
	in.ReplyTo = s.mainID(kanal.Clean(c.GetStanzaID()))
	if !in.Group {
		return
	}
	in.Addressed = in.ReplyTo != "" && s.isOwn(c.GetParticipant()) || command(in.Text)
	for _, named := range c.GetMentionedJID() {
		if s.isOwn(named) {
			in.Addressed = true
			user, _, _ := strings.Cut(named, "@")
			in.Text = strings.TrimSpace(strings.ReplaceAll(in.Text, "@"+user, ""))
		}
	}
}

func (s *session) isOwn(address string) bool {
	jid, err := types.ParseJID(address)
	if err != nil || jid.User == "" {
		return false
	}
	return jid.User == s.own.User && jid.Server == types.DefaultUserServer || jid.User == s.lid.User && jid.Server == types.HiddenUserServer
}

// command tells "/status" from "/" and "1/2".
func command(text string) bool {
	return len(text) > 1 && text[0] == '/' && (text[1] >= 'a' && text[1] <= 'z' || text[1] >= 'A' && text[1] <= 'Z')
}
