// Package kannel connects SMS through the Kannel gateway: its smsbox hands us each SMS over HTTP and takes ours at
// its sendsms service. How Kannel must be set up stands in kannel.conf, which is part of this package.
package kannel

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kanal/bots"
)

// Config returns the example configuration for Kannel's boxes that kanal ships.
func Config() string { return config }

//go:embed kannel.conf
var config string

// Options are the settings of one Kannel.
type Options struct {
	Account   string // "sms:kannel"
	SendURL   string // smsbox's sendsms service, e.g. "http://127.0.0.1:13013/cgi-bin/sendsms"
	Username  string // of kannel.conf's sendsms-user
	Password  string
	Sender    string // number or name that citizens see; empty leaves it to Kannel
	Secret    string // shared with kannel.conf: who knows it is our smsbox
	PublicURL string // where smsbox reaches us, e.g. "http://127.0.0.1:8080"; empty asks for no delivery reports
	Repeats   bool   // the gateway in front is known to bring one SMS twice, under a new id
	// HTTPClient is the way out; nil means one of our own, with a time limit.
	HTTPClient *http.Client
	Log        *slog.Logger     // nil means slog.Default()
	Now        func() time.Time // nil means time.Now
}

// Bot is one Kannel. It is a bots.Bot, bots.Served and bots.Healthy.
type Bot struct {
	options Options
	send    *url.URL
	reports string // the address of delivery reports as Kannel's dlr-url, up to the delivery's number; or empty

	ignored atomic.Uint64

	mu       sync.Mutex
	health   error
	progress map[int64]int // parts already handed over, of deliveries that failed half way
}

var (
	_ bots.Bot     = (*Bot)(nil)
	_ bots.Served  = (*Bot)(nil)
	_ bots.Healthy = (*Bot)(nil)
)

// New checks the settings; an error names the one that is impossible, never its value.
func New(options Options) (*Bot, error) {
	if options.HTTPClient == nil {
		options.HTTPClient = &http.Client{Timeout: sendLimit, CheckRedirect: stay}
	}
	if options.Log == nil {
		options.Log = slog.Default()
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Account == "" {
		return nil, errors.New("kannel: the account has no name")
	}
	if options.Secret == "" {
		return nil, errors.New("kannel: a secret is needed, or anybody could write in a citizen's name")
	}
	send, err := address(options.SendURL)
	if err != nil {
		return nil, fmt.Errorf("kannel: send URL: %w", err)
	}
	b := &Bot{options: options, send: send, progress: map[int64]int{}}
	if options.PublicURL != "" {
		public, err := address(options.PublicURL)
		if err != nil {
			return nil, fmt.Errorf("kannel: public URL: %w", err)
		}
		b.reports = reportURL(public, options.Secret)
	}
	return b, nil
}

// sendLimit is how long handing one SMS to smsbox may take; smsbox waits for bearerbox before it answers.
const sendLimit = 30 * time.Second

// stay follows no redirect: it would carry the password to a host that nobody named.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func address(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, errors.New("not an http or https address")
	}
	return u, nil
}

// reportURL doubles every percent sign that is ours, because Kannel replaces %-codes in a dlr-url.
func reportURL(public *url.URL, secret string) string {
	u := public.JoinPath(reportPath)
	u.RawQuery = url.Values{"secret": {secret}}.Encode()
	return strings.ReplaceAll(u.String(), "%", "%%")
}

// Account implements bots.Bot.
func (b *Bot) Account() string { return b.options.Account }

// Run implements bots.Bot. Everything comes over HTTP, so it only waits.
func (b *Bot) Run(ctx context.Context, _ bots.Inbox) error {
	<-ctx.Done()
	return nil
}

// Health implements bots.Healthy. It tells how the latest hand-over to smsbox went; what concerns one recipient
// alone does not count.
func (b *Bot) Health() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.health
}

// Ignored counts the delivery reports of kinds that kanal does not use.
func (b *Bot) Ignored() uint64 { return b.ignored.Load() }
