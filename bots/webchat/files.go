package webchat

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"kanal"
)

const (
	maxFile     = 15 << 20 // bytes of one picture; phones make them of 2 to 8 MB
	filesAnHour = 30       // of one conversation: a stranger must not fill the disk
)

// uploads takes the pictures that a message will name. 200 means kept; the message itself comes after it.
type uploads struct {
	bot *Bot
	who identity
}

func (u uploads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conversation, _, ok := u.who.conversation(r)
	if !ok {
		http.Error(w, "open the page first", http.StatusUnauthorized)
		return
	}
	if !u.bot.quota.take(conversation, time.Now()) {
		http.Error(w, "too many files, wait a while", http.StatusTooManyRequests)
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxFile))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "not read, please repeat", http.StatusBadRequest)
		return
	}
	name, err := u.bot.options.Keep(r.Context(), data)
	switch {
	case errors.Is(err, kanal.ErrNotAllowed):
		http.Error(w, "no picture", http.StatusUnsupportedMediaType)
		return
	case err != nil:
		u.bot.options.Log.Error("keeping a file of the web chat", "account", u.bot.options.Account, "err", err)
		http.Error(w, "not kept, please repeat", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(map[string]string{"file": name}) // a browser that went away asks again
}

// quota counts what each conversation uploaded in the last hour, in this process.
type quota struct {
	mu   sync.Mutex
	made map[string][]time.Time
}

func (q *quota) take(who string, now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.made == nil {
		q.made = map[string][]time.Time{}
	}
	for other, times := range q.made {
		for len(times) > 0 && now.Sub(times[0]) > time.Hour {
			times = times[1:]
		}
		if q.made[other] = times; len(times) == 0 {
			delete(q.made, other)
		}
	}
	if len(q.made[who]) >= filesAnHour {
		return false
	}
	q.made[who] = append(q.made[who], now)
	return true
}

// Fetch implements bots.Fetcher: what was uploaded lies in the store of files already, under its name.
func (b *Bot) Fetch(ctx context.Context, a kanal.Attachment, _ int64) ([]byte, error) {
	if b.options.Kept == nil {
		return nil, fmt.Errorf("web chat %q keeps no files: %w", b.options.Account, kanal.ErrNotFound)
	}
	return b.options.Kept(ctx, a.ID)
}

// fileName tells whether a name is one that Keep gave: a hash.
func fileName(name string) bool {
	raw, err := hex.DecodeString(name)
	return err == nil && len(raw) == 32
}
