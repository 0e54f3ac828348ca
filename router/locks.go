package router

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"kanal"
	"kanal/storage"
)

// withReport runs a change of one report in a transaction, under the locks of its citizen's conversation and
// its own row.
func (r *Router) withReport(ctx context.Context, id int64, version int, do func(context.Context, *unit, *storage.Report) error) error {
	return r.inUnit(ctx, func(ctx context.Context, u *unit) error {
		report, err := u.atVersion(ctx, id, version)
		if err != nil {
			return err
		}
		return do(ctx, u, report)
	})
}

// mostDeadlocks is how often a change is tried that waited in a circle with another one.
const mostDeadlocks = 5

// inUnit runs a change in a transaction and writes it. One that waited in a circle with another, which an officer's
// message about a whole case may cause, runs again.
func (r *Router) inUnit(ctx context.Context, do func(context.Context, *unit) error) error {
	ctx = context.WithoutCancel(ctx) // a browser that goes away does not half-do the work
	for tries := 1; ; tries++ {
		err := r.store.InTx(ctx, func(tx *storage.Store) error {
			u := r.newUnit(tx)
			if err := do(ctx, u); err != nil {
				return err
			}
			return u.write(ctx)
		})
		if tries == mostDeadlocks || !storage.Deadlocked(err) {
			return err
		}
	}
}

// atVersion locks and reads a report that must be as somebody saw it.
func (u *unit) atVersion(ctx context.Context, id int64, version int) (*storage.Report, error) {
	report, err := u.report(ctx, id)
	if err != nil {
		return nil, err
	}
	if report.Version != version {
		return nil, fmt.Errorf("report %s is at version %d, not %d: %w", report.Number, report.Version, version, kanal.ErrConflict)
	}
	return report, nil
}

// inCase are the reports of a case that are locked here, in order of id; none for no case.
func (u *unit) inCase(id int64) []*storage.Report {
	var list []*storage.Report
	for _, known := range slices.Sorted(maps.Keys(u.reports)) {
		if r := u.reports[known]; id != 0 && r.Case == id {
			list = append(list, r)
		}
	}
	return list
}

// lockCases locks reports and all that are of the same cases as they. Who joined while it waited for a lock is found
// by looking again: whoever joins holds the lock of one that was there.
func (u *unit) lockCases(ctx context.Context, ids ...int64) error {
	for {
		list, err := u.casesOf(ctx, ids)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(r *storage.Report) bool { return u.reports[r.ID] != nil })
		if len(list) == 0 {
			return nil
		}
		if err := u.lock(ctx, list); err != nil {
			return err
		}
	}
}

// casesOf reads reports and all that are of the same cases, without locking any.
func (u *unit) casesOf(ctx context.Context, ids []int64) ([]*storage.Report, error) {
	var list []*storage.Report
	cases := map[int64]bool{0: true}
	for _, id := range ids {
		r := u.reports[id]
		if r == nil {
			var err error
			if r, err = u.tx.Report(ctx, id); err != nil {
				return nil, fmt.Errorf("reading a report: %w", err)
			}
		}
		list = append(list, r)
		if cases[r.Case] {
			continue
		}
		cases[r.Case] = true
		members, err := u.tx.CaseReports(ctx, r.Case)
		if err != nil {
			return nil, fmt.Errorf("reading a case: %w", err)
		}
		list = append(list, members...)
	}
	return list, nil
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
