package whatsapp

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kanal"
	"kanal/bots"

	"go.mau.fi/whatsmeow/proto/waAdv"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"
)

var (
	ownPhone = types.NewJID("6281100000099", types.DefaultUserServer)
	ownLID   = types.NewJID("99000000000099", types.HiddenUserServer)
	sari     = types.NewJID("6281100000001", types.DefaultUserServer)
	sariLID  = types.NewJID("99000000000001", types.HiddenUserServer)
)

// journal is a log that a test can read.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func (j *journal) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(j, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func testBot(t *testing.T, o Options) *Bot {
	t.Helper()
	o.Account = "whatsapp"
	if o.Database == "" {
		o.Database = "sqlite:" + filepath.Join(t.TempDir(), "whatsapp.db")
	}
	if o.Sent == nil {
		o.Sent = func(context.Context, string) (kanal.Outgoing, error) { return kanal.Outgoing{}, kanal.ErrNotFound }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	b.tempo.storing = []time.Duration{0, time.Millisecond}
	b.tempo.typing = func(string) time.Duration { return 0 }
	return b
}

// testSession is a session that is linked but never connected, for what needs no network.
func testSession(t *testing.T) *session {
	t.Helper()
	return sessionOf(t, testBot(t, Options{}), bots.Inbox{})
}

func sessionOf(t *testing.T, b *Bot, inbox bots.Inbox) *session {
	t.Helper()
	tables, err := b.openTables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tables.Close() })
	device := tables.NewDevice()
	id := ownPhone
	id.Device = 3
	device.ID, device.LID = &id, ownLID
	device.Account = &waAdv.ADVSignedDeviceIdentity{Details: []byte("d"), AccountSignature: make([]byte, 64),
		AccountSignatureKey: make([]byte, 32), DeviceSignature: make([]byte, 64)}
	if err := device.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := b.newSession(t.Context(), tables, device, store.GetWAVersion(), inbox)
	t.Cleanup(s.cancel)
	return s
}

func mustNotName(t *testing.T, text string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%q is named in %s", secret, text)
		}
	}
}

func noInbox() bots.Inbox { return bots.Inbox{} }
