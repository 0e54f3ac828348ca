package whatsapptest

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/keys"
	"golang.org/x/crypto/curve25519"
)

// codeOffer is a client that waits for its eight characters to be typed on a phone.
type codeOffer struct {
	ref     string
	number  string // of the phone that is asked
	wrapped []byte // the client's ephemeral key, under the code
	own     *keys.KeyPair
	typed   string
	phone   *Phone
	done    chan error
}

// linkCode is a client's step towards being linked by a typed code.
func (s *Server) linkCode(ctx context.Context, c *wire, node *waBinary.Node) error {
	o := s.offerOf(c)
	step, ok := node.GetOptionalChildByTag("link_code_companion_reg")
	if o == nil || !ok {
		return s.refuse(ctx, c, node, 400)
	}
	switch step.AttrGetter().OptionalString("stage") {
	case "companion_hello":
		wrapped, _ := content(&step, "link_code_pairing_wrapped_companion_ephemeral_pub")
		number := step.AttrGetter().JID("jid").User
		s.mu.Lock()
		known := s.phones[number] != nil
		o.code = codeOffer{ref: fmt.Sprintf("code%d", s.number), number: number, wrapped: wrapped}
		s.number++
		s.mu.Unlock()
		if !known || len(wrapped) != 80 {
			return s.refuse(ctx, c, node, 400)
		}
		return s.answer(ctx, c, node, waBinary.Node{Tag: "link_code_companion_reg", Content: []waBinary.Node{
			{Tag: "link_code_pairing_ref", Content: []byte(o.code.ref)}}})
	case "companion_finish":
		if err := s.answer(ctx, c, node); err != nil {
			return err
		}
		bundle, _ := content(&step, "link_code_pairing_wrapped_key_bundle")
		identity, _ := content(&step, "companion_identity_public")
		s.mu.Lock()
		code := o.code
		s.mu.Unlock()
		if code.done != nil {
			go func() { code.done <- code.finish(ctx, o, bundle, identity) }() // the client's answer to it comes by this connection
		}
		return nil
	}
	return s.refuse(ctx, c, node, 400)
}

// Type links the device that shows this code for this phone's number. A wrong code is an error.
func (p *Phone) Type(ctx context.Context, code string) error {
	p.s.mu.Lock()
	var o *offer
	for _, known := range p.s.offers {
		if known.code.ref != "" && known.code.number == p.number {
			o = known
		}
	}
	p.s.mu.Unlock()
	if o == nil {
		return errors.New("whatsapptest: nobody waits for a code")
	}
	asked := p.s.typed(o, p, strings.ReplaceAll(code, "-", ""))
	wrapped := make([]byte, 80)
	if _, err := rand.Read(wrapped[:48]); err != nil {
		return fmt.Errorf("drawing a salt: %w", err)
	}
	if err := mask(asked.typed, wrapped[:32], wrapped[32:48], wrapped[48:], asked.own.Pub[:]); err != nil {
		return err
	}
	err := o.wire.write(ctx, waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{"from": types.ServerJID, "type": "link_code_companion_reg", "id": p.s.id("code"), "t": stamp()},
		Content: []waBinary.Node{{Tag: "link_code_companion_reg", Attrs: waBinary.Attrs{"stage": "primary_hello"}, Content: []waBinary.Node{
			{Tag: "link_code_pairing_ref", Content: []byte(asked.ref)},
			{Tag: "link_code_pairing_wrapped_primary_ephemeral_pub", Content: wrapped},
			{Tag: "primary_identity_pub", Content: p.device.IdentityKey.Pub[:]},
		}}}})
	if err != nil {
		return err
	}
	select {
	case err := <-asked.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// typed notes what was typed for an offer.
func (s *Server) typed(o *offer, p *Phone, code string) codeOffer {
	s.mu.Lock()
	defer s.mu.Unlock()
	o.code.own, o.code.typed, o.code.phone, o.code.done = keys.NewKeyPair(), code, p, make(chan error, 1)
	return o.code
}

// finish opens the client's bundle with the secret that both have only if the code is right, and links the client.
func (c codeOffer) finish(ctx context.Context, o *offer, bundle, identity []byte) error {
	wrong := errors.New("whatsapptest: the code is wrong")
	if len(bundle) < 32+12+96+16 || len(identity) != 32 {
		return wrong
	}
	theirs := make([]byte, 32)
	if err := mask(c.typed, c.wrapped[:32], c.wrapped[32:48], theirs, c.wrapped[48:]); err != nil {
		return err
	}
	shared, err := curve25519.X25519(c.own.Priv[:], theirs)
	if err != nil {
		return wrong
	}
	key := derive(shared, bundle[:32], "link_code_pairing_key_bundle_encryption_key", 32)
	plain, err := aead(key).Open(nil, bundle[32:44], bundle[44:], nil)
	if err != nil || len(plain) != 96 {
		return wrong
	}
	between, err := curve25519.X25519(c.phone.device.IdentityKey.Priv[:], identity)
	if err != nil {
		return wrong
	}
	return c.phone.link(ctx, o, identity, derive(joined(shared, between, plain[64:]), nil, "adv_secret", 32))
}

// mask hides or shows a key under a code.
func mask(code string, salt, iv, to, from []byte) error {
	key, err := pbkdf2.Key(sha256.New, code, salt, 2<<16, 32)
	if err != nil {
		return fmt.Errorf("deriving a key from a code: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return fmt.Errorf("using a code: %w", err)
	}
	cipher.NewCTR(block, iv).XORKeyStream(to, from)
	return nil
}
