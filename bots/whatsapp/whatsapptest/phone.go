package whatsapptest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waAdv"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/libsignal/keys/identity"
	"go.mau.fi/libsignal/keys/prekey"
	"go.mau.fi/libsignal/protocol"
	"go.mau.fi/libsignal/session"
	"go.mau.fi/libsignal/util/optional"
)

// Phone is somebody's phone, with its number, its LID and its own keys.
type Phone struct {
	s       *Server
	number  string
	id, lid types.JID
	inbox   chan Received

	mu            sync.Mutex // guards the keys' use and what follows
	device        *store.Device
	sent          map[string]Message // for who could not read them
	seen          map[string]int     // how often each message of the device came
	shown         map[string]bool    // those that it could read
	deaf          int                // so many messages it will not be able to read
	linkedDevices int
}

// Received is what a phone got from the linked device, decrypted.
type Received struct {
	ID      string
	To      string // the address it was sent to: number or LID
	Text    string // or the caption
	ReplyTo string // id of the message that is quoted
	Own     bool   // the copy that the owner's phone gets of what the device sent
	Retry   bool   // sent again since it could not be read
	Message *waE2E.Message
}

// inboxSize is more than any test sends.
const inboxSize = 4096

// Phone returns the phone with that number, made at the first call. Its LID is "9" and the number.
func (s *Server) Phone(number string) *Phone {
	s.mu.Lock()
	known := s.phones[number]
	s.mu.Unlock()
	if known != nil {
		return known
	}
	p := &Phone{s: s, number: number, id: types.NewJID(number, types.DefaultUserServer), lid: types.NewJID("9"+number, types.HiddenUserServer),
		inbox: make(chan Received, inboxSize), sent: map[string]Message{}, seen: map[string]int{}, shown: map[string]bool{}}
	if err := p.install(s.t.Context()); err != nil {
		s.t.Fatalf("a phone's keys: %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phones[number], s.phones[p.lid.User] = p, p
	return p
}

// install makes the phone's keys.
func (p *Phone) install(ctx context.Context) error {
	p.device = p.s.tables.NewDevice()
	p.device.ID, p.device.LID = &p.id, p.lid
	p.device.Account = &waAdv.ADVSignedDeviceIdentity{Details: []byte{}, AccountSignature: make([]byte, 64), AccountSignatureKey: make([]byte, 32), DeviceSignature: make([]byte, 64)}
	if err := p.device.Save(ctx); err != nil {
		return fmt.Errorf("saving a phone's keys: %w", err)
	}
	return nil
}

// Reinstall gives the phone new keys, as after buying another one.
func (p *Phone) Reinstall(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.device.Delete(ctx); err != nil {
		return fmt.Errorf("forgetting a phone's keys: %w", err)
	}
	return p.install(ctx)
}

// PN and LID are the phone's two addresses, as the channel's conversations have them.
func (p *Phone) PN() string { return p.id.String() }

// LID is described at PN.
func (p *Phone) LID() string { return p.lid.String() }

func (s *Server) phoneOf(jid types.JID) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	if jid.Server != types.DefaultUserServer && jid.Server != types.HiddenUserServer {
		return nil
	}
	return s.phones[jid.User]
}

// Next waits for the next message that the phone gets.
func (p *Phone) Next(ctx context.Context) (Received, error) {
	select {
	case r := <-p.inbox:
		return r, nil
	case <-ctx.Done():
		return Received{}, fmt.Errorf("waiting for a message: %w", ctx.Err())
	}
}

// Received returns what is there without waiting.
func (p *Phone) Received() []Received {
	var list []Received
	for {
		select {
		case r := <-p.inbox:
			list = append(list, r)
		default:
			return list
		}
	}
}

// Times tells how often the device's message of that id came, repeats among them; phones show it once.
func (p *Phone) Times(id string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[id]
}

// Deafen makes the phone unable to read the next n messages; it asks for them again.
func (p *Phone) Deafen(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deaf += n
}

// bundle are the keys with which somebody may begin to write to the phone.
func (p *Phone) bundle(ctx context.Context) ([]waBinary.Node, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key, err := p.device.PreKeys.GenOnePreKey(ctx)
	if err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	registration := make([]byte, 4)
	binary.BigEndian.PutUint32(registration, p.device.RegistrationID)
	signed := p.device.SignedPreKey
	return []waBinary.Node{
		{Tag: "registration", Content: registration},
		{Tag: "type", Content: []byte{ecc.DjbType}},
		{Tag: "identity", Content: p.device.IdentityKey.Pub[:]},
		{Tag: "key", Content: keyParts(key.KeyID, key.Pub[:])},
		{Tag: "skey", Content: append(keyParts(signed.KeyID, signed.Pub[:]), waBinary.Node{Tag: "signature", Content: signed.Signature[:]})},
	}, nil
}

func keyParts(id uint32, public []byte) []waBinary.Node {
	return []waBinary.Node{{Tag: "id", Content: []byte{byte(id >> 16), byte(id >> 8), byte(id)}}, {Tag: "value", Content: public}}
}

// encrypt seals a message for a linked device. The caller holds p.mu.
func (p *Phone) encrypt(ctx context.Context, d *device, message *waE2E.Message) (kind string, sealed []byte, err error) {
	address := d.lid.SignalAddress()
	builder := session.NewBuilderFromSignal(p.device, address, store.SignalProtobufSerializer)
	known, err := p.device.ContainsSession(ctx, address)
	if err != nil {
		return "", nil, fmt.Errorf("looking for a session: %w", err)
	}
	if !known {
		bundle, err := p.s.deviceBundle(d)
		if err != nil {
			return "", nil, err
		}
		if err := builder.ProcessBundle(ctx, bundle); err != nil {
			return "", nil, fmt.Errorf("beginning a session: %w", err)
		}
	}
	plain, err := proto.Marshal(message)
	if err != nil {
		return "", nil, fmt.Errorf("writing a message: %w", err)
	}
	padding := byte(1 + len(plain)%15)
	for range padding {
		plain = append(plain, padding)
	}
	cipher, err := session.NewCipher(builder, address).Encrypt(ctx, plain)
	if err != nil {
		return "", nil, fmt.Errorf("encrypting: %w", err)
	}
	if cipher.Type() == protocol.PREKEY_TYPE {
		return "pkmsg", cipher.Serialize(), nil
	}
	return "msg", cipher.Serialize(), nil
}

// decrypt opens what a linked device sent. The caller holds p.mu.
func (p *Phone) decrypt(ctx context.Context, d *device, kind string, sealed []byte) (*waE2E.Message, error) {
	address := d.lid.SignalAddress()
	cipher := session.NewCipher(session.NewBuilderFromSignal(p.device, address, store.SignalProtobufSerializer), address)
	serializer := store.SignalProtobufSerializer
	var plain []byte
	if kind == "pkmsg" {
		m, err := protocol.NewPreKeySignalMessageFromBytes(sealed, serializer.PreKeySignalMessage, serializer.SignalMessage)
		if err != nil {
			return nil, fmt.Errorf("reading a first message: %w", err)
		}
		if plain, err = cipher.DecryptMessage(ctx, m); err != nil {
			return nil, fmt.Errorf("decrypting a first message: %w", err)
		}
	} else {
		m, err := protocol.NewSignalMessageFromBytes(sealed, serializer.SignalMessage)
		if err != nil {
			return nil, fmt.Errorf("reading a message: %w", err)
		}
		if plain, err = cipher.Decrypt(ctx, m); err != nil {
			return nil, fmt.Errorf("decrypting a message: %w", err)
		}
	}
	if len(plain) == 0 || int(plain[len(plain)-1]) > len(plain) {
		return nil, errors.New("the padding is wrong")
	}
	var message waE2E.Message
	if err := proto.Unmarshal(plain[:len(plain)-int(plain[len(plain)-1])], &message); err != nil {
		return nil, fmt.Errorf("reading a message: %w", err)
	}
	return &message, nil
}

// deviceBundle takes one of the keys that a linked device has laid down.
func (s *Server) deviceBundle(d *device) (*prekey.Bundle, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(d.preKeys) == 0 || len(d.registration) != 4 {
		return nil, errors.New("whatsapptest: the linked device has laid down no keys yet")
	}
	one := d.preKeys[0]
	d.preKeys = d.preKeys[1:]
	id, public := readKey(&one)
	signedID, signed := readKey(&d.signed)
	signature, _ := content(&d.signed, "signature")
	if len(public) != 32 || len(signed) != 32 || len(signature) != 64 || len(d.identity) != 32 {
		return nil, errors.New("whatsapptest: the linked device's keys have another size")
	}
	return prekey.NewBundle(binary.BigEndian.Uint32(d.registration), uint32(d.lid.Device), optional.NewOptionalUint32(id), signedID,
		ecc.NewDjbECPublicKey([32]byte(public)), ecc.NewDjbECPublicKey([32]byte(signed)), [64]byte(signature),
		identity.NewKey(ecc.NewDjbECPublicKey([32]byte(d.identity)))), nil
}

func readKey(node *waBinary.Node) (id uint32, public []byte) {
	raw, _ := content(node, "id")
	public, _ = content(node, "value")
	for _, b := range raw {
		id = id<<8 | uint32(b)
	}
	return id, public
}
