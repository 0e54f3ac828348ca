package whatsapp

import (
	"context"
	"errors"
	"time"

	"kanal"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types/events"
)

type waClientPayload = waWa6.ClientPayload

// How long WhatsApp lets a code stand.
const (
	firstCode = 60 * time.Second
	nextCode  = 20 * time.Second
	typedCode = 160 * time.Second // as long as the connection of the codes lives
)

// askAgain is how long a number waits for another code: WhatsApp gives out few.
const askAgain = 2 * time.Minute

// pairing is the life of one client that has no phone yet. It ends with its connection, or with a phone.
type pairing struct {
	bot    *Bot
	client *whatsmeow.Client
	codes  chan []string
	done   chan struct{} // the network wants us to connect anew, as the new device
	linked chan struct{}
	ends   chan ending
	asked  string // number that a code was asked for …
	since  time.Time
	typed  bool // … and given: it is shown in place of the codes to scan
}

// pair offers codes until a phone is linked or the connection ends.
func (b *Bot) pair(ctx context.Context, device *store.Device, version store.WAVersionContainer) ending {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// The pairing itself is not cut off by ctx in the middle of being saved.
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	p := &pairing{bot: b, client: b.newClient(life, device, version), codes: make(chan []string, 1),
		done: make(chan struct{}, 1), linked: make(chan struct{}, 1), ends: make(chan ending, 1)}
	p.client.EnableAutoReconnect = false
	p.client.DisableLoginAutoReconnect = true
	p.client.AddEventHandler(p.handle)
	dialling := context.AfterFunc(ctx, end)
	err := p.client.Connect()
	dialling()
	if err != nil {
		return ending{cause: failed, code: dialCode(err)}
	}
	defer p.client.Disconnect()
	return p.run(ctx)
}

func (p *pairing) handle(event any) {
	put := func(e ending) {
		select {
		case p.ends <- e:
		default:
		}
	}
	signal := func(c chan struct{}) {
		select {
		case c <- struct{}{}:
		default:
		}
	}
	switch e := event.(type) {
	case *events.QR:
		select {
		case p.codes <- e.Codes:
		default:
		}
	case *events.PairSuccess:
		signal(p.linked)
	case *events.ManualLoginReconnect:
		signal(p.done)
	case *events.PairError:
		put(ending{cause: failed, code: "pairing"})
	case *events.Disconnected:
		put(ending{cause: failed, code: "pairing ended"})
	case *events.ClientOutdated:
		put(ending{cause: outdated})
	case *events.TemporaryBan:
		put(p.bot.ban(e))
	case *events.LoggedOut:
		put(ending{cause: failed, code: e.Reason.NumberString()})
	case *events.ConnectFailure:
		put(ending{cause: failed, code: e.Reason.NumberString()})
	}
}

func (p *pairing) run(ctx context.Context) ending {
	ask := time.NewTicker(p.bot.tempo.phone)
	defer ask.Stop()
	turn := time.NewTimer(firstCode) // of codes; before the first, how long WhatsApp has to send some
	defer turn.Stop()
	var codes []string
	show := func(stands time.Duration) {
		if len(codes) == 0 {
			return
		}
		if !p.typed {
			p.bot.note(kanal.Link{State: kanal.LinkNeeded, Code: codes[0], Until: p.bot.options.Now().Add(stands)})
		}
		turn.Reset(stands)
	}
	for {
		select {
		case codes = <-p.codes:
			show(firstCode)
			p.askPhone(ctx)
		case <-turn.C:
			if len(codes) <= 1 {
				return ending{cause: expired}
			}
			codes = codes[1:]
			show(nextCode)
		case <-ask.C:
			if len(codes) > 0 && p.askPhone(ctx) {
				show(nextCode) // the number was taken back: a code to scan again
			}
		case <-p.linked:
			return p.finish(ctx)
		case e := <-p.ends:
			return e
		case <-ctx.Done():
			return ending{cause: stopped}
		}
	}
}

// finish waits until the network has taken the pairing; only then may the connection end.
func (p *pairing) finish(ctx context.Context) ending {
	limit := time.NewTimer(p.bot.tempo.pairing)
	defer limit.Stop()
	select {
	case <-p.done:
	case <-p.ends:
	case <-limit.C:
	case <-ctx.Done():
	}
	return ending{cause: paired}
}

// askPhone asks whether somebody wants to type a code, and makes one for their number. It reports that the code it had
// made stands no more.
func (p *pairing) askPhone(ctx context.Context) (back bool) {
	if p.bot.options.Phone == nil {
		return false
	}
	number, err := p.bot.options.Phone(ctx)
	if err != nil {
		if ctx.Err() == nil {
			p.bot.options.Log.Warn("the number to link is not known", "account", p.bot.options.Account, "err", err)
		}
		return false
	}
	if number == "" {
		back = p.typed
		p.asked, p.typed = "", false
		return back
	}
	now := p.bot.options.Now()
	if number == p.asked && now.Sub(p.since) < askAgain {
		return false
	}
	asking, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	// WhatsApp takes only names of this shape.
	code, err := p.client.PairPhone(asking, number, true, whatsmeow.PairClientChrome, "Chrome (Linux)")
	back = p.typed
	p.asked, p.since, p.typed = number, now, err == nil
	if err != nil {
		p.bot.options.Log.Warn("WhatsApp gives no code for this number", "account", p.bot.options.Account, "code", iqCode(err))
		return back
	}
	p.bot.note(kanal.Link{State: kanal.LinkNeeded, Code: code, Typed: true, Until: now.Add(typedCode)})
	return false
}

// iqCode is the network's number for a refusal, 0 where it gave none.
func iqCode(err error) int {
	var refusal *whatsmeow.IQError
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return 0
}
