package kanal

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The table of steps, written out once more as docs/report-life.md draws it: a row becomes the marked columns.
func TestStepsOfAReport(t *testing.T) {
	table := map[Status]string{
		//           rec inc ass pro ans clo arc
		Received:   " -   x   x   x   x   -   x",
		Incomplete: " x   -   x   x   -   -   x",
		Assigned:   " x   x   x   x   x   -   x",
		InProgress: " x   x   x   -   x   -   x",
		Answered:   " -   -   -   x   -   x   x",
		Closed:     " -   -   -   x   -   -   -",
		Archived:   " x   -   -   -   -   -   -",
	}
	for from, row := range table {
		for i, to := range Statuses {
			if want := row[1+4*i] == 'x'; from.CanBecome(to) != want {
				t.Errorf("%s to %s: %t, want %t", from, to, !want, want)
			}
		}
	}
	for _, s := range Statuses {
		if s.CanBecome("elsewhere") || Status("elsewhere").CanBecome(s) || !s.Valid() {
			t.Errorf("%s and a status that is none", s)
		}
		if s.Open() != (s != Closed && s != Archived) {
			t.Errorf("%s is open: %t", s, s.Open())
		}
		if s.Open() && s != Incomplete && ClockOf(s) == "" {
			t.Errorf("no clock runs while %s", s)
		}
	}
}

func TestIncompleteReturnsToWhereItCameFrom(t *testing.T) {
	for _, before := range []Status{Received, Assigned, InProgress} {
		s := State{Status: Incomplete, Before: before}
		for _, to := range Statuses {
			if want := to == before || to == Archived; s.CanBecome(to) != want {
				t.Errorf("asked while %s, to %s: %t", before, to, !want)
			}
		}
	}
}

// kindFor is an event that leads to a status.
var kindFor = map[Status]EventKind{Received: EventReturned, Incomplete: EventAsked, Assigned: EventAssigned, InProgress: EventTaken,
	Answered: EventAnswered, Closed: EventClosed, Archived: EventArchived}

// drawEvent draws an event of any kind, allowed or not.
func drawEvent(t *rapid.T, version int) Event {
	e := Event{Version: version, At: time.Unix(int64(version), 0).UTC(), Actor: ByUser(1)}
	switch rapid.IntRange(0, 5).Draw(t, "what") {
	case 0:
		e.Kind, e.Topic, e.Agency = EventCorrected, rapid.SampledFrom([]string{"", "sampah"}).Draw(t, "topic"), rapid.SampledFrom([]string{"", "dlh"}).Draw(t, "proposed")
	case 1:
		e.Kind, e.Rating = EventRated, rapid.IntRange(1, 5).Draw(t, "stars")
	default:
		e.Status = rapid.SampledFrom(Statuses).Draw(t, "status")
		e.Kind = kindFor[e.Status]
		e.Reason = rapid.SampledFrom([]string{"", "citizen", "silence"}).Draw(t, "reason")
		if e.Status == Assigned || e.Status == InProgress || e.Status == Received {
			e.Agency = rapid.SampledFrom([]string{"esdm", "dlh"}).Draw(t, "agency")
		}
	}
	return e
}

// Through whatever happens: forbidden steps change nothing, and every state holds the rules of a report's life.
func TestStatesOfAnyHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := State{}.Apply(Event{Kind: EventFiled, Version: 1, Status: Received, Agency: "esdm", Topic: "jalan_rusak", At: time.Unix(1, 0).UTC()})
		if err != nil {
			t.Fatal(err)
		}
		history := []Event{{Kind: EventFiled, Version: 1, Status: Received, Agency: "esdm", Topic: "jalan_rusak", At: time.Unix(1, 0).UTC()}}
		for range rapid.IntRange(0, 30).Draw(t, "events") {
			e := drawEvent(t, s.Version+1)
			next, err := s.Apply(e)
			if allowed := e.Status == "" || s.CanBecome(e.Status); allowed != (err == nil) {
				t.Fatalf("%+v after %+v: %v", e, s, err)
			}
			if err != nil {
				if !errors.Is(err, ErrNotAllowed) || next != s {
					t.Fatalf("a refusal gives %+v, %v", next, err)
				}
				continue
			}
			s, history = next, append(history, e)
			holds(t, s)
		}
		folded, err := Fold(history)
		if err != nil || folded != s {
			t.Fatalf("folded %+v, %v; went %+v", folded, err, s)
		}
		for cut := range history { // a history with a gap is none
			if cut < len(history)-1 {
				if _, err := Fold(slices.Delete(slices.Clone(history), cut, cut+1)); !errors.Is(err, ErrConflict) {
					t.Fatalf("without event %d: %v", cut+1, err)
				}
			}
		}
	})
}

func holds(t *rapid.T, s State) {
	switch {
	case s.Status == Received && (s.Holder != "" || s.HeldSince != 0):
		t.Fatalf("an admin has it and %q holds it", s.Holder)
	case s.Holder != "" && s.HeldSince == 0, s.HeldSince > s.Version:
		t.Fatalf("held since %d at version %d", s.HeldSince, s.Version)
	case (s.Status == Incomplete) != (s.Before != ""):
		t.Fatalf("%s came from %q", s.Status, s.Before)
	case s.ClosedBy != "" && s.Status != Closed:
		t.Fatalf("%s and closed by %s", s.Status, s.ClosedBy)
	case (s.Status == Assigned || s.Status == InProgress) && s.Holder == "":
		t.Fatalf("%s and nobody holds it", s.Status)
	case s.Holder != "" && s.Proposed != "":
		t.Fatalf("%s holds it and %s is proposed", s.Holder, s.Proposed)
	}
}

func TestApplyRefuses(t *testing.T) {
	filed := Event{Kind: EventFiled, Version: 1, Status: Received}
	s, err := State{}.Apply(filed)
	if err != nil || s.Protection != Open {
		t.Fatalf("%+v, %v", s, err)
	}
	if _, err := s.Apply(filed); !errors.Is(err, ErrConflict) {
		t.Errorf("the same version again: %v", err)
	}
	filed.Version = 2
	if _, err := s.Apply(filed); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("filed twice: %v", err)
	}
	if _, err := s.Apply(Event{Kind: EventAdded, Version: 3}); !errors.Is(err, ErrConflict) {
		t.Errorf("a version left out: %v", err)
	}
	if _, err := (State{}).Apply(Event{Kind: EventTaken, Version: 1, Status: InProgress}); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("begun before it was filed: %v", err)
	}
}

func TestProtectionOnlyRises(t *testing.T) {
	levels := []Protection{Open, Anonim, Tersegel, Senyap}
	for i, p := range levels {
		for j, q := range levels {
			if got := p.Raise(q); got != levels[max(i, j)] {
				t.Errorf("%s raised to %s is %s", p, q, got)
			}
		}
		if p.Raise("") != p || Protection("").Raise(p) != p || p.Sealed() != (i >= 2) || p.Hides() != (i >= 1) {
			t.Errorf("%s: sealed %t, hides %t", p, p.Sealed(), p.Hides())
		}
	}
}
