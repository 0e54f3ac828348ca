package webchat_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kanal"
	"kanal/bots/webchat"

	"github.com/chromedp/chromedp"
)

const (
	done  = "00000000000000000000000000000000000000000000000000000000000000d1"
	page  = "00000000000000000000000000000000000000000000000000000000000000d2"
	stray = "00000000000000000000000000000000000000000000000000000000000000d3"
)

func view(address, cookie string) *http.Request {
	req := httptest.NewRequest("GET", address, nil)
	if cookie != "" {
		req.AddCookie(&http.Cookie{Name: "kanal_webchat", Value: cookie})
	}
	return req
}

func drawing(t *testing.T) []byte {
	t.Helper()
	var buffer bytes.Buffer
	if err := png.Encode(&buffer, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// An officer's picture of the finished work is seen by the visitor it was sent to, and by nobody else.
func TestPicturesAreShownToTheirVisitorAlone(t *testing.T) {
	picture := drawing(t)
	store, kept := &threads{}, shelf{done: picture, page: []byte("<html><script>"), stray: picture}
	h := handler(newBot(t, webchat.Options{Account: "webchat", Path: "/", History: store.History, Keep: kept.keep, Kept: kept.kept}), store.inbox())
	store.add(visitor[0], webchat.Item{MessageID: "1", Text: "Sudah kami tambal.", Photos: 3, Pictures: []string{done, page, ""}}, false)
	store.add(visitor[1], webchat.Item{MessageID: "2", Text: "Untuk orang lain.", Photos: 1, Pictures: []string{stray}}, false)

	answer := serve(h, view("/chat/files/10/0", visitor[0]))
	data, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 200 || !bytes.Equal(data, picture) {
		t.Fatalf("%d, %d bytes, %v", answer.StatusCode, len(data), err)
	}
	for name, want := range map[string]string{"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-cache"} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	again := view("/chat/files/10/0", visitor[0])
	again.Header.Set("If-None-Match", answer.Header.Get("ETag"))
	if got := serve(h, again).StatusCode; got != 304 {
		t.Errorf("what the browser has already: %d", got)
	}
	for name, c := range map[string]struct {
		address, cookie string
		want            int
	}{
		"no page opened": {"/chat/files/10/0", "", 401}, "another visitor": {"/chat/files/10/0", visitor[1], 404},
		"another's message": {"/chat/files/20/0", visitor[0], 404}, "no such place": {"/chat/files/10/3", visitor[0], 404},
		"still being fetched": {"/chat/files/10/2", visitor[0], 404}, "no picture": {"/chat/files/10/1", visitor[0], 404},
		"by its name": {"/chat/files/" + done + "/0", visitor[0], 404}, "below zero": {"/chat/files/10/-1", visitor[0], 404},
		"before the first": {"/chat/files/0/0", visitor[0], 404},
	} {
		if got := serve(h, view(c.address, c.cookie)).StatusCode; got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	store.breakDown(errors.New("the database is away"))
	if got := serve(h, view("/chat/files/10/0", visitor[0])).StatusCode; got != 503 {
		t.Errorf("no database: %d", got)
	}
}

func TestTheStreamNamesPicturesByTheirPlace(t *testing.T) {
	for look, want := range map[webchat.Look]bool{webchat.LookWebchat: true, webchat.LookWhatsApp: true, webchat.LookSMS: false} {
		store := &threads{}
		store.add(numbers[0], webchat.Item{MessageID: "1", Text: "Sudah.", Photos: 2, Pictures: []string{done, ""}}, false)
		phones := []webchat.Phone{{Slug: "warga", Number: numbers[0]}} // their streams end when all is told
		h := handler(newBot(t, webchat.Options{Account: "webchat", Path: "/", Look: look, Phones: phones, History: store.History}), store.inbox())
		recorder := httptest.NewRecorder()
		h.ServeHTTP(recorder, httptest.NewRequest("GET", "/warga/chat/events", nil))
		body := recorder.Body.String()
		if got := strings.Contains(body, `"pictures":["chat/files/10/0","chat/files/10/1"]`); got != want || strings.Contains(body, done) {
			t.Errorf("%s: %s", look, body)
		}
	}
}

// In the browser: what is still being fetched appears as soon as it is there.
func TestBrowserShowsPictures(t *testing.T) {
	ctx := browser(t)
	kept := shelf{done: drawing(t)}
	fetched := make(chan struct{})
	late := func(ctx context.Context, name string) ([]byte, error) {
		select {
		case <-fetched:
			return kept.kept(ctx, name)
		default:
			return nil, kanal.ErrNotFound
		}
	}
	desk := openDesk(t, webchat.Options{Account: "webchat", Path: "/", Keep: kept.keep, Kept: late})
	run(t, ctx, "opening the page", chromedp.Navigate("http://"+desk.address+"/"), shows("instansi yang tepat"), write("jalan rusak"), shows("terkirim"))
	desk.store.mu.Lock()
	conversation := desk.store.items[0].conversation
	desk.store.mu.Unlock()
	desk.store.add(conversation, webchat.Item{MessageID: "99", Text: "Sudah kami tambal.", Photos: 1, Pictures: []string{done}}, false)
	run(t, ctx, "hearing the answer", shows("Sudah kami tambal."), until(`document.querySelectorAll('.picture:not(.here)').length === 1`))
	close(fetched)
	run(t, ctx, "seeing the picture", until(`document.querySelector('.picture.here img').naturalWidth === 40`),
		until(`document.documentElement.scrollWidth <= innerWidth`))
}
