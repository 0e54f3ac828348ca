package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"kanal/bots"

	tg "github.com/go-telegram/bot"
)

const (
	hookPath     = "/hooks/telegram"
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	longestHook  = 1 << 20 // bytes of one update; Telegram's own are a few kilobytes
)

// setWebhook tells Telegram where we listen.
func (b *Bot) setWebhook(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, err := b.api.SetWebhook(ctx, &tg.SetWebhookParams{
		URL: b.publicURL + hookPath, SecretToken: b.secret, AllowedUpdates: allowed(),
	})
	return failure("setWebhook", err)
}

// Routes implements bots.Served; without a webhook there are none.
func (b *Bot) Routes(inbox bots.Inbox) []bots.Route {
	if b.secret == "" {
		return nil
	}
	return []bots.Route{{Pattern: "POST " + hookPath, Handler: b.hook(inbox)}}
}

// hook takes one update and answers 200 only after it is stored; to anything else Telegram sends it again.
func (b *Bot) hook(inbox bots.Inbox) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !sameSecret(r.Header.Get(secretHeader), b.secret) {
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestHook))
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		if err != nil {
			http.Error(w, "the body broke off", http.StatusBadRequest)
			return
		}
		update, err := decode(body)
		if err != nil {
			http.Error(w, "not an update", http.StatusBadRequest)
			return
		}
		event := b.interpret(update)
		// Telegram may hang up while we store; what was begun is finished.
		if err := event.store(context.WithoutCancel(r.Context()), inbox); err != nil {
			b.log.Error("an update is not stored", "account", account, "err", err)
			http.Error(w, "again later", http.StatusInternalServerError)
			return
		}
		if event.tap != "" {
			answerTap(w, event.tap)
		}
	})
}

// sameSecret compares in a time that tells neither the place of the first difference nor the length.
func sameSecret(got, want string) bool {
	g, w := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(g[:], w[:]) == 1
}

// answerTap takes the clock off the tapped button. Telegram accepts one call as the answer to a webhook, which
// saves a request; nobody learns whether it worked, and a stale tap cannot be answered anyway.
func answerTap(w http.ResponseWriter, id string) {
	call, err := json.Marshal(map[string]string{"method": "answerCallbackQuery", "callback_query_id": id})
	if err != nil {
		return // strings always marshal
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, "%s", call)
}
