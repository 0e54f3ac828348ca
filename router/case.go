package router

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"kanal"
	"kanal/storage"
)

// A case is many reports of one event (149 people about one school). It is named after one of its reports and has no
// row of its own. What is decided of one of its reports is decided of all that stand alike, so that it is answered
// once and told to each; nobody is told of the others.

// Join says that reports are of the same event as another.
type Join struct {
	Actor   kanal.Actor
	Report  int64
	Version int
	Others  []kanal.Number
}

// Join makes a case of reports, or adds them to the one that some of them are part of; of a case that another is part
// of comes along what the actor may join. Those who join catch up with whichever of the others stands furthest. An
// officer may join open reports of their own agency, an admin any. Errors are those of ChangeStatus.
func (r *Router) Join(ctx context.Context, j Join) error {
	return r.inUnit(ctx, func(ctx context.Context, u *unit) error {
		ids := []int64{j.Report}
		for _, number := range j.Others {
			other, err := u.tx.ReportByNumber(ctx, number)
			if err != nil {
				return fmt.Errorf("reading a report: %w", err)
			}
			ids = append(ids, other.ID)
		}
		if err := u.lockCases(ctx, ids...); err != nil {
			return err
		}
		if _, err := u.atVersion(ctx, j.Report, j.Version); err != nil {
			return err
		}
		return u.join(ctx, j.Actor, ids)
	})
}

// join makes locked reports one case.
func (u *unit) join(ctx context.Context, by kanal.Actor, ids []int64) error {
	var id int64
	var fresh []*storage.Report
	add := func(r *storage.Report) {
		if !slices.Contains(fresh, r) {
			fresh = append(fresh, r)
		}
	}
	for _, named := range ids {
		r := u.reports[named]
		if err := u.mayJoin(ctx, by, r); err != nil {
			return err
		}
		if id = cmp.Or(id, r.Case); r.Case == 0 {
			add(r)
		}
	}
	known := u.inCase(id)
	for _, named := range ids { // a case that is joined to another one comes along
		for _, m := range u.inCase(u.reports[named].Case) {
			if m.Case != id && u.mayJoin(ctx, by, m) == nil {
				add(m)
			}
		}
	}
	if id == 0 {
		var err error
		if id, err = u.freeName(ctx, fresh); err != nil {
			return err
		}
		known = fresh
	}
	lead := furthest(known)
	for _, r := range fresh {
		if err := u.apply(ctx, r, kanal.Event{Kind: kanal.EventJoined, Actor: by, Case: id}, nil); err != nil {
			return err
		}
	}
	for _, r := range fresh {
		if err := u.catchUp(ctx, r, lead, by); err != nil {
			return err
		}
	}
	return nil
}

// freeName is a name for a new case: the id of one of its reports. One that was taken out of a case may still have
// given that case its name.
func (u *unit) freeName(ctx context.Context, list []*storage.Report) (int64, error) {
	if len(list) > 1 {
		for _, r := range list {
			others, err := u.tx.CaseReports(ctx, r.ID)
			if err != nil {
				return 0, fmt.Errorf("reading a case: %w", err)
			}
			if len(others) == 0 {
				return r.ID, nil
			}
		}
	}
	return 0, fmt.Errorf("a case of one report, or one that cannot be named: %w", kanal.ErrNotAllowed)
}

// furthest is the report with which those who join catch up: the one of the list that is furthest on, the oldest of
// such; nil for none. What is sealed or withheld is no example for others: its answer was written for one person.
func furthest(list []*storage.Report) *storage.Report {
	rank := map[kanal.Status]int{kanal.Assigned: 1, kanal.InProgress: 2, kanal.Answered: 3, kanal.Closed: 3}
	var best *storage.Report
	for _, r := range list {
		if r.Holder == "" || r.Protection.Sealed() || r.Withheld != "" || rank[r.Status] == 0 {
			continue
		}
		if best == nil || cmp.Or(cmp.Compare(rank[r.Status], rank[best.Status]), cmp.Compare(best.ID, r.ID)) > 0 {
			best = r
		}
	}
	return best
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

// catchUp brings a report to where another of its case stands. A sealed one waits for its brief.
func (u *unit) catchUp(ctx context.Context, r, lead *storage.Report, by kanal.Actor) error {
	if lead == nil || lead == r || r.Holder != "" && r.Holder != lead.Holder || r.Protection.Sealed() || r.Withheld == lead.Holder {
		return nil
	}
	if lead.Status == kanal.Answered || lead.Status == kanal.Closed {
		words, err := u.lastAnswer(ctx, lead)
		if err != nil || words == "" || !canBeAnswered(r.State) {
			return err
		}
		if err := u.goOn(ctx, r, by); err != nil {
			return err
		}
		event := kanal.Event{Kind: kanal.EventAnswered, Actor: by, Status: kanal.Answered, Agency: lead.Holder}
		return u.tellAnswer(ctx, r, event, Change{Actor: by, Text: words, Version: r.Version})
	}
	if r.Status == kanal.Received {
		if err := u.step(ctx, r, Change{Actor: by, To: kanal.Assigned, Agency: lead.Holder, inCase: true}); err != nil {
			return err
		}
	}
	if r.Status == kanal.Assigned && lead.Status == kanal.InProgress {
		return u.step(ctx, r, Change{Actor: by, To: kanal.InProgress, inCase: true})
	}
	return nil
}

// canBeAnswered tells whether the answer of a case may end a report's waiting: also one whose citizen was asked for
// more, and then has the answer instead of the question.
func canBeAnswered(s kanal.State) bool {
	return s.CanBecome(kanal.Answered) || s.Status == kanal.Incomplete && s.Before.CanBecome(kanal.Answered)
}

// goOn ends the waiting for what a citizen was asked.
func (u *unit) goOn(ctx context.Context, r *storage.Report, by kanal.Actor) error {
	if r.Status != kanal.Incomplete {
		return nil
	}
	return u.apply(ctx, r, kanal.Event{Kind: kanal.EventCompleted, Actor: by, Status: r.Before}, nil)
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
	if err := u.lockCases(ctx, r.ID); err != nil {
		return err
	}
	c.inCase, c.Words = true, nil
	for _, m := range u.inCase(r.Case) {
		if m == r || user.Barred(m) || m.Holder != before.Holder || !follows(m, r, before, c, user.Role == storage.Admin) {
			continue
		}
		if c.To == kanal.Answered {
			if err := u.goOn(ctx, m, c.Actor); err != nil {
				return err
			}
		}
		if err := u.step(ctx, m, c); err != nil {
			return err
		}
	}
	return nil
}

// follows tells whether a report of the same holder takes the step that another of its case takes. Only an admin, who
// sees all of a case, answers sealed and open reports at once: an officer writes to a sealed reporter what others
// must not read, and an answer to open ones that a sealed one got as well would show the officer which event it is of.
func follows(m, r *storage.Report, before kanal.State, c Change, admin bool) bool {
	alike := m.Protection.Sealed() == r.Protection.Sealed()
	switch c.To {
	case kanal.Answered:
		return canBeAnswered(m.State) && (alike || admin)
	case kanal.Assigned:
		return alike && m.Status == before.Status && m.State.CanBecome(c.To) && m.Withheld != c.Agency && (!m.Protection.Sealed() || m.State.Brief)
	}
	return alike && m.Status == before.Status && m.State.CanBecome(c.To)
}

// Part takes a report out of its case. The others stay one. To an officer a case is what their agency may know of it: where
// all others are sealed or another agency's there is none.
func (r *Router) Part(ctx context.Context, actor kanal.Actor, report int64, version int) error {
	return r.withReport(ctx, report, version, func(ctx context.Context, u *unit, report *storage.Report) error {
		if err := u.mayJoin(ctx, actor, report); err != nil {
			return err
		}
		members, err := u.tx.CaseReports(ctx, report.Case)
		if err != nil {
			return fmt.Errorf("reading a case: %w", err)
		}
		known := slices.ContainsFunc(members, func(m *storage.Report) bool { return m.ID != report.ID && u.mayJoin(ctx, actor, m) == nil })
		if report.Case == 0 || !known {
			return fmt.Errorf("report %s is in no case: %w", report.Number, kanal.ErrNotAllowed)
		}
		return u.apply(ctx, report, kanal.Event{Kind: kanal.EventParted, Actor: actor}, nil)
	})
}
