package router

import (
	"context"
	"fmt"
	"slices"

	"kanal"
	"kanal/bots"
	"kanal/router/dialog"
	"kanal/router/texts"
	"kanal/storage"
)

// officerEffect is the part of the effects that an officer causes.
func (u *unit) officerEffect(ctx context.Context, x *exchange, effect dialog.Effect) error {
	switch e := effect.(type) {
	case dialog.Bind:
		return u.bind(ctx, x, e.Token)
	case dialog.Take:
		return u.byOfficer(ctx, x, e.Report.ID, Change{To: kanal.InProgress}, nil)
	case dialog.Tell:
		c := Change{To: e.To, Text: e.Text}
		if e.To == kanal.Received {
			c.Reason = "bukan_wewenang"
		}
		return u.byOfficer(ctx, x, e.Report.ID, c, e.Messages)
	case dialog.Hand:
		return u.hand(ctx, x, e)
	case dialog.Digest:
		return u.tx.SetDigest(ctx, x.chat.Officer, e.On)
	}
	return fmt.Errorf("effect %T is not known", effect)
}

// elsewhere tells whether officers have an account of their own on this network: what concerns them then goes through
// that one, so that it cannot cost the citizens theirs.
func (r *Router) elsewhere(account string) bool {
	return account != kanal.OfficersAccount && kanal.NetworkOf(account).Name == kanal.NetworkOf(kanal.OfficersAccount).Name &&
		slices.ContainsFunc(r.bots, func(b bots.Bot) bool { return b.Account() == kanal.OfficersAccount })
}

// bind makes the conversation an officer's, or a village office's.
func (u *unit) bind(ctx context.Context, x *exchange, token string) error {
	if u.elsewhere(x.chat.Address.Account) {
		user, err := u.tx.UserByToken(ctx, token)
		if err == nil && user.Role == storage.Officer {
			return u.say(ctx, x, dialog.Say{Sentence: dialog.BindElsewhere, Args: dialog.Args{Phone: u.officersNumber}})
		}
		if err != nil && !notFound(err) {
			return fmt.Errorf("reading whose token it is: %w", err)
		}
	}
	user, err := u.tx.BindOfficer(ctx, token, x.chat.ID)
	if notFound(err) {
		return u.say(ctx, x, dialog.Say{Sentence: dialog.BindFailed})
	}
	if err != nil {
		return fmt.Errorf("binding an officer: %w", err)
	}
	x.chat.Officer = user.ID
	x.message.Author = kanal.ByUser(user.ID)
	sentence := dialog.Bound
	if user.Role == storage.Relay {
		sentence = dialog.BoundRelay
	}
	return u.say(ctx, x, dialog.Say{Sentence: sentence, Args: dialog.Args{Name: user.Name, Agency: user.Agency}})
}

// byOfficer carries out an officer's step, with what they wrote for it.
func (u *unit) byOfficer(ctx context.Context, x *exchange, id int64, c Change, ids []string) error {
	r, err := u.report(ctx, id)
	if err != nil {
		return err
	}
	c.Actor = kanal.ByUser(x.chat.Officer)
	written, err := u.written(ctx, x, ids)
	if err != nil {
		return err
	}
	if !slices.Contains(written, x.message) {
		written = append(written, x.message)
	}
	for _, m := range written {
		attach(m, r)
		m.Author = c.Actor
		c.Files = append(c.Files, m.Attachments...)
	}
	if c.To == kanal.Received {
		c.Words = x.message
	}
	c.Version = r.Version
	return u.change(ctx, r, c)
}

// hand gives an officer's task to a colleague of the same agency.
func (u *unit) hand(ctx context.Context, x *exchange, e dialog.Hand) error {
	r, err := u.report(ctx, e.Report.ID)
	if err != nil {
		return err
	}
	actor := kanal.ByUser(x.chat.Officer)
	from, err := u.user(ctx, actor)
	if err != nil {
		return err
	}
	attach(x.message, r)
	x.message.Author = actor
	if err := u.apply(ctx, r, kanal.Event{Kind: kanal.EventHanded, Actor: actor, Officer: e.To.ID}, nil); err != nil {
		return err
	}
	words, err := u.firstWords(ctx, r)
	if err != nil {
		return err
	}
	t := task{words: words, name: from.Name}
	if r.Protection.Sealed() {
		return u.toOfficers(ctx, r, texts.TaskSealed, task{})
	}
	t.choices = dialog.AssignedChoices(r.Number, r.HeldSince)
	if r.Status != kanal.Assigned {
		t.choices = dialog.TakenChoices(r.Number, r.HeldSince)
	}
	return u.toOfficers(ctx, r, texts.TaskHanded, t)
}
