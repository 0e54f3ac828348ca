package cloud_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"kanal"
	"kanal/bots/botstest"
	"kanal/bots/whatsapp/cloud"
	"kanal/bots/whatsapp/cloud/cloudtest"
)

const verifyToken = "kata-sandi-verifikasi"

func units(text string) int { return len(utf16.Encode([]rune(text))) }

func number(person int) string { return fmt.Sprintf("62811550%04d", person+1) }

func TestNumbers(t *testing.T) { exercise(t, number) }

// People who show no number are known by Meta's id of them alone.
func TestUserIDs(t *testing.T) {
	exercise(t, func(person int) string { return fmt.Sprintf("ID.81720%010d", person+1) })
}

func exercise(t *testing.T, address func(int) string) {
	botstest.Exercise(t, botstest.Network{
		Limit: 4096, Count: units,
		Open:  func(env botstest.Env) (botstest.Fake, error) { return open(env, address) },
		Lacks: map[botstest.Feature]string{botstest.Idempotency: "the Cloud API has no key for sends"},
	})
}

func person(address string) cloudtest.Person {
	p := cloudtest.Person{Name: "Warga"}
	if strings.Contains(address, ".") {
		p.User = address
	} else {
		p.Number = address
	}
	return p
}

func open(env botstest.Env, address func(int) string) (botstest.Fake, error) {
	server := cloudtest.New(cloudtest.Options{})
	env.Allow(server.APIURL())
	server.Connect(env.URL + "/hooks/whatsapp")
	bot, err := cloud.New(options(server, func(o *cloud.Options) { o.HTTPClient, o.Log = env.Client, env.Log }))
	if err != nil {
		server.Close()
		return botstest.Fake{}, err
	}
	return botstest.Fake{
		Bot: bot, Secrets: []string{server.Options().Token, server.Options().AppSecret, verifyToken}, Address: address,
		Deliver: func(ctx context.Context, m botstest.Message) error {
			return server.Deliver(ctx, written(server, person(address(m.Person)), m))
		},
		Answer: func(a botstest.Answer) { answer(server, a) },
		Sent:   func() []botstest.Sent { return sent(server) },
		Status: func(ctx context.Context) error {
			return server.Deliver(ctx, cloudtest.Notification(server.Statuses(
				cloudtest.Outcome{ID: "wamid.OUT1", To: number(0), Status: "delivered", Callback: "7"})))
		},
		Hook:  hook(server, person(address(0))),
		Close: server.Close,
	}, nil
}

// options are those of a bot at a fake.
func options(server *cloudtest.Server, change func(*cloud.Options)) cloud.Options {
	o := cloud.Options{Token: server.Options().Token, AppSecret: server.Options().AppSecret, VerifyToken: verifyToken,
		PhoneNumberID: server.Options().PhoneNumberID, APIURL: server.APIURL(), Now: server.Options().Now}
	if change != nil {
		change(&o)
	}
	return o
}

// written makes a notification of what a person did.
func written(server *cloudtest.Server, p cloudtest.Person, m botstest.Message) []byte {
	id := func(n int) string { return fmt.Sprintf("wamid.%s.%d", p.Number+p.User, n) }
	fields := cloudtest.Text(m.Text)
	switch {
	case m.Kind == kanal.KindTap:
		fields = cloudtest.Tap(m.Choice, "Kirim", id(m.ReplyTo))
	case m.Kind == kanal.KindEdit:
		fields = map[string]any{"type": "edit", "edit": map[string]any{"original_message_id": id(m.ReplyTo), "message": cloudtest.Text(m.Text)}}
	case m.ReplyTo != 0:
		fields["context"] = map[string]any{"from": "62541700000", "id": id(m.ReplyTo)}
	}
	fields["id"] = id(m.ID)
	return cloudtest.Notification(server.Change(p, server.Message(p, fields)))
}

func answer(server *cloudtest.Server, a botstest.Answer) {
	switch a {
	case botstest.Throttle:
		server.Fail("messages", cloudtest.Failure{Status: 429, Code: 130429, RetryAfter: 7})
	case botstest.Outage:
		server.Fail("messages", cloudtest.Failure{Status: 502})
	case botstest.Drop:
		server.Fail("messages", cloudtest.Failure{})
	case botstest.Refuse:
		server.Fail("messages", cloudtest.Failure{Status: 400, Code: 131026})
	}
}

func sent(server *cloudtest.Server) []botstest.Sent {
	var all []botstest.Sent
	for _, m := range server.Sent() {
		part := botstest.Sent{Conversation: m.To, ID: m.ID, Text: m.Text}
		for _, c := range m.Choices {
			part.Choices = append(part.Choices, kanal.Choice{Label: c.Title, Data: c.ID})
		}
		all = append(all, part)
	}
	return all
}

func hook(server *cloudtest.Server, p cloudtest.Person) *botstest.Hook {
	genuine := func() []byte {
		return cloudtest.Notification(server.Change(p, server.Message(p, cloudtest.Text("lampu jalan mati"))))
	}
	post := func(body []byte) *http.Request { return server.Request(context.Background(), body) }
	return &botstest.Hook{
		Genuine: func() *http.Request { return post(genuine()) },
		Forged: func() *http.Request {
			req := post(genuine())
			req.Header.Set("X-Hub-Signature-256", server.Sign([]byte("sesuatu yang lain")))
			return req
		},
		Malformed:   func() *http.Request { return post([]byte(`{"object":"whatsapp_business_account","entry":[`)) },
		TooLarge:    func() *http.Request { return post([]byte(string(genuine()) + strings.Repeat(" ", 5<<20))) },
		Unused:      func() *http.Request { return post(cloudtest.Notification(server.Change(p, reaction(server, p)))) },
		WrongMethod: http.MethodPut,
	}
}

func reaction(server *cloudtest.Server, p cloudtest.Person) map[string]any {
	return server.Message(p, map[string]any{"type": "reaction", "reaction": map[string]any{"message_id": "wamid.OUT1", "emoji": "👍"}})
}

func TestNewRefusesImpossibleOptions(t *testing.T) {
	good := cloud.Options{Token: "EAAG", AppSecret: "rahasia", VerifyToken: "kata", PhoneNumberID: "1065"}
	for name, change := range map[string]func(*cloud.Options){
		"no token":       func(o *cloud.Options) { o.Token = "" },
		"spaces":         func(o *cloud.Options) { o.Token = "EAAG rahasia" },
		"no secret":      func(o *cloud.Options) { o.AppSecret = " " },
		"no verify":      func(o *cloud.Options) { o.VerifyToken = "" },
		"phone number":   func(o *cloud.Options) { o.PhoneNumberID = "+62 811" },
		"path in number": func(o *cloud.Options) { o.PhoneNumberID = "../1065" },
		"address":        func(o *cloud.Options) { o.APIURL = "ftp://example.org" },
	} {
		o := good
		change(&o)
		if _, err := cloud.New(o); err == nil || strings.Contains(err.Error(), "rahasia") {
			t.Errorf("%s: got %v, want an error without a secret", name, err)
		}
	}
	bot, err := cloud.New(good)
	if err != nil || bot.Account() != "whatsapp:cloud" {
		t.Fatalf("got %v, %v", bot, err)
	}
}

// world is a fake with a bot whose hook is served, for tests beyond the suite.
type world struct {
	*cloudtest.Server
	t     *testing.T
	bot   *cloud.Bot
	inbox *botstest.Inbox
	now   time.Time
}

func TestHealthFollowsTheAccount(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	if err := w.bot.Health(); err != nil {
		t.Errorf("before the first call: %v", err)
	}
	for name, c := range map[string]struct {
		failure cloudtest.Failure
		healthy bool
		passing bool // neither dead nor a pause
	}{
		"token expired":  {cloudtest.Failure{Status: 401, Code: 190}, false, true},
		"permission":     {cloudtest.Failure{Status: 403, Code: 10}, false, true},
		"permission 200": {cloudtest.Failure{Status: 403, Code: 200}, false, true},
		"policies":       {cloudtest.Failure{Status: 403, Code: 368}, false, true},
		"locked":         {cloudtest.Failure{Status: 403, Code: 131031}, false, true},
		"payment":        {cloudtest.Failure{Status: 400, Code: 131042}, false, true},
		"wrong number":   {cloudtest.Failure{Status: 400, Code: 100, Subcode: 33}, false, true},
		"dropped":        {cloudtest.Failure{}, false, true},
		"recipient":      {cloudtest.Failure{Status: 400, Code: 131026}, true, false},
		"pair":           {cloudtest.Failure{Status: 400, Code: 131056}, true, false},
		"called spam":    {cloudtest.Failure{Status: 400, Code: 131048}, false, false},
	} {
		w.Fail("messages", c.failure)
		_, err := w.bot.Send(context.Background(), kanal.Outgoing{Delivery: 1, Conversation: number(0), Text: "kabar"})
		var retry *kanal.RetryError
		if passing := !errors.Is(err, kanal.ErrUndeliverable) && !errors.As(err, &retry); err == nil || passing != c.passing {
			t.Errorf("%s: got %v", name, err)
		}
		if healthy := w.bot.Health() == nil; healthy != c.healthy {
			t.Errorf("%s: health is %v", name, w.bot.Health())
		}
	}
	if _, err := w.bot.Send(context.Background(), kanal.Outgoing{Delivery: 1, Conversation: number(0), Text: "kabar"}); err != nil || w.bot.Health() != nil {
		t.Errorf("afterwards: send %v, health %v", err, w.bot.Health())
	}
}
