package kannel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kanal"
	"kanal/bots/sms"
)

// longest is how many joined SMS one message may take; kannel.conf's max-messages must not be lower.
const longest = 6

// Which delivery reports we ask for: bits of dlr-mask.
const (
	phoneTook    = 1  // it is on the phone
	phoneFailed  = 2  // it will never be
	networkTook  = 8  // the operator's SMSC has accepted it
	networkFails = 16 // the operator's SMSC has refused it

	partReports = phoneFailed | networkFails // of the parts before the last, only what went wrong matters
	lastReports = partReports | phoneTook | networkTook
)

// Send implements bots.Bot. Kannel gives no id, so the receipt is empty and delivery reports carry our number.
// A message of several parts that fails half way goes on where it stopped when this process sends it again.
func (b *Bot) Send(ctx context.Context, out kanal.Outgoing) (kanal.Receipt, error) {
	if !sms.Dialable(out.Conversation) {
		return kanal.Receipt{}, fmt.Errorf("kannel: no SMS can go to a name: %w", kanal.ErrUndeliverable)
	}
	parts := sms.Parts(out, longest)
	for i := min(b.handed(out.Delivery), len(parts)-1); i < len(parts); i++ {
		if err := b.sendPart(ctx, b.query(out, parts[i], i == len(parts)-1)); err != nil {
			b.keep(out.Delivery, i)
			return kanal.Receipt{}, err
		}
	}
	b.keep(out.Delivery, 0)
	return kanal.Receipt{}, nil
}

func (b *Bot) query(out kanal.Outgoing, text string, last bool) url.Values {
	q := url.Values{
		"username": {b.options.Username},
		"password": {b.options.Password},
		"to":       {out.Conversation},
		"text":     {text},
		"charset":  {"UTF-8"},
		"coding":   {"0"},
	}
	if sms.Measure(text).Unicode {
		q.Set("coding", "2")
	}
	if b.options.Sender != "" {
		q.Set("from", b.options.Sender)
	}
	if b.reports != "" && out.Delivery != 0 {
		mask := partReports
		if last {
			mask = lastReports
		}
		q.Set("dlr-mask", strconv.Itoa(mask))
		q.Set("dlr-url", b.reports+"&id="+strconv.FormatInt(out.Delivery, 10)+"&status=%d")
	}
	return q
}

func (b *Bot) sendPart(ctx context.Context, query url.Values) error {
	u := *b.send
	values := u.Query()
	for name, v := range query {
		values[name] = v
	}
	u.RawQuery = values.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return errors.New("kannel: the send URL makes no request")
	}
	req.Close = true // on a connection used before, net/http may send a GET twice: the citizen would read it twice
	answer, err := b.options.HTTPClient.Do(req)
	if err != nil {
		err = fmt.Errorf("kannel: handing an SMS to smsbox: %w", bare(err))
		if ctx.Err() == nil {
			b.note(errors.New("kannel: smsbox cannot be reached"))
		}
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 4<<10))
	if err != nil && answer.StatusCode/100 != 2 {
		body = nil // the code alone decides
	}
	return b.judge(answer, strings.ToLower(string(body)))
}

// judge reads smsbox's answer. The body may name the recipient: it is looked at and never passed on.
func (b *Bot) judge(answer *http.Response, body string) error {
	code := answer.StatusCode
	switch {
	case code/100 == 2:
		b.note(nil)
		return nil
	case strings.Contains(body, "not routable"), strings.Contains(body, "denied by"):
		b.note(nil)
		return fmt.Errorf("kannel: smsbox answers %d, not routable or denied: %w", code, kanal.ErrUndeliverable)
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		err := fmt.Errorf("kannel: smsbox answers %d: it does not accept our username, password or address", code)
		b.note(err)
		return err
	}
	err := fmt.Errorf("kannel: smsbox answers %d", code)
	b.note(err)
	if pause, ok := b.retryAfter(answer.Header.Get("Retry-After")); ok {
		return &kanal.RetryError{After: pause, Err: err}
	}
	return err
}

// retryAfter reads what a proxy before smsbox may ask for; smsbox itself asks for no pause.
func (b *Bot) retryAfter(header string) (time.Duration, bool) {
	if seconds, err := strconv.Atoi(header); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 24*60*60)) * time.Second, true
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(at.Sub(b.options.Now()), 0), true
	}
	return 0, false
}

// bare takes the request's address off an error: it holds the password, the number and the text.
func bare(err error) error {
	var failed *url.Error
	for errors.As(err, &failed) {
		err = failed.Err
	}
	return err
}

func (b *Bot) note(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.health = err
}

func (b *Bot) handed(delivery int64) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.progress[delivery]
}

func (b *Bot) keep(delivery int64, parts int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if parts == 0 || delivery == 0 {
		delete(b.progress, delivery)
		return
	}
	b.progress[delivery] = parts
}
