package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"kanal"
	"kanal/classifier"
	"kanal/router"
	"kanal/storage"
)

type importCommand struct {
	Data string `required:"" help:"JSONL of past reports: text?, agency, status, received_at, and optionally topic, kind, subject, closed_at, channel." type:"existingfile"`
}

// pastLine is one line of an import.
type pastLine struct {
	Text       string       `json:"text"`
	Agency     string       `json:"agency"`
	Status     kanal.Status `json:"status"`
	ReceivedAt time.Time    `json:"received_at"`
	Topic      string       `json:"topic"`
	Kind       kanal.Kind   `json:"kind"`
	Subject    string       `json:"subject"`
	ClosedAt   time.Time    `json:"closed_at"`
	Channel    string       `json:"channel"`
}

// Run imports all lines or, when one does not fit, none.
func (c *importCommand) Run(ctx context.Context, std *streams) error {
	config, err := loadConfig()
	if err != nil {
		return err
	}
	log := newLog(std)
	store, err := openStore(ctx, config, log, false)
	if err != nil {
		return err
	}
	defer store.Close()
	past, err := readPast(ctx, store, c.Data)
	if err != nil {
		return err
	}
	model, err := classifier.Shipped()
	if err != nil {
		return err
	}
	r, err := router.New(ctx, router.Options{Store: store, Model: model, Log: log})
	if err != nil {
		return err
	}
	added, err := r.Import(ctx, past)
	if err != nil {
		return fmt.Errorf("importing: %w", err)
	}
	return printJSON(std, map[string]int{"lines": len(past), "added": added})
}

// readPast checks every line. Equal lines are as many reports as there are lines; a second import knows them
// by their contents and their place among their equals.
func readPast(ctx context.Context, store *storage.Store, path string) ([]router.Past, error) {
	check, err := newPastCheck(ctx, store)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the data: %w", err)
	}
	defer file.Close()
	var past []router.Past
	equals := map[[sha256.Size]byte]int{}
	err = eachLine(file, func(number int, line []byte) error {
		var l pastLine
		if err := json.Unmarshal(line, &l); err != nil {
			return fmt.Errorf("line %d is not an object with text, agency, status, received_at (RFC 3339), …", number)
		}
		if err := check.line(&l); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		canonical, err := json.Marshal(l)
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		sum := sha256.Sum256(canonical)
		equals[sum]++
		past = append(past, router.Past{Key: fmt.Sprintf("%s:%d", hex.EncodeToString(sum[:16]), equals[sum]), Text: l.Text,
			Agency: l.Agency, Status: l.Status, ReceivedAt: l.ReceivedAt, ClosedAt: l.ClosedAt, Topic: l.Topic, Kind: l.Kind,
			Subject: l.Subject, Channel: l.Channel})
		return nil
	})
	return past, err
}

// pastCheck knows the codes that a line may use.
type pastCheck struct{ agencies, topics map[string]bool }

func newPastCheck(ctx context.Context, store *storage.Store) (pastCheck, error) {
	check := pastCheck{map[string]bool{}, map[string]bool{"": true}}
	agencies, err := store.Agencies(ctx)
	if err != nil {
		return check, fmt.Errorf("reading the agencies: %w", err)
	}
	topics, err := store.Topics(ctx)
	if err != nil {
		return check, fmt.Errorf("reading the topics: %w", err)
	}
	for _, a := range agencies {
		check.agencies[a.Code] = true
	}
	for _, t := range topics {
		check.topics[t.Code] = true
	}
	return check, nil
}

func (c pastCheck) line(l *pastLine) error {
	switch {
	case !l.Status.Valid():
		return fmt.Errorf("status %q is none of %v", l.Status, kanal.Statuses)
	case l.ReceivedAt.IsZero():
		return errors.New("received_at is missing")
	case l.Agency == "" && l.Status != kanal.Received && l.Status != kanal.Archived:
		return fmt.Errorf("a report that is %s needs an agency", l.Status)
	case l.Agency != "" && !c.agencies[l.Agency]:
		return fmt.Errorf("agency %q is not known", l.Agency)
	case !c.topics[l.Topic]:
		return fmt.Errorf("topic %q is not known", l.Topic)
	case l.Kind != "" && l.Kind != kanal.Pengaduan && l.Kind != kanal.Aspirasi && l.Kind != kanal.Informasi:
		return fmt.Errorf("kind %q is not known", l.Kind)
	case !l.ClosedAt.IsZero() && l.ClosedAt.Before(l.ReceivedAt):
		return errors.New("closed_at lies before received_at")
	}
	return nil
}
