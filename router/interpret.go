package router

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kanal"
	"kanal/places"
	"kanal/router/dialog"
	"kanal/storage"
)

// interpret decides what one message does: it runs the dialog and carries out its effects.
func (u *unit) interpret(ctx context.Context, c *storage.Conversation, a *arrival) error {
	message := u.incoming(c, a.message)
	u.hear(c)
	state, err := dialog.Load(c.State, c.Draft, c.DueAt)
	if err != nil {
		return err // stored raw, and the conversation mended
	}
	if state, err = u.taskChoices(ctx, c, state, a.message); err != nil {
		return err
	}
	message.Choice = dialog.Picked(state, a.message)
	in, err := u.input(ctx, c, state, a)
	if err != nil {
		return err
	}
	next, effects := dialog.Step(state, in)
	return u.carryOut(ctx, exchange{chat: c, message: message, next: next}, effects)
}

// longestPick is the most bytes of a message that picks a choice by its number or words.
const longestPick = 32

// taskChoices lets an officer answer an assignment by number where there are no buttons: it came without their dialog
// knowing of it. Meant is the assignment replied to, or the newest one where nothing else is offered.
func (u *unit) taskChoices(ctx context.Context, c *storage.Conversation, s dialog.State, m kanal.Incoming) (dialog.State, error) {
	if c.Officer == 0 || kanal.NetworkOf(m.Account).Buttons || s.Name != dialog.AtRest && s.Name != dialog.Doubt || len(m.Text) > longestPick || m.ReplyTo == "" && len(s.Offered) > 0 {
		return s, nil
	}
	user, err := u.boundTo(ctx, c)
	if err != nil || user == nil || user.Role != storage.Officer {
		return s, err
	}
	open, err := u.tasks(ctx, user, c, false)
	if err != nil {
		return s, err
	}
	newest := int64(0)
	for _, task := range open {
		thread, err := u.tx.Thread(ctx, task.ID)
		if err != nil {
			return s, fmt.Errorf("reading what was offered for a task: %w", err)
		}
		for _, sent := range thread {
			if sent.Out && sent.Conversation == c.ID && len(sent.Choices) > 0 && sent.ID > newest && (m.ReplyTo == "" || m.ReplyTo == sent.Receipt) {
				newest, s = sent.ID, s.Offer(sent.Choices)
			}
		}
	}
	return s, nil
}

// staleAfter is how long an address must be silent to be taken for another person's: numbers are given out again.
const staleAfter = 90 * 24 * time.Hour

// hear notes that the person wrote.
func (u *unit) hear(c *storage.Conversation) {
	if longSilent(c, u.at) {
		c.TrustedFrom = u.at
	}
	c.HeardAt = u.at
}

// longSilent tells whether the address may be somebody else's by now.
func longSilent(c *storage.Conversation, now time.Time) bool {
	return !c.HeardAt.IsZero() && now.Sub(c.HeardAt) > staleAfter
}

// input gathers what the dialog may know.
func (u *unit) input(ctx context.Context, c *storage.Conversation, s dialog.State, a *arrival) (dialog.Input, error) {
	in := u.senses(c)
	in.Message, in.Classify, in.Released = a.message, u.classifier(a), u.released[c.ID]
	user, err := u.boundTo(ctx, c)
	if err != nil {
		return in, err
	}
	in.Officer = user != nil && user.Role == storage.Officer
	in.Relay = user != nil && user.Role == storage.Relay
	needs := dialog.Look(s, a.message, in.Officer)
	if needs.Number != "" {
		if in.Named, err = u.named(ctx, needs.Number, c, user); err != nil {
			return in, err
		}
	}
	if needs.Reply != "" {
		replied, err := u.ofMessage(ctx, needs.Reply, c, user)
		if err != nil {
			return in, err
		}
		in.Named = cmp.Or(replied, in.Named)
	}
	if needs.Changes != "" {
		if in.Changed, err = u.ofMessage(ctx, needs.Changes, c, user); err != nil {
			return in, err
		}
	}
	if needs.Own {
		own, err := u.tx.ReportsOf(ctx, c.Contact.ID, false, 10)
		if err != nil {
			return in, fmt.Errorf("reading a person's reports: %w", err)
		}
		for _, r := range own {
			in.Own = append(in.Own, u.view(r, c, user))
		}
	}
	if needs.Tasks && in.Officer {
		if in.Tasks, err = u.tasks(ctx, user, c, true); err != nil {
			return in, err
		}
	}
	if needs.Colleagues && in.Officer {
		in.Colleagues, err = u.colleagues(ctx, user)
	}
	return in, err
}

// senses are what the dialog may ask, for a message and for the coming of a time alike.
func (u *unit) senses(c *storage.Conversation) dialog.Input {
	return dialog.Input{
		Network: kanal.NetworkOf(c.Address.Account), Language: c.Contact.Language, Now: u.at, Phones: u.phones() != "",
		Classify: u.classify, Place: place, Sure: u.dir.sure, Protect: u.dir.protect,
		Proves: func(n kanal.Number, pin string) bool {
			proved, _ := u.Prove(n, pin, "conversation "+strconv.FormatInt(c.ID, 10))
			return proved
		},
	}
}

// classifier classifies texts, and remembers what was made of the message before the transaction.
func (u *unit) classifier(a *arrival) func(string) kanal.Prediction {
	return func(text string) kanal.Prediction {
		if text == a.message.Text && a.prediction.Kind != "" {
			return a.prediction
		}
		return u.classify(text)
	}
}

// place finds where a text is about: the official code and the place in words, no finer than the kecamatan.
func place(text string) (area, words string) {
	p, ok := places.Best(text)
	if !ok {
		return "", ""
	}
	return p.Code, p.Line()
}

// boundTo is the user bound to a conversation, nil for none.
func (u *unit) boundTo(ctx context.Context, c *storage.Conversation) (*storage.User, error) {
	if c.Officer == 0 {
		return nil, nil
	}
	user, err := u.tx.User(ctx, c.Officer)
	if err != nil {
		return nil, fmt.Errorf("reading an officer: %w", err)
	}
	if user.Disabled {
		return nil, nil
	}
	return user, nil
}

func (u *unit) named(ctx context.Context, n kanal.Number, c *storage.Conversation, officer *storage.User) (*dialog.Report, error) {
	found, err := u.tx.ReportByNumber(ctx, n)
	if notFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("finding a report by its number: %w", err)
	}
	return u.known(ctx, found.ID, c, officer)
}

// ofMessage is the report of a message in the conversation, by the network's id; nil for none.
func (u *unit) ofMessage(ctx context.Context, external string, c *storage.Conversation, officer *storage.User) (*dialog.Report, error) {
	id, err := u.tx.ReportByReceipt(ctx, c.ID, external)
	if notFound(err) || err == nil && id == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("finding the report of a message: %w", err)
	}
	return u.known(ctx, id, c, officer)
}

func (u *unit) known(ctx context.Context, id int64, c *storage.Conversation, officer *storage.User) (*dialog.Report, error) {
	r, err := u.report(ctx, id)
	if err != nil {
		return nil, err
	}
	return u.view(r, c, officer), nil
}

// view is what the dialog may know of a report.
func (u *unit) view(r *storage.Report, c *storage.Conversation, officer *storage.User) *dialog.Report {
	own := r.Contact == c.Contact.ID && r.Contact != 0
	stale := own && r.ReceivedAt.Before(c.TrustedFrom)
	seen := &dialog.Report{ID: r.ID, Number: r.Number, State: r.State, Own: own && !stale, Stale: stale,
		Held: officer != nil && officer.Role == storage.Officer && officer.Agency == r.Holder && r.Holder != ""}
	if r.Status == kanal.Closed {
		seen.Reopens = u.dir.timetable.Until(string(kanal.ClockCitizen), r.ChangedAt)
	}
	return seen
}

// mostTasks is how many open tasks a chat lists; the console has them all.
const mostTasks = 20

// tasks are the open reports of the officer's agency that are theirs or anybody's, the most urgent first; of a case once
// only one of those that stand alike, for what is done to it is done to all.
func (u *unit) tasks(ctx context.Context, officer *storage.User, c *storage.Conversation, once bool) ([]*dialog.Report, error) {
	page, _, err := u.tx.Tasks(ctx, storage.Filter{Holder: officer.Agency, Reader: officer, Status: []kanal.Status{kanal.Assigned, kanal.InProgress},
		Once: once, Limit: 200})
	if err != nil {
		return nil, fmt.Errorf("reading an agency's tasks: %w", err)
	}
	slices.SortFunc(page, func(a, b *storage.Task) int {
		return cmp.Or(a.DueAt.Compare(b.DueAt), a.ReceivedAt.Compare(b.ReceivedAt), cmp.Compare(a.ID, b.ID))
	})
	var list []*dialog.Report
	for _, t := range page {
		if t.Officer != 0 && t.Officer != officer.ID || len(list) == mostTasks {
			continue
		}
		seen := u.view(&t.Report, c, officer)
		seen.DueAt = t.DueAt
		list = append(list, seen)
	}
	return list, nil
}

// colleagues are the other officers of the agency whom a chat reaches.
func (u *unit) colleagues(ctx context.Context, officer *storage.User) ([]dialog.Colleague, error) {
	all, err := u.officersOf(ctx, officer.Agency)
	if err != nil {
		return nil, err
	}
	var list []dialog.Colleague
	for _, o := range all {
		if o.ID != officer.ID && o.Reachable() {
			list = append(list, dialog.Colleague{ID: o.ID, Name: o.Name})
		}
	}
	return list, nil
}
