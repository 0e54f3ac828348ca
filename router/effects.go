package router

import (
	"cmp"
	"context"
	"fmt"

	"kanal"
	"kanal/router/dialog"
	"kanal/storage"
)

// exchange is one turn of a conversation being carried out.
type exchange struct {
	chat    *storage.Conversation
	message *storage.Message // the one at hand; nil when the clock spoke
	next    dialog.State
	filed   *storage.Report // made in this turn
}

// carryOut does what the dialog decided, in order, and keeps its new state.
func (u *unit) carryOut(ctx context.Context, x exchange, effects []dialog.Effect) error {
	var says []dialog.Say
	for _, effect := range effects {
		if say, ok := effect.(dialog.Say); ok {
			says = append(says, say)
			if say.Sentence == dialog.NoReport && x.message != nil {
				x.message.NoReport = true
			}
			continue
		}
		if err := u.effect(ctx, &x, effect); err != nil {
			return err
		}
	}
	for _, say := range says { // after the effects: they tell the number and the date
		if err := u.say(ctx, &x, say); err != nil {
			return err
		}
	}
	u.save(x.chat, x.next)
	return nil
}

func (u *unit) effect(ctx context.Context, x *exchange, effect dialog.Effect) error {
	switch e := effect.(type) {
	case dialog.File:
		return u.file(ctx, x, e)
	case dialog.Add:
		return u.add(ctx, x, e.Report.ID)
	case dialog.Settle:
		return u.settle(ctx, x, e)
	case dialog.Rate:
		r, err := u.report(ctx, e.Report.ID)
		if err != nil {
			return err
		}
		return u.apply(ctx, r, kanal.Event{Kind: kanal.EventRated, Actor: kanal.ByCitizen, Rating: e.Stars}, nil)
	case dialog.Dispute:
		return u.dispute(ctx, x, e.Report.ID)
	case dialog.Bind:
		return u.bind(ctx, x, e.Token)
	case dialog.Take:
		return u.byOfficer(ctx, x, e.Report.ID, Change{To: kanal.InProgress})
	case dialog.Return:
		return u.byOfficer(ctx, x, e.Report.ID, Change{To: kanal.Received, Reason: "bukan_wewenang", Words: x.message})
	case dialog.Answer:
		return u.byOfficer(ctx, x, e.Report.ID, Change{To: kanal.Answered, Words: x.message})
	}
	return fmt.Errorf("effect %T is not known", effect)
}

// file makes a report of the draft and the message at hand.
func (u *unit) file(ctx context.Context, x *exchange, e dialog.File) error {
	if len(u.numbers) == 0 {
		if err := u.drawNumbers(ctx, 1); err != nil {
			return err
		}
	}
	p := e.Prediction
	agency, topic := e.Agency, p.Topic
	if agency == dialog.Other {
		agency = ""
	}
	tapped := e.Chosen && agency != "" && agency != p.Agency
	if tapped { // another agency's matter is another topic; a guess alone seals nothing
		topic = cmp.Or(u.model.Load().TopicAmong(e.Text, func(code string) bool {
			t := u.dir.topics[code]
			return t.Agency == agency && (!t.Protection.Sealed() || p.Protection.Sealed())
		}), topic)
	}
	r := &storage.Report{Number: u.numbers[0], Contact: x.chat.Contact.ID, Conversation: x.chat.ID, Account: x.chat.Address.Account,
		Area: e.Area, Place: e.Place, Berkadar: p.Has(kanal.FlagMisconduct), Model: p.Model, Said: p}
	u.numbers = u.numbers[1:]
	protection := p.Protection.Raise(u.dir.topics[topic].Protection)
	if protection.Sealed() && r.Area != "" {
		r.Place = wide(r.Area)
	}
	kind := p.Kind
	if kind == kanal.BukanLaporan { // the person insists
		kind = kanal.Pengaduan
	}
	filed := kanal.Event{Kind: kanal.EventFiled, Actor: kanal.ByCitizen, Status: kanal.Received, Agency: agency,
		Topic: topic, ReportKind: kind, Protection: protection}
	if tapped {
		u.teach(r, 0, topic, agency, kind, protection)
	}
	decision := u.dir.decide(p, agency, e.Chosen, protection)
	if err := u.applyFiled(ctx, r, filed, decision, agency); err != nil {
		return err
	}
	if err := u.gather(ctx, x, e, r); err != nil {
		return err
	}
	x.filed = r
	x.next.Last = r.Number
	if r.Holder != "" {
		return u.tellOfficers(ctx, r, e.Text)
	}
	return nil
}

// applyFiled starts a report's history; where the machine assigns at once, the verification leaves no clock.
func (u *unit) applyFiled(ctx context.Context, r *storage.Report, filed kanal.Event, d Decision, agency string) error {
	if d != Assign {
		return u.apply(ctx, r, filed, nil)
	}
	u.clocks[r] = &clockRow{}
	filed.Version, filed.At = 1, u.at
	state, err := r.State.Apply(filed)
	if err != nil {
		return err
	}
	r.State = state
	u.work.Reports = append(u.work.Reports, r)
	u.work.Events = append(u.work.Events, storage.Event{Event: filed, Of: r})
	assigned := kanal.Event{Kind: kanal.EventAssigned, Actor: kanal.ByMachine, Status: kanal.Assigned, Agency: agency}
	return u.apply(ctx, r, assigned, nil)
}

// gather puts the draft's messages into the report; an open report's words become readable.
func (u *unit) gather(ctx context.Context, x *exchange, e dialog.File, r *storage.Report) error {
	if x.message != nil {
		attach(x.message, r)
	}
	if len(e.Messages) == 0 {
		return nil
	}
	keys := make([]storage.MessageKey, len(e.Messages))
	for i, external := range e.Messages {
		keys[i] = storage.MessageKey{Conversation: x.chat.ID, External: external}
	}
	draft, err := u.tx.MessagesByKey(ctx, keys...)
	if err != nil {
		return fmt.Errorf("reading a draft's messages: %w", err)
	}
	for _, m := range draft {
		attach(m, r)
		m.NoReport = false
		u.work.Moved = append(u.work.Moved, m)
	}
	return nil
}

// attach makes a message part of a report; only the words of an open one become readable in the database.
func attach(m *storage.Message, r *storage.Report) {
	m.Report, m.Sealed = r, r.Protection.Sealed()
}

// add puts more words of the citizen into an open report and passes them on.
func (u *unit) add(ctx context.Context, x *exchange, id int64) error {
	r, err := u.report(ctx, id)
	if err != nil {
		return err
	}
	attach(x.message, r)
	event := kanal.Event{Kind: kanal.EventAdded, Actor: kanal.ByCitizen}
	if r.Status == kanal.Incomplete {
		event.Kind, event.Status = kanal.EventCompleted, r.Before
	}
	if err := u.apply(ctx, r, event, x.message); err != nil {
		return err
	}
	if r.Holder == "" {
		return nil
	}
	return u.tellMore(ctx, r, x.message.Text)
}

// settle closes or reopens a report as its citizen says.
func (u *unit) settle(ctx context.Context, x *exchange, e dialog.Settle) error {
	r, err := u.report(ctx, e.Report.ID)
	if err != nil {
		return err
	}
	attach(x.message, r)
	if e.Solved == "yes" {
		return u.apply(ctx, r, kanal.Event{Kind: kanal.EventClosed, Actor: kanal.ByCitizen, Status: kanal.Closed, Reason: "citizen"}, x.message)
	}
	event := kanal.Event{Kind: kanal.EventReopened, Actor: kanal.ByCitizen, Status: kanal.InProgress, Reason: e.Solved}
	if err := u.apply(ctx, r, event, x.message); err != nil {
		return err
	}
	return u.tellReopened(ctx, r)
}

// dispute is SALAH or KEBERATAN: an admin looks at where the report went.
func (u *unit) dispute(ctx context.Context, x *exchange, id int64) error {
	r, err := u.report(ctx, id)
	if err != nil {
		return err
	}
	attach(x.message, r)
	event := kanal.Event{Kind: kanal.EventReturned, Actor: kanal.ByCitizen, Status: kanal.Received, Reason: "salah"}
	if r.Status == kanal.Archived {
		event.Kind, event.Reason = kanal.EventRestored, "keberatan"
	}
	if !r.State.CanBecome(kanal.Received) { // with an admin already, or too far on: only noted
		event = kanal.Event{Kind: kanal.EventAdded, Actor: kanal.ByCitizen, Reason: "salah"}
	}
	return u.apply(ctx, r, event, x.message)
}

// bind makes the conversation an officer's.
func (u *unit) bind(ctx context.Context, x *exchange, token string) error {
	user, err := u.tx.BindOfficer(ctx, token, x.chat.ID)
	if notFound(err) {
		return u.say(ctx, x, dialog.Say{Sentence: dialog.BindFailed})
	}
	if err != nil {
		return fmt.Errorf("binding an officer: %w", err)
	}
	x.chat.Officer = user.ID
	x.message.Author = kanal.ByUser(user.ID)
	return u.say(ctx, x, dialog.Say{Sentence: dialog.Bound, Args: dialog.Args{Name: user.Name, Agency: user.Agency}})
}

// byOfficer carries out an officer's step.
func (u *unit) byOfficer(ctx context.Context, x *exchange, id int64, c Change) error {
	r, err := u.report(ctx, id)
	if err != nil {
		return err
	}
	attach(x.message, r)
	c.Actor = kanal.ByUser(x.chat.Officer)
	x.message.Author = c.Actor
	c.Version = r.Version
	return u.change(ctx, r, c)
}
