package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/skip2/go-qrcode"

	"kanal"
	"kanal/bots"
	"kanal/files"
	"kanal/router"
	"kanal/storage"
)

type whatsappCommand struct {
	Pair pairCommand `cmd:"" help:"Link an account to its phone: shows the code to scan, or to type."`
}

type pairCommand struct {
	Account string `default:"whatsapp" enum:"whatsapp,whatsapp:officers" help:"whatsapp, or whatsapp:officers."`
	Phone   string `help:"The phone's number, like 62812…: gives a code to type there, in place of one to scan."`
}

// Run shows codes until a phone is linked. The server that holds the account offers them; where none runs, this
// process holds it meanwhile.
func (c *pairCommand) Run(ctx context.Context, std *streams, world *outside) error {
	config, err := loadConfig()
	if err != nil {
		return err
	}
	if !slices.Contains(config.linkedAccounts(), c.Account) {
		return fmt.Errorf("the account %s is not switched on: set %s", c.Account, map[string]string{
			whatsappAccount: "KANAL_WHATSAPP=on", officersAccount: "KANAL_WHATSAPP_OFFICERS=on"}[c.Account])
	}
	if c.Phone = plainSwitch(c.Phone); c.Phone != "" && phoneDigits(c.Phone) != nil {
		return errors.New("--phone must be digits with the country's, like 62812…")
	}
	log := newLog(std)
	store, err := openStore(ctx, config, log, false)
	if err != nil {
		return err
	}
	defer store.Close()
	kept, err := files.Open(config.FilesURL)
	if err != nil {
		return fmt.Errorf("KANAL_FILES_URL: %w", err)
	}
	return pair(ctx, service{config: config, store: store, files: kept, log: log, world: *world}, c, std.out)
}

// lookEach is how often the state of a link is looked at while somebody waits before it.
const lookEach = 300 * time.Millisecond

// pair links one account and shows how it goes.
func pair(ctx context.Context, s service, c *pairCommand, out *os.File) (err error) {
	bot, err := linkedWhatsApp(s, c.Account)
	if err != nil {
		return err
	}
	if c.Phone != "" {
		if err := s.store.WantPhone(ctx, c.Account, c.Phone); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.store.WantPhone(context.WithoutCancel(ctx), c.Account, "")) }()
	}
	holding, stop := context.WithCancel(ctx)
	me := rand.Text()
	var ours atomic.Bool // what the store tells comes from this process
	failed, done := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(done)
		router.HoldAccount(holding, s.store, c.Account, me, func(ctx context.Context) {
			err := s.store.SetLink(ctx, c.Account, kanal.Link{State: kanal.LinkConnecting})
			if err == nil {
				ours.Store(true)
				err = bot.Run(ctx, notNow)
			}
			if err != nil && ctx.Err() == nil {
				select {
				case failed <- err:
				default:
				}
			}
		})
	}()
	defer func() {
		stop()
		<-done
	}()
	w := watcher{out: out, live: isTerminal(out), typing: c.Phone != ""}
	tick := time.NewTicker(lookEach)
	defer tick.Stop()
	for {
		owner, err := s.store.LeaseOwner(ctx, router.AccountLease(c.Account))
		if err == nil && owner != "" && (owner != me || ours.Load()) {
			if done, err := w.look(ctx, s.store, c.Account); done || err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return errors.New("stopped before a phone was linked")
		case err := <-failed:
			return err
		case <-tick.C:
		}
	}
}

// errNotNow makes the network keep a message until a server runs.
var errNotNow = errors.New("the account is only being linked")

// notNow takes nothing in.
var notNow = bots.Inbox{
	Receive: func(context.Context, kanal.Incoming) error { return errNotNow },
	Status:  func(context.Context, kanal.DeliveryStatus) error { return errNotNow },
}

// watcher shows how a link stands, each news once.
type watcher struct {
	out    *os.File
	live   bool // a terminal: a new code is drawn over the old one
	typing bool
	shown  kanal.Link
	lines  int // of the code that stands there
}

// look shows what is new; done once a phone is linked.
func (w *watcher) look(ctx context.Context, store *storage.Store, account string) (done bool, err error) {
	links, err := store.Links(ctx)
	if err != nil {
		return false, nil // the database is away for a moment, or ctx ended
	}
	i := slices.IndexFunc(links, func(l storage.AccountLink) bool { return l.Account == account })
	if i < 0 || links[i].Link == w.shown {
		return false, nil
	}
	w.shown = links[i].Link
	return w.show(account, w.shown)
}

func (w *watcher) show(account string, l kanal.Link) (done bool, err error) {
	switch l.State {
	case kanal.LinkConnected:
		w.say("The account %s is linked and connected.", account)
		return true, nil
	case kanal.LinkBanned:
		if l.Until.IsZero() {
			return false, errors.New("WhatsApp has banned the account and does not say until when")
		}
		return false, fmt.Errorf("WhatsApp has banned the account until %s", l.Until.In(kanal.WITA).Format("2 January 2006 15:04 MST"))
	case kanal.LinkOutdated:
		return false, errors.New("WhatsApp wants a newer client: build kanal with a newer whatsmeow")
	case kanal.LinkReplaced:
		return false, errors.New("another program uses the account's link")
	case kanal.LinkAway:
		w.say("WhatsApp cannot be reached; trying again.")
	case kanal.LinkNeeded:
		return false, w.code(l)
	}
	return false, nil
}

// code shows what is to be scanned or typed.
func (w *watcher) code(l kanal.Link) error {
	switch {
	case l.Code == "" || w.typing && !l.Typed:
		return nil
	case l.Typed:
		w.say("On the phone: WhatsApp, Linked devices, Link a device, Link with phone number. Type %s", l.Code)
		return nil
	}
	drawn, err := halfBlocks(l.Code)
	if err != nil {
		return err
	}
	drawn = "On the phone: WhatsApp, Linked devices, Link a device. Scan this; it changes by itself.\n" + drawn
	if w.live && w.lines > 0 {
		fmt.Fprintf(w.out, "\x1b[%dA\x1b[J", w.lines) // up over the old one, and wipe
	}
	w.lines = strings.Count(drawn, "\n")
	_, err = io.WriteString(w.out, drawn)
	return err
}

func (w *watcher) say(format string, args ...any) {
	fmt.Fprintf(w.out, format+"\n", args...)
	w.lines = 0
}

// halfBlocks draws a QR code for a terminal, light on dark.
func halfBlocks(code string) (string, error) {
	qr, err := qrcode.New(code, qrcode.Low)
	if err != nil {
		return "", errors.New("the code to scan cannot be drawn")
	}
	return qr.ToSmallString(false), nil
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
