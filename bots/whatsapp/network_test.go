package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"kanal"
	"kanal/bots"
	"kanal/bots/botstest"
	"kanal/bots/whatsapp"
	"kanal/bots/whatsapp/whatsapptest"
)

// No test can reach a real WhatsApp: the clients they are given dial the loopback under WhatsApp's names, and refuse
// every other.
func TestNobodyReachesWhatsApp(t *testing.T) {
	s := whatsapptest.New(t)
	answer, err := s.Client().Get("https://web.whatsapp.com/")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the loopback answers %d", answer.StatusCode)
	}
	for _, other := range []string{"https://example.org/", "https://whatsapp.com.example.org/", "http://127.0.0.1:1/"} {
		if answer, err := s.Client().Get(other); err == nil {
			answer.Body.Close()
			t.Errorf("%s was reached", other)
		}
	}
}

// scope ends what was opened for one check of the suite with that check.
type scope struct {
	testing.TB
	ends []func()
}

func (s *scope) Cleanup(f func()) { s.ends = append(s.ends, f) }

func (s *scope) end() {
	for i := len(s.ends) - 1; i >= 0; i-- {
		s.ends[i]()
	}
}

// linked is a bot whose phone was linked before. The suite also sends without Run, and in the moment of its beginning; the
// house sends only where Run runs, and tries again. So it begins with whichever comes first.
type linked struct {
	*whatsapp.Bot
	people    [3]*person
	connected chan struct{}
	once      sync.Once
	told      chan struct{}

	mu    sync.Mutex
	inbox bots.Inbox // of the suite's Run, once that is called
	stop  func() error
}

var errNobody = errors.New("nobody receives yet")

func (l *linked) target() bots.Inbox {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.inbox
}

func (l *linked) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- l.Bot.Run(ctx, bots.Inbox{
			Receive: func(ctx context.Context, m kanal.Incoming) error {
				if inbox := l.target(); inbox.Receive != nil {
					return inbox.Receive(ctx, m)
				}
				return errNobody
			},
			Status: func(ctx context.Context, s kanal.DeliveryStatus) error {
				inbox := l.target()
				if inbox.Status == nil {
					return kanal.ErrNotFound
				}
				err := inbox.Status(ctx, s)
				if err == nil {
					select {
					case l.told <- struct{}{}:
					default:
					}
				}
				return err
			},
		})
	}()
	l.stop = sync.OnceValue(func() error { cancel(); return <-ended })
}

func (l *linked) Run(ctx context.Context, inbox bots.Inbox) error {
	l.mu.Lock()
	l.inbox = inbox
	l.mu.Unlock()
	l.begin()
	<-ctx.Done()
	return l.stop()
}

func (l *linked) Send(ctx context.Context, out kanal.Outgoing) (kanal.Receipt, error) {
	l.begin()
	select {
	case <-l.connected:
	case <-ctx.Done():
		return kanal.Receipt{}, ctx.Err()
	}
	receipt, err := l.Bot.Send(ctx, out)
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for _, p := range l.people { // the network acknowledges before the phone shows it
		for err == nil && p.LID() == out.Conversation && !p.has(receipt.ID) && ctx.Err() == nil {
			select {
			case <-look.C:
			case <-ctx.Done():
			}
		}
	}
	return receipt, err
}

// deliver lets a person write, and returns once the network knows that it is received. Messages of two people have the
// same ids.
func (l *linked) deliver(ctx context.Context, w *world, m botstest.Message) error {
	name := func(id int) string { return fmt.Sprintf("M%d", id) }
	message := whatsapptest.Message{ID: name(m.ID), Content: textMessage(m.Text), LID: true, Name: "Sari"}
	if m.ReplyTo != 0 {
		message.Content, message.Text, message.ReplyTo = nil, m.Text, name(m.ReplyTo)
	}
	if m.Kind == kanal.KindEdit {
		message.ReplyTo, message.Edit = "", name(m.ReplyTo)
	}
	if _, err := l.people[m.Person].Send(ctx, message); err != nil {
		return err
	}
	for w.net.Pending() > 0 {
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (p *person) has(id string) bool {
	for _, r := range p.shown() {
		if r.ID == id {
			return true
		}
	}
	return false
}

func TestNetwork(t *testing.T) {
	const never = "WhatsApp does not call us"
	botstest.Exercise(t, botstest.Network{
		Limit: 4096, Count: utf8.RuneCountInString,
		// The pinned whatsmeow hands a frame that comes while it disconnects to a reader who is gone.
		Stuck: []string{"go.mau.fi/whatsmeow/socket.(*FrameSocket).frameComplete"},
		Lacks: map[botstest.Feature]string{
			botstest.Hooks: never, botstest.Secret: never, botstest.Form: never, botstest.BodyLimit: never, botstest.Unused: never,
			botstest.Taps:    "linked devices show no buttons; votes in polls are TestPolls",
			botstest.Buttons: "linked devices show no buttons",
			botstest.Drops:   "whatsmeow connects again and repeats what was not acknowledged by itself: TestUnknownOutcome",
		},
		Open: func(env botstest.Env) (botstest.Fake, error) { return openFake(t, env) },
	})
}

func openFake(t *testing.T, env botstest.Env) (botstest.Fake, error) {
	end := &scope{TB: t}
	w := newWorldIn(end, t, sqlite(t), true)
	w.pair()
	for n := range 3 { // they have written before, or their numbers would be asked for
		w.says(w.person(n+1), fmt.Sprintf("before%d", n), "halo")
	}
	w.stored(3)
	w.stop()
	l := &linked{connected: make(chan struct{}), told: make(chan struct{}, 1), people: [3]*person{w.person(1), w.person(2), w.person(3)}}
	w.options.Log = env.Log
	w.options.Link = func(_ context.Context, link kanal.Link) error {
		if link.State == kanal.LinkConnected {
			l.once.Do(func() { close(l.connected) })
		}
		return nil
	}
	bot, err := whatsapp.New(w.options)
	if err != nil {
		return botstest.Fake{}, err
	}
	whatsapp.Hurry(bot)
	l.Bot = bot
	return botstest.Fake{
		Bot:     l,
		Address: func(n int) string { return l.people[n].LID() },
		Deliver: func(ctx context.Context, m botstest.Message) error { return l.deliver(ctx, w, m) },
		Answer: func(a botstest.Answer) {
			if code := map[botstest.Answer]int{botstest.Throttle: 429, botstest.Outage: 503, botstest.Refuse: 404}[a]; code != 0 {
				w.net.FailSends(code)
			}
		},
		Sent: func() []botstest.Sent {
			var all []botstest.Sent
			for _, p := range l.people {
				for _, r := range p.shown() {
					all = append(all, botstest.Sent{Conversation: r.To, ID: r.ID, Text: r.Text})
				}
			}
			return all
		},
		Status: func(ctx context.Context) error {
			if _, err := l.Send(ctx, kanal.Outgoing{Delivery: 1, Conversation: l.people[0].LID(), Text: "halo"}); err != nil {
				return err
			}
			select {
			case <-l.told: // that it has arrived
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		},
		Close: func() {
			if l.stop != nil {
				if err := l.stop(); err != nil {
					t.Errorf("Run returned %v", err)
				}
			}
			end.end()
		},
	}, nil
}
