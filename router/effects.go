package router

import (
	"context"
	"fmt"
	"strings"

	"kanal"
	"kanal/router/dialog"
	"kanal/router/texts"
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
		} else if err := u.effect(ctx, &x, effect); err != nil {
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
		return u.add(ctx, x, e)
	case dialog.Dismiss:
		return u.dismiss(ctx, x, e)
	case dialog.Call:
		x.message.Attention = true
		return nil
	case dialog.Settle:
		return u.settle(ctx, x, e)
	case dialog.Rate:
		return u.byCitizen(ctx, nil, e.Report, kanal.Event{Kind: kanal.EventRated, Rating: e.Stars})
	case dialog.Dispute:
		return u.dispute(ctx, x, e.Report.ID)
	case dialog.Withdraw:
		return u.withdraw(ctx, x, e.Report.ID)
	case dialog.Protect:
		return u.protect(ctx, x, e)
	case dialog.Hush:
		reason := map[bool]string{true: kanal.Unsafe, false: kanal.Safe}[e.Quiet]
		return u.byCitizen(ctx, x.message, e.Report, kanal.Event{Kind: kanal.EventHushed, Reason: reason})
	case dialog.Trust:
		return u.trust(ctx, x, e.Report.ID)
	case dialog.Speak:
		x.chat.Contact.Language = e.Language
		return nil
	case dialog.Copy:
		return u.copyOf(ctx, x, e)
	case dialog.Erase:
		x.chat.Erasing = true
		return nil
	}
	return u.officerEffect(ctx, x, effect)
}

// byCitizen adds an event of the citizen's to a report.
func (u *unit) byCitizen(ctx context.Context, words *storage.Message, report *dialog.Report, e kanal.Event) error {
	r, err := u.report(ctx, report.ID)
	if err != nil {
		return err
	}
	if words != nil {
		attach(words, r)
	}
	e.Actor = kanal.ByCitizen
	return u.apply(ctx, r, e, words)
}

// written are the messages of the conversation with those network ids, the one at hand among them, oldest first.
func (u *unit) written(ctx context.Context, x *exchange, ids []string) ([]*storage.Message, error) {
	keys := make([]storage.MessageKey, 0, len(ids))
	atHand := false
	for _, id := range ids {
		if x.message != nil && x.message.External == id {
			atHand = true
			continue
		}
		keys = append(keys, storage.MessageKey{Conversation: x.chat.ID, External: id})
	}
	found, err := u.tx.MessagesByKey(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("reading a draft's messages: %w", err)
	}
	u.work.Moved = append(u.work.Moved, found...)
	if atHand {
		found = append(found, x.message)
	}
	return found, nil
}

// add puts more words of the citizen into a report, and passes them on while it is open.
func (u *unit) add(ctx context.Context, x *exchange, e dialog.Add) error {
	r, err := u.report(ctx, e.Report.ID)
	if err != nil {
		return err
	}
	added := []*storage.Message{x.message}
	if len(e.Messages) > 0 {
		if added, err = u.written(ctx, x, e.Messages); err != nil {
			return err
		}
	}
	var words []string
	files := 0
	for _, m := range added {
		attach(m, r)
		words, files = append(words, m.Text), files+len(m.Attachments)
	}
	if x.message != nil {
		attach(x.message, r) // the tap that said where it belongs
	}
	event := kanal.Event{Kind: kanal.EventAdded, Actor: kanal.ByCitizen}
	if r.Status == kanal.Incomplete {
		event.Kind, event.Status = kanal.EventCompleted, r.Before
	}
	last := x.message
	if len(added) > 0 {
		last = added[len(added)-1]
	}
	if err := u.apply(ctx, r, event, last); err != nil {
		return err
	}
	if err := u.briefFirst(ctx, r); err != nil {
		return err
	}
	text := strings.TrimSpace(strings.Join(words, "\n"))
	if err := u.heed(ctx, r, text); err != nil || r.Holder == "" || !r.Status.Open() {
		return err
	}
	return u.tellMore(ctx, r, text, files)
}

// dismiss lists messages for admins as taken for no report.
func (u *unit) dismiss(ctx context.Context, x *exchange, e dialog.Dismiss) error {
	found, err := u.written(ctx, x, e.Messages)
	for _, m := range found {
		m.NoReport = true
	}
	return err
}

// settle closes or reopens a report as its citizen says.
func (u *unit) settle(ctx context.Context, x *exchange, e dialog.Settle) error {
	if e.Solved == "yes" {
		return u.byCitizen(ctx, x.message, e.Report, kanal.Event{Kind: kanal.EventClosed, Status: kanal.Closed, Reason: "citizen"})
	}
	event := kanal.Event{Kind: kanal.EventReopened, Status: kanal.InProgress, Reason: e.Solved}
	if err := u.byCitizen(ctx, x.message, e.Report, event); err != nil {
		return err
	}
	r, err := u.report(ctx, e.Report.ID)
	if err != nil {
		return err
	}
	if err := u.briefFirst(ctx, r); err != nil {
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

// withdraw is CABUT.
func (u *unit) withdraw(ctx context.Context, x *exchange, id int64) error {
	r, err := u.report(ctx, id)
	if err != nil {
		return err
	}
	attach(x.message, r)
	event := kanal.Event{Kind: kanal.EventArchived, Actor: kanal.ByCitizen, Status: kanal.Archived, Reason: "dicabut"}
	if err := u.apply(ctx, r, event, x.message); err != nil {
		return err
	}
	return u.toOfficers(ctx, r, texts.TaskWithdrawn, task{})
}

// protect shields a report more, or less. One that becomes sealed goes back to an admin, who writes its brief.
func (u *unit) protect(ctx context.Context, x *exchange, e dialog.Protect) error {
	r, err := u.report(ctx, e.Report.ID)
	if err != nil {
		return err
	}
	sealed := r.Protection.Sealed()
	if err := u.apply(ctx, r, kanal.Event{Kind: kanal.EventProtected, Actor: kanal.ByCitizen, Protection: e.Level}, x.message); err != nil {
		return err
	}
	attach(x.message, r) // as it is shielded now
	if sealed == r.Protection.Sealed() {
		return nil
	}
	if err := u.seal(ctx, r); err != nil { // or the contrary: as the report is now
		return err
	}
	if sealed {
		return nil
	}
	if err := u.withdrawSecret(ctx, r); err != nil {
		return err
	}
	words, err := wordsOfCitizen(ctx, u.tx, r)
	if err != nil {
		return err
	}
	return u.heed(ctx, r, words)
}

// briefFirst takes a sealed report from an office to which no brief is released: it could read nothing.
func (u *unit) briefFirst(ctx context.Context, r *storage.Report) error {
	if !r.Protection.Sealed() || r.State.Brief {
		return nil
	}
	return u.withdrawSecret(ctx, r)
}

// withdrawSecret takes a sealed report from its holder, as soon as its status allows it: an admin writes the brief.
func (u *unit) withdrawSecret(ctx context.Context, r *storage.Report) error {
	if r.Holder == "" || !r.State.CanBecome(kanal.Received) {
		return nil
	}
	return u.apply(ctx, r, kanal.Event{Kind: kanal.EventReturned, Actor: kanal.ByCitizen, Status: kanal.Received, Reason: "rahasia",
		Agency: r.Holder}, nil)
}

// trust makes the person who knew the PIN the reporter again, where the report was filed from this address.
func (u *unit) trust(ctx context.Context, x *exchange, id int64) error {
	r, err := u.report(ctx, id)
	if err == nil && r.Contact == x.chat.Contact.ID {
		x.chat.TrustedFrom = r.ReceivedAt
	}
	return err
}

// copyOf sends a person what is stored about them: of a sealed report the number alone, for a phone is seldom one
// person's.
func (u *unit) copyOf(ctx context.Context, x *exchange, e dialog.Copy) error {
	to := u.to(x.chat)
	args := texts.Args{"nama": x.chat.Contact.Name, "daftar": "-", "angka": "-"}
	if args["nama"] == "" {
		args["nama"] = "-"
	}
	var list, numbers []string
	for _, seen := range e.Reports {
		r, err := u.report(ctx, seen.ID)
		if err != nil {
			return err
		}
		line := u.reportLine(to, seen)
		if !r.Protection.Sealed() {
			words, err := wordsOfCitizen(ctx, u.tx, r)
			if err != nil {
				return err
			}
			line += "\n“" + words + "”"
		}
		list, numbers = append(list, line), append(numbers, r.Number.String())
	}
	if len(list) > 0 {
		args["daftar"], args["angka"] = strings.Join(list, "\n\n"), strings.Join(numbers[:min(len(numbers), mostInSMS)], ", ")
	}
	u.outgoing(x.chat, texts.Say(to, texts.CopyOf, args), nil, nil)
	return nil
}
