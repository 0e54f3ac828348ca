package webchat

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"net/http"
)

//go:embed page
var pages embed.FS

// policy lets the page use nothing but its own files and its own server, and be framed only by our pages.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'self'"

// assets are the page and its files. A file's address carries the version, so that browsers may keep it.
type assets struct {
	page    *template.Template
	files   []file
	version string
}

type file struct{ name, kind, version, content string }

func loadAssets() (assets, error) {
	page, err := template.ParseFS(pages, "page/chat.html")
	if err != nil {
		return assets{}, fmt.Errorf("reading the page: %w", err)
	}
	loaded := assets{page: page, files: []file{
		{name: "chat.css", kind: "text/css; charset=utf-8"},
		{name: "outbox.js", kind: "text/javascript; charset=utf-8"},
		{name: "chat.js", kind: "text/javascript; charset=utf-8"},
	}}
	sum := sha256.New()
	for i, f := range loaded.files {
		content, err := pages.ReadFile("page/" + f.name)
		if err != nil {
			return assets{}, fmt.Errorf("reading the page: %w", err)
		}
		loaded.files[i].content = string(content)
		sum.Write(content)
	}
	loaded.version = hex.EncodeToString(sum.Sum(nil)[:6])
	for i := range loaded.files {
		loaded.files[i].version = loaded.version
	}
	return loaded, nil
}

// ServeHTTP serves the file.
func (f file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", f.kind)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == f.version {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	io.WriteString(w, f.content)
}

// page serves the page to the one or to each visitor.
func (b *Bot) page(who identity) http.Handler {
	view := map[string]any{
		"Look":    string(b.options.Look),
		"Title":   b.options.Title,
		"Version": b.assets.version,
		"MaxText": maxText,
		"Public":  true,
		"Replies": b.options.Look != LookSMS,
		"Photos":  b.options.Keep != nil && b.options.Look != LookSMS,
	}
	if phone, ok := who.(Phone); ok {
		view["Public"], view["Owner"], view["Number"] = false, phone.Owner, phone.Number
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var rendered bytes.Buffer
		if err := b.assets.page.Execute(&rendered, view); err != nil {
			b.options.Log.Error("rendering the web chat", "account", b.options.Account, "err", err)
			http.Error(w, "Maaf, halaman ini sedang bermasalah.", http.StatusInternalServerError)
			return
		}
		who.welcome(w, r)
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cache-Control", "no-store") // each visitor's cookie comes with it
		w.Write(rendered.Bytes())
	})
}
