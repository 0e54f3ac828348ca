package whatsapptest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
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

// linked are the devices of the owner's account.
func (s *Server) linked() []*device {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.devices))
}

// enqueue keeps a stanza until the device acknowledges it, and brings it at once where it is there.
func (s *Server) enqueue(ctx context.Context, d *device, id string, node waBinary.Node) {
	enc, _ := node.GetOptionalChildByTag("enc")
	s.mu.Lock()
	d.queue = append(d.queue, &queued{id, node, enc.AttrGetter().OptionalInt("count") > 0})
	c := d.wire
	if !d.active || s.faults.passive {
		c = nil
	}
	s.mu.Unlock()
	if c != nil {
		_ = c.write(ctx, node) // a connection that breaks brings it with the next
	}
}

// activate brings what waited while the device was away.
func (s *Server) activate(ctx context.Context, c *wire) error {
	s.mu.Lock()
	d := s.live[c]
	if d == nil {
		s.mu.Unlock()
		return nil
	}
	held := s.faults.passive
	waiting := slices.Clone(d.queue)
	d.active = !held
	s.mu.Unlock()
	if held {
		return nil
	}
	n := len(waiting)
	if err := c.write(ctx, waBinary.Node{Tag: "ib", Attrs: waBinary.Attrs{"from": types.ServerJID}, Content: []waBinary.Node{
		{Tag: "offline_preview", Attrs: waBinary.Attrs{"count": n, "message": n, "receipt": 0, "notification": 0, "appdata": 0}}}}); err != nil {
		return err
	}
	for i, q := range waiting {
		node := q.node
		node.Attrs = maps.Clone(node.Attrs)
		node.Attrs["offline"] = i
		if err := c.write(ctx, node); err != nil {
			return err
		}
	}
	return c.write(ctx, waBinary.Node{Tag: "ib", Attrs: waBinary.Attrs{"from": types.ServerJID}, Content: []waBinary.Node{
		{Tag: "offline", Attrs: waBinary.Attrs{"count": n}}}})
}

// acknowledged takes an ack. That of a message which could not be read says nothing of its repetition: the device
// asks for that at the same time, and either may come first.
func (s *Server) acknowledged(c *wire, node *waBinary.Node) {
	ag := node.AttrGetter()
	id := ag.OptionalString("id")
	if ag.OptionalString("class") == "receipt" {
		s.dequeue(c, "receipt:"+id, "read:"+id, "retry:"+id)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.live[c]; d != nil {
		d.queue = slices.DeleteFunc(d.queue, func(q *queued) bool { return q.id == id && !q.again })
	}
}

// dequeue forgets what the device has got.
func (s *Server) dequeue(c *wire, ids ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.live[c]; d != nil {
		d.queue = slices.DeleteFunc(d.queue, func(q *queued) bool { return slices.Contains(ids, q.id) })
	}
}

// outgoing brings a message of the device to its phones, and acknowledges it unless it is to fail.
func (s *Server) outgoing(ctx context.Context, c *wire, node *waBinary.Node) error {
	d := s.deviceOf(c)
	if d == nil {
		return errors.New("a message of a device that is not linked")
	}
	ag := node.AttrGetter()
	to, id := ag.JID("to"), ag.OptionalString("id")
	s.mu.Lock()
	fail, silent := 0, false
	if len(s.faults.acks) > 0 {
		fail = s.faults.acks[0]
		silent = fail == 0
		s.faults.acks = s.faults.acks[1:]
	}
	s.mu.Unlock()
	ack := waBinary.Attrs{"class": "message", "id": id, "from": to, "t": stamp()}
	if fail != 0 {
		ack["error"] = fail
		return c.write(ctx, waBinary.Node{Tag: "ack", Attrs: ack})
	}
	if !silent {
		if err := c.write(ctx, waBinary.Node{Tag: "ack", Attrs: ack}); err != nil {
			return err
		}
	}
	if list, ok := node.GetOptionalChildByTag("participants"); ok {
		for _, one := range list.GetChildren() {
			enc, _ := one.GetOptionalChildByTag("enc")
			s.bring(ctx, d, id, to, one.AttrGetter().JID("jid"), &enc)
		}
		return nil
	}
	enc, _ := node.GetOptionalChildByTag("enc") // to one device that asked again
	s.bring(ctx, d, id, to, to, &enc)
	return nil
}

// bring gives a phone its copy of a message, and sends back that it arrived.
func (s *Server) bring(ctx context.Context, d *device, id string, chat, to types.JID, enc *waBinary.Node) {
	p := s.phoneOf(to)
	sealed, ok := enc.Content.([]byte)
	if p == nil || !ok || to.Device != 0 {
		return
	}
	p.mu.Lock()
	p.seen[id]++
	retry := enc.AttrGetter().OptionalInt("count") > 0
	if p.seen[id] > 1 && !retry {
		p.mu.Unlock()
		return
	}
	var message *waE2E.Message
	err := errors.New("deaf")
	if p.deaf > 0 {
		p.deaf--
	} else {
		message, err = p.decrypt(ctx, d, enc.AttrGetter().OptionalString("type"), sealed)
	}
	p.mu.Unlock()
	if err != nil {
		s.askAgain(ctx, d, p, id, to)
		return
	}
	own := message.GetDeviceSentMessage() != nil
	if own {
		message = message.GetDeviceSentMessage().GetMessage()
	} else {
		s.enqueue(ctx, d, "receipt:"+id, waBinary.Node{Tag: "receipt", Attrs: waBinary.Attrs{"id": id, "from": chat, "t": stamp()}})
		s.dropReceipt(d, "receipt:"+id)
	}
	p.inbox <- received(id, to, message, own, retry)
}

// dropReceipt forgets a receipt that was brought; one to a device that is away waits.
func (s *Server) dropReceipt(d *device, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d.active {
		d.queue = slices.DeleteFunc(d.queue, func(q *queued) bool { return q.id == id })
	}
}

func received(id string, to types.JID, m *waE2E.Message, own, retry bool) Received {
	r := Received{ID: id, To: to.String(), Own: own, Retry: retry, Message: m, Text: m.GetConversation()}
	if extended := m.GetExtendedTextMessage(); extended != nil {
		r.Text, r.ReplyTo = extended.GetText(), extended.GetContextInfo().GetStanzaID()
	}
	if image := m.GetImageMessage(); image != nil {
		r.Text, r.ReplyTo = image.GetCaption(), image.GetContextInfo().GetStanzaID()
	}
	return r
}

// Read tells the device that its message was read.
func (p *Phone) Read(ctx context.Context, m Received) error {
	to, err := types.ParseJID(m.To)
	if err != nil {
		return fmt.Errorf("reading an address: %w", err)
	}
	for _, d := range p.s.linked() {
		p.s.enqueue(ctx, d, "read:"+m.ID, waBinary.Node{Tag: "receipt", Attrs: waBinary.Attrs{"id": m.ID, "from": to, "t": stamp(), "type": "read"}})
		p.s.dropReceipt(d, "read:"+m.ID)
	}
	return nil
}

// askAgain tells the device that a phone could not read its message.
func (s *Server) askAgain(ctx context.Context, d *device, p *Phone, id string, to types.JID) {
	p.mu.Lock()
	times := p.seen[id]
	p.mu.Unlock()
	keys, err := p.bundle(ctx)
	if err != nil || times > 4 {
		return
	}
	retry := waBinary.Node{Tag: "retry", Attrs: waBinary.Attrs{"count": times, "id": id, "t": stamp(), "v": 1}}
	children := []waBinary.Node{retry, keys[0], {Tag: "keys", Content: keys[1:]}}
	s.enqueue(ctx, d, "retry:"+id, waBinary.Node{Tag: "receipt", Attrs: waBinary.Attrs{"id": id, "from": to, "t": stamp(), "type": "retry"}, Content: children})
	s.dropReceipt(d, "retry:"+id)
}

// receipt takes what the device says about messages that it got.
func (s *Server) receipt(ctx context.Context, c *wire, node *waBinary.Node) error {
	ag := node.AttrGetter()
	id, kind, to := ag.OptionalString("id"), ag.OptionalString("type"), ag.OptionalJIDOrEmpty("to")
	ack := waBinary.Attrs{"class": "receipt", "id": id, "from": to}
	if kind != "" {
		ack["type"] = kind
	}
	if err := c.write(ctx, waBinary.Node{Tag: "ack", Attrs: ack}); err != nil {
		return err
	}
	s.note(strings.TrimSpace("receipt " + kind))
	switch kind {
	case "", "inactive", "sender", "peer_msg":
		ids := []string{id}
		if list, ok := node.GetOptionalChildByTag("list"); ok {
			for _, item := range list.GetChildren() {
				ids = append(ids, item.AttrGetter().OptionalString("id"))
			}
		}
		s.dequeue(c, ids...)
	case "retry":
		return s.resend(ctx, to, id, node)
	case "server-error":
		return s.mediaRetry(ctx, c, node)
	}
	return nil
}

// resend lets a phone send a message once more that the device could not read.
func (s *Server) resend(ctx context.Context, from types.JID, id string, node *waBinary.Node) error {
	p := s.phoneOf(from)
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	m, known := p.sent[id]
	if !known {
		return nil
	}
	retry, _ := node.GetOptionalChildByTag("retry")
	return p.deliver(ctx, m, retry.AttrGetter().OptionalInt("count"))
}
