package router

import (
	"context"
	"fmt"
	"math"
	"time"

	"kanal"
	"kanal/router/dialog"
	"kanal/router/texts"
	"kanal/storage"
)

// unit gathers what one transaction changes, and writes it at once.
type unit struct {
	*Router
	tx       *storage.Store
	dir      *directory
	at       time.Time
	work     storage.Work
	numbers  []kanal.Number
	officers map[string][]*storage.User      // by agency, read once
	clocks   map[*storage.Report]*clockRow   // the clock of a report touched here that has not stopped
	reports  map[int64]*storage.Report       // reports read here, so that each is one pointer
	chats    map[int64]*storage.Conversation // conversations locked here
	released map[int64]bool                  // conversations to which held messages go now
}

// clockRow is a report's clock with the entry of the work that will save it, if there is one yet.
type clockRow struct{ row *storage.Clock }

func (r *Router) newUnit(tx *storage.Store) *unit {
	return &unit{Router: r, tx: tx, dir: r.directory.Load(), at: r.now(),
		officers: map[string][]*storage.User{}, clocks: map[*storage.Report]*clockRow{},
		reports: map[int64]*storage.Report{}, chats: map[int64]*storage.Conversation{}}
}

func (u *unit) write(ctx context.Context) error {
	if err := u.tx.Write(ctx, &u.work); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}

func (u *unit) drawNumbers(ctx context.Context, n int) error {
	numbers, err := u.tx.DrawNumbers(ctx, n)
	if err != nil {
		return fmt.Errorf("drawing report numbers: %w", err)
	}
	u.numbers = numbers
	return nil
}

// report locks and reads a report, once per unit. Its citizen's conversation is locked before it, in this order
// everywhere: an officer and a citizen acting at once would else wait for each other.
func (u *unit) report(ctx context.Context, id int64) (*storage.Report, error) {
	if r, ok := u.reports[id]; ok {
		return r, nil
	}
	known, err := u.tx.Report(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading a report: %w", err)
	}
	if known.Conversation != 0 {
		if _, err := u.conversation(ctx, known.Conversation); err != nil {
			return nil, err
		}
	}
	r, err := u.tx.ReportForUpdate(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading a report: %w", err)
	}
	u.reports[id] = r
	return r, nil
}

// conversation locks and reads a conversation, once per unit.
func (u *unit) conversation(ctx context.Context, id int64) (*storage.Conversation, error) {
	if c, ok := u.chats[id]; ok {
		return c, nil
	}
	list, err := u.tx.ConversationByID(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("locking a conversation: %w", err)
	}
	u.chats[id] = list[0]
	return list[0], nil
}

// apply adds an event to a report, and moves its clock.
func (u *unit) apply(ctx context.Context, r *storage.Report, e kanal.Event, words *storage.Message) error {
	before := r.State
	e.Version, e.At = before.Version+1, u.at
	after, err := before.Apply(e)
	if err != nil {
		return fmt.Errorf("report %s: %w", r.Number, err)
	}
	r.State = after
	u.work.Events = append(u.work.Events, storage.Event{Event: e, Of: r, Words: words})
	if before.Version == 0 {
		u.work.Reports = append(u.work.Reports, r)
	} else if !u.listed(r) {
		u.work.Changed = append(u.work.Changed, r)
	}
	if before.Status == after.Status && e.Kind != kanal.EventAssigned {
		return nil
	}
	return u.moveClock(ctx, r, before.Status)
}

func (u *unit) listed(r *storage.Report) bool {
	for _, known := range u.work.Changed {
		if known == r {
			return true
		}
	}
	for _, made := range u.work.Reports {
		if made == r {
			return true
		}
	}
	return false
}

// moveClock pauses, resumes, stops or starts a report's clock after its status changed.
func (u *unit) moveClock(ctx context.Context, r *storage.Report, before kanal.Status) error {
	c, err := u.clock(ctx, r)
	if err != nil {
		return err
	}
	if c.row != nil {
		switch {
		case r.Status == kanal.Incomplete:
			c.row.PausedAt = u.at
			return nil
		case before == kanal.Incomplete && r.Status != kanal.Archived:
			c.row.Clock = u.dir.timetable.Resume(c.row.Clock, u.at)
			return nil
		}
		c.row.StoppedAt = u.at
		c.row = nil
	}
	if started, ok := u.dir.timetable.Start(r.State, r.Berkadar, u.at); ok {
		c.row = &storage.Clock{Clock: started, Of: r}
		u.work.Clocks = append(u.work.Clocks, c.row)
	}
	return nil
}

// clock is the report's clock that has not stopped; its row is nil for none. What is changed in it is saved.
func (u *unit) clock(ctx context.Context, r *storage.Report) (*clockRow, error) {
	if c, ok := u.clocks[r]; ok {
		return c, nil
	}
	c := &clockRow{}
	u.clocks[r] = c
	if r.ID == 0 {
		return c, nil
	}
	running, err := u.tx.OpenClock(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("reading a clock: %w", err)
	}
	if running != nil {
		c.row = &storage.Clock{Clock: *running, Of: r}
		u.work.Clocks = append(u.work.Clocks, c.row)
	}
	return c, nil
}

// due is when the report's clock rings; zero for none.
func (u *unit) due(ctx context.Context, r *storage.Report) (time.Time, error) {
	c, err := u.clock(ctx, r)
	if err != nil || c.row == nil {
		return time.Time{}, err
	}
	return c.row.DueAt, nil
}

// incoming adds the message at hand to the work. Until it is filed as open its words are ciphertext.
// An officer's is a citizen's as well until it does something as an officer: they have streets of their own.
func (u *unit) incoming(c *storage.Conversation, in kanal.Incoming) *storage.Message {
	m := &storage.Message{Conversation: c.ID, External: in.ID, Kind: in.Kind, Author: kanal.ByCitizen, Text: in.Text, Sealed: true,
		Choice: in.Choice, ReplyTo: in.ReplyTo, Account: in.Account, Attachments: in.Attachments, Location: in.Location, At: u.at}
	u.work.Messages = append(u.work.Messages, m)
	return m
}

// outgoing queues a message for a conversation.
func (u *unit) outgoing(c *storage.Conversation, text string, choices []kanal.Choice, about *storage.Report) *storage.Message {
	m := &storage.Message{Conversation: c.ID, Out: true, Author: kanal.ByMachine, Text: text, Choices: choices,
		Account: c.Address.Account, Report: about, Sealed: about == nil || about.Protection.Sealed(), At: u.at}
	u.work.Messages = append(u.work.Messages, m)
	return m
}

// sayRaw tells the sender of an unreadable message that a person will look.
func (u *unit) sayRaw(c *storage.Conversation) {
	u.outgoing(c, texts.Say(u.to(c), texts.Attention, nil), nil, nil)
}

// to is whom a message in a conversation is for.
func (u *unit) to(c *storage.Conversation) texts.To {
	return texts.To{Network: kanal.NetworkOf(c.Address.Account), Language: c.Contact.Language}
}

// officersOf are all officers of an agency, the disabled ones too; read once in a unit.
func (u *unit) officersOf(ctx context.Context, agency string) ([]*storage.User, error) {
	if known, ok := u.officers[agency]; ok {
		return known, nil
	}
	list, err := u.tx.OfficersOf(ctx, agency)
	if err != nil {
		return nil, fmt.Errorf("reading an agency's officers: %w", err)
	}
	u.officers[agency] = list
	return list, nil
}

// state is what the dialog of a locked conversation remembers. A draft that cannot be read any more is put
// aside: its messages go to an admin, and the conversation goes on.
func (u *unit) state(ctx context.Context, c *storage.Conversation) (dialog.State, error) {
	state, err := dialog.Load(c.State, c.Draft, c.DueAt)
	if err == nil {
		return state, nil
	}
	u.log.Error("draft put aside", "conversation", c.ID, "err", err)
	history, err := u.tx.History(ctx, c.ID, 0, math.MaxInt32)
	if err != nil {
		return state, fmt.Errorf("reading the messages of a draft: %w", err)
	}
	for _, m := range history {
		if !m.Out && m.Report == nil && !m.NoReport && m.Kind == kanal.KindMessage && m.Choice == "" && !m.Attention {
			m.Attention = true
			u.work.Moved = append(u.work.Moved, m)
		}
	}
	u.save(c, dialog.State{})
	return dialog.State{}, nil
}

// save keeps the dialog's state in the conversation.
func (u *unit) save(c *storage.Conversation, s dialog.State) {
	c.State, c.Draft, c.DueAt = s.Name, s.Draft(), s.Due
	for _, known := range u.work.Conversations {
		if known == c {
			return
		}
	}
	u.work.Conversations = append(u.work.Conversations, c)
}
