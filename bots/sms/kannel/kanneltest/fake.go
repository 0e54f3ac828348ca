package kanneltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"kanal/bots/sms"
)

// Fake is a smsbox in the test's own process: it takes SMS as sendsms does and calls the hooks as Kannel does,
// again until they answer 200. It is set up as kannel.conf sets Kannel up.
type Fake struct {
	Hook   string // base address of kanal
	Secret string // shared with kanal
	// Segments is where Kannel cuts off a longer message: max-messages of the sendsms-user.
	Segments int

	server *httptest.Server

	mu      sync.Mutex
	next    func(http.ResponseWriter) // answers a sendsms instead of the fake …
	good    int                       // … after so many that the fake answers
	sent    []SMS
	queries []url.Values
}

// NewFake starts a fake for the kanal at hook. Close ends it.
func NewFake(hook, secret string) *Fake {
	f := &Fake{Hook: hook, Secret: secret, Segments: 6}
	f.server = httptest.NewServer(http.HandlerFunc(f.sendsms))
	return f
}

// Close ends the fake.
func (f *Fake) Close() { f.server.Close() }

// URL is the fake's own address, and SendURL that of its sendsms.
func (f *Fake) URL() string { return f.server.URL }

// SendURL is the address of sendsms. The credentials are Username and Password.
func (f *Fake) SendURL() string { return f.server.URL + "/cgi-bin/sendsms" }

// Username is who may send.
func (f *Fake) Username() string { return username }

// Password is the password of who may send.
func (f *Fake) Password() string { return password }

// Next lets answer decide about the next sendsms.
func (f *Fake) Next(answer func(http.ResponseWriter)) { f.After(0, answer) }

// After lets answer decide about one sendsms, after good ones that the fake answers.
func (f *Fake) After(good int, answer func(http.ResponseWriter)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next, f.good = answer, good
}

// Sent returns the accepted SMS as the phones show them, in order.
func (f *Fake) Sent() []SMS {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.sent)
}

// Queries returns the parameters of the accepted SMS, in order.
func (f *Fake) Queries() []url.Values {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.queries)
}

func (f *Fake) sendsms(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if answer := f.next; answer != nil {
		if f.good == 0 {
			f.next = nil
			answer(w)
			return
		}
		f.good--
	}
	q := r.URL.Query()
	code, body := f.accept(q)
	if code == http.StatusAccepted {
		f.queries = append(f.queries, q)
		text := shown(q, f.Segments)
		f.sent = append(f.sent, SMS{From: q.Get("from"), To: q.Get("to"), Text: text, Segments: sms.Measure(text).Segments})
	}
	w.WriteHeader(code)
	_, _ = io.WriteString(w, body) // the bot may have left
}

func (f *Fake) accept(q url.Values) (int, string) {
	switch {
	case q.Get("username") != username || q.Get("password") != password:
		return http.StatusForbidden, "Authorization failed for sendsms"
	case strings.Trim(q.Get("to"), "0123456789 +-") != "" || q.Get("to") == "":
		return http.StatusBadRequest, "Number(s) has/have been denied by white- and/or black-lists."
	case !strings.EqualFold(q.Get("charset"), "UTF-8"):
		return http.StatusBadRequest, "Charset or body misformed, rejected"
	}
	return http.StatusAccepted, "0: Accepted for delivery"
}

// shown is what a phone shows of a text: in coding 0 a question mark for every character that GSM-7 lacks, and
// nothing beyond the limit of segments.
func shown(q url.Values, segments int) string {
	var b strings.Builder
	for _, r := range q.Get("text") {
		if q.Get("coding") == "0" && sms.Measure(string(r)).Unicode {
			r = '?'
		}
		if sms.Measure(b.String()+string(r)).Segments > segments {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// MessageURL is the address that Kannel asks for one SMS.
func (f *Fake) MessageURL(from, text, id string) string {
	return f.Hook + "/hooks/kannel?" + url.Values{"secret": {f.Secret}, "from": {from}, "to": {sender}, "text": {text},
		"id": {id}, "ts": {"1700000000"}, "coding": {"0"}}.Encode()
}

// Deliver brings an SMS until it is taken or ctx ends. It fails when kanal's answer would be sent to the citizen.
func (f *Fake) Deliver(ctx context.Context, from, text, id string) error {
	return f.call(ctx, f.MessageURL(from, text, id))
}

// Call asks for a hook with our secret until it is taken or ctx ends.
func (f *Fake) Call(ctx context.Context, path string, values url.Values) error {
	return f.call(ctx, f.Hook+path+"?secret="+url.QueryEscape(f.Secret)+"&"+values.Encode())
}

// Report brings a delivery report about the latest accepted SMS until it is taken or ctx ends.
func (f *Fake) Report(ctx context.Context, status int) error {
	queries := f.Queries()
	if len(queries) == 0 {
		return errors.New("nothing was sent")
	}
	q := queries[len(queries)-1]
	mask, _ := strconv.Atoi(q.Get("dlr-mask"))
	if mask&status == 0 {
		return fmt.Errorf("nobody asked for reports of %d: the mask is %d", status, mask)
	}
	return f.call(ctx, strings.NewReplacer("%%", "%", "%d", strconv.Itoa(status)).Replace(q.Get("dlr-url")))
}

func (f *Fake) call(ctx context.Context, address string) error {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		code, body, err := get(ctx, client, address)
		if err == nil && (code == http.StatusOK || code == http.StatusAccepted) {
			if body != "" {
				return fmt.Errorf("the answer %q would be sent to the citizen", body)
			}
			return nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return fmt.Errorf("not taken (latest answer %d, %v): %w", code, err, ctx.Err())
		}
	}
}

func get(ctx context.Context, client *http.Client, address string) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, "", err
	}
	answer, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body), err
}
