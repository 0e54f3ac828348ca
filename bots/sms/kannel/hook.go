package kannel

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/bots/sms"
)

// The addresses that kannel.conf and our dlr-url name.
const (
	hookPath   = "/hooks/kannel"
	reportPath = "/hooks/kannel/dlr"
)

// maxBody is the largest form that is read, in bytes: many times the longest joined SMS.
const maxBody = 256 << 10

// Routes implements bots.Served. Every answer that says "received" has an empty body, because smsbox would send
// a body to the citizen as an SMS; every other answer makes smsbox bring the same again.
func (b *Bot) Routes(inbox bots.Inbox) []bots.Route {
	message := b.guard(func(ctx context.Context, form url.Values) int { return b.message(ctx, inbox, form) })
	report := b.guard(func(ctx context.Context, form url.Values) int { return b.report(ctx, inbox, form) })
	return []bots.Route{
		{Pattern: "GET " + hookPath, Handler: message},
		{Pattern: "POST " + hookPath, Handler: message},
		{Pattern: "GET " + reportPath, Handler: report},
		{Pattern: "POST " + reportPath, Handler: report},
	}
}

// guard lets in who knows the secret. What is done goes on though smsbox hangs up: half done is worse.
func (b *Bot) guard(do func(context.Context, url.Values) int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead { // net/http takes it for a GET
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		err := r.ParseForm()
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &large):
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		case !b.knows(r.Form):
			b.options.Log.Warn("kannel: a request without the right secret", "account", b.options.Account)
			w.WriteHeader(http.StatusForbidden)
		case err != nil:
			w.WriteHeader(http.StatusBadRequest)
		default:
			w.WriteHeader(do(context.WithoutCancel(r.Context()), r.Form))
		}
	})
}

// knows compares digests, so that the time it takes tells neither content nor length.
func (b *Bot) knows(form url.Values) bool {
	given, own := sha256.Sum256([]byte(form.Get("secret"))), sha256.Sum256([]byte(b.options.Secret))
	return subtle.ConstantTimeCompare(given[:], own[:]) == 1
}

// message takes one SMS and returns the HTTP status to answer. One without a sender or a text field comes from a
// wrong get-url, which the operator must see at the first try: 400.
func (b *Bot) message(ctx context.Context, inbox bots.Inbox, form url.Values) int {
	sender := sms.Number(form.Get("from"))
	if sender == "" || !form.Has("text") {
		b.options.Log.Error("kannel: an SMS came without from or text: get-url is wrong", "account", b.options.Account)
		return http.StatusBadRequest
	}
	id := form.Get("id")
	if id == "" {
		id = b.derivedID(form)
	}
	id = kanal.Clean(id)
	err := inbox.Receive(ctx, kanal.Incoming{
		Account:      b.options.Account,
		Conversation: sender,
		Sender:       sender,
		ID:           id,
		Kind:         kanal.KindMessage,
		Text:         kanal.Clean(words(form.Get("text"), form.Get("coding"))),
		SentAt:       sentAt(form.Get("ts")),
		Repeats:      b.options.Repeats,
	})
	if err != nil {
		b.options.Log.Error("kannel: storing an SMS", "account", b.options.Account, "message", id, "err", err)
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// derivedID is for a get-url without %I: the same request again gives the same id. Without a time too, equal
// texts of one person count as the same only within five minutes.
func (b *Bot) derivedID(form url.Values) string {
	ts := form.Get("ts")
	if ts == "" {
		ts = b.options.Now().Truncate(5 * time.Minute).UTC().Format(time.RFC3339)
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{b.options.Account, form.Get("from"), form.Get("text"), ts}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// report takes one delivery report and returns the HTTP status to answer.
func (b *Bot) report(ctx context.Context, inbox bots.Inbox, form url.Values) int {
	delivery, err := strconv.ParseInt(form.Get("id"), 10, 64)
	state := stateOf(form.Get("status"))
	if err != nil || delivery <= 0 || state == "" {
		b.ignored.Add(1)
		return http.StatusOK
	}
	status := kanal.DeliveryStatus{Account: b.options.Account, Delivery: delivery, State: state, At: b.options.Now()}
	if state == kanal.StateFailed {
		status.Reason = "kannel dlr " + form.Get("status")
	}
	if err := inbox.Status(ctx, status); err != nil {
		b.options.Log.Error("kannel: storing a delivery report", "account", b.options.Account, "delivery", delivery, "err", err)
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// stateOf returns "" for what kanal does not use, such as 4: buffered at the operator's, where it may lie for days.
func stateOf(status string) kanal.DeliveryState {
	switch n, _ := strconv.Atoi(status); n {
	case phoneTook:
		return kanal.StateDelivered
	case phoneFailed, networkFails:
		return kanal.StateFailed
	case networkTook:
		return kanal.StateSent
	}
	return ""
}
