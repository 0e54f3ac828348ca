package whatsapp

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"sync"

	"kanal"
)

// An id of ours looks like those of other linked devices: "3EB0" and 18 hexadecimal digits. They are 7 bytes drawn from
// the delivery's number and contents under the link's key, one byte that tells our ids from others', and the number of
// the part. So every try of a delivery has the same id, also after a restart, and phones show it once; nobody can guess
// one that they did not get; and a number used again with other words (a database restored) makes another id, where
// phones would drop a known one in silence.
const (
	idPrefix  = "3EB0"
	drawn     = 7
	lastPart  = 0x00 // parts count backwards: the last, whose id is the message's, is always 0
	pollPart  = 0xff
	mostParts = 0xfe
)

// messageID returns the id of the last part of a message.
func (s *session) messageID(out kanal.Outgoing) string {
	id := make([]byte, drawn)
	if out.Delivery == 0 { // nothing to be repeated
		rand.Read(id)
		return s.formatID(id, lastPart)
	}
	mac := hmac.New(sha256.New, s.key)
	field := func(text string) {
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text))))
		mac.Write([]byte(text))
	}
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(out.Delivery)))
	field(s.bot.options.Account)
	field(out.Text)
	for _, c := range out.Choices {
		field(c.Label)
	}
	for _, a := range out.Attachments {
		field(a.Hash)
	}
	copy(id, mac.Sum(nil))
	return s.formatID(id, lastPart)
}

func (s *session) formatID(id []byte, part byte) string {
	whole := append(append([]byte{}, id...), s.mark(id), part)
	return idPrefix + strings.ToUpper(hex.EncodeToString(whole))
}

func (s *session) mark(id []byte) byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("id"))
	mac.Write(id)
	return mac.Sum(nil)[0]
}

// partID returns the id of another part of the message with this id.
func (s *session) partID(main string, part byte) string {
	return main[:len(main)-2] + strings.ToUpper(hex.EncodeToString([]byte{part}))
}

// splitID takes an id of ours apart; ok is false for another's.
func (s *session) splitID(id string) (main string, part byte, ok bool) {
	digits, ok := strings.CutPrefix(id, idPrefix)
	if !ok || len(digits) != 2*(drawn+2) {
		return "", 0, false
	}
	whole, err := hex.DecodeString(digits)
	if err != nil || whole[drawn] != s.mark(whole[:drawn]) {
		return "", 0, false
	}
	return s.formatID(whole[:drawn], lastPart), whole[drawn+1], true
}

// mainID is the id by which a message is known: of a part of ours the message's, any other as it is.
func (s *session) mainID(id string) string {
	if main, _, ours := s.splitID(id); ours {
		return main
	}
	return id
}

// remembered is how many messages are kept in mind, of those sent and of those received.
const remembered = 4096

// sent remembers what went out lately: a delivery that comes again although it had arrived is not sent again, one that
// stopped half way goes on there, and its receipts carry its number.
type sent struct {
	mu    sync.Mutex
	known map[string]*progress
	order []string
}

type progress struct {
	delivery int64
	parts    int // that the network has taken
	done     bool
}

// of returns the progress of a message; the caller alone changes it.
func (s *sent) of(id string, delivery int64) progress {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.known[id]; p != nil {
		return *p
	}
	if s.known == nil {
		s.known = map[string]*progress{}
	}
	if len(s.order) >= remembered {
		delete(s.known, s.order[0])
		s.order = s.order[1:]
	}
	s.order = append(s.order, id)
	s.known[id] = &progress{delivery: delivery}
	return *s.known[id]
}

func (s *sent) keep(id string, parts int, done bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.known[id]; p != nil {
		p.parts, p.done = parts, done
	}
}

// delivery returns the number of a message sent lately, or 0.
func (s *sent) delivery(id string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.known[id]; p != nil {
		return p.delivery
	}
	return 0
}

// recent remembers the beginnings of what people wrote lately, in memory alone: a reply quotes them.
type recent struct {
	mu    sync.Mutex
	texts map[string]string
	order []string
}

// quoted is how much of a message a reply quotes, in bytes.
const quoted = 200

func (r *recent) keep(id, text string) {
	if text == "" {
		return
	}
	if len(text) > quoted {
		text = strings.ToValidUTF8(text[:quoted], "") + "…"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.texts == nil {
		r.texts = map[string]string{}
	}
	if _, known := r.texts[id]; !known {
		if len(r.order) >= remembered {
			delete(r.texts, r.order[0])
			r.order = r.order[1:]
		}
		r.order = append(r.order, id)
	}
	r.texts[id] = text
}

func (r *recent) text(id string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.texts[id]
}
