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

// say puts one sentence of the dialog into words and queues it.
func (u *unit) say(ctx context.Context, x *exchange, say dialog.Say) error {
	to := u.to(x.chat)
	about := x.filed
	if say.Report != nil {
		r, err := u.report(ctx, say.Report.ID)
		if err != nil {
			return err
		}
		about = r
	}
	if say.Sentence == dialog.RelayFiled {
		about = nil // the report is the citizen's; the office learns nothing of it
	}
	args, err := u.about(ctx, to, about)
	if err != nil {
		return err
	}
	if about != nil && about == x.filed && about.Holder == "" && about.Proposed != "" {
		args["instansi"] = u.dir.short(about.Proposed) // just filed: where it is meant to go
	}
	u.fill(to, args, say)
	if err := u.secrets(ctx, x, args, say.Sentence, about); err != nil {
		return err
	}
	if say.Sentence == dialog.Filed {
		if say.Sentence = filedSentence(about); about.Topic == "" {
			args["topik"] = "" // what was not understood is not named
		}
		if say.Sentence == dialog.FiledQuiet {
			say.Choices = dialog.SafeChoices()
			args["pin"] = u.store.PIN(about.Number)
		}
	}
	pin := x.filed != nil && about == x.filed && to.Network.Name == "webchat" && say.Sentence != dialog.FiledQuiet
	key := texts.Key(say.Sentence)
	if say.Sentence == dialog.Summary && say.Args.Topic == "" {
		key = texts.SummaryBare
	}
	text := texts.Say(to, key, args)
	if pin { // a browser forgets who it was
		args["pin"] = u.store.PIN(about.Number)
		text += "\n" + texts.Say(to, texts.Key(dialog.PINOf), args)
	}
	if !x.chat.Contact.Noticed && x.chat.Officer == 0 && to.Network.Cards && u.publicURL != "" && say.Sentence != dialog.GroupHint {
		text += "\n\n" + texts.Say(to, texts.Privacy, texts.Args{"privasi": u.publicURL + "/privasi"})
		x.chat.Contact.Noticed = true
	}
	m := u.outgoing(x.chat, text, u.label(to, say, x.next.Text()), about)
	m.Slot = say.Slot
	m.Sealed = m.Sealed || say.Sentence == dialog.Summary
	if len(m.Choices) > 0 {
		x.next = x.next.Offer(m.Choices)
	}
	return nil
}

// filedSentence tells what really happens next with a new report.
func filedSentence(r *storage.Report) dialog.Sentence {
	switch {
	case r.Holder != "":
		return dialog.Filed
	case r.Protection == kanal.Senyap:
		return dialog.FiledQuiet
	case r.Protection.Sealed() && r.Proposed != "":
		return dialog.FiledSealed
	}
	return dialog.FiledTriage
}

// secrets adds what only some sentences may tell, and takes from a sealed report what the others must not.
func (u *unit) secrets(ctx context.Context, x *exchange, args texts.Args, s dialog.Sentence, r *storage.Report) error {
	if r == nil {
		return nil
	}
	language := x.chat.Contact.Language
	var err error
	switch s {
	case dialog.PINOf:
		args["pin"] = u.store.PIN(r.Number)
	case dialog.StatusFull:
		args["kata"], err = u.lastAnswer(ctx, r)
	case dialog.OfficerTask:
		var words string
		words, err = u.firstWords(ctx, r)
		args["kata"] = oneLine(words)
	case dialog.StatusPublic, dialog.StatusWithPIN:
		if r.Protection.Sealed() {
			args["status"] = texts.Handled(language)
		}
	case dialog.Disputed, dialog.Objected, dialog.Added, dialog.Noted, dialog.Withdrawn, dialog.WhichMatter, dialog.AlreadySettled, dialog.NotSolved:
		if r.Protection == kanal.Senyap { // whoever holds the phone learns the number alone
			args["topik"], args["instansi"], args["status"] = texts.Secret(language), texts.Ours(language), texts.Handled(language)
		}
	}
	return err
}

// lastAnswer are the words of the last answer or question about a report, for who proved to be its reporter; "" for none.
func (u *unit) lastAnswer(ctx context.Context, r *storage.Report) (string, error) {
	events, err := u.tx.Events(ctx, r.ID)
	if err != nil {
		return "", fmt.Errorf("reading a history: %w", err)
	}
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Kind != kanal.EventAnswered && events[i].Kind != kanal.EventAsked || events[i].Message == 0 {
			continue
		}
		m, err := u.tx.Message(ctx, events[i].Message)
		if err != nil {
			return "", fmt.Errorf("reading an answer: %w", err)
		}
		return cmp.Or(m.Quoted, m.Text), nil
	}
	return "", nil
}

// about are the args that a report gives to every sentence about it.
func (u *unit) about(ctx context.Context, to texts.To, r *storage.Report) (texts.Args, error) {
	args := texts.Args{"konsol": u.publicURL + "/konsol", "lacak": u.publicURL + "/lacak"}
	if r == nil {
		return args, nil
	}
	due, err := u.due(ctx, r)
	if err != nil {
		return nil, err
	}
	args["nomor"] = r.Number.String()
	args["topik"] = cmp.Or(lower(u.dir.topics[r.Topic].Name), texts.Unsorted(to.Language))
	args["tempat"] = r.Place
	args["tanggal"] = texts.Date(to, due, u.at)
	args["alasan"] = texts.Reason(to.Language, r.Reason)
	args["status"] = strings.ToLower(texts.Status(to.Language, r.Status))
	holder := r.Holder
	if holder == "" {
		holder = r.Proposed
	}
	args["instansi"] = u.dir.short(holder)
	args["batas"] = texts.Deadline(to.Language, r.Status, args["tanggal"])
	if r.Holder == "" && r.Status == kanal.Received {
		args["instansi"] = texts.Ours(to.Language)
		args["status"] = texts.Handled(to.Language)

	}
	return args, nil
}

// mostInSMS is how many report numbers one SMS names.
const mostInSMS = 6

// fill adds what the sentence itself brings.
func (u *unit) fill(to texts.To, args texts.Args, say dialog.Say) {
	a := say.Args
	set := func(name, value string) {
		if value != "" {
			args[name] = value
		}
	}
	topic := u.dir.topics[a.Topic].Name
	set("topik", lower(topic))
	if a.Sure {
		set("Topik", topic)
	} else {
		set("Topik_saja", topic)
	}
	if a.Agency != "" && a.Agency != dialog.Other && args["nomor"] == "" {
		set("instansi", u.dir.short(a.Agency))
	}
	if a.Agency == dialog.Other {
		args["Topik"], args["Topik_saja"] = "", topic
	}
	set("tempat", a.Place)
	set("nama", a.Name)
	set("kata", a.Words)
	set("hp", a.Phone)
	set("nomor", a.Number.String())
	if a.Files > 0 {
		args["berkas"] = fmt.Sprint(a.Files)
	}
	set("lindung", texts.Protected(to.Language, a.Protection))
	set("salam", u.greetBack(to, say))
	if a.Question != "" {
		args["tanya"] = texts.Say(to, texts.Key(a.Question), nil)
	}
	if say.Sentence == dialog.Danger {
		args["darurat"] = texts.Emergency(to.Language, kanal.EmergencyNumbers(a.Area))
		if a.Protection == kanal.Senyap {
			args["kekerasan"] = texts.Violence(to)
		}
	}
	var lines, numbers []string
	for _, r := range a.Reports {
		lines = append(lines, u.reportLine(to, r))
		numbers = append(numbers, r.Number.String())
		if r.Held {
			args["instansi"] = u.dir.short(r.Holder)
		}
	}
	set("daftar", strings.Join(lines, "\n"))
	set("angka", strings.Join(numbers[:min(len(numbers), mostInSMS)], ", "))
}

// reportLine is one report in a list: number, matter, and how it stands or when it is due.
func (u *unit) reportLine(to texts.To, r *dialog.Report) string {
	matter := cmp.Or(lower(u.dir.topics[r.Topic].Name), texts.Unsorted(to.Language))
	stands := strings.ToLower(texts.Status(to.Language, r.Status))
	switch {
	case r.Held:
		if !r.DueAt.IsZero() {
			stands = texts.Date(to, r.DueAt, u.at)
		}
	case r.Protection.Sealed():
		matter, stands = texts.Secret(to.Language), texts.Handled(to.Language)
	}
	return fmt.Sprintf("%s %s: %s", r.Number, matter, stands)
}

func (u *unit) greetBack(to texts.To, say dialog.Say) string {
	switch {
	case say.Args.Greeting != "":
		return texts.Greeting(to.Language, say.Args.Greeting)
	case say.Sentence == dialog.NoReport, say.Sentence == dialog.Summary && say.Args.Topic == "":
		return texts.Greeting(to.Language, "")
	}
	return ""
}
