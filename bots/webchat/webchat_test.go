package webchat_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kanal"
	"kanal/bots"
	"kanal/bots/webchat"
)

func newBot(t *testing.T, options webchat.Options) *webchat.Bot {
	t.Helper()
	bot, err := webchat.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return bot
}

func handler(bot *webchat.Bot, inbox bots.Inbox) *http.ServeMux {
	mux := http.NewServeMux()
	for _, route := range bot.Routes(inbox) {
		mux.Handle(route.Pattern, route.Handler)
	}
	return mux
}

// public is the web chat at the root, over an empty store.
func public(t *testing.T) (*threads, http.Handler) {
	t.Helper()
	store := &threads{}
	return store, handler(newBot(t, webchat.Options{Account: "webchat", Path: "/", History: store.History}), store.inbox())
}

func serve(h http.Handler, req *http.Request) *http.Response {
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, req)
	return recorder.Result()
}

func post(body string) *http.Request {
	req := httptest.NewRequest("POST", "/chat/messages", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.AddCookie(&http.Cookie{Name: "kanal_webchat", Value: visitor[0]})
	return req
}

const good = `{"id":"3f6c1f0a-8a52-4a0b-9c1d-000000000001","text":"jalan rusak"}`

func TestNewRefusesContradictions(t *testing.T) {
	history := (&threads{}).History
	for name, options := range map[string]webchat.Options{
		"no account": {Path: "/", History: history},
		"no history": {Account: "webchat", Path: "/"},
		"no path":    {Account: "webchat", History: history},
		"open path":  {Account: "webchat", Path: "/chat", History: history},
		"look":       {Account: "webchat", Path: "/", Look: "signal", History: history},
		"slug":       {Account: "sms:demo", Path: "/", History: history, Phones: []webchat.Phone{{Slug: "a/b", Number: "+62"}}},
		"no number":  {Account: "sms:demo", Path: "/", History: history, Phones: []webchat.Phone{{Slug: "warga"}}},
	} {
		if _, err := webchat.New(options); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCookieOfAVisitor(t *testing.T) {
	_, page := public(t)
	cookieOf := func(change func(*http.Request)) *http.Cookie {
		t.Helper()
		req := httptest.NewRequest("GET", "/", nil)
		if change != nil {
			change(req)
		}
		cookies := serve(page, req).Cookies()
		if len(cookies) != 1 {
			t.Fatalf("got %d cookies, want 1", len(cookies))
		}
		return cookies[0]
	}
	first := cookieOf(nil)
	if len(first.Value) != 32 || !first.HttpOnly || first.SameSite != http.SameSiteLaxMode || first.Secure || first.Path != "/" {
		t.Errorf("cookie %+v, want 32 hexadecimal digits, HttpOnly, SameSite=Lax, Path=/, over http not Secure", first)
	}
	if other := cookieOf(nil); other.Value == first.Value {
		t.Error("two visitors got the same token")
	}
	if kept := cookieOf(func(r *http.Request) { r.AddCookie(first) }); kept.Value != first.Value {
		t.Error("a visitor who comes again got another token")
	}
	if safe := cookieOf(func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") }); !safe.Secure {
		t.Error("behind https the cookie is not Secure")
	}
	guessed := &http.Cookie{Name: first.Name, Value: "1"}
	if fresh := cookieOf(func(r *http.Request) { r.AddCookie(guessed) }); fresh.Value == "1" {
		t.Error("a token that we did not make was taken")
	}
}

func TestPageIsClosedToOthers(t *testing.T) {
	_, page := public(t)
	answer := serve(page, httptest.NewRequest("GET", "/", nil))
	policy := answer.Header.Get("Content-Security-Policy")
	for _, rule := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'self'"} {
		if !strings.Contains(policy, rule) {
			t.Errorf("policy %q lacks %q", policy, rule)
		}
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, forbidden := range []string{"style=\"", "onclick", "http://", "https://"} {
		if strings.Contains(string(body), forbidden) {
			t.Errorf("the page contains %q", forbidden)
		}
	}
	for _, wanted := range []string{`href="/privasi"`, `href="/lacak"`, `lang="id"`, `aria-live="polite"`, "instansi yang tepat"} {
		if !strings.Contains(string(body), wanted) {
			t.Errorf("the page lacks %q", wanted)
		}
	}
}

func TestFilesOfThePage(t *testing.T) {
	_, page := public(t)
	for file, kind := range map[string]string{"chat.css": "text/css", "chat.js": "text/javascript", "outbox.js": "text/javascript"} {
		answer := serve(page, httptest.NewRequest("GET", "/chat/"+file, nil))
		if answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s", file, answer.StatusCode, answer.Header.Get("Content-Type"))
		}
	}
	if answer := serve(page, httptest.NewRequest("GET", "/chat/chat.html", nil)); answer.StatusCode != http.StatusNotFound {
		t.Errorf("the template was served: %d", answer.StatusCode)
	}
}

func TestRefusedPosts(t *testing.T) {
	id := `"id":"3f6c1f0a-8a52-4a0b-9c1d-000000000001"`
	with := func(name, value string) *http.Request {
		req := post(good)
		req.Header.Set(name, value)
		return req
	}
	elsewhere := with("Origin", "https://lain.example")
	for name, c := range map[string]struct {
		request *http.Request
		status  int
	}{
		"from another site":   {with("Sec-Fetch-Site", "cross-site"), 403},
		"from another origin": {elsewhere, 403},
		"as a form":           {with("Content-Type", "text/plain"), 415},
		"without cookie":      {with("Cookie", "x=y"), 401},
		"not JSON":            {post("halo"), 400},
		"without id":          {post(`{"text":"halo"}`), 400},
		"with a guessed id":   {post(`{"id":"1","text":"halo"}`), 400},
		"with an odd id":      {post(`{"id":"3f6c1f0a-8a52-4a0b\n1d","text":"halo"}`), 400},
		"empty":               {post(`{` + id + `,"text":"  \n"}`), 400},
		"with a long choice":  {post(`{` + id + `,"choice":"` + strings.Repeat("a", 65) + `"}`), 400},
		"with an odd choice":  {post(`{` + id + `,"choice":"é"}`), 400},
		"with an odd reply":   {post(`{` + id + `,"text":"ya","reply_to":"a b"}`), 400},
		"too large":           {post(`{` + id + `,"text":"` + strings.Repeat("a", 64<<10) + `"}`), 413},
		"with GET":            {httptest.NewRequest("GET", "/chat/messages", nil), 405},
		"to the stream":       {httptest.NewRequest("POST", "/chat/events", nil), 405},
		"to the page":         {httptest.NewRequest("POST", "/", nil), 405},
	} {
		store, page := public(t)
		if got := serve(page, c.request).StatusCode; got != c.status {
			t.Errorf("%s: %d, want %d", name, got, c.status)
		}
		if _, calls := store.counts(); calls != 0 {
			t.Errorf("%s: the inbox was called", name)
		}
	}
}

func TestRepeatsAreStoredOnce(t *testing.T) {
	store, page := public(t)
	store.breakDown(errors.New("no database"))
	if got := serve(page, post(good)).StatusCode; got != http.StatusServiceUnavailable {
		t.Errorf("%d while nothing can be stored, want 503", got)
	}
	store.breakDown(nil)
	for range 3 {
		if got := serve(page, post(good)).StatusCode; got != http.StatusOK {
			t.Errorf("%d, want 200", got)
		}
	}
	if items, calls := store.counts(); items != 1 || calls != 4 {
		t.Errorf("%d items after %d calls of the inbox, want 1 after 4", items, calls)
	}
}

func TestNumbered(t *testing.T) {
	choices := []kanal.Choice{{Label: "Kirim sekarang", Data: "a"}, {Label: "Batal", Data: "b"}}
	for _, c := range []struct {
		text    string
		choices []kanal.Choice
		want    string
	}{
		{"Sudah benar?", choices, "Sudah benar?\n\n1. Kirim sekarang\n2. Batal"},
		{"", choices, "1. Kirim sekarang\n2. Batal"},
		{"Terima kasih", nil, "Terima kasih"},
	} {
		if got := webchat.Numbered(c.text, c.choices); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestSMSLength(t *testing.T) {
	for _, c := range []struct {
		text         string
		units, parts int
	}{
		{"", 0, 1},
		{strings.Repeat("a", 160), 160, 1},
		{strings.Repeat("a", 161), 161, 2},
		{strings.Repeat("a", 306), 306, 2},
		{strings.Repeat("a", 307), 307, 3},
		{"€[]", 6, 1},
		{"kata “ini”", 10, 1},
		{strings.Repeat("’", 70), 70, 1},
		{strings.Repeat("’", 71), 71, 2},
		{"🙏", 2, 1},
	} {
		if units, parts := webchat.SMSLength(c.text); units != c.units || parts != c.parts {
			t.Errorf("%.12q: %d units in %d parts, want %d in %d", c.text, units, parts, c.units, c.parts)
		}
	}
}

func TestPhonesShowTheirNetwork(t *testing.T) {
	for look, want := range map[webchat.Look]event{
		webchat.LookTelegram: {Text: "Benar?", Choices: []kanal.Choice{{Label: "Ya", Data: "ya"}}},
		webchat.LookWhatsApp: {Text: "Benar?\n\n1. Ya"},
		webchat.LookSMS:      {Text: "Benar?\n\n1. Ya", Note: "13 karakter · 1 SMS"},
	} {
		store := &threads{}
		store.answer(kanal.Outgoing{Delivery: 5, Conversation: numbers[0], Text: "Benar?", Choices: []kanal.Choice{{Label: "Ya", Data: "ya"}}})
		bot := newBot(t, webchat.Options{Account: "x:demo", Path: "/demo/", Look: look, History: store.History,
			Phones: []webchat.Phone{{Slug: "hp0", Number: numbers[0], Owner: "Warga"}}})
		server := httptest.NewServer(handler(bot, store.inbox()))
		shown, err := (&browsers{url: server.URL, phones: true}).thread(0)
		server.Close()
		if err != nil || len(shown) != 1 {
			t.Fatalf("%s: %+v, %v", look, shown, err)
		}
		got := fmt.Sprint(shown[0].Text, shown[0].Note, shown[0].Choices)
		if got != fmt.Sprint(want.Text, want.Note, want.Choices) || shown[0].ID != "5" {
			t.Errorf("%s: got %+v, want %+v", look, shown[0], want)
		}
	}
}
