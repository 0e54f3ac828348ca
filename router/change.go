package router

import (
	"context"
	"fmt"
	"strings"

	"kanal"
	"kanal/router/dialog"
	"kanal/router/texts"
	"kanal/storage"
)

// Change is one step of a report's life that a person asks for.
type Change struct {
	Actor   kanal.Actor
	Report  int64
	Version int // the report's version as the person saw it
	To      kanal.Status
	Agency  string             // for Assigned: the new holder
	Reason  string             // for Archived and Received: a code
	Text    string             // for Answered and Incomplete: what the citizen reads; for Received: why
	Files   []kanal.Attachment // for Answered: pictures of the finished work
	// Words is the message that carries Text already, where the step came by chat.
	Words *storage.Message
	// inCase says that the step follows from one of another report of the same case: its officers know.
	inCase bool
}

// ChangeStatus takes one step, with everything that follows from it, in one transaction. Errors wrap
// kanal.ErrConflict (the report moved on meanwhile: read again), kanal.ErrNotAllowed, or kanal.ErrNotFound.
func (r *Router) ChangeStatus(ctx context.Context, c Change) error {
	return r.inUnit(ctx, func(ctx context.Context, u *unit) error {
		if c.Actor != kanal.ByClock { // the whole case at once, so that two who act on it do not wait for each other
			if err := u.lockCases(ctx, c.Report); err != nil {
				return err
			}
		}
		report, err := u.atVersion(ctx, c.Report, c.Version)
		if err != nil {
			return err
		}
		return u.change(ctx, report, c)
	})
}

// change checks a step and takes it, for the whole case where the report is part of one.
func (u *unit) change(ctx context.Context, r *storage.Report, c Change) error {
	if err := u.may(ctx, r, c); err != nil {
		return err
	}
	before := r.State
	if err := u.step(ctx, r, c); err != nil {
		return err
	}
	return u.followCase(ctx, r, before, c)
}

// step takes a step that the actor may take.
func (u *unit) step(ctx context.Context, r *storage.Report, c Change) error {
	c.Text = strings.TrimSpace(kanal.Clean(c.Text))
	if c.Words != nil && c.Text == "" {
		c.Text = strings.TrimSpace(c.Words.Text)
	}
	if !r.State.CanBecome(c.To) {
		return fmt.Errorf("report %s from %s to %s: %w", r.Number, r.Status, c.To, kanal.ErrNotAllowed)
	}
	if c.Actor == kanal.ByClock && r.Status == kanal.Incomplete && c.To == r.Before { // a question that stays open
		if err := u.apply(ctx, r, kanal.Event{Kind: kanal.EventCompleted, Actor: c.Actor, Status: c.To}, nil); err != nil {
			return err
		}
		return u.briefFirst(ctx, r)
	}
	switch c.To {
	case kanal.Assigned:
		return u.assign(ctx, r, c)
	case kanal.InProgress:
		return u.begin(ctx, r, c)
	case kanal.Answered:
		return u.answer(ctx, r, c)
	case kanal.Incomplete:
		return u.ask(ctx, r, c)
	case kanal.Received:
		return u.giveBack(ctx, r, c)
	case kanal.Archived:
		return u.archive(ctx, r, c)
	case kanal.Closed:
		return u.close(ctx, r, c)
	}
	return fmt.Errorf("status %q: %w", c.To, kanal.ErrNotAllowed)
}

// may tells whether the actor may take the step: an admin any, an officer those of a report their agency holds.
func (u *unit) may(ctx context.Context, r *storage.Report, c Change) error {
	if c.Actor == kanal.ByClock {
		return nil
	}
	user, err := u.user(ctx, c.Actor)
	if err != nil {
		return err
	}
	refused := fmt.Errorf("%s for report %s: %w", c.Actor, r.Number, kanal.ErrNotAllowed)
	switch {
	case user.Barred(r):
		return refused
	case user.Role == storage.Admin:
		return nil
	case user.Role != storage.Officer || user.Agency != r.Holder || r.Holder == "":
		return refused
	case c.To == kanal.Assigned || c.To == kanal.Archived || c.To == kanal.Closed:
		return refused
	}
	return nil
}

// user reads the user behind an actor.
func (u *unit) user(ctx context.Context, actor kanal.Actor) (*storage.User, error) {
	var id int64
	if _, err := fmt.Sscanf(string(actor), "user:%d", &id); err != nil {
		return nil, fmt.Errorf("actor %q is no user: %w", actor, kanal.ErrNotAllowed)
	}
	user, err := u.tx.User(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading a user: %w", err)
	}
	if user.Disabled {
		return nil, fmt.Errorf("%s is disabled: %w", actor, kanal.ErrNotAllowed)
	}
	return user, nil
}

// assign gives a report to an agency. A sealed one goes only with a released brief.
func (u *unit) assign(ctx context.Context, r *storage.Report, c Change) error {
	if _, known := u.dir.agencies[c.Agency]; !known {
		return fmt.Errorf("agency %q: %w", c.Agency, kanal.ErrNotFound)
	}
	if c.Agency == r.Withheld {
		return fmt.Errorf("report %s is about %s: %w", r.Number, c.Agency, kanal.ErrNotAllowed)
	}
	if r.Protection.Sealed() && !r.State.Brief {
		return fmt.Errorf("report %s is sealed and its brief not released: %w", r.Number, kanal.ErrNotAllowed)
	}
	event := kanal.Event{Kind: kanal.EventAssigned, Actor: c.Actor, Status: kanal.Assigned, Agency: c.Agency}
	if err := u.apply(ctx, r, event, nil); err != nil {
		return err
	}
	if err := u.tellCitizen(ctx, r, texts.NowAssigned, ""); err != nil {
		return err
	}
	if c.inCase {
		return nil
	}
	words, err := u.firstWords(ctx, r)
	if err != nil {
		return err
	}
	return u.tellOfficers(ctx, r, words, 0)
}

// begin takes a report in hand, or opens it again.
func (u *unit) begin(ctx context.Context, r *storage.Report, c Change) error {
	event := kanal.Event{Kind: kanal.EventTaken, Actor: c.Actor, Status: kanal.InProgress}
	news := texts.NowTaken
	switch r.Status {
	case kanal.Received:
		office, err := u.officeOf(ctx, c.Actor)
		if err != nil {
			return err
		}
		event.Agency = office
	case kanal.Incomplete:
		event.Kind = kanal.EventCompleted
	case kanal.Answered, kanal.Closed:
		event.Kind, event.Reason, news = kanal.EventReopened, c.Reason, texts.NowReopened
	}
	if err := u.apply(ctx, r, event, c.Words); err != nil {
		return err
	}
	return u.tellCitizen(ctx, r, news, "")
}

// answer gives the citizen the agency's word and asks whether it solved the matter.
func (u *unit) answer(ctx context.Context, r *storage.Report, c Change) error {
	if c.Text == "" {
		return fmt.Errorf("an answer to report %s without words: %w", r.Number, kanal.ErrNotAllowed)
	}
	event := kanal.Event{Kind: kanal.EventAnswered, Actor: c.Actor, Status: kanal.Answered}
	if r.Status == kanal.Received {
		office, err := u.officeOf(ctx, c.Actor)
		if err != nil {
			return err
		}
		event.Agency = office
	}
	return u.tellAnswer(ctx, r, event, c)
}

// ask pauses a report until the citizen has given what is missing.
func (u *unit) ask(ctx context.Context, r *storage.Report, c Change) error {
	if c.Text == "" {
		return fmt.Errorf("a question about report %s without words: %w", r.Number, kanal.ErrNotAllowed)
	}
	if r.Protection.Sealed() {
		if user, err := u.user(ctx, c.Actor); err != nil {
			return err
		} else if user.Role != storage.Admin { // questions to a sealed reporter pass an admin
			question := u.note(r, c)
			question.Attention = true
			return u.apply(ctx, r, kanal.Event{Kind: kanal.EventWondered, Actor: c.Actor}, question)
		}
	}
	holder := r.Holder
	if holder == "" {
		office, err := u.officeOf(ctx, c.Actor)
		if err != nil {
			return err
		}
		holder = office
	}
	news := texts.NowAsked
	if r.Protection.Sealed() {
		news = texts.NowAskedSealed
	}
	message, err := u.newsFor(ctx, r, news, c.Text, holder)
	if err != nil {
		return err
	}
	if message == nil {
		message = u.note(r, c)
	}
	message.Author = c.Actor
	if err := u.remember(ctx, r, func(s dialog.State) dialog.State { return s.Want(r.Number) }); err != nil {
		return err
	}
	return u.apply(ctx, r, kanal.Event{Kind: kanal.EventAsked, Actor: c.Actor, Status: kanal.Incomplete}, message)
}

// giveBack is bukan wewenang (the next likeliest agency is proposed), or takes a report out of the archive.
func (u *unit) giveBack(ctx context.Context, r *storage.Report, c Change) error {
	holder := r.Holder
	event := kanal.Event{Kind: kanal.EventReturned, Actor: c.Actor, Status: kanal.Received, Reason: c.Reason, Agency: nextAgency(r)}
	if r.Status == kanal.Archived {
		event.Kind = kanal.EventRestored
	}
	words := c.Words
	if words == nil && c.Text != "" {
		words = u.note(r, c)
	}
	if err := u.apply(ctx, r, event, words); err != nil {
		return err
	}
	if holder == "" {
		return nil
	}
	_, err := u.newsFor(ctx, r, texts.NowReturned, "", holder)
	return err
}

// nextAgency is the likeliest agency that has not just said "not ours", and that the report is not about.
func nextAgency(r *storage.Report) string {
	for _, a := range r.Said.Agencies {
		if a.Agency != r.Holder && a.Agency != r.Withheld {
			return a.Agency
		}
	}
	return ""
}

func (u *unit) archive(ctx context.Context, r *storage.Report, c Change) error {
	if c.Reason == "" {
		return fmt.Errorf("archiving report %s without a reason: %w", r.Number, kanal.ErrNotAllowed)
	}
	if err := u.apply(ctx, r, kanal.Event{Kind: kanal.EventArchived, Actor: c.Actor, Status: kanal.Archived, Reason: c.Reason}, c.Words); err != nil {
		return err
	}
	return u.tellCitizen(ctx, r, texts.NowArchived, "")
}

func (u *unit) close(ctx context.Context, r *storage.Report, c Change) error {
	by := "agency"
	if c.Actor == kanal.ByClock {
		by = "silence"
	}
	if err := u.apply(ctx, r, kanal.Event{Kind: kanal.EventClosed, Actor: c.Actor, Status: kanal.Closed, Reason: by}, nil); err != nil {
		return err
	}
	return u.tellCitizen(ctx, r, texts.NowClosed, "")
}

// note keeps words that a user wrote in the console about a report, for colleagues alone.
func (u *unit) note(r *storage.Report, c Change) *storage.Message {
	m := &storage.Message{Conversation: r.Conversation, Report: r, Kind: kanal.KindMessage, Author: c.Actor, Text: c.Text,
		Sealed: r.Protection.Sealed(), External: fmt.Sprintf("note:%s:%d", r.Number, r.Version), At: u.at}
	u.work.Messages = append(u.work.Messages, m)
	return m
}
