package router

import (
	"context"
	"fmt"

	"kanal"
	"kanal/places"
	"kanal/router/dialog"
	"kanal/storage"
)

// interpret decides what one message does: it runs the dialog and carries out its effects.
func (u *unit) interpret(ctx context.Context, c *storage.Conversation, a *arrival) error {
	message := u.incoming(c, a.message)
	if a.message.Group {
		return nil // kept; the bot speaks in groups only when spoken to, which a later issue teaches it
	}
	state, err := dialog.Load(c.State, c.Draft, c.DueAt)
	if err != nil {
		return err // stored raw, and the conversation mended
	}
	message.Choice = dialog.Picked(state, a.message)
	in, err := u.input(ctx, c, state, a)
	if err != nil {
		return err
	}
	next, effects := dialog.Step(state, in)
	return u.carryOut(ctx, exchange{chat: c, message: message, next: next}, effects)
}

// input gathers what the dialog may know.
func (u *unit) input(ctx context.Context, c *storage.Conversation, s dialog.State, a *arrival) (dialog.Input, error) {
	in := dialog.Input{
		Message: a.message, Network: kanal.NetworkOf(c.Address.Account), Officer: c.Officer != 0, Now: u.at,
		Classify: u.classifier(a), Place: place, Sure: u.dir.sure,
	}
	needs := dialog.Look(s, a.message, in.Officer)
	officer, err := u.officer(ctx, c)
	if err != nil {
		return in, err
	}
	if needs.Number != "" {
		if in.Named, err = u.named(ctx, needs.Number, c, officer); err != nil {
			return in, err
		}
	}
	if needs.Reply {
		id, err := u.tx.ReportByReceipt(ctx, c.ID, a.message.ReplyTo)
		if err == nil && id != 0 {
			in.Named, err = u.known(ctx, id, c, officer)
		}
		if err != nil && !notFound(err) {
			return in, fmt.Errorf("finding the report of a reply: %w", err)
		}
	}
	if needs.Own {
		own, err := u.tx.ReportsOf(ctx, c.Contact.ID, false, 10)
		if err != nil {
			return in, fmt.Errorf("reading a person's reports: %w", err)
		}
		for _, r := range own {
			in.Own = append(in.Own, u.view(r, c, officer))
		}
	}
	return in, nil
}

// classifier classifies texts, and remembers what was made of the message before the transaction.
func (u *unit) classifier(a *arrival) func(string) kanal.Prediction {
	return func(text string) kanal.Prediction {
		if text == a.message.Text && a.prediction.Kind != "" {
			return a.prediction
		}
		return u.model.Load().ClassifyFast(text)
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

// officer is the user bound to a conversation, nil for none.
func (u *unit) officer(ctx context.Context, c *storage.Conversation) (*storage.User, error) {
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

func (u *unit) known(ctx context.Context, id int64, c *storage.Conversation, officer *storage.User) (*dialog.Report, error) {
	r, err := u.report(ctx, id)
	if err != nil {
		return nil, err
	}
	return u.view(r, c, officer), nil
}

// view is what the dialog may know of a report.
func (u *unit) view(r *storage.Report, c *storage.Conversation, officer *storage.User) *dialog.Report {
	seen := &dialog.Report{ID: r.ID, Number: r.Number, State: r.State, Own: r.Contact == c.Contact.ID,
		Held: officer != nil && officer.Agency == r.Holder && r.Holder != ""}
	if r.Status == kanal.Closed {
		seen.Reopens = u.dir.timetable.Until(string(kanal.ClockCitizen), r.ChangedAt)
	}
	return seen
}
