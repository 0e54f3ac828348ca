package whatsapptest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// Read tells the device that its message was read.
func (p *Phone) Read(ctx context.Context, m Received) error {
	to, err := types.ParseJID(m.To)
	if err != nil {
		return fmt.Errorf("reading an address: %w", err)
	}
	for _, d := range p.s.linked() {
		p.s.tell(ctx, d, m.ID, "read", to)
	}
	return nil
}

// tell brings the device a receipt for its message: kind "" that it arrived, "read", or "retry" with what that needs.
func (s *Server) tell(ctx context.Context, d *device, id, kind string, from types.JID, content ...waBinary.Node) {
	node := waBinary.Node{Tag: "receipt", Attrs: waBinary.Attrs{"id": id, "from": from, "t": stamp()}}
	if kind != "" {
		node.Attrs["type"] = kind
	}
	if len(content) > 0 {
		node.Content = content
	}
	s.enqueue(ctx, d, receiptName(id, kind), node)
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
	s.tell(ctx, d, id, "retry", to, retry, keys[0], waBinary.Node{Tag: "keys", Content: keys[1:]})
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
		s.dequeue(c, func(q *queued) bool { return slices.Contains(ids, q.id) && q.from() == to.User })
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
