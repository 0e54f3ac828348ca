// Package webchat is the chat in the browser. One code serves the public page, where each visitor has a
// conversation of their own, and the simulated phones of the demo, which only look different.
//
// The conversation itself lives in the store: what is to be sent is a row there before Send is called. So a
// browser reads its thread by one ordered history, from whichever process it happens to be connected to.
package webchat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kanal"
	"kanal/bots"
)

// Item is one message of a thread, in either direction.
type Item struct {
	ID        int64  // its place in the thread
	Mine      bool   // the person at this page wrote it
	MessageID string // of an own message: as in kanal.Incoming.ID; of ours: MessageID of its delivery
	Text      string // empty for a tapped button
	Photos    int    // pictures that came with it
	// Pictures are those that may be shown, by their names in the store of files, in order; "" is one still being fetched.
	Pictures []string
	Choices  []kanal.Choice
	Choice   string // of an own tap: the data of the button …
	ReplyTo  string // … and the MessageID of the message it stands on; also set for a written reply
	At       time.Time
}

// MessageID is how the page names a message of ours, in Receipt.ID and in Item.MessageID: the person's
// replies and taps come back with it as kanal.Incoming.ReplyTo.
func MessageID(delivery int64) string { return strconv.FormatInt(delivery, 10) }

// Options says what one web chat account is.
type Options struct {
	Account string  // "webchat", or "telegram:demo" and the like; never changes
	Path    string  // where it is served, with a slash at both ends: "/" or "/demo/telegram/"
	Title   string  // who answers, as the head of the page names it; empty: "Kanal Pengaduan"
	Look    Look    // the zero value is LookWebchat
	Phones  []Phone // simulated phones, each at Path + Slug + "/"; none: a page at Path, one visitor per browser

	// History returns the items of a conversation with an ID above after, in ascending order, at most limit.
	// Once an item was returned, no item with a smaller ID may appear in that conversation any more: a
	// browser asks only for what is above the last it has seen.
	History func(ctx context.Context, conversation string, after int64, limit int) ([]Item, error)
	// Woken subscribes to news for a conversation from anywhere; a signal may come too often, or not at all,
	// since History is asked every Poll besides. The function it returns ends the subscription. May be nil.
	Woken func(conversation string) (<-chan struct{}, func())

	// Keep puts a picture into the store of files and returns its name there, the hexadecimal SHA-256; the error wraps
	// kanal.ErrNotAllowed when it is none. Kept returns what lies under a name. Both nil: no pictures are taken.
	Keep func(ctx context.Context, data []byte) (name string, err error)
	Kept func(ctx context.Context, name string) ([]byte, error)

	Poll      time.Duration // how often a stream looks for news unasked; 0 means a second
	Heartbeat time.Duration // how often an idle stream shows that it lives; 0 means 15 seconds
	Log       *slog.Logger  // nil discards
}

// Phone is one simulated phone: whoever opens its page is its owner. For demonstrations only.
type Phone struct {
	Slug   string // its part of the path, e.g. "warga"
	Number string // the conversation, e.g. "+6281200000001"
	Owner  string // who holds it, as shown and as kanal.Incoming.SenderName, e.g. "Warga"
}

// Bot is one web chat account. It is served over HTTP and may be so in any number of processes at once.
type Bot struct {
	options Options
	hub     hub
	assets  assets
	quota   quota
}

// New makes the account's bot. It returns an error when the options contradict themselves.
func New(options Options) (*Bot, error) {
	if err := options.check(); err != nil {
		return nil, fmt.Errorf("web chat %q: %w", options.Account, err)
	}
	if options.Look == "" {
		options.Look = LookWebchat
	}
	if options.Poll == 0 {
		options.Poll = time.Second
	}
	if options.Heartbeat == 0 {
		options.Heartbeat = 15 * time.Second
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Title == "" {
		options.Title = "Kanal Pengaduan"
	}
	page, err := loadAssets()
	if err != nil {
		return nil, fmt.Errorf("web chat %q: %w", options.Account, err)
	}
	return &Bot{options: options, hub: newHub(), assets: page}, nil
}

func (o Options) check() error {
	switch {
	case o.Account == "":
		return errors.New("no account")
	case o.History == nil:
		return errors.New("no history")
	case !strings.HasPrefix(o.Path, "/") || !strings.HasSuffix(o.Path, "/"):
		return fmt.Errorf("path %q needs a slash at both ends", o.Path)
	case !o.Look.known():
		return fmt.Errorf("unknown look %q", o.Look)
	}
	for _, phone := range o.Phones {
		if phone.Slug == "" || strings.ContainsAny(phone.Slug, "/{} ") || phone.Number == "" {
			return fmt.Errorf("phone %q needs a plain slug and a number", phone.Slug)
		}
	}
	return nil
}

// Account names the account.
func (b *Bot) Account() string { return b.options.Account }

// Run waits for ctx: everything arrives over HTTP.
func (b *Bot) Run(ctx context.Context, _ bots.Inbox) error {
	<-ctx.Done()
	return nil
}

// Send confirms at once, since the message already stands in the history, and wakes the browsers that are
// connected to this process.
func (b *Bot) Send(_ context.Context, out kanal.Outgoing) (kanal.Receipt, error) {
	b.hub.wake(out.Conversation)
	return kanal.Receipt{ID: MessageID(out.Delivery)}, nil
}

// Routes are the page, its files, the way in and the stream out, for the public page or for each phone.
func (b *Bot) Routes(inbox bots.Inbox) []bots.Route {
	if len(b.options.Phones) == 0 {
		return b.routes(b.options.Path, visitors{account: b.options.Account, path: b.options.Path}, inbox)
	}
	var routes []bots.Route
	for _, phone := range b.options.Phones {
		routes = append(routes, b.routes(b.options.Path+phone.Slug+"/", phone, inbox)...)
	}
	return routes
}

func (b *Bot) routes(path string, who identity, inbox bots.Inbox) []bots.Route {
	post := http.NewCrossOriginProtection().Handler(messages{bot: b, who: who, receive: inbox.Receive})
	routes := []bots.Route{
		{Pattern: "GET " + path + "{$}", Handler: b.page(who)},
		{Pattern: "POST " + path + "chat/messages", Handler: post},
		{Pattern: "GET " + path + "chat/events", Handler: streams{bot: b, who: who}},
	}
	if b.options.Keep != nil {
		upload := http.NewCrossOriginProtection().Handler(uploads{bot: b, who: who})
		routes = append(routes, bots.Route{Pattern: "POST " + path + "chat/files", Handler: upload})
	}
	if b.options.Kept != nil {
		routes = append(routes, bots.Route{Pattern: "GET " + path + "chat/files/{item}/{place}", Handler: pictures{bot: b, who: who}})
	}
	for _, f := range b.assets.files {
		routes = append(routes, bots.Route{Pattern: "GET " + path + "chat/" + f.name, Handler: f})
	}
	return routes
}
