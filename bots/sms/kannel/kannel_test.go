package kannel_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"kanal/bots/botstest"
	"kanal/bots/sms"
	"kanal/bots/sms/kannel"
	"kanal/bots/sms/kannel/kanneltest"
)

const secret = "rahasia-kannel+&%41" // as awkward as a secret can be

func TestKannel(t *testing.T) {
	botstest.Exercise(t, botstest.Network{
		Open: open,
		Lacks: map[botstest.Feature]string{
			botstest.Edits:       "an SMS cannot be changed",
			botstest.Taps:        "SMS have no buttons",
			botstest.Replies:     "SMS do not say what they answer",
			botstest.Buttons:     "choices are numbered lines",
			botstest.ReceiptIDs:  "smsbox names nothing; delivery reports carry our number",
			botstest.Idempotency: "sendsms has no key",
			botstest.Throttling:  "smsbox answers 503 without a pause",
		},
		Limit: 6 * 153, // six joined segments, counted in septets
		Count: func(text string) int {
			size := sms.Measure(text)
			if size.Unicode {
				return (size.Units*153 + 66) / 67
			}
			return size.Units
		},
	})
}

func open(env botstest.Env) (botstest.Fake, error) {
	fake := kanneltest.NewFake(env.URL, secret)
	env.Allow(fake.URL())
	bot, err := kannel.New(kannel.Options{
		Account: "sms:kannel", SendURL: fake.SendURL(), Username: fake.Username(), Password: fake.Password(),
		Sender: "1708", Secret: secret, PublicURL: env.URL, HTTPClient: env.Client, Log: env.Log,
	})
	if err != nil {
		return botstest.Fake{}, err
	}
	request := func(method, address string, body io.Reader) *http.Request {
		req, err := http.NewRequest(method, address, body)
		if err != nil {
			panic(err) // the test's own address
		}
		return req
	}
	genuine := fake.MessageURL(local(0), "Jalan rusak", "id-1")
	return botstest.Fake{
		Bot:     bot,
		Secrets: []string{secret, url.QueryEscape(secret), fake.Password()},
		Address: func(person int) string { return "+62" + local(person)[1:] },
		Deliver: func(ctx context.Context, m botstest.Message) error {
			return fake.Deliver(ctx, local(m.Person), m.Text, fmt.Sprintf("%d-%d", m.Person, m.ID))
		},
		Answer: func(answer botstest.Answer) { fake.Next(answers[answer]) },
		Sent: func() []botstest.Sent {
			var all []botstest.Sent
			for _, s := range fake.Sent() {
				all = append(all, botstest.Sent{Conversation: s.To, Text: s.Text})
			}
			return all
		},
		Status: func(ctx context.Context) error {
			return fake.Call(ctx, "/hooks/kannel/dlr", url.Values{"id": {"7"}, "status": {"1"}})
		},
		Hook: &botstest.Hook{
			Genuine: func() *http.Request { return request("GET", genuine, nil) },
			Forged: func() *http.Request {
				return request("GET", strings.Replace(genuine, "secret=", "secret=x", 1), nil)
			},
			Malformed: func() *http.Request {
				return request("GET", env.URL+"/hooks/kannel?secret="+url.QueryEscape(secret)+"&text=x", nil)
			},
			TooLarge: func() *http.Request {
				req := request("POST", genuine, strings.NewReader("x="+strings.Repeat("a", 1<<20)))
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				return req
			},
			Unused: func() *http.Request {
				return request("GET", env.URL+"/hooks/kannel/dlr?id=7&status=4&secret="+url.QueryEscape(secret), nil)
			},
			WrongMethod: "PUT",
		},
		Close: fake.Close,
	}, nil
}

// local is the number of a person as phones here show it.
func local(person int) string { return "08115550" + strconv.Itoa(123+person) }

// answers are smsbox's, in its own words.
var answers = map[botstest.Answer]func(http.ResponseWriter){
	botstest.Refuse: says(http.StatusForbidden, "Not routable. Do not try again."),
	botstest.Outage: says(http.StatusServiceUnavailable, "Temporal failure, try again later."),
	botstest.Drop: func(w http.ResponseWriter) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err) // net/http's own server can
		}
		conn.Close()
	},
}

func says(code int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}
