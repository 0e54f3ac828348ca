package whatsapp_test

import (
	"fmt"
	"slices"
	"sync"

	"kanal/bots/whatsapp/whatsapptest"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"
)

// person is somebody with a phone, which keeps what it shows.
type person struct {
	*whatsapptest.Phone
	mu  sync.Mutex
	got []whatsapptest.Received
}

// number is the telephone number of the owner (0) or of somebody else.
func number(n int) string { return fmt.Sprintf("62811%08d", n+1) }

func (w *world) person(n int) *person {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.folk[n] == nil {
		w.folk[n] = &person{Phone: w.net.Phone(number(n))}
	}
	return w.folk[n]
}

func (w *world) citizen() *person { return w.person(1) }

// shown lists what the phone shows, in order.
func (p *person) shown() []whatsapptest.Received {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = append(p.got, p.Received()...)
	return slices.Clone(p.got)
}

func textMessage(text string) *waE2E.Message { return &waE2E.Message{Conversation: proto.String(text)} }
