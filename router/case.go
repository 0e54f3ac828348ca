package router

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"kanal"
	"kanal/storage"
)

// A case is many reports of one event (149 people about one school). It is named after its first report and has no
// row of its own. What is decided of one of its reports is decided of all that stand alike, so that it is answered
// once and told to each; nobody is told of the others.

// Join says that reports are of the same event as another.
type Join struct {
	Actor   kanal.Actor
	Report  int64
	Version int
	Others  []kanal.Number
}

// Join makes a case of reports, or adds them to the one that the first is part of. Those that stand behind the
// case's first report catch up with it. An officer may join open reports of their own agency, an admin any.
// Errors are those of ChangeStatus.
func (r *Router) Join(ctx context.Context, j Join) error {
	ctx = context.WithoutCancel(ctx)
	return r.store.InTx(ctx, func(tx *storage.Store) error {
		u := r.newUnit(tx)
		first, err := tx.Report(ctx, j.Report)
		if err != nil {
			return fmt.Errorf("reading a report: %w", err)
		}
		all := []*storage.Report{first}
		for _, number := range j.Others {
			other, err := tx.ReportByNumber(ctx, number)
			if err != nil {
				return fmt.Errorf("reading a report: %w", err)
			}
			all = append(all, other)
		}
		if first.Case != 0 && first.Case != first.ID {
			lead, err := tx.Report(ctx, first.Case)
			if err != nil {
				return fmt.Errorf("reading the first report of a case: %w", err)
			}
			all = append(all, lead)
		}
		if err := u.lock(ctx, all); err != nil {
			return err
		}
		if u.reports[j.Report].Version != j.Version {
			return fmt.Errorf("report %s is no more at version %d: %w", first.Number, j.Version, kanal.ErrConflict)
		}
		if err := u.join(ctx, j, all); err != nil {
			return err
		}
		return u.write(ctx)
	})
}

// join adds locked reports to the case of the first of them.
func (u *unit) join(ctx context.Context, j Join, all []*storage.Report) error {
	first := u.reports[j.Report]
	id := cmp.Or(first.Case, first.ID)
	for _, known := range all[:1+len(j.Others)] {
		r := u.reports[known.ID]
		if err := u.mayJoin(ctx, j.Actor, r); err != nil {
			return err
		}
		if r.Case == id {
			continue
		}
		if err := u.apply(ctx, r, kanal.Event{Kind: kanal.EventJoined, Actor: j.Actor, Case: id}, nil); err != nil {
			return err
		}
		if r.ID != id {
			if err := u.catchUp(ctx, r, u.reports[id], j.Actor); err != nil {
				return err
			}
		}
	}
	return nil
}

// mayJoin tells whether the actor may say which event a report is of.
func (u *unit) mayJoin(ctx context.Context, actor kanal.Actor, r *storage.Report) error {
	user, err := u.user(ctx, actor)
	if err != nil {
		return err
	}
	own := user.Role == storage.Officer && r.Holder != "" && r.Holder == user.Agency && !r.Protection.Sealed()
	if user.Barred(r) || user.Role != storage.Admin && !own {
		return fmt.Errorf("%s for the case of report %s: %w", actor, r.Number, kanal.ErrNotAllowed)
	}
	return nil
}

// catchUp brings a report to where the first one of its case stands. A sealed one waits for its brief.
func (u *unit) catchUp(ctx context.Context, r, lead *storage.Report, by kanal.Actor) error {
	if lead.Holder == "" || r.Holder != "" && r.Holder != lead.Holder || r.Protection.Sealed() || r.Withheld == lead.Holder {
		return nil
	}
	if lead.Status == kanal.Answered || lead.Status == kanal.Closed {
		words, err := u.lastAnswer(ctx, lead)
		if err != nil || words == "" || !r.State.CanBecome(kanal.Answered) {
			return err
		}
		event := kanal.Event{Kind: kanal.EventAnswered, Actor: by, Status: kanal.Answered, Agency: lead.Holder}
		return u.tellAnswer(ctx, r, event, Change{Actor: by, Text: words, Version: r.Version})
	}
	if r.Status == kanal.Received && (lead.Status == kanal.Assigned || lead.Status == kanal.InProgress) {
		if err := u.step(ctx, r, Change{Actor: by, To: kanal.Assigned, Agency: lead.Holder, inCase: true}); err != nil {
			return err
		}
	}
	if r.Status == kanal.Assigned && lead.Status == kanal.InProgress {
		return u.step(ctx, r, Change{Actor: by, To: kanal.InProgress, inCase: true})
	}
	return nil
}

// followCase takes a step of one report for the others of its case that stood where it stood.
func (u *unit) followCase(ctx context.Context, r *storage.Report, before kanal.State, c Change) error {
	switch {
	case r.Case == 0 || c.Actor == kanal.ByClock || c.inCase:
		return nil
	case c.To == kanal.InProgress && before.Status != kanal.Assigned && before.Status != kanal.Received:
		return nil // opened again for one citizen
	case c.To != kanal.Assigned && c.To != kanal.InProgress && c.To != kanal.Answered:
		return nil // a question, a refusal or an archiving is about one report
	}
	user, err := u.user(ctx, c.Actor)
	if err != nil {
		return err
	}
	members, err := u.tx.CaseReports(ctx, r.Case)
	if err != nil {
		return fmt.Errorf("reading a case: %w", err)
	}
	if err := u.lock(ctx, members); err != nil {
		return err
	}
	c.inCase, c.Words = true, nil
	for _, known := range members {
		m := u.reports[known.ID]
		alike := m.Case == r.Case && m.Holder == before.Holder && m.State.CanBecome(c.To) &&
			(m.Status == before.Status || c.To == kanal.Answered && m.Status.Open())
		if m.ID == r.ID || !alike || user.Barred(m) || c.To == kanal.Assigned && (m.Protection.Sealed() && !m.State.Brief || m.Withheld == c.Agency) {
			continue
		}
		if err := u.step(ctx, m, c); err != nil {
			return err
		}
	}
	return nil
}

// lock locks reports with their citizens' conversations: all conversations in order of id, then the reports.
func (u *unit) lock(ctx context.Context, list []*storage.Report) error {
	var chats []int64
	for _, r := range list {
		if _, locked := u.chats[r.Conversation]; r.Conversation != 0 && !locked {
			chats = append(chats, r.Conversation)
		}
	}
	found, err := u.tx.ConversationByID(ctx, chats...)
	if err != nil {
		return fmt.Errorf("locking the conversations of a case: %w", err)
	}
	for _, chat := range found {
		u.chats[chat.ID] = chat
	}
	for _, r := range slices.SortedFunc(slices.Values(list), func(a, b *storage.Report) int { return cmp.Compare(a.ID, b.ID) }) {
		if _, err := u.report(ctx, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// Part takes a report out of its case.
func (r *Router) Part(ctx context.Context, actor kanal.Actor, report int64, version int) error {
	return r.withReport(ctx, report, version, func(ctx context.Context, u *unit, report *storage.Report) error {
		if err := u.mayJoin(ctx, actor, report); err != nil {
			return err
		}
		if report.Case == 0 {
			return fmt.Errorf("report %s is in no case: %w", report.Number, kanal.ErrNotAllowed)
		}
		return u.apply(ctx, report, kanal.Event{Kind: kanal.EventParted, Actor: actor}, nil)
	})
}
