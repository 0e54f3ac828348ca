package kannel_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots/botstest"
	"kanal/bots/sms/kannel"
)

// hook is a bot whose hooks a test calls directly.
type hook struct {
	bot   *kannel.Bot
	inbox *botstest.Inbox
	mux   *http.ServeMux
	now   time.Time
}

func openHook(t *testing.T) *hook {
	t.Helper()
	h := &hook{inbox: &botstest.Inbox{}, mux: http.NewServeMux(), now: time.Date(2026, 8, 17, 3, 1, 0, 0, time.UTC)}
	var err error
	h.bot, err = kannel.New(kannel.Options{Account: "sms:kannel", SendURL: "http://127.0.0.1:9/", Secret: secret,
		Repeats: true, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return h.now }})
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range h.bot.Routes(h.inbox.Bots()) {
		h.mux.Handle(route.Pattern, route.Handler)
	}
	return h
}

// get calls a hook with name=value pairs and our secret.
func (h *hook) get(path string, pairs ...string) *httptest.ResponseRecorder {
	q := url.Values{"secret": {secret}}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		q.Set(name, value)
	}
	return h.do(httptest.NewRequest(http.MethodGet, path+"?"+q.Encode(), nil))
}

func (h *hook) do(req *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	h.mux.ServeHTTP(answer, req)
	return answer
}

func TestMessage(t *testing.T) {
	seconds := time.Unix(1795517848, 0).UTC()
	for name, c := range map[string]struct {
		pairs  []string
		text   string
		sender string
		sentAt time.Time
	}{
		"plain":         {[]string{"from=08115550123", "text=jalan rusak", "id=a", "ts=1795517848", "coding=0"}, "jalan rusak", "+628115550123", seconds},
		"%t":            {[]string{"from=628115550123", "text=x", "id=a", "ts=2026-11-24 10:57"}, "x", "+628115550123", time.Date(2026, 11, 24, 10, 57, 0, 0, time.UTC)},
		"odd time":      {[]string{"from=+628115550123", "text=x", "id=a", "ts=99999999999999"}, "x", "+628115550123", time.Time{}},
		"no time":       {[]string{"from=TELKOMSEL", "text=", "id=a"}, "", "TELKOMSEL", time.Time{}},
		"lost plus":     {[]string{"from= 628115550123", "text=x", "id=a"}, "x", "+628115550123", time.Time{}},
		"short code":    {[]string{"from=1708", "text=x", "id=a"}, "x", "1708", time.Time{}},
		"not recoded":   {[]string{"from=1708", "text=\x00j\x00a\xd8\x3d\xde\x00", "id=a", "coding=2"}, "ja😀", "1708", time.Time{}},
		"Arabic":        {[]string{"from=1708", "text=\x06\x33\x06\x44", "id=a", "coding=2"}, "سل", "1708", time.Time{}},
		"recoded":       {[]string{"from=1708", "text=ja😀\n", "id=a", "coding=2"}, "ja😀\n", "1708", time.Time{}},
		"half a unit":   {[]string{"from=1708", "text=\x00ja", "id=a", "coding=2"}, "ja", "1708", time.Time{}},
		"binary":        {[]string{"from=1708", "text=\x80ok\x00", "id=a", "coding=1"}, "\ufffdok", "1708", time.Time{}},
		"lone half":     {[]string{"from=1708", "text=\x00j\xd8\x3d", "id=a", "coding=2"}, "j\ufffd", "1708", time.Time{}},
		"broken UTF-8s": {[]string{"from=1708", "text=a\xffb", "id=a", "coding=0"}, "a\ufffdb", "1708", time.Time{}},
	} {
		h := openHook(t)
		answer := h.get("/hooks/kannel", c.pairs...)
		if answer.Code != 200 || answer.Body.Len() != 0 {
			t.Errorf("%s: answered %d %q", name, answer.Code, answer.Body)
			continue
		}
		want := kanal.Incoming{Account: "sms:kannel", Conversation: c.sender, Sender: c.sender, ID: "a",
			Kind: kanal.KindMessage, Text: c.text, SentAt: c.sentAt, Repeats: true}
		if all := h.inbox.Messages(); len(all) != 1 || !reflect.DeepEqual(all[0], want) {
			t.Errorf("%s: got %+v, want %+v", name, all, want)
		}
	}
}

func TestMessageByPost(t *testing.T) {
	h := openHook(t)
	form := httptest.NewRequest(http.MethodPost, "/hooks/kannel", strings.NewReader(
		url.Values{"secret": {secret}, "from": {"1708"}, "text": {"dari formulir"}, "id": {"a"}}.Encode()))
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	query := httptest.NewRequest(http.MethodPost, "/hooks/kannel?"+
		url.Values{"secret": {secret}, "from": {"1708"}, "text": {"dari alamat"}, "id": {"b"}}.Encode(), strings.NewReader("apa saja"))
	query.Header.Set("Content-Type", "text/plain")
	for _, req := range []*http.Request{form, query} {
		if answer := h.do(req); answer.Code != 200 {
			t.Errorf("answered %d", answer.Code)
		}
	}
	if all := h.inbox.Messages(); len(all) != 2 || all[0].Text != "dari formulir" || all[1].Text != "dari alamat" {
		t.Errorf("got %+v", all)
	}
}

func TestMessageWithoutID(t *testing.T) {
	h := openHook(t)
	steps := []struct {
		pairs []string
		later time.Duration
		want  int // messages stored so far
	}{
		{pairs: []string{"from=08115550123", "text=ya", "ts=1795517848"}, want: 1},
		{pairs: []string{"from=08115550123", "text=ya", "ts=1795517848"}, want: 1, later: time.Hour},
		{pairs: []string{"from=08115550123", "text=ya", "ts=1795517849"}, want: 2},
		{pairs: []string{"from=08115550123", "text=tidak", "ts=1795517849"}, want: 3},
		{pairs: []string{"from=08115550124", "text=ya", "ts=1795517848"}, want: 4},
		{pairs: []string{"from=08115550123", "text=ya"}, want: 5},
		{pairs: []string{"from=08115550123", "text=ya"}, want: 5, later: time.Minute},
		{pairs: []string{"from=08115550123", "text=ya"}, want: 6, later: time.Hour},
	}
	for i, step := range steps {
		h.now = h.now.Add(step.later)
		if answer := h.get("/hooks/kannel", step.pairs...); answer.Code != 200 {
			t.Fatalf("step %d: answered %d", i, answer.Code)
		}
		if n := len(h.inbox.Messages()); n != step.want {
			t.Errorf("step %d: %d messages are stored, want %d", i, n, step.want)
		}
	}
}

func TestHookRefuses(t *testing.T) {
	h := openHook(t)
	for name, c := range map[string]struct {
		method, address string
		code            int
	}{
		"no secret":           {"GET", "/hooks/kannel?from=1708&text=x&id=a", 403},
		"wrong secret":        {"POST", "/hooks/kannel?secret=x&from=1708&text=x&id=a", 403},
		"report, no secret":   {"GET", "/hooks/kannel/dlr?id=1&status=1", 403},
		"no sender":           {"GET", "/hooks/kannel?secret=S&text=x&id=a", 400},
		"no text field":       {"GET", "/hooks/kannel?secret=S&from=1708&id=a", 400},
		"HEAD":                {"HEAD", "/hooks/kannel?secret=S&from=1708&text=x&id=a", 405},
		"DELETE":              {"DELETE", "/hooks/kannel?secret=S&from=1708&text=x&id=a", 405},
		"broken query":        {"GET", "/hooks/kannel?secret=S&from=1708&text=%zz&id=a", 400},
		"broken, no secret":   {"GET", "/hooks/kannel?from=1708&text=%zz&id=a", 403},
		"elsewhere":           {"GET", "/hooks/kannel/x?secret=S&from=1708&text=x&id=a", 404},
		"report by PUT":       {"PUT", "/hooks/kannel/dlr?secret=S&id=1&status=1", 405},
		"secret of the other": {"GET", "/hooks/kannel?secret=" + strings.Repeat("S", 2) + "&from=1&text=x", 403},
	} {
		address := strings.Replace(c.address, "secret=S&", "secret="+url.QueryEscape(secret)+"&", 1)
		if answer := h.do(httptest.NewRequest(c.method, address, nil)); answer.Code != c.code {
			t.Errorf("%s: answered %d, want %d", name, answer.Code, c.code)
		}
	}
	if n := h.inbox.Calls(); n != 0 {
		t.Errorf("the inbox was called %d times", n)
	}
}

func TestReports(t *testing.T) {
	h := openHook(t)
	for _, status := range []string{"8", "1", "2", "16", "4", "32", "x", ""} {
		if answer := h.get("/hooks/kannel/dlr", "id=5", "status="+status); answer.Code != 200 || answer.Body.Len() != 0 {
			t.Errorf("status %q: answered %d %q", status, answer.Code, answer.Body)
		}
	}
	for _, id := range []string{"", "0", "-1", "x", "99999999999999999999"} {
		if answer := h.get("/hooks/kannel/dlr", "id="+id, "status=1"); answer.Code != 200 {
			t.Errorf("id %q: answered %d", id, answer.Code)
		}
	}
	about := func(state kanal.DeliveryState, reason string) kanal.DeliveryStatus {
		return kanal.DeliveryStatus{Account: "sms:kannel", Delivery: 5, State: state, Reason: reason, At: h.now}
	}
	want := []kanal.DeliveryStatus{about(kanal.StateSent, ""), about(kanal.StateDelivered, ""),
		about(kanal.StateFailed, "kannel dlr 2"), about(kanal.StateFailed, "kannel dlr 16")}
	if got := h.inbox.Statuses(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if n := h.bot.Ignored(); n != 9 {
		t.Errorf("%d reports counted as ignored, want 9", n)
	}
}
