// Package telegram is the channel to Telegram bots. It receives by webhook or by long polling, and in both
// ways tells Telegram "received" only after the message is stored.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kanal"
	"kanal/bots"

	tg "github.com/go-telegram/bot"
)

// account is the name of the only account.
const account = "telegram"

// Options configure a Bot. Only Token is required.
type Options struct {
	Token         string       // from BotFather
	APIURL        string       // of the Bot API; empty means Telegram's own
	WebhookSecret string       // set: receive by webhook with this secret; empty: by long polling
	PublicURL     string       // base address under which Telegram reaches us; needed for a webhook
	HTTPClient    *http.Client // the way out; nil means one of our own
	Log           *slog.Logger // nil means slog.Default()
	// Files returns what the store of files has under a hash, to be sent; nil: texts alone are sent.
	Files func(ctx context.Context, hash string) ([]byte, error)
}

// Bot is one Telegram bot account.
type Bot struct {
	token     string
	apiURL    string
	secret    string
	publicURL string
	client    *http.Client
	log       *slog.Logger
	api       *tg.Bot
	unused    atomic.Int64
	parts     parts

	id    string // the bot's own, the part of the token before the colon
	files func(ctx context.Context, hash string) ([]byte, error)

	mu       sync.Mutex
	trouble  error  // what Health tells
	username string // asked for when a group first writes
}

var (
	_ bots.Bot     = (*Bot)(nil)
	_ bots.Served  = (*Bot)(nil)
	_ bots.Healthy = (*Bot)(nil)
	_ bots.Fetcher = (*Bot)(nil)
)

// New returns a bot. It does not speak to Telegram yet, so that kanal starts while Telegram is away.
func New(o Options) (*Bot, error) {
	b := &Bot{
		token: strings.TrimSpace(o.Token), apiURL: strings.TrimRight(o.APIURL, "/"), secret: o.WebhookSecret,
		publicURL: strings.TrimRight(o.PublicURL, "/"), log: o.Log, parts: parts{sent: map[int64]int{}}, files: o.Files,
	}
	b.id, _, _ = strings.Cut(b.token, ":")
	if b.token == "" || strings.ContainsAny(b.token, "/?# ") {
		return nil, errors.New("telegram: the token is empty or not one")
	}
	if b.apiURL == "" {
		b.apiURL = "https://api.telegram.org"
	}
	if !isHTTP(b.apiURL) {
		return nil, errors.New("telegram: the address of the Bot API is not an http or https address")
	}
	if b.secret != "" && (!validSecret(b.secret) || !isHTTP(b.publicURL)) {
		return nil, errors.New("telegram: a webhook needs a secret of 1 to 256 letters, digits, _ and -, and a public address")
	}
	if b.log == nil {
		b.log = slog.Default()
	}
	b.client = clientFrom(o.HTTPClient)
	api, err := tg.New(b.token, tg.WithSkipGetMe(), tg.WithServerURL(b.apiURL), tg.WithHTTPClient(pollTimeout, b.client),
		// By default the library prints its errors, which may quote what Telegram answered.
		tg.WithErrorsHandler(func(error) {}))
	if err != nil {
		return nil, errors.New("telegram: the library does not accept the token")
	}
	b.api = api
	return b, nil
}

// clientFrom never follows a redirect: the token is in the address, and it goes nowhere else.
func clientFrom(given *http.Client) *http.Client {
	client := &http.Client{}
	if given != nil {
		*client = *given
	} else if base, ok := http.DefaultTransport.(*http.Transport); ok {
		own := base.Clone()
		own.MaxIdleConnsPerHost = 32 // the delivery queue sends side by side
		client.Transport = own
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client
}

func isHTTP(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// validSecret is Telegram's own rule for the secret of a webhook.
func validSecret(secret string) bool {
	odd := strings.IndexFunc(secret, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-')
	})
	return odd < 0 && len(secret) <= 256
}

// Account implements bots.Bot.
func (b *Bot) Account() string { return account }

// Run implements bots.Bot. With a webhook it registers the webhook and waits; otherwise it polls. It returns
// an error only when Telegram does not know the token.
func (b *Bot) Run(ctx context.Context, inbox bots.Inbox) error {
	work := func(ctx context.Context) error { return b.poll(ctx, inbox) }
	if b.secret != "" {
		work = b.setWebhook
	}
	for pause := firstPause; ctx.Err() == nil; pause = min(2*pause, lastPause) {
		began := time.Now()
		err := work(ctx)
		if ctx.Err() != nil {
			break
		}
		b.note(err)
		if err == nil {
			<-ctx.Done()
			break
		}
		var api *apiError
		if errors.As(err, &api) && (api.code == http.StatusUnauthorized || api.code == http.StatusNotFound) {
			return fmt.Errorf("telegram does not know this token: %w", err)
		}
		if time.Since(began) > lastPause { // it had worked for a while
			pause = firstPause
		}
		var retry *kanal.RetryError
		if errors.As(err, &retry) {
			pause = max(pause, retry.After)
		}
		b.log.Warn("telegram is away", "account", account, "err", err)
		wait(ctx, pause)
	}
	return nil
}

const (
	firstPause = 200 * time.Millisecond
	lastPause  = 30 * time.Second
)

// wait returns after d or when ctx ends.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// Health implements bots.Healthy: nil, or how the latest call went wrong.
func (b *Bot) Health() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.trouble
}

// note keeps for Health whether the latest call reached Telegram. A refusal that concerns one recipient, or
// a pause, is an answer like any other.
func (b *Bot) note(err error) {
	var api *apiError
	if errors.As(err, &api) && api.answered() {
		err = nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trouble = err
}

// Unused counts the updates that were acknowledged without being handed in, since kanal does not use their
// kind (people joining a group, polls).
func (b *Bot) Unused() int64 { return b.unused.Load() }
