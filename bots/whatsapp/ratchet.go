package whatsapp

import (
	"context"
	"sync"

	"go.mau.fi/whatsmeow/store"
)

// ratchet keeps reading and writing to people apart. Both move the same chain of keys: they load it, turn it on and store
// it. whatsmeow does the one in a transaction and the other not, so done at the same time one of the two is lost, the
// next message to that person gets a key that was used before, and their phone cannot read it.
type ratchet struct{ mu sync.Mutex }

// guard makes a device's stores keep to it.
func (r *ratchet) guard(d *store.Device) {
	d.EventBuffer = readingSide{d.EventBuffer, r}
	d.Sessions = writingSide{d.Sessions}
}

// readingSide decrypts while nothing is encrypted.
type readingSide struct {
	store.EventBuffer
	ratchet *ratchet
}

// DoDecryptionTxn implements store.EventBuffer.
func (s readingSide) DoDecryptionTxn(ctx context.Context, f func(context.Context) error) error {
	s.ratchet.mu.Lock()
	defer s.ratchet.mu.Unlock()
	return s.EventBuffer.DoDecryptionTxn(ctx, f)
}

// writingSide holds the ratchet from loading the chains of a message's recipients until they are stored.
type writingSide struct{ store.SessionStore }

// GetManySessions implements store.SessionStore.
func (s writingSide) GetManySessions(ctx context.Context, addresses []string) (map[string][]byte, error) {
	if t, ok := ctx.Value(turnKey{}).(*turn); ok {
		t.take()
	}
	return s.SessionStore.GetManySessions(ctx, addresses)
}

// PutManySessions implements store.SessionStore.
func (s writingSide) PutManySessions(ctx context.Context, sessions map[string][]byte) error {
	if t, ok := ctx.Value(turnKey{}).(*turn); ok {
		defer t.leave()
	}
	return s.SessionStore.PutManySessions(ctx, sessions)
}

// turn is one message being encrypted.
type turn struct {
	ratchet *ratchet
	held    bool
}

type turnKey struct{}

// turn begins a message; leave must be called when it is sent or has failed, wherever that was.
func (r *ratchet) turn(ctx context.Context) (context.Context, *turn) {
	t := &turn{ratchet: r}
	return context.WithValue(ctx, turnKey{}, t), t
}

func (t *turn) take() {
	if !t.held {
		t.ratchet.mu.Lock()
		t.held = true
	}
}

func (t *turn) leave() {
	if t.held {
		t.held = false
		t.ratchet.mu.Unlock()
	}
}
