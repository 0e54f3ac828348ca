package whatsapptest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waAdv"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"go.mau.fi/libsignal/ecc"
)

// references is how many codes an unlinked client gets to show.
const references = 6

// offer is an unlinked client that waits for a phone.
type offer struct {
	wire     *wire
	noise    [32]byte
	id       string // of the question that told it of its phone
	device   types.JID
	lid      types.JID
	identity []byte // the client's
	signed   *waAdv.ADVSignedDeviceIdentity
	linked   chan error
	code     codeOffer
}

// offer gives an unlinked client references for its codes.
func (s *Server) offer(ctx context.Context, c *wire, key [32]byte, _ *waWa6.ClientPayload) error {
	if failure := s.takeLoginFailure(); failure != nil {
		if err := c.write(ctx, waBinary.Node{Tag: "failure", Attrs: failure}); err != nil {
			return err
		}
		s.dropSoon(c)
		return nil
	}
	o := &offer{wire: c, noise: key, linked: make(chan error, 1)}
	refs := make([]waBinary.Node, references)
	for i := range refs {
		ref := s.id("2@ref")
		refs[i] = waBinary.Node{Tag: "ref", Content: []byte(ref)}
		s.mu.Lock()
		s.offers[ref] = o
		s.mu.Unlock()
	}
	return c.write(ctx, waBinary.Node{Tag: "iq", Attrs: waBinary.Attrs{"from": types.ServerJID, "type": "set", "id": s.id("pair")},
		Content: []waBinary.Node{{Tag: "pair-device", Content: refs}}})
}

func (s *Server) takeLoginFailure() waBinary.Attrs {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults.nextLogin()
}

// offerOf finds the offer of a connection.
func (s *Server) offerOf(c *wire) *offer {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.offers {
		if o.wire == c {
			return o
		}
	}
	return nil
}

// answered finds the offer of a connection that the answer to this question is about.
func (s *Server) answered(c *wire, id string) *offer {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.offers {
		if o.wire == c && o.id != "" && o.id == id {
			return o
		}
	}
	return nil
}

// withdraw forgets the offers of a connection. The caller holds s.mu.
func (s *Server) withdraw(c *wire) {
	for ref, o := range s.offers {
		if o.wire == c {
			delete(s.offers, ref)
		}
	}
}

// Scan links the device that shows the code to this phone's account, and returns once the server has its answer.
func (p *Phone) Scan(ctx context.Context, code string) error {
	if _, after, found := strings.Cut(code, "#"); found { // newer clients show a link
		code = after
	}
	parts := strings.Split(code, ",")
	if len(parts) < 4 {
		return errors.New("whatsapptest: that is no code to scan")
	}
	identity, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		return fmt.Errorf("reading the device's key: %w", err)
	}
	secret, err := base64.StdEncoding.DecodeString(parts[3])
	if err != nil {
		return fmt.Errorf("reading the code's secret: %w", err)
	}
	p.s.mu.Lock()
	o := p.s.offers[parts[0]]
	p.s.mu.Unlock()
	if o == nil {
		return errors.New("whatsapptest: the code is too old")
	}
	return p.link(ctx, o, identity, secret)
}

// link tells a client that it belongs to this phone's account, signed by the phone.
func (p *Phone) link(ctx context.Context, o *offer, identity, secret []byte) error {
	p.mu.Lock()
	p.linkedDevices++
	number := uint16(p.linkedDevices)
	p.mu.Unlock()
	o.identity, o.device, o.lid = identity, p.id, p.lid
	o.device.Device, o.lid.Device = number, number
	details, err := proto.Marshal(&waAdv.ADVDeviceIdentity{RawID: proto.Uint32(1), Timestamp: proto.Uint64(uint64(time.Now().Unix())), KeyIndex: proto.Uint32(uint32(number))})
	if err != nil {
		return fmt.Errorf("writing the device's identity: %w", err)
	}
	signature := ecc.CalculateSignature(ecc.NewDjbECPrivateKey(*p.device.IdentityKey.Priv), joined([]byte{6, 0}, details, identity))
	o.signed = &waAdv.ADVSignedDeviceIdentity{Details: details, AccountSignatureKey: p.device.IdentityKey.Pub[:], AccountSignature: signature[:]}
	signed, err := proto.Marshal(o.signed)
	if err != nil {
		return fmt.Errorf("writing the device's identity: %w", err)
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(signed)
	sealed, err := proto.Marshal(&waAdv.ADVSignedDeviceIdentityHMAC{Details: signed, HMAC: mac.Sum(nil)})
	if err != nil {
		return fmt.Errorf("writing the device's identity: %w", err)
	}
	id := p.s.id("success")
	p.s.mu.Lock()
	o.id = id
	p.s.mu.Unlock()
	err = o.wire.write(ctx, waBinary.Node{Tag: "iq", Attrs: waBinary.Attrs{"from": types.ServerJID, "type": "set", "id": id, "t": stamp()},
		Content: []waBinary.Node{{Tag: "pair-success", Content: []waBinary.Node{
			{Tag: "device-identity", Content: sealed},
			{Tag: "device", Attrs: waBinary.Attrs{"jid": o.device, "lid": o.lid}},
			{Tag: "platform", Attrs: waBinary.Attrs{"name": "android"}},
		}}}})
	if err != nil {
		return err
	}
	select {
	case err := <-o.linked:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pairAnswer takes the client's answer to being told of its phone.
func (s *Server) pairAnswer(ctx context.Context, o *offer, node *waBinary.Node) error {
	identity, ok := node.GetOptionalChildByTag("pair-device-sign", "device-identity")
	raw, isBytes := identity.Content.([]byte)
	if !ok || !isBytes {
		o.linked <- errors.New("whatsapptest: the device refuses to be linked")
		return nil
	}
	var answer waAdv.ADVSignedDeviceIdentity
	if err := proto.Unmarshal(raw, &answer); err != nil {
		return fmt.Errorf("reading the device's signature: %w", err)
	}
	signature := answer.GetDeviceSignature()
	message := joined([]byte{6, 1}, o.signed.GetDetails(), o.identity, o.signed.GetAccountSignatureKey())
	if len(signature) != 64 || !bytes.Equal(answer.GetDetails(), o.signed.GetDetails()) ||
		!ecc.VerifySignature(ecc.NewDjbECPublicKey([32]byte(o.identity)), message, [64]byte(signature)) {
		o.linked <- errors.New("whatsapptest: the device's signature is wrong")
		return nil
	}
	s.mu.Lock()
	s.devices[o.noise] = &device{noise: o.noise, id: o.device, lid: o.lid, identity: o.identity}
	s.withdraw(o.wire)
	s.mu.Unlock()
	err := o.wire.write(ctx, waBinary.Node{Tag: "stream:error", Attrs: waBinary.Attrs{"code": "515"}})
	o.linked <- err
	return err
}

func joined(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
