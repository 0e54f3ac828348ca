package router

import (
	"fmt"

	"kanal"
)

// order is what an admin does to the newest report.
func (s *script) order(what, argument, target, words string) error {
	s.actor = "admin"
	if s.boss == nil {
		s.boss = s.admin()
	}
	if what == "moves" || what == "disables" || what == "enables" {
		return s.staff(what, argument, target)
	}
	r := s.newest()
	by := kanal.ByUser(s.boss.ID)
	c := Change{Actor: by, Report: r.ID, Version: r.Version, Text: words}
	switch what {
	case "assigns":
		c.To, c.Agency = kanal.Assigned, argument
	case "answers":
		c.To = kanal.Answered
	case "asks":
		c.To = kanal.Incomplete
	case "begins":
		c.To = kanal.InProgress
	case "archives":
		c.To, c.Reason = kanal.Archived, argument
	case "releases":
		brief, err := s.router.Brief(s.t.Context(), r)
		if err != nil {
			return err
		}
		return s.router.ReleaseBrief(s.t.Context(), Release{Actor: by, Report: r.ID, Version: r.Version, Agency: argument, Brief: brief})
	case "withholds":
		return s.router.Withhold(s.t.Context(), by, r.ID, r.Version, argument)
	case "joins":
		first, err := s.store.ReportByNumber(s.t.Context(), kanal.FindNumbers(argument)[0])
		if err != nil {
			return err
		}
		return s.router.Join(s.t.Context(), Join{Actor: by, Report: first.ID, Version: first.Version, Others: []kanal.Number{r.Number}})
	case "parts":
		return s.router.Part(s.t.Context(), by, r.ID, r.Version)
	default:
		return fmt.Errorf("an admin cannot do that")
	}
	return s.router.ChangeStatus(s.t.Context(), c)
}

// staff changes an officer's post.
func (s *script) staff(what, name, agency string) error {
	p, err := s.whose(name)
	if err != nil {
		return err
	}
	u, err := s.store.UserByName(s.t.Context(), username(p))
	if err != nil {
		return err
	}
	switch what {
	case "moves":
		u.Agency = agency
	default:
		u.Disabled = what == "disables"
	}
	return s.store.SaveUser(s.t.Context(), u)
}
