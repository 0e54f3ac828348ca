package cloud

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"kanal/bots"
)

const (
	hookPath        = "/hooks/whatsapp"
	signatureHeader = "X-Hub-Signature-256"
	longestHook     = 4 << 20 // bytes; Meta's own end at 3 MB, with up to a thousand items
	mostAtOnce      = 16      // conversations of one hook that are stored side by side
)

// Routes implements bots.Served.
func (b *Bot) Routes(inbox bots.Inbox) []bots.Route {
	return []bots.Route{
		{Pattern: "GET " + hookPath, Handler: http.HandlerFunc(b.verify)},
		{Pattern: "POST " + hookPath, Handler: b.hook(inbox)},
	}
}

// verify answers Meta's question, when an operator enters the address, whether it is ours.
func (b *Bot) verify(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	challenge := q.Get("hub.challenge")
	if !sameSecret(q.Get("hub.verify_token"), b.verifyToken) || q.Get("hub.mode") != "subscribe" {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	odd := strings.IndexFunc(challenge, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-')
	})
	if odd >= 0 || len(challenge) > 256 {
		http.Error(w, "not a challenge", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	fmt.Fprint(w, challenge)
}

// hook answers 200 only after everything in it is stored; to anything else Meta sends it again, for up to seven days.
func (b *Bot) hook(inbox bots.Inbox) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestHook))
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		if err != nil {
			http.Error(w, "the body broke off", http.StatusBadRequest)
			return
		}
		if !b.signed(r.Header.Get(signatureHeader), body) {
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		var e envelope
		if err := json.Unmarshal(body, &e); err != nil {
			http.Error(w, "not a notification", http.StatusBadRequest)
			return
		}
		// Meta may hang up while we store; what was begun is finished.
		if err := b.store(context.WithoutCancel(r.Context()), inbox, b.interpret(e)); err != nil {
			b.log.Error("a notification is not stored", "account", b.account, "err", err)
			http.Error(w, "again later", http.StatusInternalServerError)
		}
	})
}

// signed tells whether Meta signed the body with the app's secret, in a time that does not tell how nearly.
func (b *Bot) signed(header string, body []byte) bool {
	given, prefixed := strings.CutPrefix(header, "sha256=")
	got, err := hex.DecodeString(given)
	mac := hmac.New(sha256.New, b.appSecret)
	mac.Write(body)
	return hmac.Equal(got, mac.Sum(nil)) && err == nil && prefixed
}

// sameSecret compares in a time that tells neither the place of the first difference nor the length.
func sameSecret(got, want string) bool {
	g, w := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(g[:], w[:]) == 1
}

// store hands the events in, those of one conversation one after the other, and tells whether all are stored.
func (b *Bot) store(ctx context.Context, inbox bots.Inbox, events []event) error {
	var order []string
	groups := map[string][]event{}
	for _, e := range events {
		if groups[e.of] == nil {
			order = append(order, e.of)
		}
		groups[e.of] = append(groups[e.of], e)
	}
	failures := make([]error, len(order))
	slots := make(chan struct{}, mostAtOnce)
	var all sync.WaitGroup
	for i, of := range order {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			for _, e := range groups[of] {
				if failures[i] = b.storeOne(ctx, inbox, e); failures[i] != nil {
					return
				}
			}
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

var errPanic = errors.New("panic")

func (b *Bot) storeOne(ctx context.Context, inbox bots.Inbox, e event) (err error) {
	defer func() {
		if recover() != nil { // its value may quote the message
			err = errPanic
		}
	}()
	if e.message != nil {
		b.knocks.forget(e.message.Conversation)
		b.knocks.forget(e.message.Alias)
		return inbox.Receive(ctx, *e.message)
	}
	if err := inbox.Status(ctx, *e.status); err != nil || e.knock == "" {
		return err
	}
	return b.knock(ctx, e.knock)
}
