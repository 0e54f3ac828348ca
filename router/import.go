package router

import (
	"context"
	"fmt"
	"time"

	"kanal"
	"kanal/storage"
)

// Past is one report from before kanal.
type Past struct {
	Key        string // the same key is imported once
	Text       string
	Agency     string // holder; "" for a report nobody verified
	Status     kanal.Status
	ReceivedAt time.Time
	ClosedAt   time.Time // zero: unknown, then ReceivedAt counts
	Topic      string
	Kind       kanal.Kind
	Subject    string
	Channel    string
}

// Import takes in past reports in one transaction and returns how many were new. Nobody is told anything.
func (r *Router) Import(ctx context.Context, past []Past) (added int, err error) {
	err = r.store.InTx(ctx, func(tx *storage.Store) error {
		added = 0
		for start := 0; start < len(past); start += importChunk {
			n, err := r.importChunk(ctx, tx, past[start:min(start+importChunk, len(past))])
			if err != nil {
				return err
			}
			added += n
		}
		return nil
	})
	return added, err
}

// importChunk is how many reports one statement takes in.
const importChunk = 200

func (r *Router) importChunk(ctx context.Context, tx *storage.Store, past []Past) (int, error) {
	keys := make([]string, len(past))
	for i, p := range past {
		keys[i] = p.Key
	}
	seen, err := tx.SeenImports(ctx, keys...)
	if err != nil {
		return 0, fmt.Errorf("looking for reports imported before: %w", err)
	}
	u := r.newUnit(tx)
	if err := u.drawNumbers(ctx, len(past)); err != nil {
		return 0, err
	}
	added := 0
	for i, p := range past {
		if seen[p.Key] {
			continue
		}
		if err := u.importOne(ctx, u.numbers[i], p); err != nil {
			return 0, err
		}
		added++
	}
	return added, u.write(ctx)
}

// importOne replays the life of a past report as events with their own times.
func (u *unit) importOne(ctx context.Context, n kanal.Number, p Past) error {
	said := u.model.Load().ClassifyFast(p.Text)
	if p.Topic == "" {
		p.Topic = said.Topic
	}
	if p.Kind == "" {
		p.Kind = kanal.Pengaduan
	}
	protection := u.dir.topics[p.Topic].Protection.Raise(said.Protection)
	if p.Text == "" {
		protection = kanal.Open
	}
	r := &storage.Report{Number: n, Account: p.Channel, Subject: p.Subject, ImportKey: p.Key, Model: said.Model, Said: said}
	if p.Text != "" {
		u.work.Messages = append(u.work.Messages, &storage.Message{Report: r, External: "import:" + p.Key, Kind: kanal.KindMessage,
			Author: kanal.ByCitizen, Text: kanal.Clean(p.Text), Sealed: protection.Sealed(), At: p.ReceivedAt})
	}
	end := p.ClosedAt
	if end.IsZero() {
		end = p.ReceivedAt
	}
	u.at = p.ReceivedAt
	for _, e := range lifeOf(p, protection) {
		if e.Status == kanal.Closed || e.Status == kanal.Archived {
			u.at = end
		}
		e.Actor = kanal.ByImport
		if err := u.apply(ctx, r, e, nil); err != nil {
			return err
		}
	}
	return nil
}

// lifeOf is the shortest history that ends in the status a past report had.
func lifeOf(p Past, protection kanal.Protection) []kanal.Event {
	events := []kanal.Event{{Kind: kanal.EventFiled, Status: kanal.Received, Topic: p.Topic, ReportKind: p.Kind, Protection: protection}}
	add := func(kind kanal.EventKind, s kanal.Status, agency, reason string) {
		events = append(events, kanal.Event{Kind: kind, Status: s, Agency: agency, Reason: reason})
	}
	if p.Agency != "" && p.Status != kanal.Received {
		add(kanal.EventAssigned, kanal.Assigned, p.Agency, "")
	}
	switch p.Status {
	case kanal.Incomplete:
		add(kanal.EventAsked, kanal.Incomplete, "", "")
	case kanal.InProgress:
		add(kanal.EventTaken, kanal.InProgress, "", "")
	case kanal.Answered:
		add(kanal.EventAnswered, kanal.Answered, "", "")
	case kanal.Closed:
		add(kanal.EventAnswered, kanal.Answered, "", "")
		add(kanal.EventClosed, kanal.Closed, "", "agency")
	case kanal.Archived:
		add(kanal.EventArchived, kanal.Archived, "", "umum")
	}
	return events
}
