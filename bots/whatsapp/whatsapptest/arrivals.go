package whatsapptest

import (
	"context"
	"errors"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
)

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
	if p.shown[id] { // phones know a message by its id
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
	p.shown[id] = err == nil
	p.mu.Unlock()
	if err != nil {
		s.askAgain(ctx, d, p, id, to)
		return
	}
	own := message.GetDeviceSentMessage() != nil
	if own {
		message = message.GetDeviceSentMessage().GetMessage()
	} else {
		s.tell(ctx, d, id, "", chat)
	}
	p.inbox <- received(id, to, message, own, retry)
}

func received(id string, to types.JID, m *waE2E.Message, own, retry bool) Received {
	r := Received{ID: id, To: to.String(), Own: own, Retry: retry, Message: m, Text: m.GetConversation()}
	if extended := m.GetExtendedTextMessage(); extended != nil {
		r.Text, r.ReplyTo = extended.GetText(), extended.GetContextInfo().GetStanzaID()
	}
	if image := m.GetImageMessage(); image != nil {
		r.Text, r.ReplyTo = image.GetCaption(), image.GetContextInfo().GetStanzaID()
	}
	if file := m.GetDocumentMessage(); file != nil {
		r.Text, r.ReplyTo = file.GetCaption(), file.GetContextInfo().GetStanzaID()
	}
	return r
}
