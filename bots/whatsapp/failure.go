package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kanal"

	"go.mau.fi/whatsmeow"
)

// quiet is a time in which nothing is sent, because the network would take it ill.
type quiet struct {
	until time.Time
	why   string
	times int // in a row
}

// Numbers of WhatsApp's refusals.
const (
	refusedStranger = 463 // too many messages to people who did not write first
	refusedNobody   = 404
	refusedRight    = 403 // not in that group, or blocked
	refusedLimit    = 419
	refusedRate     = 429
)

// reconnecting is how long whatsmeow may take to find the network again.
const reconnecting = 5 * time.Second

// restful is how long a refusal for haste is heeded.
const restful = 5 * time.Minute

// failure turns an error of whatsmeow into one of ours; theirs quote addresses and whole stanzas.
func (b *Bot) failure(doing string, err error) error {
	if err == nil {
		return nil
	}
	code := serverCode(err)
	if code == 0 {
		code = iqCode(err)
	}
	switch code {
	case 0:
		if errors.Is(err, whatsmeow.ErrNotConnected) || errors.Is(err, whatsmeow.ErrNotLoggedIn) { // nothing has gone out
			return &kanal.RetryError{After: reconnecting, Err: fmt.Errorf("whatsapp: %s: %w", doing, plain(err))}
		}
		return fmt.Errorf("whatsapp: %s: %w", doing, plain(err))
	case refusedStranger:
		return b.stop(doing, code)
	case refusedNobody, refusedRight:
		return fmt.Errorf("whatsapp: %s: the network answers %d: %w", doing, code, kanal.ErrUndeliverable)
	case refusedLimit, refusedRate:
		return &kanal.RetryError{After: restful, Err: fmt.Errorf("whatsapp: %s: the network answers %d", doing, code)}
	}
	return fmt.Errorf("whatsapp: %s: the network answers %d", doing, code)
}

// serverCode reads the number off whatsmeow's error, which has it in its text alone.
func serverCode(err error) int {
	if !errors.Is(err, whatsmeow.ErrServerReturnedError) {
		return 0
	}
	text := err.Error()
	code, err := strconv.Atoi(text[strings.LastIndexByte(text, ' ')+1:])
	if err != nil {
		return -1
	}
	return code
}

// plain keeps of an error only what is known to name nobody.
func plain(err error) error {
	for _, known := range []error{context.Canceled, context.DeadlineExceeded, whatsmeow.ErrNotConnected, whatsmeow.ErrNotLoggedIn,
		whatsmeow.ErrMessageTimedOut, whatsmeow.ErrIQTimedOut, errTooLarge, errForeignHost, errPhoneSilent} {
		if errors.Is(err, known) {
			return known
		}
	}
	var gone *whatsmeow.DisconnectedError
	if errors.As(err, &gone) {
		return errors.New("disconnected before the answer")
	}
	if strings.HasPrefix(err.Error(), "no LID found") {
		return fmt.Errorf("nobody has this number: %w", kanal.ErrUndeliverable)
	}
	return fmt.Errorf("the library fails (%T)", err)
}

// stop makes all sending rest: the network believes that we write to strangers, and whoever goes on is banned.
func (b *Bot) stop(doing string, code int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.quiet.times++
	rest := b.tempo.stopped.after(b.quiet.times)
	b.quiet.until = b.options.Now().Add(rest)
	b.quiet.why = "the network refuses to bring our messages (" + strconv.Itoa(code) + ")"
	b.options.Log.Error("WhatsApp refuses to bring our messages; sending stops for a while", "account", b.options.Account,
		"code", code, "until", b.quiet.until)
	return &kanal.RetryError{After: rest, Err: fmt.Errorf("whatsapp: %s: the network answers %d", doing, code)}
}

// went says that something was taken: what was held against us is over.
func (b *Bot) went() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.quiet = quiet{}
}

// sender returns the session that can send, or why there is none for now.
func (b *Bot) sender() (*session, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.options.Now()
	if rest := b.quiet.until.Sub(now); rest > 0 {
		return nil, &kanal.RetryError{After: rest, Err: errors.New("whatsapp: sending rests")}
	}
	if b.session != nil && b.session.connected.Load() {
		return b.session, nil
	}
	after := reconnecting
	switch b.link.State {
	case kanal.LinkBanned:
		after = max(b.link.Until.Sub(now), time.Minute)
	case kanal.LinkNeeded, kanal.LinkOutdated, kanal.LinkReplaced:
		after = time.Minute
	}
	return nil, &kanal.RetryError{After: after, Err: errors.New("whatsapp: not connected")}
}
