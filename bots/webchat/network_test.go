package webchat_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots/botstest"
	"kanal/bots/webchat"
)

var visitor = []string{"b1946ac92492d2347c6235b4d2611184", "591785b794601e212b260e25925636fd", "6f5902ac237024bdd0c176cb93063dc4"}

var numbers = []string{"+6281200000001", "+6281200000002", "+6281200000003"}

// browsers is the web chat's network: three people with a browser each.
type browsers struct {
	*webchat.Bot
	threads *threads
	url     string
	phones  bool
}

// Send does what the router does: the message is in the thread before it is sent.
func (n *browsers) Send(ctx context.Context, out kanal.Outgoing) (kanal.Receipt, error) {
	n.threads.answer(out)
	return n.Bot.Send(ctx, out)
}

func (n *browsers) address(person int) string {
	if n.phones {
		return numbers[person]
	}
	return visitor[person]
}

func (n *browsers) request(ctx context.Context, person int, method, path, body string) *http.Request {
	base := n.url + "/"
	if n.phones {
		base = fmt.Sprintf("%s/demo/hp%d/", n.url, person)
	}
	req, err := http.NewRequestWithContext(ctx, method, base+path, strings.NewReader(body))
	if err != nil {
		panic(err) // a mistake in this file
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if !n.phones {
		req.AddCookie(&http.Cookie{Name: "kanal_webchat", Value: visitor[person]})
	}
	return req
}

func clientID(number int) string {
	if number == 0 {
		return ""
	}
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", number)
}

// deliver posts as the page does: again until 200, or for ever refused as the empty messages are that no
// page sends.
func (n *browsers) deliver(ctx context.Context, m botstest.Message) error {
	body, err := json.Marshal(map[string]string{
		"id": clientID(m.ID), "text": m.Text, "choice": m.Choice, "reply_to": clientID(m.ReplyTo)})
	if err != nil {
		return err
	}
	for {
		answer, err := http.DefaultClient.Do(n.request(ctx, m.Person, "POST", "chat/messages", string(body)))
		if err == nil {
			answer.Body.Close()
			blank := strings.TrimSpace(m.Text) == "" && answer.StatusCode == http.StatusBadRequest
			if answer.StatusCode == http.StatusOK || blank {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// event is one server-sent event as a page gets it.
type event struct {
	seq     int64
	name    string
	ID      string         `json:"id"`
	Mine    bool           `json:"mine"`
	Text    string         `json:"text"`
	Note    string         `json:"note"`
	Choice  string         `json:"choice"`
	Choices []kanal.Choice `json:"choices"`
}

// readEvent reads up to the end of one event; comments and empty events are skipped.
func readEvent(lines *bufio.Scanner) (event, error) {
	var e event
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "id":
			e.seq, _ = strconv.ParseInt(value, 10, 64)
		case "event":
			e.name = value
		case "data":
			if err := json.Unmarshal([]byte(value), &e); err != nil {
				return e, err
			}
		case "":
			if e.name != "" || e.ID != "" {
				return e, nil
			}
		}
	}
	return e, errors.New("the stream ended")
}

// thread is what a person's page shows after it was opened anew.
func (n *browsers) thread(person int) ([]event, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	answer, err := http.DefaultClient.Do(n.request(ctx, person, "GET", "chat/events", ""))
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	var shown []event
	for {
		e, err := readEvent(lines)
		if err != nil || e.name == "ready" {
			return shown, err
		}
		shown = append(shown, e)
	}
}

func (n *browsers) sent(t *testing.T) []botstest.Sent {
	type placed struct {
		seq int64
		botstest.Sent
	}
	var all []placed
	for person := range visitor {
		shown, err := n.thread(person)
		if err != nil {
			t.Errorf("reading the thread of person %d: %v", person, err)
		}
		for _, e := range shown {
			if !e.Mine {
				all = append(all, placed{e.seq, botstest.Sent{
					Conversation: n.address(person), ID: e.ID, Text: e.Text, Choices: e.Choices}})
			}
		}
	}
	slices.SortFunc(all, func(a, b placed) int { return cmp.Compare(a.seq, b.seq) })
	parts := make([]botstest.Sent, len(all))
	for i, p := range all {
		parts[i] = p.Sent
	}
	return parts
}

func (n *browsers) hook() *botstest.Hook {
	post := func(body string) *http.Request {
		return n.request(context.Background(), 0, "POST", "chat/messages", body)
	}
	good := fmt.Sprintf(`{"id":%q,"text":"lampu jalan mati"}`, clientID(1))
	return &botstest.Hook{
		Genuine: func() *http.Request { return post(good) },
		Forged: func() *http.Request {
			req := post(good)
			req.Header.Del("Cookie")
			return req
		},
		Malformed:   func() *http.Request { return post(`{"id":`) },
		TooLarge:    func() *http.Request { return post(`{"text":"` + strings.Repeat("a", 65<<10) + `"}`) },
		WrongMethod: "PUT",
	}
}

func openNetwork(t *testing.T, options webchat.Options) func(env botstest.Env) (botstest.Fake, error) {
	return func(env botstest.Env) (botstest.Fake, error) {
		store := &threads{}
		options.History, options.Log = store.History, env.Log
		bot, err := webchat.New(options)
		if err != nil {
			return botstest.Fake{}, err
		}
		n := &browsers{Bot: bot, threads: store, url: env.URL, phones: len(options.Phones) > 0}
		return botstest.Fake{
			Bot:     n,
			Address: n.address,
			Deliver: n.deliver,
			Sent:    func() []botstest.Sent { return n.sent(t) },
			Hook:    n.hook(),
			Close:   http.DefaultClient.CloseIdleConnections,
		}, nil
	}
}

var lacks = map[botstest.Feature]string{
	botstest.Unused:     "the page posts nothing but messages and taps",
	botstest.Edits:      "a message once sent stays as it is",
	botstest.Splitting:  "a message may have any length",
	botstest.Statuses:   "a stored message can always be read",
	botstest.Throttling: "sending is a note to this process",
	botstest.Outages:    "sending is a note to this process",
	botstest.Drops:      "sending is a note to this process",
	botstest.Refusals:   "a visitor cannot block us",
}

func lacking(more map[botstest.Feature]string) map[botstest.Feature]string {
	all := map[botstest.Feature]string{}
	for _, reasons := range []map[botstest.Feature]string{lacks, more} {
		for feature, why := range reasons {
			all[feature] = why
		}
	}
	return all
}

func TestVisitors(t *testing.T) {
	botstest.Exercise(t, botstest.Network{
		Open:  openNetwork(t, webchat.Options{Account: "webchat", Path: "/"}),
		Lacks: lacks,
	})
}

func TestPhones(t *testing.T) {
	var phones []webchat.Phone
	for i, number := range numbers {
		phones = append(phones, webchat.Phone{Slug: fmt.Sprintf("hp%d", i), Number: number, Owner: "Warga"})
	}
	open := "whoever opens the page of a simulated phone holds it"
	t.Run("telegram", func(t *testing.T) {
		botstest.Exercise(t, botstest.Network{
			Open: openNetwork(t, webchat.Options{
				Account: "telegram:demo", Path: "/demo/", Look: webchat.LookTelegram, Phones: phones}),
			Lacks: lacking(map[botstest.Feature]string{botstest.Secret: open}),
		})
	})
	t.Run("whatsapp", func(t *testing.T) {
		botstest.Exercise(t, botstest.Network{
			Open: openNetwork(t, webchat.Options{
				Account: "whatsapp:demo", Path: "/demo/", Look: webchat.LookWhatsApp, Phones: phones}),
			Lacks: lacking(map[botstest.Feature]string{
				botstest.Secret: open, botstest.Buttons: "numbered lines", botstest.Taps: "numbered lines"}),
		})
	})
}
