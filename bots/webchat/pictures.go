package webchat

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"kanal"
)

// pictures shows what came with a message of the visitor's own thread. The address names the message and the picture's
// place in it, never the file: nobody reaches a picture that is not in their thread.
type pictures struct {
	bot *Bot
	who identity
}

// pictureAddress is where pictures serves one, as seen from the page.
func pictureAddress(item int64, place int) string {
	return fmt.Sprintf("chat/files/%d/%d", item, place)
}

// drawn are the kinds of picture that browsers draw and that run nothing.
var drawn = []string{"image/jpeg", "image/png", "image/gif", "image/webp"}

func (p pictures) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conversation, _, ok := p.who.conversation(r)
	if !ok {
		http.Error(w, "open the page first", http.StatusUnauthorized)
		return
	}
	name, err := p.name(r, conversation)
	var data []byte
	if err == nil {
		data, err = p.bot.options.Kept(r.Context(), name)
	}
	kind := http.DetectContentType(data)
	switch {
	case errors.Is(err, kanal.ErrNotFound), err == nil && !slices.Contains(drawn, kind):
		http.NotFound(w, r)
		return
	case err != nil:
		p.bot.options.Log.Error("reading a picture of the web chat", "account", p.bot.options.Account, "err", err)
		http.Error(w, "not read, please repeat", http.StatusServiceUnavailable)
		return
	}
	header := w.Header()
	header.Set("Content-Type", kind)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	header.Set("Cache-Control", "private, no-cache") // kept, and asked for each time whether it may be shown
	header.Set("ETag", `"`+name+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// name finds the picture in the visitor's thread; the error wraps kanal.ErrNotFound when it is not there, or not yet.
func (p pictures) name(r *http.Request, conversation string) (string, error) {
	id, err := strconv.ParseInt(r.PathValue("item"), 10, 64)
	place, err2 := strconv.Atoi(r.PathValue("place"))
	if err != nil || err2 != nil || id < 1 || place < 0 {
		return "", kanal.ErrNotFound
	}
	items, err := p.bot.options.History(r.Context(), conversation, id-1, 1)
	if err != nil {
		return "", fmt.Errorf("reading a message of a thread: %w", err)
	}
	if len(items) == 0 || items[0].ID != id || place >= len(items[0].Pictures) || !fileName(items[0].Pictures[place]) {
		return "", kanal.ErrNotFound
	}
	return items[0].Pictures[place], nil
}
