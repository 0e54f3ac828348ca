package whatsapptest

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/coder/websocket"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/socket"
	"go.mau.fi/whatsmeow/util/keys"
	"golang.org/x/crypto/curve25519"
	"google.golang.org/protobuf/proto"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// wire is one connection of a client: frames over a websocket, encrypted once the handshake is done.
type wire struct {
	ws      *websocket.Conn
	pending []byte // received and not yet cut into frames

	reading    cipher.AEAD
	readCount  uint32
	mu         sync.Mutex // guards writing
	writing    cipher.AEAD
	writeCount uint32
}

// frame reads the next frame.
func (w *wire) frame(ctx context.Context) ([]byte, error) {
	for {
		if len(w.pending) >= 3 {
			size := int(w.pending[0])<<16 | int(w.pending[1])<<8 | int(w.pending[2])
			if len(w.pending) >= 3+size {
				frame := w.pending[3 : 3+size]
				w.pending = w.pending[3+size:]
				return frame, nil
			}
		}
		_, data, err := w.ws.Read(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading from a client: %w", err)
		}
		w.pending = append(w.pending, data...)
	}
}

func (w *wire) writeFrame(ctx context.Context, frame []byte) error {
	head := []byte{byte(len(frame) >> 16), byte(len(frame) >> 8), byte(len(frame))}
	if err := w.ws.Write(ctx, websocket.MessageBinary, append(head, frame...)); err != nil {
		return fmt.Errorf("writing to a client: %w", err)
	}
	return nil
}

// read returns the next stanza.
func (w *wire) read(ctx context.Context) (*waBinary.Node, error) {
	frame, err := w.frame(ctx)
	if err != nil {
		return nil, err
	}
	plain, err := w.reading.Open(nil, nonce(w.readCount), frame, nil)
	if err != nil {
		return nil, fmt.Errorf("decrypting a frame: %w", err)
	}
	w.readCount++
	if plain, err = waBinary.Unpack(plain); err != nil {
		return nil, fmt.Errorf("unpacking a stanza: %w", err)
	}
	node, err := waBinary.Unmarshal(plain)
	if err != nil {
		return nil, fmt.Errorf("reading a stanza: %w", err)
	}
	return node, nil
}

// write sends a stanza.
func (w *wire) write(ctx context.Context, node waBinary.Node) error {
	plain, err := waBinary.Marshal(node)
	if err != nil {
		return fmt.Errorf("writing a stanza: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	sealed := w.writing.Seal(nil, nonce(w.writeCount), plain, nil)
	w.writeCount++
	return w.writeFrame(ctx, sealed)
}

// handshake is the responder of Noise_XX; it returns what the client says of itself, and its static key.
func (w *wire) handshake(ctx context.Context, authority *authority) (*waWa6.ClientPayload, [32]byte, error) {
	var client [32]byte
	header, err := w.header(ctx)
	if err != nil {
		return nil, client, err
	}
	hello, err := w.handshakeMessage(ctx)
	if err != nil {
		return nil, client, err
	}
	theirs := hello.GetClientHello().GetEphemeral()
	if len(theirs) != 32 {
		return nil, client, errors.New("the client's key has another size")
	}
	own := keys.NewKeyPair()
	n := newNoise(header)
	n.mixHash(theirs)
	n.mixHash(own.Pub[:])
	n.mixShared(own.Priv, theirs)
	static := n.seal(authority.static.Pub[:])
	n.mixShared(authority.static.Priv, theirs)
	answer, err := proto.Marshal(&waWa6.HandshakeMessage{ServerHello: &waWa6.HandshakeMessage_ServerHello{
		Ephemeral: own.Pub[:], Static: static, Payload: n.seal(authority.chain)}})
	if err != nil {
		return nil, client, fmt.Errorf("writing the server's part of the handshake: %w", err)
	}
	if err := w.writeFrame(ctx, answer); err != nil {
		return nil, client, err
	}
	finish, err := w.handshakeMessage(ctx)
	if err != nil {
		return nil, client, err
	}
	key, err := n.open(finish.GetClientFinish().GetStatic())
	if err != nil || len(key) != 32 {
		return nil, client, errors.New("the client's static key cannot be read")
	}
	n.mixShared(own.Priv, key)
	said, err := n.open(finish.GetClientFinish().GetPayload())
	if err != nil {
		return nil, client, errors.New("what the client says of itself cannot be read")
	}
	var payload waWa6.ClientPayload
	if err := proto.Unmarshal(said, &payload); err != nil {
		return nil, client, fmt.Errorf("reading what the client says of itself: %w", err)
	}
	w.reading, w.writing = n.split()
	return &payload, [32]byte(key), nil
}

// header reads the four bytes before the first frame: "WA" and the versions of protocol and dictionary.
func (w *wire) header(ctx context.Context) ([]byte, error) {
	for len(w.pending) < 4 {
		_, data, err := w.ws.Read(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading a client's header: %w", err)
		}
		w.pending = append(w.pending, data...)
	}
	header := w.pending[:4]
	w.pending = w.pending[4:]
	if header[0] != 'W' || header[1] != 'A' {
		return nil, errors.New("the client does not begin with WA")
	}
	return header, nil
}

func (w *wire) handshakeMessage(ctx context.Context) (*waWa6.HandshakeMessage, error) {
	frame, err := w.frame(ctx)
	if err != nil {
		return nil, err
	}
	var message waWa6.HandshakeMessage
	if err := proto.Unmarshal(frame, &message); err != nil {
		return nil, fmt.Errorf("reading the client's part of the handshake: %w", err)
	}
	return &message, nil
}

// noise is the symmetric state of a handshake (Noise specification, section 5.2).
type noise struct {
	hash, chaining []byte
	key            cipher.AEAD
	count          uint32
}

func newNoise(prologue []byte) *noise {
	n := &noise{hash: []byte(socket.NoiseStartPattern)} // of 32 bytes: its own hash
	n.chaining, n.key = n.hash, aead(n.hash)
	n.mixHash(prologue)
	return n
}

func (n *noise) mixHash(data []byte) {
	sum := sha256.Sum256(append(append([]byte(nil), n.hash...), data...))
	n.hash = sum[:]
}

// mixShared mixes a Diffie-Hellman secret in. Keys of tests are never weak, so an error is a mistake of ours.
func (n *noise) mixShared(private *[32]byte, public []byte) {
	secret, err := curve25519.X25519(private[:], public)
	if err != nil {
		panic(err)
	}
	both := derive(secret, n.chaining, "", 64)
	n.chaining, n.key, n.count = both[:32], aead(both[32:]), 0
}

func (n *noise) seal(plain []byte) []byte {
	sealed := n.key.Seal(nil, nonce(n.count), plain, n.hash)
	n.count++
	n.mixHash(sealed)
	return sealed
}

func (n *noise) open(sealed []byte) ([]byte, error) {
	plain, err := n.key.Open(nil, nonce(n.count), sealed, n.hash)
	if err != nil {
		return nil, fmt.Errorf("decrypting the handshake: %w", err)
	}
	n.count++
	n.mixHash(sealed)
	return plain, nil
}

// split returns the ciphers after the handshake, as the server uses them.
func (n *noise) split() (reading, writing cipher.AEAD) {
	both := derive(nil, n.chaining, "", 64)
	return aead(both[:32]), aead(both[32:])
}

func nonce(count uint32) []byte {
	iv := make([]byte, 12)
	binary.BigEndian.PutUint32(iv[8:], count)
	return iv
}

func aead(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	sealed, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return sealed
}

// derive is HKDF with SHA-256; its lengths here are never too long.
func derive(secret, salt []byte, info string, size int) []byte {
	key, err := hkdf.Key(sha256.New, secret, salt, info, size)
	if err != nil {
		panic(err)
	}
	return key
}
