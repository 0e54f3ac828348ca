package kanneltest

import (
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"kanal/bots/sms"
)

// SMS is one message as the citizen's phone shows it, its parts joined.
type SMS struct {
	From, To string
	Text     string
	Segments int
}

// Phones are the citizens' phones: fakesmsc in the place of the operator.
type Phones struct {
	*Process

	sending sync.Mutex // one SMS at a time; see write

	mu       sync.Mutex
	received []SMS
	parts    map[string][]string // of messages that are not whole yet
	written  int                 // SMS that fakesmsc says it has passed on
	changed  chan struct{}       // closed and replaced at every line
	serial   int                 // of long messages
}

func newPhones(path string, port int) *Phones {
	p := &Phones{parts: map[string][]string{}, changed: make(chan struct{})}
	p.Process = newProcess(path, "-H", "127.0.0.1", "-r", strconv.Itoa(port), "-i", "0")
	p.Process.input, p.Process.line = true, p.see
	return p
}

// Send lets a phone send an SMS to the short code. A text that is not all GSM-7 must be short (about 40
// characters), because of a limit of fakesmsc; others may have any length and arrive as joined SMS.
func (p *Phones) Send(t testing.TB, from, text string) {
	t.Helper()
	p.sending.Lock()
	defer p.sending.Unlock()
	head := from + " " + sender + " "
	switch size := sms.Measure(text); {
	case size.Unicode || strings.ContainsAny(text, "\r\n"):
		p.write(t, head+"ucs2 "+escape(text))
	case size.Segments == 1:
		p.write(t, head+"text "+text)
	default:
		p.serial++
		parts := pieces(text, 100)
		for i, part := range parts {
			header := fmt.Sprintf("%%05%%00%%03%%%02x%%%02x%%%02x", p.serial%256, len(parts), i+1)
			p.write(t, head+"udh-text "+header+" "+part)
		}
	}
}

// write hands fakesmsc one line and waits until it has passed it on. It reads one line each time its input
// becomes readable, so a second line written too early would lie until a third comes.
func (p *Phones) write(t testing.TB, line string) {
	t.Helper()
	if len(line) > 254 { // fakesmsc's buffer
		t.Fatalf("fakesmsc cannot send a text that long (%d bytes)", len(line))
	}
	p.mu.Lock()
	want := p.written + 1
	p.mu.Unlock()
	p.Process.mu.Lock()
	stdin := p.Process.stdin
	p.Process.mu.Unlock()
	if _, err := io.WriteString(stdin, line+"\n"); err != nil {
		t.Fatalf("writing to fakesmsc: %v", err)
	}
	if !p.until(func() bool { return p.written >= want }) {
		t.Fatalf("fakesmsc did not send the SMS within %s", limit)
	}
}

// Received returns what the phones have received, in order.
func (p *Phones) Received() []SMS {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.received)
}

// Wait returns the first received SMS for which match holds, and fails the test if none comes.
func (p *Phones) Wait(t testing.TB, match func(SMS) bool) SMS {
	t.Helper()
	found := -1
	ok := p.until(func() bool {
		found = slices.IndexFunc(p.received, match)
		return found >= 0
	})
	if !ok {
		t.Fatalf("no such SMS came within %s; received: %+v", limit, p.Received())
	}
	return p.Received()[found]
}

// until waits until ok holds, which is asked, with mu held, at every line of fakesmsc.
func (p *Phones) until(ok func() bool) bool {
	end := time.NewTimer(limit)
	defer end.Stop()
	for {
		p.mu.Lock()
		done, changed := ok(), p.changed
		p.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-changed:
		case <-end.C:
			return false
		}
	}
}

var (
	gotLine = regexp.MustCompile(`: Got message \d+: <(.*)>$`)
	gotSMS  = regexp.MustCompile(`^(\S+) (\S+) (?:(text|ucs-2|data) (.*)|udh (\S+) data (.*))$`)
)

// see reads a line of fakesmsc's output.
func (p *Phones) see(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if strings.Contains(line, ": fakesmsc: sent message ") {
		p.written++
	}
	if got := gotLine.FindStringSubmatch(line); got != nil {
		p.take(got[1])
	}
	close(p.changed)
	p.changed = make(chan struct{})
}

// take adds what Kannel sent. A text with line breaks comes as several lines, of which only the first has a head.
func (p *Phones) take(line string) {
	m := gotSMS.FindStringSubmatch(line)
	if m == nil {
		if last := len(p.received) - 1; last >= 0 {
			p.received[last].Text += "\n" + line
		}
		return
	}
	from, to := m[1], m[2]
	if m[5] == "" {
		text := m[4]
		if m[3] != "text" {
			text = unescape(text)
		}
		p.received = append(p.received, SMS{From: from, To: to, Text: text, Segments: 1})
		return
	}
	header, err := url.QueryUnescape(m[5])
	if err != nil || len(header) != 6 {
		return // a header of another kind; kanal sends none
	}
	key := from + " " + to + " " + strconv.Itoa(int(header[3]))
	total, number := int(header[4]), int(header[5])
	if p.parts[key] == nil {
		p.parts[key] = make([]string, total)
	}
	if number < 1 || number > len(p.parts[key]) {
		return
	}
	p.parts[key][number-1] = m[6]
	if slices.Contains(p.parts[key], "") {
		return
	}
	text := unescape(strings.Join(p.parts[key], ""))
	p.received = append(p.received, SMS{From: from, To: to, Text: text, Segments: total})
	delete(p.parts, key)
}

// escape writes a text as URL-encoded UTF-16BE.
func escape(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		b.WriteString(url.QueryEscape(string([]byte{byte(unit >> 8), byte(unit)})))
	}
	return b.String()
}

// unescape reads URL-encoded UTF-8 or UTF-16BE, which fakesmsc does not tell apart in parts of a message. NUL
// bytes do, and what is no UTF-8.
func unescape(text string) string {
	raw, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	if !strings.Contains(raw, "\x00") && utf8.ValidString(raw) {
		return raw
	}
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return string(utf16.Decode(units))
}

// pieces cuts a text into pieces of at most size bytes, each of whole characters.
func pieces(text string, size int) []string {
	var all []string
	for len(text) > size {
		cut := size
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		all = append(all, text[:cut])
		text = text[cut:]
	}
	return append(all, text)
}
