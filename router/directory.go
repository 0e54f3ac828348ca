package router

import (
	"context"
	"errors"
	"fmt"

	"kanal"
	"kanal/storage"
)

// directory is what changes rarely and is needed for every message: agencies, topics, dates.
type directory struct {
	agencies  map[string]kanal.Agency
	topics    map[string]kanal.Topic
	timetable kanal.Timetable
	admins    map[int64]string // names of who may see everything, in plain words
}

// loadDirectory reads it afresh from the store.
func (r *Router) loadDirectory(ctx context.Context) error {
	agencies, err := r.store.Agencies(ctx)
	if err != nil {
		return fmt.Errorf("reading the agencies: %w", err)
	}
	topics, err := r.store.Topics(ctx)
	if err != nil {
		return fmt.Errorf("reading the topics: %w", err)
	}
	holidays, err := r.store.Holidays(ctx)
	if err != nil {
		return fmt.Errorf("reading the holidays: %w", err)
	}
	terms, err := r.store.Terms(ctx)
	if err != nil {
		return fmt.Errorf("reading the terms: %w", err)
	}
	users, err := r.store.Users(ctx)
	if err != nil {
		return fmt.Errorf("reading the users: %w", err)
	}
	d := &directory{agencies: map[string]kanal.Agency{}, topics: map[string]kanal.Topic{}, admins: map[int64]string{}}
	for _, u := range users {
		if u.Role == storage.Admin {
			d.admins[u.ID] = calledName(u.Name)
		}
	}
	for _, a := range agencies {
		d.agencies[a.Code] = a
	}
	for _, t := range topics {
		d.topics[t.Code] = t
	}
	d.timetable = kanal.NewTimetable(terms, kanal.NewCalendar(holidays))
	r.directory.Store(d)
	return nil
}

// short is an agency's everyday name.
func (d *directory) short(code string) string {
	if a, ok := d.agencies[code]; ok {
		return a.Short
	}
	return code
}

// inside tells whether an agency is one of the province's own, whose officers kanal knows.
func (d *directory) inside(code string) bool { return d.agencies[code].Sphere == "provinsi" }

// sure tells whether a prediction is certain enough to name its agency.
func (d *directory) sure(p kanal.Prediction) bool {
	_, known := d.agencies[p.Agency]
	return known && p.Confidence >= Threshold
}

// protect is how far the matter of a prediction must shield its reporter at least.
func (d *directory) protect(p kanal.Prediction) kanal.Protection {
	return p.Protection.Raise(d.topics[p.Topic].Protection).Raise(kanal.Open)
}

// Decision is what happens to a new report (design: assign, ask, triage).
type Decision string

// The decisions.
const (
	Assign Decision = "assign" // at once, by the machine
	Triage Decision = "triage" // an admin looks first
)

// decide says whether a report may go straight to an agency: it must be one of the province's, certain (or the
// citizen's own choice), and nothing about it dangerous to its reporter.
func (d *directory) decide(p kanal.Prediction, agency string, chosen bool, protection kanal.Protection) Decision {
	if protection.Sealed() || !d.inside(agency) || p.Kind == kanal.BukanLaporan {
		return Triage
	}
	if d.sure(p) && agency == p.Agency || chosen {
		return Assign
	}
	return Triage
}

func notFound(err error) bool { return errors.Is(err, kanal.ErrNotFound) }
