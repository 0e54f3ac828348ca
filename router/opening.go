package router

import (
	"context"
	"fmt"
	"strings"

	"kanal"
	"kanal/storage"
)

// Opening asks to see who wrote a report whose reporter is hidden.
type Opening struct {
	Actor   kanal.Actor
	Report  int64
	Version int
	Reason  string // for the second person, and for whoever reads the history later
}

// AskOpening asks to open the identity of a report's reporter; another admin decides (DecideOpening). While one
// request waits there is no other.
func (r *Router) AskOpening(ctx context.Context, o Opening) error {
	return r.withReport(ctx, o.Report, o.Version, func(ctx context.Context, u *unit, report *storage.Report) error {
		asked, err := u.opening(ctx, o.Actor, report)
		if err != nil {
			return err
		}
		reason := strings.TrimSpace(kanal.Clean(o.Reason))
		if reason == "" || !report.Protection.Hides() || asked.Waits() {
			return fmt.Errorf("opening report %s: %w", report.Number, kanal.ErrNotAllowed)
		}
		why := u.note(report, Change{Actor: o.Actor, Text: reason})
		why.Attention, why.Sealed = true, true
		return u.apply(ctx, report, kanal.Event{Kind: kanal.EventOpeningAsked, Actor: o.Actor}, why)
	})
}

// DecideOpening allows or refuses what another admin asked for. Nobody decides what they asked for themselves.
func (r *Router) DecideOpening(ctx context.Context, actor kanal.Actor, report int64, version int, allow bool) error {
	return r.withReport(ctx, report, version, func(ctx context.Context, u *unit, report *storage.Report) error {
		asked, err := u.opening(ctx, actor, report)
		if err != nil {
			return err
		}
		if !asked.Waits() || asked.By == actor {
			return fmt.Errorf("%s decides on opening report %s: %w", actor, report.Number, kanal.ErrNotAllowed)
		}
		if err := u.tx.ClearAttention(ctx, asked.Reason); err != nil && !notFound(err) {
			return fmt.Errorf("noting that a request is decided: %w", err)
		}
		kind := kanal.EventOpeningRefused
		if allow {
			kind = kanal.EventOpeningAllowed
		}
		return u.apply(ctx, report, kanal.Event{Kind: kind, Actor: actor}, nil)
	})
}

// Identity returns the name and address of a report's reporter to whom a second person has allowed it, and writes
// the look into the history. The address is the network's: a number, or an id at the network.
func (r *Router) Identity(ctx context.Context, actor kanal.Actor, report int64, version int) (name, address string, err error) {
	err = r.withReport(ctx, report, version, func(ctx context.Context, u *unit, report *storage.Report) error {
		asked, err := u.opening(ctx, actor, report)
		if err != nil {
			return err
		}
		if !asked.OpenTo(actor) {
			return fmt.Errorf("%s reads who wrote report %s: %w", actor, report.Number, kanal.ErrNotAllowed)
		}
		if report.Conversation == 0 {
			return fmt.Errorf("the reporter of report %s: %w", report.Number, kanal.ErrNotFound)
		}
		chat, err := u.conversation(ctx, report.Conversation)
		if err != nil {
			return err
		}
		name, address = chat.Contact.Name, chat.Address.Chat
		return u.apply(ctx, report, kanal.Event{Kind: kanal.EventOpened, Actor: actor}, nil)
	})
	return name, address, err
}

// opening is the request about a report, for an admin who may see the report.
func (u *unit) opening(ctx context.Context, actor kanal.Actor, r *storage.Report) (kanal.Opening, error) {
	if _, err := u.admin(ctx, actor, r); err != nil {
		return kanal.Opening{}, err
	}
	history, err := u.tx.Events(ctx, r.ID)
	if err != nil {
		return kanal.Opening{}, fmt.Errorf("reading a history: %w", err)
	}
	return kanal.OpeningOf(history, u.at), nil
}

// Withhold says whom a report is about, who then must not see it: an agency's code, "user:" and a number, or ""
// for nobody. What waits for an agency is proposed to the Sekda's office then.
func (r *Router) Withhold(ctx context.Context, actor kanal.Actor, report int64, version int, from string) error {
	return r.withReport(ctx, report, version, func(ctx context.Context, u *unit, report *storage.Report) error {
		if _, err := u.admin(ctx, actor, report); err != nil {
			return err
		}
		if from != "" && from == report.Holder {
			return fmt.Errorf("report %s is held by whom it is about: %w", report.Number, kanal.ErrNotAllowed)
		}
		event := kanal.Event{Kind: kanal.EventWithheld, Actor: actor, Reason: from}
		if from != "" && from != kanal.Secretariat && report.Status == kanal.Received {
			event.Agency = kanal.Secretariat
		}
		return u.apply(ctx, report, event, nil)
	})
}
