package whatsapptest

import (
	"context"
	"errors"
	"fmt"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"
)

// Message is what a phone writes to the linked device.
type Message struct {
	ID        string // "" for a fresh one
	Text      string
	ReplyTo   string // id of the message that is quoted
	Edit      string // id of an earlier message that is changed to Text
	Forwarded bool
	Name      string         // as the network shows the sender; "" for "Warga"
	Content   *waE2E.Message // in place of Text: any other message
	LID       bool           // sent from the LID, not from the number
	Bare      bool           // the network does not tell the sender's other address
	At        time.Time      // zero for now
}

// Send writes to the linked device and returns the message's id. It does not wait for the device.
func (p *Phone) Send(ctx context.Context, m Message) (string, error) {
	if m.ID == "" {
		m.ID = p.s.id("3A")
	}
	if m.At.IsZero() {
		m.At = time.Now()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent[m.ID] = m
	return m.ID, p.deliver(ctx, m, 0)
}

// deliver puts a message into the queue of every linked device. The caller holds p.mu.
func (p *Phone) deliver(ctx context.Context, m Message, count int) error {
	devices := p.s.linked()
	if len(devices) == 0 {
		return errors.New("whatsapptest: no device is linked")
	}
	for _, d := range devices {
		kind, sealed, err := p.encrypt(ctx, d, m.content(p))
		if err != nil {
			return err
		}
		if count == 0 && p.s.garbles() {
			sealed[len(sealed)-1] ^= 0xff
		}
		enc := waBinary.Node{Tag: "enc", Attrs: waBinary.Attrs{"v": "2", "type": kind}, Content: sealed}
		if count > 0 {
			enc.Attrs["count"] = count
		}
		node := waBinary.Node{Tag: "message", Attrs: p.envelope(m), Content: []waBinary.Node{enc}}
		p.s.enqueue(ctx, d, m.ID, node)
	}
	return nil
}

// envelope says from whom a message is.
func (p *Phone) envelope(m Message) waBinary.Attrs {
	name := m.Name
	if name == "" {
		name = "Warga"
	}
	attrs := waBinary.Attrs{"id": m.ID, "t": fmt.Sprint(m.At.Unix()), "type": "text", "notify": name}
	if m.Content != nil && m.Content.GetConversation() == "" && m.Content.GetExtendedTextMessage() == nil {
		attrs["type"] = "media"
	}
	from, other, key := p.id, p.lid, "sender_lid"
	attrs["addressing_mode"] = "pn"
	if m.LID {
		from, other, key = p.lid, p.id, "sender_pn"
		attrs["addressing_mode"] = "lid"
	}
	attrs["from"] = from
	if !m.Bare {
		attrs[key] = other
	}
	return attrs
}

// content is a message in WhatsApp's form.
func (m Message) content(p *Phone) *waE2E.Message {
	switch {
	case m.Content != nil:
		return m.Content
	case m.Edit != "":
		return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{Type: waE2E.ProtocolMessage_MESSAGE_EDIT.Enum(),
			Key:           &waCommon.MessageKey{ID: proto.String(m.Edit), FromMe: proto.Bool(true), RemoteJID: proto.String(p.s.owner.id.String())},
			EditedMessage: &waE2E.Message{Conversation: proto.String(m.Text)}, TimestampMS: proto.Int64(m.At.UnixMilli())}}
	case m.ReplyTo == "" && !m.Forwarded:
		return &waE2E.Message{Conversation: proto.String(m.Text)}
	}
	about := &waE2E.ContextInfo{}
	if m.ReplyTo != "" {
		about.StanzaID, about.Participant = proto.String(m.ReplyTo), proto.String(p.s.owner.id.String())
		about.QuotedMessage = &waE2E.Message{Conversation: proto.String("…")}
	}
	if m.Forwarded {
		about.IsForwarded, about.ForwardingScore = proto.Bool(true), proto.Uint32(1)
	}
	return &waE2E.Message{ExtendedTextMessage: &waE2E.ExtendedTextMessage{Text: proto.String(m.Text), ContextInfo: about}}
}

func (s *Server) garbles() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults.garble == 0 {
		return false
	}
	s.faults.garble--
	return true
}
