package whatsapptest

import (
	"context"
	"maps"
	"slices"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// linked are the devices of the owner's account.
func (s *Server) linked() []*device {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.devices))
}

// enqueue keeps a stanza until the device acknowledges it, and brings it at once where it is there.
func (s *Server) enqueue(ctx context.Context, d *device, id string, node waBinary.Node) {
	enc, _ := node.GetOptionalChildByTag("enc")
	d.order.Lock()
	defer d.order.Unlock()
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
	d := s.deviceOf(c)
	if d == nil {
		return nil
	}
	d.order.Lock()
	defer d.order.Unlock()
	s.mu.Lock()
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
	switch ag.OptionalString("class") {
	case "receipt":
		id = receiptName(id, ag.OptionalString("type"))
	case "notification":
		id = "notification:" + id
	}
	from := ag.OptionalJIDOrEmpty("to")
	s.dequeue(c, func(q *queued) bool { return q.id == id && q.from() == from.User && !q.again })
}

// receiptName is what a receipt is called in the queue, where a message may have the same id.
func receiptName(id, kind string) string { return "receipt " + kind + ":" + id }

// from is whose stanza it is: ids are told apart by it.
func (q *queued) from() string {
	jid, _ := q.node.Attrs["from"].(types.JID)
	return jid.User
}

// dequeue forgets what the device has got.
func (s *Server) dequeue(c *wire, got func(*queued) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.live[c]; d != nil {
		d.queue = slices.DeleteFunc(d.queue, got)
	}
}
