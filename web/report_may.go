package web

import (
	"kanal"
	"kanal/storage"
)

// may says which forms a report's page has.
type may struct {
	Take, Resume, Answer, Ask, Return, Assign, Archive, Reopen, Restore, Correct bool
	Release, Rewrite                                                             bool // the brief: for the first time, or a better one
	Join, Withhold                                                               bool
}

// mayOf is what the table of steps and the role leave open. The router checks again.
func mayOf(r *storage.Report, user *storage.User) may {
	can, sealed, admin := r.State.CanBecome, r.Protection.Sealed(), user.Role == storage.Admin
	if readsCopy(user, r) {
		return may{}
	}
	m := may{
		Take:   r.Status == kanal.Assigned && can(kanal.InProgress),
		Resume: r.Status == kanal.Incomplete && can(kanal.InProgress),
		Answer: can(kanal.Answered),
		Ask:    can(kanal.Incomplete), // an officer's question to a sealed reporter goes to an admin first
		Return: r.Holder != "" && r.Status != kanal.Incomplete && can(kanal.Received),
		Join:   admin || !sealed,
		Reopen: (r.Status == kanal.Answered || r.Status == kanal.Closed) && can(kanal.InProgress),
	}
	if admin {
		m.Release = sealed && r.Status == kanal.Received
		m.Rewrite = sealed && r.Holder != "" && r.Status.Open()
		m.Assign = can(kanal.Assigned) && !m.Release && (!sealed || r.State.Brief)
		m.Archive = can(kanal.Archived)
		m.Restore = r.Status == kanal.Archived
		m.Correct, m.Withhold = true, true
	}
	return m
}

// form tells whether there is a form of that name.
func (m may) form(name string) bool {
	switch name {
	case string(kanal.Answered):
		return m.Answer
	case string(kanal.Incomplete):
		return m.Ask
	case string(kanal.Received):
		return m.Return
	case formBrief:
		return m.Release || m.Rewrite
	}
	return false
}
