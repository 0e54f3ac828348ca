package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"kanal/bots"
	"kanal/storage"
)

var demo = Options{Demo: []Frame{{Title: "Warga · SMS", Path: "/demo/sms/warga/", Look: "sms"}}}

// routesOf reads the table of routes as it is written.
func routesOf(t *testing.T) map[string][]string {
	t.Helper()
	source, err := os.ReadFile("routes.go")
	if err != nil {
		t.Fatal(err)
	}
	routes := map[string][]string{}
	for _, m := range regexp.MustCompile(`\("(GET|POST) (/[^"]*)"`).FindAllStringSubmatch(string(source), -1) {
		path := strings.NewReplacer("{number}", "48210937", "{id}", "1", "/statis/", "/statis/x").Replace(m[2])
		routes[path] = append(routes[path], m[1])
	}
	if len(routes) < 15 {
		t.Fatalf("only %d routes were read", len(routes))
	}
	return routes
}

func TestWrongMethods(t *testing.T) {
	o := one(t, demo)
	p := o.stranger()
	for path, methods := range routesOf(t) {
		wrong := []string{http.MethodDelete, http.MethodPut}
		if len(methods) == 1 && methods[0] == http.MethodGet {
			wrong = append(wrong, http.MethodPost)
		}
		for _, method := range wrong {
			if got := p.do(p.request(method, path, nil)); got.status != http.StatusMethodNotAllowed || got.header.Get("Allow") == "" {
				t.Errorf("%s %s: %d, Allow %q", method, path, got.status, got.header.Get("Allow"))
			}
		}
	}
	p.get("/tidak-ada").is(t, 404).wants(t, "tidak ditemukan", "Kembali")
	p.get("/statis/x").is(t, 404)
}

// Nobody who is not signed in gets anything but the form for signing in.
func TestConsoleIsClosed(t *testing.T) {
	o := one(t, demo)
	leader, officer := o.signedIn(storage.Leader, ""), o.signedIn(storage.Officer, "esdm")
	for path, methods := range routesOf(t) {
		if !strings.HasPrefix(path, "/konsol") {
			continue
		}
		for _, method := range methods {
			got := o.stranger().do(o.stranger().request(method, path, url.Values{}))
			got.wants(t, "Kata sandi")
			for _, p := range []*person{leader, officer} {
				got := p.do(p.request(method, path, url.Values{}))
				if (strings.HasPrefix(path, "/konsol/pe") || path == "/konsol/kanal") && got.status != http.StatusForbidden || got.status >= 500 {
					t.Errorf("%s %s for %s: %d", method, path, p.user.Role, got.status)
				}
			}
		}
	}
}

func TestPagesSayHowTheyAreToBeShown(t *testing.T) {
	o := one(t, demo)
	admin := o.signedIn(storage.Admin, "")
	for _, path := range []string{"/masuk", "/lacak", "/privasi", "/demo", "/konsol", "/konsol/rekap", "/konsol/pesan", "/konsol/petugas", "/konsol/kanal", "/tidak-ada"} {
		page := admin.get(path)
		policy := page.header.Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'self'", "form-action 'self'"} {
			if !strings.Contains(policy, rule) {
				t.Errorf("%s: the policy %q lacks %q", path, policy, rule)
			}
		}
		if page.header.Get("X-Content-Type-Options") != "nosniff" || page.header.Get("Cache-Control") == "" {
			t.Errorf("%s: headers %v", path, page.header)
		}
		page.wants(t, `lang="id"`, `width=device-width`, "Langsung ke isi")
		page.lacks(t, "style=", "onclick", "<script>")
		for _, field := range regexp.MustCompile(`<(input|select|textarea)[^>]*>`).FindAllString(page.body, -1) {
			if !strings.Contains(field, "hidden") && !strings.Contains(page.body, "<label") {
				t.Errorf("%s: %s has no label", path, field)
			}
		}
	}
	for name := range o.web.static.address {
		got := admin.get(o.web.static.address[name]).is(t, 200)
		if !strings.Contains(got.header.Get("Cache-Control"), "immutable") || strings.HasPrefix(got.header.Get("Content-Type"), "text/plain") {
			t.Errorf("%s: %v", name, got.header)
		}
	}
	admin.get("/demo").wants(t, "/demo/sms/warga/", `src="/konsol"`)
	one(t, Options{}).stranger().get("/demo").is(t, 404)
}

func TestReadiness(t *testing.T) {
	o := one(t, Options{Bots: []bots.Bot{idle{account: "telegram"}, idle{account: "sms:kannel", err: errors.New("smsbox cannot be reached")}}})
	p := o.stranger()
	p.get("/healthz").is(t, 200)
	p.get("/readyz").is(t, 200).wants(t, `"database":"ok"`, `"telegram":"ok"`, `"sms:kannel":"smsbox cannot be reached"`)
	p.get("/metrics").is(t, 200).wants(t, `kanal_http_request_seconds_count{route="GET /readyz",status="200"} 1`)
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
	p.get("/readyz").is(t, 503).wants(t, `"database":"away"`)
	p.get("/healthz").is(t, 200)
	p.post("/lacak", url.Values{"nomor": {"48210937"}}).lacks(t, "sql", "database")
}

func TestPanicIsAPage(t *testing.T) {
	o := one(t, Options{})
	pages := httptest.NewServer(o.web.around("GET /x", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("rahasia") })))
	defer pages.Close()
	o.http = pages
	page := o.stranger().get("/x").is(t, 500)
	page.wants(t, "tidak beres di sisi kami")
	page.lacks(t, "rahasia")
	if !strings.Contains(o.log.String(), "panic in a page") {
		t.Error("the log does not tell of a panic")
	}
}
