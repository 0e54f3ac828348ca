package router

import (
	"context"
	"fmt"
	"strings"

	"kanal"
	"kanal/storage"
)

// Correction is what a person says a report really is.
type Correction struct {
	Actor   kanal.Actor
	Report  int64
	Version int
	Topic   string
	Agency  string     // "" takes the topic's home agency
	Kind    kanal.Kind // "" leaves it
}

// Correct mends topic, agency and kind of a report and keeps what the model had said beside it: each
// correction teaches. Protection rises with the topic and is never lowered here. A report that an agency holds
// stays with it until it is assigned anew.
func (r *Router) Correct(ctx context.Context, c Correction) error {
	return r.withReport(ctx, c.Report, c.Version, func(ctx context.Context, u *unit, report *storage.Report) error {
		return u.correct(ctx, report, c)
	})
}

func (u *unit) correct(ctx context.Context, r *storage.Report, c Correction) error {
	user, err := u.admin(ctx, c.Actor, r)
	if err != nil {
		return err
	}
	topic, known := u.dir.topics[c.Topic]
	if !known {
		return fmt.Errorf("topic %q: %w", c.Topic, kanal.ErrNotFound)
	}
	if c.Agency == "" {
		c.Agency = topic.Agency
	}
	if _, known := u.dir.agencies[c.Agency]; !known {
		return fmt.Errorf("agency %q: %w", c.Agency, kanal.ErrNotFound)
	}
	protection := r.Protection.Raise(topic.Protection)
	u.teach(r, user.ID, c.Topic, c.Agency, c.Kind, protection)
	event := kanal.Event{Kind: kanal.EventCorrected, Actor: c.Actor, Topic: c.Topic, ReportKind: c.Kind,
		Protection: protection}
	if r.Status == kanal.Received && c.Agency != r.Withheld {
		event.Agency = c.Agency
	}
	sealedNow := !r.Protection.Sealed() && topic.Protection.Sealed()
	if err := u.apply(ctx, r, event, nil); err != nil {
		return err
	}
	if sealedNow {
		return u.seal(ctx, r)
	}
	return nil
}

// teach keeps what a person says a report is beside what the model had said; user is 0 for the citizen's own choice.
func (u *unit) teach(r *storage.Report, user int64, topic, agency string, kind kanal.Kind, p kanal.Protection) {
	u.work.Corrections = append(u.work.Corrections, &storage.Correction{Of: r, User: user, At: u.at, Model: r.Model,
		SaidTopic: r.Said.Topic, SaidAgency: r.Said.Agency, Topic: topic, Agency: agency, Kind: kind, Sealed: p.Sealed()})
}

// seal turns the words of a report that proved dangerous back into ciphertext.
func (u *unit) seal(ctx context.Context, r *storage.Report) error {
	thread, err := u.tx.Thread(ctx, r.ID)
	if err != nil {
		return fmt.Errorf("reading the thread to seal: %w", err)
	}
	for _, m := range thread {
		attach(m, r)
		u.work.Moved = append(u.work.Moved, m)
	}
	return nil
}

// Release is an admin's word that a sealed report's brief may go to an agency.
type Release struct {
	Actor   kanal.Actor
	Report  int64
	Version int
	Agency  string // who gets it
	Brief   string // the text the agency reads
}

// ReleaseBrief stores the brief of a sealed report and assigns the report to its agency.
func (r *Router) ReleaseBrief(ctx context.Context, rel Release) error {
	return r.withReport(ctx, rel.Report, rel.Version, func(ctx context.Context, u *unit, report *storage.Report) error {
		if _, err := u.admin(ctx, rel.Actor, report); err != nil {
			return err
		}
		brief := strings.TrimSpace(kanal.Clean(rel.Brief))
		if brief == "" || !report.Protection.Sealed() {
			return fmt.Errorf("brief of report %s: %w", report.Number, kanal.ErrNotAllowed)
		}
		first := !report.State.Brief
		report.Brief = brief
		if err := u.apply(ctx, report, kanal.Event{Kind: kanal.EventBriefed, Actor: rel.Actor}, nil); err != nil {
			return err
		}
		if report.Status == kanal.Received { // else it is one for the same holder
			if err := u.assign(ctx, report, Change{Actor: rel.Actor, To: kanal.Assigned, Agency: rel.Agency}); err != nil {
				return err
			}
		}
		if !first {
			return nil
		}
		return u.tellCopy(ctx, report)
	})
}

// admin reads the user behind an actor, who must be an admin from whom the report is not withheld.
func (u *unit) admin(ctx context.Context, actor kanal.Actor, r *storage.Report) (*storage.User, error) {
	user, err := u.user(ctx, actor)
	if err != nil {
		return nil, err
	}
	if user.Role != storage.Admin || user.Barred(r) {
		return nil, fmt.Errorf("%s is no admin for report %s: %w", actor, r.Number, kanal.ErrNotAllowed)
	}
	return user, nil
}

// officeOf is the office of an admin who handles a report without giving it to anybody (kelola): the one that runs
// kanal, or the Sekda's where that office itself is reported.
func (u *unit) officeOf(ctx context.Context, actor kanal.Actor) (string, error) {
	user, err := u.user(ctx, actor)
	if err != nil {
		return "", err
	}
	return user.Office(), nil
}
