package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kanal/router"
	"kanal/storage"
)

func signIn(p *person, name, password string) answer {
	return p.post("/masuk", url.Values{"username": {name}, "password": {password}})
}

func TestSignInAndOut(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		p := o.signedIn(storage.Officer, "esdm")
		p.get("/konsol").is(t, 200).wants(t, p.user.Name, "Dasar hukum")
		p.post("/keluar", nil).is(t, 200).wants(t, "Kata sandi")
		if got := p.get("/konsol?tampil=semua"); got.at != "/masuk?ke=%2Fkonsol%3Ftampil%3Dsemua" {
			t.Errorf("after signing out at %s", got.at)
		}
		signIn(p, "tidak.ada", password).is(t, 401).wants(t, "belum cocok")
		signIn(p, p.user.Username, "salah").is(t, 401).wants(t, "belum cocok")
		signIn(p, strings.ToUpper(p.user.Username)+" ", password).is(t, 200)
		p.user.Disabled = true
		if err := o.store.SaveUser(t.Context(), p.user); err != nil {
			t.Fatal(err)
		}
		p.get("/konsol").is(t, 200).wants(t, "Kata sandi")
		signIn(p, p.user.Username, password).is(t, 401).wants(t, "belum cocok")
	})
}

// The link on an officer's phone leads to the report after signing in, and to no other site.
func TestSignInLeadsOn(t *testing.T) {
	for address, want := range map[string]string{
		"/konsol/laporan/48210937": "/konsol/laporan/48210937", "/konsol?tampil=semua": "/konsol?tampil=semua", "": "/konsol",
		"https://lain.example/konsol": "/konsol", "//lain.example/konsol/x": "/konsol", "/keluar": "/konsol", "/konsolan": "/konsol", `/\lain.example`: "/konsol",
	} {
		if got := wanted(address); got != want {
			t.Errorf("wanted(%q) = %q, want %q", address, got, want)
		}
	}
	o := one(t, Options{})
	p := o.signedIn(storage.Officer, "dpupr-pera")
	r := o.report("sms:kannel", "+6281234567890", roadText)
	p.post("/keluar", nil)
	p.page(r).is(t, 200).wants(t, `name="ke" value="`+addressOfNumber(r.Number)+`"`)
	got := p.post("/masuk", url.Values{"username": {p.user.Username}, "password": {password}, "ke": {addressOfNumber(r.Number)}})
	if got.at != addressOfNumber(r.Number) {
		t.Errorf("signed in to %s", got.at)
	}
}

func TestCookies(t *testing.T) {
	for public, secure := range map[string]bool{"https://kanal.example": true, "http://kanal.example": false} {
		o := one(t, Options{PublicURL: public})
		p := o.signedIn(storage.Admin, "")
		p.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		first := signIn(p, p.user.Username, password).is(t, 303).header.Get("Set-Cookie")
		second := signIn(p, p.user.Username, password).header.Get("Set-Cookie")
		if !strings.Contains(first, "HttpOnly") || !strings.Contains(first, "SameSite=Lax") || strings.Contains(first, "Secure") != secure {
			t.Errorf("%s: %s", public, first)
		}
		if value := func(cookie string) string { v, _, _ := strings.Cut(cookie, ";"); return v }; value(first) == value(second) {
			t.Error("signing in kept the old session")
		}
	}
}

func TestOtherSitesSendNothing(t *testing.T) {
	o := one(t, Options{PublicURL: "https://kanal.example"})
	p := o.signedIn(storage.Admin, "")
	r := o.report("sms:kannel", "+6281234567890", roadText)
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://lain.example"} {
		form := p.request(http.MethodPost, addressOfNumber(r.Number)+"/status", url.Values{"versi": {"2"}, "ke": {"in_progress"}})
		form.Header.Set(name, value)
		p.do(form).is(t, 403).wants(t, "situs lain")
	}
	form := p.request(http.MethodPost, addressOfNumber(r.Number)+"/status", url.Values{"versi": {"2"}, "ke": {"in_progress"}})
	form.Header.Set("Origin", "https://kanal.example")
	p.do(form).is(t, 200)
}

func TestGuessesAreFew(t *testing.T) {
	o := one(t, Options{})
	known, p := o.signedIn(storage.Admin, ""), o.stranger()
	for range router.GuessesAllowed {
		signIn(p, known.user.Username, "salah").is(t, 401)
	}
	signIn(p, known.user.Username, password).is(t, 429).wants(t, "Terlalu banyak percobaan")
	signIn(p, "nama.lain", "salah").is(t, 429)
	o.pass(router.GuessesWithin)
	signIn(p, known.user.Username, password).is(t, 200)

	r := o.report("sms:kannel", "+6281234567890", roadText)
	guess := func(pin string) answer {
		return p.post("/lacak", url.Values{"nomor": {string(r.Number)}, "pin": {pin}})
	}
	for range router.GuessesAllowed {
		guess("000000").is(t, 200).wants(t, "PIN belum cocok")
	}
	guess(o.store.PIN(r.Number)).is(t, 429)
	guess("").is(t, 200).wants(t, "diteruskan")
	o.pass(router.GuessesWithin)
	guess(o.store.PIN(r.Number)).is(t, 200).wants(t, "Perjalanannya")
	o.pass(time.Hour)
	o.web.guesses.Allow("sweeping")
	if n := o.web.guesses.Len(); n != 1 {
		t.Errorf("%d guessers are remembered after an hour", n)
	}
}

func TestAddressBehindAProxy(t *testing.T) {
	for _, c := range []struct{ peer, forwarded, want string }{
		{"127.0.0.1:1", "203.0.113.9", "203.0.113.9"}, {"172.18.0.2:1", "1.1.1.1, 203.0.113.9", "203.0.113.9"},
		{"203.0.113.1:1", "198.51.100.1", "203.0.113.1"}, {"127.0.0.1:1", "", "127.0.0.1"}, {"127.0.0.1:1", "apa saja", "127.0.0.1"},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := addressOf(r); got != c.want {
			t.Errorf("%s with %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}
