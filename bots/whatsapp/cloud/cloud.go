// Package cloud is the channel to the WhatsApp Business Platform (Cloud API) of Meta: the official way, with buttons,
// with a webhook that is acknowledged only after the commit, and with the 24-hour window: who has not written for a
// day is asked by a template to write, and reads the answer then.
package cloud

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kanal/bots"
)

// DefaultAPIURL is the Graph API that kanal was written for; Meta keeps a version for at least two years.
const DefaultAPIURL = "https://graph.facebook.com/v26.0"

// Options configure a Bot. Token, AppSecret, VerifyToken and PhoneNumberID are required.
type Options struct {
	Account       string // empty means "whatsapp:cloud"
	Token         string // of a system user that may use whatsapp_business_messaging
	AppSecret     string // of the app at Meta: it signs what Meta posts to us
	VerifyToken   string // a word of the operator's own, entered at Meta beside the webhook's address
	PhoneNumberID string // Meta's number of the phone number, not the phone number itself
	APIURL        string // empty means DefaultAPIURL
	// Template is the name of an approved template without parameters, category utility, that asks people to write,
	// e.g. "Ada pesan untuk Anda. Balas BUKA untuk membacanya.", perhaps with BUKA as its
	// quick reply. It says nothing of the matter: others may hold the phone. Empty: nobody is asked.
	Template         string
	TemplateLanguage string       // empty means "id"
	HTTPClient       *http.Client // the way out; nil means one of our own
	Log              *slog.Logger // nil means slog.Default()
	// Files returns what the store of files has under a hash, to be sent; nil: texts alone are sent.
	Files func(ctx context.Context, hash string) ([]byte, error)
	Now   func() time.Time // nil means time.Now
}

// Bot is one phone number at the Cloud API.
type Bot struct {
	account     string
	token       string
	appSecret   []byte
	verifyToken string
	phone       string
	api         *url.URL
	template    string
	language    string
	client      *http.Client
	log         *slog.Logger
	files       func(ctx context.Context, hash string) ([]byte, error)
	now         func() time.Time
	unused      atomic.Int64
	parts       parts
	knocks      knocks
	strangers   sync.Once // told that another number's messages come

	mu       sync.Mutex
	trouble  error // what Health tells of the account
	knocking error // what Health tells of the template
}

var (
	_ bots.Bot     = (*Bot)(nil)
	_ bots.Served  = (*Bot)(nil)
	_ bots.Fetcher = (*Bot)(nil)
	_ bots.Healthy = (*Bot)(nil)
)

// New returns a bot. It does not speak to Meta yet, so that kanal starts while Meta is away.
func New(o Options) (*Bot, error) {
	b := &Bot{
		account: orElse(o.Account, "whatsapp:cloud"), token: strings.TrimSpace(o.Token), appSecret: []byte(strings.TrimSpace(o.AppSecret)),
		verifyToken: o.VerifyToken, phone: strings.TrimSpace(o.PhoneNumberID), template: o.Template,
		language: orElse(o.TemplateLanguage, "id"), log: o.Log, files: o.Files, now: o.Now,
		parts: parts{sent: map[int64]int{}}, knocks: knocks{at: map[string]time.Time{}},
	}
	if b.token == "" || strings.ContainsAny(b.token, " \r\n") || len(b.appSecret) == 0 || b.verifyToken == "" {
		return nil, errors.New("whatsapp cloud: the token, the app's secret and the verify token are needed")
	}
	if !isNumber(b.phone) {
		return nil, errors.New("whatsapp cloud: the id of the phone number is not a number")
	}
	api, err := url.Parse(strings.TrimRight(orElse(o.APIURL, DefaultAPIURL), "/"))
	if err != nil || (api.Scheme != "http" && api.Scheme != "https") || api.Host == "" {
		return nil, errors.New("whatsapp cloud: the address of the API is not an http or https address")
	}
	b.api = api
	if b.log == nil {
		b.log = slog.Default()
	}
	if b.now == nil {
		b.now = time.Now
	}
	b.client = clientFrom(o.HTTPClient)
	return b, nil
}

// clientFrom never follows a redirect: the token goes nowhere but where it is meant to.
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

func orElse(value, other string) string {
	if value = strings.TrimSpace(value); value != "" {
		return value
	}
	return other
}

func isNumber(text string) bool {
	return text != "" && len(text) <= 32 && strings.Trim(text, "0123456789") == ""
}

// Account implements bots.Bot.
func (b *Bot) Account() string { return b.account }

// Run implements bots.Bot: everything comes over HTTP, so it waits.
func (b *Bot) Run(ctx context.Context, _ bots.Inbox) error {
	<-ctx.Done()
	return nil
}

// Unused counts what was acknowledged without being handed in: reactions, kinds of messages that the platform does
// not carry, other phone numbers of the same app.
func (b *Bot) Unused() int64 { return b.unused.Load() }

// Health implements bots.Healthy: nil, or how the latest call went wrong.
func (b *Bot) Health() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return errors.Join(b.trouble, b.knocking)
}

// note keeps for Health whether the latest call reached Meta and was allowed. A refusal that concerns one recipient,
// or a pause, is an answer like any other.
func (b *Bot) note(err error) {
	var api *apiError
	if errors.As(err, &api) && !api.ours() {
		err = nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trouble = err
}

// noteKnock keeps for Health that the template does not work.
func (b *Bot) noteKnock(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.knocking = err
}
