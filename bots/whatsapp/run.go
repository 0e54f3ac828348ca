package whatsapp

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kanal"
	"kanal/bots"

	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/store/sqlstore"
)

// cause is why a session ended.
type cause string

const (
	stopped   cause = "stopped"    // Run's context ended
	paired    cause = "paired"     // a phone is linked: begin anew with it
	expired   cause = "expired"    // nobody used the codes: get new ones
	refused   cause = "refused"    // something could not be stored: the network must deliver it again
	failed    cause = "failed"     // no connection could be made or kept
	loggedOut cause = "logged out" // the phone, or the network, ended the link
	replaced  cause = "replaced"   // another program uses the link
	outdated  cause = "outdated"   // the network wants a newer client
	banned    cause = "banned"     // the network forbids the account for a while
)

// ending is how a session ended.
type ending struct {
	cause cause
	code  string    // the network's, for the log
	until time.Time // of a ban; zero where it is not told
}

// settled is how long a connection must have held for earlier failures to be forgotten.
const settled = time.Minute

// Run implements bots.Bot. It holds the session until ctx ends; while no phone is linked it offers codes. It returns
// an error only when whatsmeow's database cannot be opened; a PostgreSQL that is away is waited for.
func (b *Bot) Run(ctx context.Context, inbox bots.Inbox) error {
	b.setRunning(true)
	defer b.setRunning(false)
	b.note(kanal.Link{State: kanal.LinkConnecting})
	telling, stopTelling := context.WithCancel(ctx)
	var teller sync.WaitGroup
	teller.Go(func() { b.tellLinks(telling) })
	defer teller.Wait()
	defer stopTelling()
	tables, err := b.openTables(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	defer func() {
		if err := tables.Close(); err != nil {
			b.options.Log.Warn("whatsmeow's database did not close", "account", b.options.Account, "err", err)
		}
	}()
	last, times := stopped, 0
	for ctx.Err() == nil {
		began := time.Now()
		ended := b.runSession(ctx, tables, inbox)
		if ctx.Err() != nil {
			break
		}
		if ended.cause != last || time.Since(began) > settled {
			last, times = ended.cause, 0
		}
		times++
		sleep(ctx, b.afterwards(ended, times))
	}
	return nil
}

func (b *Bot) setRunning(running bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.running = running
	if running { // whatever was told before may be told again: another process may have run since
		b.link, b.queue = kanal.Link{}, nil
	}
}

// openTables opens whatsmeow's database. A file that cannot be used is an error; a server that is away is waited for.
func (b *Bot) openTables(ctx context.Context) (*sqlstore.Container, error) {
	db, err := parseDatabase(b.options.Database, b.options.Account)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: database: %w", err)
	}
	for times := 1; ; times++ {
		tables, err := db.open(ctx, &hush{b.options.Log, b.options.Account})
		if err == nil {
			return tables, nil
		}
		if ctx.Err() != nil {
			return nil, nil
		}
		if db.file != "" {
			return nil, fmt.Errorf("whatsapp: opening whatsmeow's database: %w", err)
		}
		b.note(kanal.Link{State: kanal.LinkAway})
		b.options.Log.Warn("whatsmeow's database is away", "account", b.options.Account, "err", err)
		sleep(ctx, b.tempo.failed.after(times))
	}
}

// runSession is one life of a client, from connecting to the reason to begin anew.
func (b *Bot) runSession(ctx context.Context, tables *sqlstore.Container, inbox bots.Inbox) ending {
	device, err := firstDevice(ctx, tables)
	if err != nil {
		b.options.Log.Warn("whatsmeow's database is away", "account", b.options.Account, "err", err)
		return ending{cause: failed}
	}
	version := b.version(ctx)
	if ctx.Err() != nil {
		return ending{cause: stopped}
	}
	if device == nil {
		return b.pair(ctx, tables.NewDevice(), version)
	}
	return b.newSession(ctx, tables, device, version, inbox).run(ctx)
}

// firstDevice returns the linked device, nil when there is none.
func firstDevice(ctx context.Context, tables *sqlstore.Container) (*store.Device, error) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	devices, err := tables.GetAllDevices(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the linked device: %w", err)
	}
	if len(devices) == 0 {
		return nil, nil
	}
	return devices[0], nil
}

// afterwards tells how a session ended, and returns how long to wait before the next; times counts how often in a
// row it ended like this.
func (b *Bot) afterwards(e ending, times int) time.Duration {
	alarm := func(what string) {
		b.options.Log.Error(what, "account", b.options.Account, "state", string(e.cause), "code", e.code)
	}
	switch e.cause {
	case paired:
		b.options.Log.Info("a phone is linked", "account", b.options.Account)
		return 0
	case expired:
		return 0
	case loggedOut:
		alarm("the link to the phone has ended; link it again")
		return b.tempo.failed.after(times) - b.tempo.failed.first // at once, unless it happens again and again
	case refused:
		b.note(kanal.Link{State: kanal.LinkAway})
		b.options.Log.Warn("reconnecting, for what could not be stored to come again", "account", b.options.Account)
		return b.tempo.refused.after(times)
	case replaced:
		b.note(kanal.Link{State: kanal.LinkReplaced})
		alarm("another program uses the same link to the phone")
		return b.tempo.replaced.after(times)
	case outdated:
		b.note(kanal.Link{State: kanal.LinkOutdated})
		b.forgetVersion()
		alarm("WhatsApp wants a newer client; rebuild kanal with a newer whatsmeow")
		return b.tempo.outdated.after(times)
	case banned:
		b.note(kanal.Link{State: kanal.LinkBanned, Until: e.until})
		alarm("WhatsApp has banned the account for a while")
		if e.until.IsZero() {
			return b.tempo.banned
		}
		return max(e.until.Sub(b.options.Now()), 0) + b.tempo.banned/60
	}
	b.note(kanal.Link{State: kanal.LinkAway})
	b.options.Log.Warn("no connection to WhatsApp", "account", b.options.Account, "code", e.code)
	return b.tempo.failed.after(times)
}
