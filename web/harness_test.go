package web

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"kanal"
	"kanal/bots"
	"kanal/classifier"
	"kanal/router"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// monday is a Monday without holidays about it: 23 November 2026, 10.00 WITA.
var monday = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

const password = "rahasia-sekali"

// office is the pages over a real store and router, with people who use them.
type office struct {
	t      *testing.T
	store  *storage.Store
	router *router.Router
	web    *Server
	http   *httptest.Server
	log    *bytes.Buffer
	mu     sync.Mutex
	at     time.Time
	number int
	hash   string
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

func (o *office) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(d)
}

// each runs a test in an office on both databases.
func each(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	storagetest.Each(t, func(t *testing.T, s *storage.Store) { test(t, newOffice(t, s, Options{})) })
}

// one runs a test in an office on SQLite alone: for what no database changes.
func one(t *testing.T, options Options) *office {
	t.Helper()
	return newOffice(t, storagetest.Open(t, storagetest.SQLite(t)), options)
}

func newOffice(t *testing.T, store *storage.Store, options Options) *office {
	t.Helper()
	o := &office{t: t, store: store, at: monday, log: &bytes.Buffer{}}
	model, err := classifier.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	o.router, err = router.New(t.Context(), router.Options{Store: store, Model: model, Bots: options.Bots, PublicURL: "http://kanal.test", Now: o.now})
	if err != nil {
		t.Fatal(err)
	}
	options.Store, options.Router, options.Now = store, o.router, o.now
	options.Log = slog.New(slog.NewTextHandler(&locked{b: o.log}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if o.web, err = New(options); err != nil {
		t.Fatal(err)
	}
	o.http = httptest.NewServer(o.web.Routes())
	t.Cleanup(o.http.Close)
	weak := &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	if o.hash, err = argon2id.CreateHash(password, weak); err != nil {
		t.Fatal(err)
	}
	return o
}

// locked lets several requests log at once.
type locked struct {
	mu sync.Mutex
	b  *bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// writes lets a citizen write, and says Kirim where a card asks for it.
func (o *office) writes(account, chat, text string) {
	o.t.Helper()
	texts := []string{text}
	if kanal.NetworkOf(account).Cards {
		texts = append(texts, "kirim")
	}
	for _, text := range texts {
		o.number++
		m := kanal.Incoming{Account: account, Conversation: chat, Sender: chat, SenderName: "Bambang Citra", ID: strconv.Itoa(o.number), Text: text}
		if err := o.router.Receive(o.t.Context(), m); err != nil {
			o.t.Fatal(err)
		}
	}
}

// report files one by a message and returns it.
func (o *office) report(account, chat, text string) *storage.Report {
	o.t.Helper()
	before := map[int64]bool{}
	for _, task := range o.tasks() {
		before[task.ID] = true
	}
	o.writes(account, chat, text)
	for _, task := range o.tasks() {
		if !before[task.ID] {
			return o.read(task.ID)
		}
	}
	o.t.Fatalf("%q made no report", text)
	return nil
}

func (o *office) tasks() []*storage.Task {
	o.t.Helper()
	tasks, _, err := o.store.Tasks(o.t.Context(), storage.Filter{Limit: 1000})
	if err != nil {
		o.t.Fatal(err)
	}
	return tasks
}

func (o *office) read(id int64) *storage.Report {
	o.t.Helper()
	report, err := o.store.Report(o.t.Context(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return report
}

// person is somebody at a browser.
type person struct {
	o      *office
	user   *storage.User
	client *http.Client
}

// answer is what a browser got.
type answer struct {
	status int
	at     string // path and query after redirects
	body   string
	header http.Header
}

func (o *office) stranger() *person {
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return &person{o: o, client: &http.Client{Jar: jar}}
}

// signedIn adds a user and signs them in.
func (o *office) signedIn(role storage.Role, agency string) *person {
	o.t.Helper()
	p := o.stranger()
	p.user = &storage.User{Username: fmt.Sprintf("%s.%s", role, agency), Name: fmt.Sprintf("Nama %s %s", role, agency), Role: role, Agency: agency, Password: o.hash}
	if err := o.store.CreateUser(o.t.Context(), p.user, ""); err != nil {
		o.t.Fatal(err)
	}
	got := p.post("/masuk", url.Values{"username": {p.user.Username}, "password": {password}})
	if got.status != http.StatusOK {
		o.t.Fatalf("signing in as %s: %d\n%s", role, got.status, got.body)
	}
	return p
}

func (p *person) get(path string) answer {
	p.o.t.Helper()
	return p.do(p.request(http.MethodGet, path, nil))
}

func (p *person) post(path string, form url.Values) answer {
	p.o.t.Helper()
	return p.do(p.request(http.MethodPost, path, form))
}

func (p *person) request(method, path string, form url.Values) *http.Request {
	p.o.t.Helper()
	r, err := http.NewRequestWithContext(context.WithoutCancel(p.o.t.Context()), method, p.o.http.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.o.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

func (p *person) do(r *http.Request) answer {
	p.o.t.Helper()
	response, err := p.client.Do(r)
	if err != nil {
		p.o.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.o.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Request.URL.RequestURI(), html.UnescapeString(string(body)), response.Header}
}

func (p *person) page(r *storage.Report) answer {
	p.o.t.Helper()
	return p.get(addressOfNumber(r.Number))
}

// step sends one of the forms of a report with the version it has now.
func (p *person) step(r *storage.Report, form string, values url.Values) answer {
	p.o.t.Helper()
	values.Set("versi", strconv.Itoa(p.o.read(r.ID).Version))
	return p.post(addressOfNumber(r.Number)+"/"+form, values)
}

func (a answer) wants(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			t.Errorf("%s (%d) lacks %q:\n%s", a.at, a.status, w, plain(a.body))
		}
	}
}

func (a answer) lacks(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(strings.ToLower(a.body), strings.ToLower(w)) {
			t.Errorf("%s (%d) shows %q:\n%s", a.at, a.status, w, plain(a.body))
		}
	}
}

func (a answer) is(t *testing.T, status int) answer {
	t.Helper()
	if a.status != status {
		t.Errorf("%s: status %d, want %d\n%s", a.at, a.status, status, plain(a.body))
	}
	return a
}

var tagShape = regexp.MustCompile(`(?s)<[^>]*>\s*`)

// plain is a page without its tags, to read in a failure.
func plain(page string) string { return tagShape.ReplaceAllString(page, " ") }

// idle is a network that only has a state.
type idle struct {
	account string
	err     error
}

func (b idle) Account() string                             { return b.account }
func (b idle) Run(ctx context.Context, _ bots.Inbox) error { <-ctx.Done(); return nil }
func (b idle) Health() error                               { return b.err }
func (b idle) Username(context.Context) (string, error)    { return "kanal_uji_bot", nil }
func (b idle) Send(context.Context, kanal.Outgoing) (kanal.Receipt, error) {
	return kanal.Receipt{}, nil
}
