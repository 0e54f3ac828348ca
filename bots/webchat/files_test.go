package webchat_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kanal"
	"kanal/bots/webchat"
)

// shelf keeps what begins with "foto".
type shelf map[string][]byte

func (s shelf) keep(_ context.Context, data []byte) (string, error) {
	switch {
	case strings.HasPrefix(string(data), "away"):
		return "", errors.New("the disk is full")
	case !strings.HasPrefix(string(data), "foto"):
		return "", kanal.ErrNotAllowed
	}
	sum := sha256.Sum256(data)
	name := hex.EncodeToString(sum[:])
	s[name] = data
	return name, nil
}

func (s shelf) kept(_ context.Context, name string) ([]byte, error) {
	if data, ok := s[name]; ok {
		return data, nil
	}
	return nil, kanal.ErrNotFound
}

func upload(body string) *http.Request {
	req := httptest.NewRequest("POST", "/chat/files", strings.NewReader(body))
	req.AddCookie(&http.Cookie{Name: "kanal_webchat", Value: visitor[0]})
	return req
}

func TestPicturesGoUpAndAreNamed(t *testing.T) {
	store, kept := &threads{}, shelf{}
	bot := newBot(t, webchat.Options{Account: "webchat", Path: "/", History: store.History, Keep: kept.keep, Kept: kept.kept})
	h := handler(bot, store.inbox())
	answer := serve(h, upload("foto jalan"))
	var got struct{ File string }
	if err := json.NewDecoder(answer.Body).Decode(&got); err != nil || answer.StatusCode != 200 || len(got.File) != 64 {
		t.Fatalf("%d, %+v, %v", answer.StatusCode, got, err)
	}
	if answer := serve(h, post(`{"id":"3f6c1f0a-8a52-4a0b-9c1d-000000000009","file":"`+got.File+`"}`)); answer.StatusCode != 200 {
		t.Errorf("the message with it: %d", answer.StatusCode)
	}
	data, err := bot.Fetch(t.Context(), kanal.Attachment{ID: got.File}, 100)
	if err != nil || string(data) != "foto jalan" {
		t.Errorf("fetched %q, %v", data, err)
	}
	if _, err := bot.Fetch(t.Context(), kanal.Attachment{ID: strings.Repeat("0", 64)}, 100); !errors.Is(err, kanal.ErrNotFound) {
		t.Errorf("a made-up name: %v", err)
	}
	for _, body := range []string{`"file":"../../etc/passwd"`, `"file":"zz"`, `"text":""`} {
		if answer := serve(h, post(`{"id":"3f6c1f0a-8a52-4a0b-9c1d-000000000010",`+body+`}`)); answer.StatusCode != 400 {
			t.Errorf("%s: %d", body, answer.StatusCode)
		}
	}
}

func TestUploadsThatAreRefused(t *testing.T) {
	store, kept := &threads{}, shelf{}
	h := handler(newBot(t, webchat.Options{Account: "webchat", Path: "/", History: store.History, Keep: kept.keep, Kept: kept.kept}), store.inbox())
	stranger := upload("foto")
	stranger.Header.Del("Cookie")
	foreign := upload("foto")
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	for name, c := range map[string]struct {
		req  *http.Request
		want int
	}{
		"no page opened": {stranger, 401}, "another site": {foreign, 403}, "no picture": {upload("<html>"), 415}, "full disk": {upload("away"), 503},
		"too large": {upload("foto" + strings.Repeat("x", 16<<20)), 413},
	} {
		if got := serve(h, c.req).StatusCode; got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	last := 0
	for range 40 {
		last = serve(h, upload("foto")).StatusCode
	}
	if last != 429 {
		t.Errorf("the fortieth in an hour: %d", last)
	}
	_, plain := public(t)
	if got := serve(plain, upload("foto")).StatusCode; got == 200 {
		t.Error("a web chat without files takes one")
	}
}
