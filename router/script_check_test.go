package router

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"kanal"
	"kanal/bots/sms"
	"kanal/storage"
)

var counting = regexp.MustCompile(`^(\d+) (reports?|attention|dismissed)$`)

var amount = regexp.MustCompile(`^(\d+) (message|file)s?$`)

// check tells what is not as one line says; "" when all is.
func (s *script) check(line string) string {
	if m := counting.FindStringSubmatch(line); m != nil {
		var list []*storage.Message
		var err error
		n := len(s.reports())
		switch m[2] {
		case "attention":
			list, err = s.store.Attention(s.t.Context(), 1000)
			n = len(list)
		case "dismissed":
			list, err = s.store.NotReports(s.t.Context(), 1000)
			n = len(list)
		}
		if err != nil {
			return err.Error()
		}
		if fmt.Sprint(n) != m[1] {
			return fmt.Sprintf("there are %d", n)
		}
		return ""
	}
	if fields, ok := strings.CutPrefix(line, "report "); ok {
		return s.compare(fields)
	}
	name, rest, _ := strings.Cut(line, " ")
	if p, ok := s.people[name]; ok && strings.HasSuffix(rest, "asked to write") {
		if asked := s.asked[s.conversation(p.account, p.chat)]; asked != (rest == "is asked to write") {
			return fmt.Sprintf("asked: %t", asked)
		}
		return ""
	}
	if name == "hears" {
		name = s.actor
	} else if verb, after, _ := strings.Cut(rest, " "); verb == "hears" {
		rest = after
	} else {
		return "is no check"
	}
	p, ok := s.people[name]
	if !ok {
		return "who is " + name + "?"
	}
	messages := slices.DeleteFunc(s.heard(p.account, p.chat, 0), func(m *storage.Message) bool {
		return m.State == kanal.StateHeld || m.ID <= s.before[name] && !s.arrived[m.ID]
	})
	heard := lines(messages)
	if m := amount.FindStringSubmatch(rest); m != nil {
		n := len(messages)
		if m[2] == "file" {
			n = 0
			for _, message := range messages {
				n += len(message.Attachments)
			}
		}
		if fmt.Sprint(n) != m[1] {
			return fmt.Sprintf("%d, heard:\n%s", n, heard)
		}
		return ""
	}
	not, negative := strings.CutPrefix(rest, "not ")
	switch {
	case rest == "nothing" && heard != "", negative && strings.Contains(heard, not), rest != "nothing" && !negative && !strings.Contains(heard, rest):
		return "heard:\n" + heard
	}
	return ""
}

func (s *script) compare(fields string) string {
	r := s.newest()
	is := map[string]string{"status": string(r.Status), "holder": r.Holder, "proposed": r.Proposed, "topic": r.Topic,
		"protection": string(r.Protection), "reason": r.Reason, "by": r.ClosedBy, "stars": fmt.Sprint(r.Rating), "kind": string(r.Kind), "place": r.Area,
		"officer": s.taskOf(r), "words": s.wordsOf(r), "withheld": r.Withheld, "case": fmt.Sprint(r.Case)}
	is["clock"], is["due"] = s.clockOf(r)
	for _, field := range strings.Fields(fields) {
		name, want, _ := strings.Cut(field, "=")
		got, known := is[name]
		if !known {
			return "a report has no " + name
		}
		if got != want {
			return fmt.Sprintf("%s is %q", name, got)
		}
	}
	return ""
}

// taskOf is the name of the officer whose task a report is; "" for nobody's.
func (s *script) taskOf(r *storage.Report) string {
	if r.Officer == 0 {
		return ""
	}
	u, err := s.store.User(s.t.Context(), r.Officer)
	if err != nil {
		s.t.Fatal(err)
	}
	return u.Name
}

// wordsOf tells whether what a report's citizen wrote is ciphertext in the database.
func (s *script) wordsOf(r *storage.Report) string {
	thread, err := s.store.Thread(s.t.Context(), r.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range thread {
		if !m.Out && m.Text != "" && !m.Sealed {
			return "readable"
		}
	}
	return "sealed"
}

// clockOf tells whether a report's clock is running, and the day on which it rings.
func (s *script) clockOf(r *storage.Report) (state, due string) {
	c, err := s.store.OpenClock(s.t.Context(), r.ID)
	switch {
	case err != nil:
		s.t.Fatal(err)
	case c == nil:
		return "none", ""
	case !c.PausedAt.IsZero():
		return "paused", ""
	}
	return "running", c.DueAt.In(kanal.WITA).Format(time.DateOnly)
}

// deliver lets the network take what waits, so that messages have ids to be replied to.
func (s *script) deliver() {
	s.t.Helper()
	accounts := map[string]bool{}
	for _, p := range s.people {
		accounts[p.account] = true
	}
	for account := range accounts {
		for {
			claimed, err := s.store.Claim(s.t.Context(), account, "phone", s.clock.now().Add(time.Minute), 100)
			if err != nil {
				s.t.Fatal(err)
			}
			if len(claimed) == 0 {
				break
			}
			var sent []storage.Outcome
			for _, d := range claimed {
				sent = append(sent, s.send(d))
			}
			if err := s.store.Finish(s.t.Context(), "phone", sent...); err != nil {
				s.t.Fatal(err)
			}
		}
	}
}

// send is how the network takes one message.
func (s *script) send(d storage.Delivery) storage.Outcome {
	window := kanal.NetworkOf(d.Account).Window
	if window > 0 && (d.Knocked || s.clock.now().Sub(d.HeardAt) >= window) {
		s.asked[d.ConversationID] = s.asked[d.ConversationID] || !d.Knocked
		return storage.Outcome{Delivery: d.Delivery, State: kanal.StateHeld, Trouble: "window", Began: s.clock.now()}
	}
	s.arrived[d.Delivery] = true
	return storage.Outcome{Delivery: d.Delivery, State: kanal.StateSent, Receipt: fmt.Sprintf("net-%d", d.Delivery)}
}

// measure holds that an SMS is one SMS.
func (s *script) measure(line int) {
	s.t.Helper()
	for name, p := range s.people {
		if kanal.NetworkOf(p.account).Name != "sms" {
			continue
		}
		for _, m := range s.heard(p.account, p.chat, s.before[name]) {
			if size := sms.Measure(m.Text); size.Segments != 1 || size.Unicode {
				s.t.Errorf("line %d: %+v for one SMS: %s", line, size, m.Text)
			}
		}
	}
}
