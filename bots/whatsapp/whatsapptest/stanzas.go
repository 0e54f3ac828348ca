package whatsapptest

import (
	"context"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// handle answers one stanza of a client.
func (s *Server) handle(ctx context.Context, c *wire, node *waBinary.Node) error {
	switch node.Tag {
	case "iq":
		return s.question(ctx, c, node)
	case "message":
		return s.outgoing(ctx, c, node)
	case "receipt":
		return s.receipt(ctx, c, node)
	case "ack":
		s.acknowledged(c, node)
	case "presence", "chatstate":
		kind := node.AttrGetter().OptionalString("type")
		if children := node.GetChildren(); len(children) > 0 {
			kind = children[0].Tag
		}
		s.note(node.Tag + " " + kind)
	}
	return nil
}

// note keeps what a test may want to look at.
func (s *Server) note(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, what)
}

// question is an iq of a client: most are asked, some answer ours.
func (s *Server) question(ctx context.Context, c *wire, node *waBinary.Node) error {
	ag := node.AttrGetter()
	kind := ag.OptionalString("type")
	if kind == "result" || kind == "error" {
		if o := s.answered(c, ag.OptionalString("id")); o != nil {
			return s.pairAnswer(ctx, o, node)
		}
		return nil
	}
	switch ag.OptionalString("xmlns") {
	case "encrypt":
		return s.keys(ctx, c, node)
	case "passive":
		if err := s.answer(ctx, c, node); err != nil {
			return err
		}
		return s.activate(ctx, c)
	case "w:p":
		s.mu.Lock()
		mute := s.faults.mute
		s.mu.Unlock()
		if mute {
			return nil
		}
		return s.answer(ctx, c, node)
	case "usync":
		return s.usync(ctx, c, node)
	case "w:m":
		return s.mediaConnection(ctx, c, node)
	case "md":
		return s.linkCode(ctx, c, node)
	}
	s.mu.Lock()
	s.unknown = append(s.unknown, ag.OptionalString("xmlns"))
	s.mu.Unlock()
	return s.refuse(ctx, c, node, 501)
}

func (s *Server) answer(ctx context.Context, c *wire, node *waBinary.Node, children ...waBinary.Node) error {
	answer := waBinary.Node{Tag: "iq", Attrs: waBinary.Attrs{"from": types.ServerJID, "type": "result", "id": node.Attrs["id"]}}
	if len(children) > 0 {
		answer.Content = children
	}
	return c.write(ctx, answer)
}

func (s *Server) refuse(ctx context.Context, c *wire, node *waBinary.Node, code int) error {
	return c.write(ctx, waBinary.Node{Tag: "iq", Attrs: waBinary.Attrs{"from": types.ServerJID, "type": "error", "id": node.Attrs["id"]},
		Content: []waBinary.Node{{Tag: "error", Attrs: waBinary.Attrs{"code": code, "text": "refused"}}}})
}

// content returns the bytes of a child; false where there is none. GetChildByTag would return the parent then.
func content(node *waBinary.Node, tags ...string) ([]byte, bool) {
	child, ok := node.GetOptionalChildByTag(tags...)
	if !ok {
		return nil, false
	}
	raw, ok := child.Content.([]byte)
	return raw, ok
}

// deviceOf is the linked device of a connection; nil before its login.
func (s *Server) deviceOf(c *wire) *device {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live[c]
}

// keys stores a device's keys, counts them, or gives out those of phones.
func (s *Server) keys(ctx context.Context, c *wire, node *waBinary.Node) error {
	d := s.deviceOf(c)
	if d == nil {
		return s.refuse(ctx, c, node, 401)
	}
	if node.AttrGetter().OptionalString("type") == "set" {
		registration, _ := content(node, "registration")
		signed, _ := node.GetOptionalChildByTag("skey")
		list, _ := node.GetOptionalChildByTag("list")
		s.mu.Lock()
		d.registration, d.signed = registration, signed
		d.preKeys = append(d.preKeys, list.GetChildren()...)
		s.mu.Unlock()
		return s.answer(ctx, c, node)
	}
	if asked, ok := node.GetOptionalChildByTag("key"); ok {
		var users []waBinary.Node
		for _, user := range asked.GetChildren() {
			users = append(users, s.bundle(ctx, user.AttrGetter().JID("jid")))
		}
		return s.answer(ctx, c, node, waBinary.Node{Tag: "list", Content: users})
	}
	s.mu.Lock()
	n := len(d.preKeys)
	s.mu.Unlock()
	return s.answer(ctx, c, node, waBinary.Node{Tag: "count", Attrs: waBinary.Attrs{"value": n}})
}

// bundle are the keys with which a device may begin to write to a phone.
func (s *Server) bundle(ctx context.Context, jid types.JID) waBinary.Node {
	node := waBinary.Node{Tag: "user", Attrs: waBinary.Attrs{"jid": jid}}
	p := s.phoneOf(jid)
	if p == nil || jid.Device != 0 {
		node.Content = []waBinary.Node{{Tag: "error", Attrs: waBinary.Attrs{"code": 404, "text": "not found"}}}
		return node
	}
	children, err := p.bundle(ctx)
	if err != nil {
		node.Content = []waBinary.Node{{Tag: "error", Attrs: waBinary.Attrs{"code": 500, "text": "no keys"}}}
		return node
	}
	node.Content = children
	return node
}

// usync tells which devices people have, whether a number is known, and their LIDs.
func (s *Server) usync(ctx context.Context, c *wire, node *waBinary.Node) error {
	query, _ := node.GetOptionalChildByTag("usync", "query")
	list, _ := node.GetOptionalChildByTag("usync", "list")
	var users []waBinary.Node
	for _, user := range list.GetChildren() {
		users = append(users, s.syncUser(&query, &user))
	}
	return s.answer(ctx, c, node, waBinary.Node{Tag: "usync", Content: []waBinary.Node{{Tag: "result"}, {Tag: "list", Content: users}}})
}

func (s *Server) syncUser(query, user *waBinary.Node) waBinary.Node {
	jid := user.AttrGetter().OptionalJIDOrEmpty("jid")
	number, byNumber := content(user, "contact")
	if !byNumber {
		if child, ok := user.GetOptionalChildByTag("contact"); ok {
			if text, isText := child.Content.(string); isText {
				number, byNumber = []byte(text), true
			}
		}
	}
	if byNumber {
		jid = types.NewJID(digits(string(number)), types.DefaultUserServer)
	}
	p := s.phoneOf(jid)
	answer := waBinary.Node{Tag: "user", Attrs: waBinary.Attrs{"jid": jid}}
	var children []waBinary.Node
	for _, asked := range query.GetChildren() {
		switch asked.Tag {
		case "devices":
			children = append(children, waBinary.Node{Tag: "devices", Content: []waBinary.Node{{Tag: "device-list", Content: s.deviceList(p)}}})
		case "contact":
			known := map[bool]string{true: "in", false: "out"}[p != nil]
			children = append(children, waBinary.Node{Tag: "contact", Attrs: waBinary.Attrs{"type": known}, Content: number})
		case "lid":
			if p != nil {
				children = append(children, waBinary.Node{Tag: "lid", Attrs: waBinary.Attrs{"val": p.lid}})
			}
		}
	}
	answer.Content = children
	return answer
}

func (s *Server) deviceList(p *Phone) []waBinary.Node {
	if p == nil {
		return nil
	}
	list := []waBinary.Node{{Tag: "device", Attrs: waBinary.Attrs{"id": 0}}}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.devices {
		if d.id.User == p.id.User {
			list = append(list, waBinary.Node{Tag: "device", Attrs: waBinary.Attrs{"id": int(d.id.Device)}})
		}
	}
	return list
}

func digits(text string) string {
	var d []byte
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			d = append(d, text[i])
		}
	}
	return string(d)
}
