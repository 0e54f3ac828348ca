package webchat_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots/webchat"

	"go.uber.org/goleak"
)

// never is a poll that does not come within a test.
const never = time.Hour

// process is one of several that serve the same account over the same store.
type process struct {
	bot    *webchat.Bot
	server *httptest.Server
}

func start(t *testing.T, store *threads, change func(*webchat.Options)) process {
	t.Helper()
	options := webchat.Options{Account: "webchat", Path: "/", History: store.History, Poll: never, Heartbeat: never}
	if change != nil {
		change(&options)
	}
	bot := newBot(t, options)
	server := httptest.NewServer(handler(bot, store.inbox()))
	t.Cleanup(server.Close)
	return process{bot, server}
}

// stream is one page's connection.
type stream struct {
	t     *testing.T
	lines *bufio.Scanner
	close func()
}

// listen opens a stream that ends with the test; a header's value of -1 is not sent.
func (p process) listen(t *testing.T, query string, lastEventID int64) *stream {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	req := (&browsers{url: p.server.URL}).request(ctx, 0, "GET", "chat/events"+query, "")
	if lastEventID >= 0 {
		req.Header.Set("Last-Event-ID", fmt.Sprint(lastEventID))
	}
	answer, err := p.server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || kind != "text/event-stream" {
		t.Fatalf("the stream answers %d %s", answer.StatusCode, kind)
	}
	return &stream{t: t, lines: bufio.NewScanner(answer.Body), close: func() { cancel(); answer.Body.Close() }}
}

// expect reads the next events and compares their texts; "ready" is the end of the thread so far.
func (s *stream) expect(texts ...string) (last int64) {
	s.t.Helper()
	for _, want := range texts {
		e, err := readEvent(s.lines)
		if err != nil {
			s.t.Fatalf("waiting for %q: %v", want, err)
		}
		if got := e.name + e.Text; got != want {
			s.t.Fatalf("got %q, want %q", got, want)
		}
		if e.name == "" {
			last = e.seq
		}
	}
	return last
}

func kabar(delivery int64) kanal.Outgoing {
	return kanal.Outgoing{Delivery: delivery, Conversation: visitor[0], Text: fmt.Sprintf("kabar %d", delivery)}
}

func TestStreamResumesInAnotherProcess(t *testing.T) {
	store := &threads{}
	one, two := start(t, store, nil), start(t, store, nil)
	store.answer(kabar(1))
	store.answer(kabar(2))
	page := one.listen(t, "?after=0", -1)
	last := page.expect("kabar 1", "kabar 2", "ready")
	page.close()

	store.answer(kabar(3))
	again := two.listen(t, "?after=0", last) // the browser repeats the address, and adds the header
	again.expect("kabar 3", "ready")
	store.answer(kabar(4))
	if _, err := two.bot.Send(context.Background(), kabar(4)); err != nil {
		t.Fatal(err)
	}
	again.expect("kabar 4")

	reloaded := one.listen(t, fmt.Sprintf("?after=%d", last), -1)
	reloaded.expect("kabar 3", "kabar 4", "ready")
}

func TestStreamIsWokenByAnotherProcess(t *testing.T) {
	store := &threads{}
	one := start(t, store, func(o *webchat.Options) { o.Woken = store.Woken })
	two := start(t, store, nil)
	page := one.listen(t, "", -1)
	page.expect("ready")
	body := `{"id":"` + clientID(1) + `","text":"dari tab lain"}`
	answer, err := http.DefaultClient.Do((&browsers{url: two.server.URL}).request(context.Background(), 0, "POST", "chat/messages", body))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	page.expect("dari tab lain")
}

func TestStreamPollsBesides(t *testing.T) {
	store := &threads{}
	page := start(t, store, func(o *webchat.Options) { o.Poll = 5 * time.Millisecond }).listen(t, "", -1)
	page.expect("ready")
	store.answer(kabar(1)) // by a process from which no signal comes
	page.expect("kabar 1")
}

func TestStreamOutlivesItsStore(t *testing.T) {
	store := &threads{}
	store.answer(kabar(1))
	store.breakDown(errors.New("no database"))
	page := start(t, store, func(o *webchat.Options) { o.Poll = 5 * time.Millisecond }).listen(t, "", -1)
	store.breakDown(nil)
	page.expect("kabar 1", "ready")
}

func TestStreamTellsLongThreads(t *testing.T) {
	store := &threads{}
	var want []string
	for i := range int64(450) {
		store.answer(kabar(i))
		want = append(want, kabar(i).Text)
	}
	start(t, store, nil).listen(t, "", -1).expect(append(want, "ready")...)
}

func TestStreamShowsThatItLives(t *testing.T) {
	page := start(t, &threads{}, func(o *webchat.Options) { o.Heartbeat = 5 * time.Millisecond }).listen(t, "", -1)
	seen := map[string]bool{}
	for !seen["retry: 2000"] || !seen[": "] {
		if !page.lines.Scan() {
			t.Fatalf("the stream ended after %v", seen)
		}
		seen[page.lines.Text()] = true
	}
}

func TestStreamIsOnlyForItsVisitor(t *testing.T) {
	store := &threads{}
	store.answer(kabar(1))
	bot := start(t, store, nil)
	other, err := (&browsers{url: bot.server.URL}).thread(1)
	if err != nil || len(other) != 0 {
		t.Errorf("another visitor reads %+v, %v", other, err)
	}
	for cookie, want := range map[string]int{"": 401, "kanal_webchat=1": 401} {
		req := httptest.NewRequest("GET", "/chat/events", nil)
		req.Header.Set("Cookie", cookie)
		_, page := public(t)
		if got := serve(page, req).StatusCode; got != want {
			t.Errorf("cookie %q: %d, want %d", cookie, got, want)
		}
	}
}

func TestStreamRefusesOddPositions(t *testing.T) {
	for _, position := range []string{"x", "-1", "9999999999999999999"} {
		_, page := public(t)
		req := httptest.NewRequest("GET", "/chat/events?after="+position, nil)
		req.AddCookie(&http.Cookie{Name: "kanal_webchat", Value: visitor[0]})
		if got := serve(page, req).StatusCode; got != http.StatusBadRequest {
			t.Errorf("after %s: %d, want 400", position, got)
		}
	}
}

func TestStreamsEndWithTheirPages(t *testing.T) {
	before := goleak.IgnoreCurrent()
	one := start(t, &threads{}, nil)
	for range 20 {
		page := one.listen(t, "", -1)
		page.expect("ready")
		page.close()
	}
	one.server.Close()
	goleak.VerifyNone(t, before)
}

func TestNoMarkupLeavesAText(t *testing.T) {
	store := &threads{}
	text := "<script>alert(1)</script>\n\ndata: palsu\n\nid: 99"
	store.answer(kanal.Outgoing{Delivery: 1, Conversation: visitor[0], Text: text})
	page := start(t, store, nil).listen(t, "", -1)
	var raw strings.Builder
	for page.lines.Scan() && !strings.HasPrefix(page.lines.Text(), "event: ready") {
		raw.WriteString(page.lines.Text() + "\n")
	}
	if got := raw.String(); strings.Contains(got, "<") || strings.Count(got, "data: {") != 1 || strings.Contains(got, "\ndata: palsu") {
		t.Errorf("the stream carries the text's own lines or markup:\n%s", got)
	}
}
