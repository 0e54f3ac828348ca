package router

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"kanal"
	"kanal/router/dialog"
	"kanal/router/texts"
	"kanal/storage"
)

// file makes a report of a draft.
func (u *unit) file(ctx context.Context, x *exchange, e dialog.File) error {
	if len(u.numbers) == 0 {
		if err := u.drawNumbers(ctx, 1); err != nil {
			return err
		}
	}
	reporter, err := u.reporter(ctx, x, e.For)
	if err != nil {
		return err
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
	r := &storage.Report{Number: u.numbers[0], Contact: reporter.Contact.ID, Conversation: reporter.ID, Account: reporter.Address.Account,
		Area: e.Area, Place: e.Place, Berkadar: p.Has(kanal.FlagMisconduct), Model: p.Model, Said: p}
	u.numbers = u.numbers[1:]
	protection := e.Protection
	if !e.Lowered {
		protection = protection.Raise(u.dir.topics[topic].Protection)
	}
	insider, err := u.byInsider(ctx, x, r, agency)
	if err != nil {
		return err
	}
	withheld := ""
	if insider {
		protection = protection.Raise(kanal.Tersegel)
	}
	if protection.Sealed() {
		if r.Area != "" {
			r.Place = wide(r.Area)
		}
		var holder string
		if holder, withheld = u.dir.accused(e.Text, agency, p); withheld == "" && insider {
			if holder, withheld = insteadOf(agency); withheld == kanal.OwnOffice && !p.Has(kanal.FlagMisconduct) && !p.Has(kanal.FlagBribery) {
				holder, withheld = kanal.Inspectorate, "" // a weak signal at home: an admin may well read it
			}
		}
		if withheld != "" || insider || agency == e.Agency && !e.Chosen {
			agency = holder
		}
	}
	kind := p.Kind
	if kind == kanal.BukanLaporan || kind == "" { // the person insists, or nothing could be read
		kind = kanal.Pengaduan
	}
	filed := kanal.Event{Kind: kanal.EventFiled, Actor: kanal.ByCitizen, Status: kanal.Received, Agency: agency,
		Topic: topic, ReportKind: kind, Protection: protection}
	if tapped {
		u.teach(r, 0, topic, agency, kind, protection)
	}
	decision := u.dir.decide(p, agency, e.Chosen, protection)
	if decision == Assign {
		if decision, err = u.staffed(ctx, agency); err != nil {
			return err
		}
	}
	if err := u.applyFiled(ctx, r, filed, decision, agency); err != nil {
		return err
	}
	if withheld != "" {
		if err := u.apply(ctx, r, kanal.Event{Kind: kanal.EventWithheld, Actor: kanal.ByMachine, Reason: withheld}, nil); err != nil {
			return err
		}
	}
	files, err := u.take(ctx, x, e, r)
	if err != nil {
		return err
	}
	x.filed = r
	if e.For != "" {
		if err := u.tellRelayed(ctx, reporter, r); err != nil {
			return err
		}
	} else {
		x.next.Last = r.Number
	}
	if r.Holder != "" {
		return u.tellOfficers(ctx, r, e.Text, files)
	}
	return nil
}

// reporter is the conversation of the person whose report it is: the one at hand, or that of the phone number a
// relay files for.
func (u *unit) reporter(ctx context.Context, x *exchange, phone string) (*storage.Conversation, error) {
	if phone == "" {
		return x.chat, nil
	}
	found, err := u.tx.Conversations(ctx, []storage.Address{u.byPhone(phone)}, nil)
	if err != nil {
		return nil, fmt.Errorf("finding the citizen a relay files for: %w", err)
	}
	if known, ok := u.chats[found[0].ID]; ok {
		return known, nil
	}
	u.chats[found[0].ID] = found[0]
	return found[0], nil
}

// phones is the account that reaches people by their phone number though they never wrote; "" for none. A WhatsApp
// number that is linked to a phone is not one: writing to strangers costs it.
func (r *Router) phones() string {
	found := ""
	for _, bot := range r.bots {
		switch network := kanal.NetworkOf(bot.Account()); {
		case network.Name == "sms":
			return bot.Account()
		case network.Name == "whatsapp" && !network.Leased && found == "":
			found = bot.Account()
		}
	}
	return found
}

// byPhone is where that account reaches a number, which begins with +.
func (r *Router) byPhone(phone string) storage.Address {
	a := storage.Address{Account: r.phones(), Chat: phone}
	if kanal.NetworkOf(a.Account).Name == "whatsapp" {
		a.Chat = strings.TrimPrefix(phone, "+")
	}
	return a
}

// byInsider tells whether an officer reports as a citizen what concerns their own agency: no colleague may read it. A
// village office is noted as the one who files.
func (u *unit) byInsider(ctx context.Context, x *exchange, r *storage.Report, agency string) (bool, error) {
	if x.chat.Officer == 0 {
		return false, nil
	}
	user, err := u.boundTo(ctx, x.chat)
	if err != nil || user == nil {
		return false, err
	}
	if user.Role == storage.Relay {
		r.Relay = user.ID
		return false, nil
	}
	return agency != "" && user.Office() == agency, nil
}

// staffed tells whether an assignment to the agency reaches anybody. One that had officers and has none any more
// goes to an admin; one that never had any is served from the console by admins.
func (u *unit) staffed(ctx context.Context, agency string) (Decision, error) {
	all, err := u.officersOf(ctx, agency)
	if err != nil {
		return Triage, err
	}
	for _, o := range all {
		if !o.Disabled {
			return Assign, nil
		}
	}
	if len(all) > 0 {
		return Triage, nil
	}
	return Assign, nil
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

// take puts the draft's messages into the report, and counts the files among them; an open report's words become
// readable.
func (u *unit) take(ctx context.Context, x *exchange, e dialog.File, r *storage.Report) (files int, err error) {
	draft, err := u.written(ctx, x, e.Messages)
	if err != nil {
		return 0, err
	}
	for _, m := range draft {
		attach(m, r)
		m.NoReport = false
		files += len(m.Attachments)
	}
	if x.message != nil {
		attach(x.message, r) // the tap or the word that sent it
	}
	return files, nil
}

// attach makes a message part of a report; only the words of an open one become readable in the database.
func attach(m *storage.Message, r *storage.Report) {
	m.Report, m.Sealed = r, r.Protection.Sealed()
}

// tellRelayed gives number and PIN to the citizen for whom a village office filed: to nobody else.
func (u *unit) tellRelayed(ctx context.Context, chat *storage.Conversation, r *storage.Report) error {
	to := u.to(chat)
	args, err := u.about(ctx, to, r)
	if err != nil {
		return err
	}
	args["pin"] = u.store.PIN(r.Number)
	if state, err := u.state(ctx, chat); err != nil || state.Hushed { // JANGAN holds for what others file, too
		return err
	}
	u.outgoing(chat, texts.Say(to, texts.NowRelayed, args), nil, r)
	return u.remember(ctx, r, func(s dialog.State) dialog.State {
		s.Last, s.LastAt = r.Number, u.at
		return s
	})
}
