package whatsapptest

import (
	"context"
	"strconv"
	"testing"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// faults are what tests make go wrong.
type faults struct {
	refuse  []int            // HTTP codes for the next dials
	logins  []waBinary.Attrs // failures for the next logins
	acks    []int            // errors for the next messages of the device; 0: brought and not acknowledged
	garble  int              // so many of the next messages to the device cannot be decrypted
	mute    bool             // keepalives stay unanswered
	passive bool             // nothing is brought to the device
}

func (f *faults) nextLogin() waBinary.Attrs {
	if len(f.logins) == 0 {
		return nil
	}
	next := f.logins[0]
	f.logins = f.logins[1:]
	return next
}

// refused is the HTTP code for the next dial, 0 to let it in.
func (s *Server) refused() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults.refuse) == 0 {
		return 0
	}
	code := s.faults.refuse[0]
	s.faults.refuse = s.faults.refuse[1:]
	return code
}

// set changes the faults.
func (s *Server) set(change func(*faults)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.faults)
}

// RefuseDials answers the next dials with these HTTP codes (503 …).
func (s *Server) RefuseDials(codes ...int) {
	s.set(func(f *faults) { f.refuse = append(f.refuse, codes...) })
}

// FailLogin refuses the next login with WhatsApp's reason (401 logged out, 402 banned for a while, 403, 405 outdated, 409, 503).
func (s *Server) FailLogin(reason int) {
	s.set(func(f *faults) {
		f.logins = append(f.logins, waBinary.Attrs{"reason": strconv.Itoa(reason), "location": "loopback"})
	})
}

// Ban refuses the next login for that long, with the code of the reason (101 too many strangers, 104 the same words, …).
func (s *Server) Ban(code int, expire time.Duration) {
	s.set(func(f *faults) {
		f.logins = append(f.logins, waBinary.Attrs{"reason": "402", "code": strconv.Itoa(code), "expire": strconv.Itoa(int(expire.Seconds()))})
	})
}

// FailSends answers the next messages of the device with these errors (463, …); they are not brought. 0 brings the
// message and stays silent.
func (s *Server) FailSends(codes ...int) {
	s.set(func(f *faults) { f.acks = append(f.acks, codes...) })
}

// Garble makes the next n messages to the device unreadable; their phones send them again when asked.
func (s *Server) Garble(n int) { s.set(func(f *faults) { f.garble += n }) }

// Mute leaves keepalives unanswered, or answers them again.
func (s *Server) Mute(on bool) { s.set(func(f *faults) { f.mute = on }) }

// Hold keeps messages to the device, as if it were away, or brings them again with its next connection.
func (s *Server) Hold(on bool) { s.set(func(f *faults) { f.passive = on }) }

// DropAll cuts every connection, without a word.
func (s *Server) DropAll() {
	for _, c := range s.wires() {
		c.ws.CloseNow()
	}
}

// Replace tells the device that another program uses its link, and cuts the connection.
func (s *Server) Replace() { s.streamErrors("", "replaced") }

// Unlink removes the linked device, as its owner does on the phone.
func (s *Server) Unlink() {
	s.streamErrors("401", "device_removed")
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.devices)
}

// Restart tells the device that the server is about to restart, and cuts the connection.
func (s *Server) Restart() { s.streamErrors("503", "") }

func (s *Server) streamErrors(code, conflict string) {
	for _, c := range s.wires() {
		s.streamError(context.Background(), c, code, conflict)
	}
}

func (s *Server) streamError(ctx context.Context, c *wire, code, conflict string) {
	node := waBinary.Node{Tag: "stream:error", Attrs: waBinary.Attrs{}}
	if code != "" {
		node.Attrs["code"] = code
	}
	if conflict != "" {
		node.Content = []waBinary.Node{{Tag: "conflict", Attrs: waBinary.Attrs{"type": conflict}}}
	}
	if err := c.write(ctx, node); err != nil {
		return // gone already
	}
	s.dropSoon(c)
}

func (s *Server) wires() []*wire {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*wire, 0, len(s.live))
	for c := range s.live {
		list = append(list, c)
	}
	return list
}

// Pending is how many messages the linked devices have not acknowledged.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, d := range s.devices {
		for _, q := range d.queue {
			if q.node.Tag == "message" {
				n++
			}
		}
	}
	return n
}

// Connected is how many linked devices are there and ready.
func (s *Server) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, d := range s.devices {
		if d.wire != nil && d.active {
			n++
		}
	}
	return n
}

// Unknown lists the questions of the client that the server does not know.
func (s *Server) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.unknown...)
}

// Heard lists what the client told besides messages, e.g. "presence unavailable", "chatstate composing", "receipt read".
func (s *Server) Heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.events...)
}

// Until waits for something to become true, and fails the test after twenty seconds.
func Until(t testing.TB, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(20 * time.Second)
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("it never came true that %s", what)
		}
	}
}
