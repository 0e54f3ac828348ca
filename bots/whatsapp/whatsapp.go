// Package whatsapp is the channel to WhatsApp as a linked device of a phone, the way WhatsApp Web is one. It runs on
// whatsmeow and is arranged so that nothing is lost: the network is told "received" only after the commit, a message
// that was refused comes again, and what we send has an id that every try repeats.
package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kanal"
	"kanal/bots"
)

// Options configure a Bot. Account, Database and Sent are required.
type Options struct {
	Account  string // "whatsapp" or "whatsapp:officers"
	Database string // whatsmeow's own tables: "sqlite:PATH", a file of this account's own, or "postgres://…", where they get a schema named after the account
	// HTTPClient carries every connection: websocket, pairing, media, version. nil: one of our own, which reaches
	// whatsapp.com and whatsapp.net only.
	HTTPClient *http.Client
	Name       string // how the linked device is shown on the phone; "" means "kanal"
	// Link is told every change of the link's state and every new code, in order. An error is logged and the same
	// is told again a little later.
	Link func(ctx context.Context, l kanal.Link) error
	// Phone returns the number (digits) that asks to be linked by an 8-character code, "" for none. It is asked
	// every few seconds while nothing is linked.
	Phone func(ctx context.Context) (string, error)
	// Sent returns our message that has this network id, exactly as Send got it: for phones that could not read it
	// and ask again, and to know what a vote in a poll means. The id is always one that a Receipt named. An error
	// wraps kanal.ErrNotFound where there is none.
	Sent func(ctx context.Context, id string) (kanal.Outgoing, error)
	// Files returns the bytes of an attachment to be sent, by their hash; nil: texts alone are sent.
	Files func(ctx context.Context, hash string) ([]byte, error)
	Polls bool             // offer choices also as a poll, below the numbered lines
	Log   *slog.Logger     // nil means slog.Default()
	Now   func() time.Time // nil means time.Now
}

// Bot is one WhatsApp account. It is a bots.Bot, bots.Fetcher and bots.Healthy. Send and Fetch work only in the
// process in which Run runs; elsewhere Send returns a *kanal.RetryError.
type Bot struct {
	options Options
	client  *http.Client
	tempo   tempo
	pace    pace
	sent    sent
	recent  recent
	unused  atomic.Int64

	mu      sync.Mutex
	running bool
	session *session      // nil while there is none that can send
	link    kanal.Link    // as last told or about to be told
	queue   []kanal.Link  // to be told
	tell    chan struct{} // something is in queue
	quiet   quiet
	latest  latest
	reached map[string]bool // numbers known to be on WhatsApp
}

var (
	_ bots.Bot     = (*Bot)(nil)
	_ bots.Fetcher = (*Bot)(nil)
	_ bots.Healthy = (*Bot)(nil)
)

// New checks the settings; an error names the one that is impossible, never its value. Nothing is opened yet.
func New(o Options) (*Bot, error) {
	if network, _, _ := strings.Cut(o.Account, ":"); network != "whatsapp" {
		return nil, errors.New("whatsapp: the account has no name, or another network's")
	}
	if o.Sent == nil {
		return nil, errors.New("whatsapp: Sent is needed, or a phone that cannot read an answer asks in vain")
	}
	if _, err := parseDatabase(o.Database, o.Account); err != nil {
		return nil, fmt.Errorf("whatsapp: database: %w", err)
	}
	if o.Name == "" {
		o.Name = "kanal"
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	b := &Bot{options: o, client: wayOut(o.HTTPClient), tempo: usual, tell: make(chan struct{}, 1), reached: map[string]bool{}}
	return b, nil
}

// Account implements bots.Bot.
func (b *Bot) Account() string { return b.options.Account }

// Unused counts the messages that were acknowledged without being handed in, since kanal does not use their kind
// (reactions, statuses, what the owner writes on the phone).
func (b *Bot) Unused() int64 { return b.unused.Load() }

// Health implements bots.Healthy: nil while connected, and in a process in which Run does not run.
func (b *Bot) Health() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.running {
		return nil
	}
	if rest := b.quiet.until.Sub(b.options.Now()); rest > 0 && b.link.State == kanal.LinkConnected {
		return fmt.Errorf("whatsapp: sending is stopped until %s: %s", b.quiet.until.UTC().Format(time.RFC3339), b.quiet.why)
	}
	switch b.link.State {
	case kanal.LinkConnected:
		return nil
	case kanal.LinkNeeded:
		return errors.New("whatsapp: no phone is linked")
	case kanal.LinkBanned:
		if b.link.Until.IsZero() {
			return errors.New("whatsapp: the network has banned the account for a time it does not name")
		}
		return fmt.Errorf("whatsapp: the network has banned the account until %s", b.link.Until.UTC().Format(time.RFC3339))
	case kanal.LinkOutdated:
		return errors.New("whatsapp: the network wants a newer client: rebuild kanal with a newer whatsmeow")
	case kanal.LinkReplaced:
		return errors.New("whatsapp: another program uses the same link")
	}
	return errors.New("whatsapp: not connected")
}

// note tells that the link stands differently.
func (b *Bot) note(l kanal.Link) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.link == l {
		return
	}
	b.link = l
	b.queue = append(b.queue, l)
	select {
	case b.tell <- struct{}{}:
	default:
	}
}

// tellLinks hands on what note was told, in order, until ctx ends.
func (b *Bot) tellLinks(ctx context.Context) {
	for {
		b.mu.Lock()
		var next kanal.Link
		waiting := len(b.queue)
		if waiting > 0 {
			next = b.queue[0]
		}
		b.mu.Unlock()
		if waiting == 0 {
			select {
			case <-b.tell:
				continue
			case <-ctx.Done():
				return
			}
		}
		if b.options.Link != nil {
			if err := b.options.Link(ctx, next); err != nil && ctx.Err() == nil {
				b.options.Log.Warn("the state of the link is not noted", "account", b.options.Account, "state", next.State, "err", err)
				sleep(ctx, b.tempo.link)
				continue
			}
		}
		if ctx.Err() != nil {
			return
		}
		b.mu.Lock()
		b.queue = b.queue[1:]
		b.mu.Unlock()
	}
}

// sleep returns after d, or when ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
