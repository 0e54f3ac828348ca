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

// say puts one sentence of the dialog into words and queues it.
func (u *unit) say(ctx context.Context, x *exchange, say dialog.Say) error {
	network := kanal.NetworkOf(x.chat.Address.Account)
	about := x.filed
	if say.Report != nil {
		r, err := u.report(ctx, say.Report.ID)
		if err != nil {
			return err
		}
		about = r
	}
	args, err := u.about(ctx, network, about)
	if err != nil {
		return err
	}
	u.fill(network, args, say)
	if say.Sentence == dialog.Filed {
		say.Sentence = filedSentence(about)
	}
	text := texts.Say(network, texts.Key(say.Sentence), args)
	if !x.chat.Contact.Noticed && x.chat.Officer == 0 && network.Cards && u.publicURL != "" {
		text += "\n\n" + texts.Say(network, texts.Privacy, texts.Args{"privasi": u.publicURL + "/privasi"})
		x.chat.Contact.Noticed = true
	}
	m := u.outgoing(x.chat, text, u.label(say.Choices), about)
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
	case r.Protection.Sealed() && r.Proposed != "":
		return dialog.FiledSealed
	}
	return dialog.FiledTriage
}

// about are the args that a report gives to every sentence about it.
func (u *unit) about(ctx context.Context, network kanal.Network, r *storage.Report) (texts.Args, error) {
	args := texts.Args{"konsol": u.publicURL + "/konsol", "lacak": u.publicURL + "/lacak"}
	if r == nil {
		return args, nil
	}
	due, err := u.due(ctx, r)
	if err != nil {
		return nil, err
	}
	args["nomor"] = r.Number.String()
	args["topik"] = lower(u.dir.topics[r.Topic].Name)
	args["tempat"] = r.Place
	args["tanggal"] = texts.Date(network, due, u.at)
	args["alasan"] = texts.Reason(r.Reason)
	args["status"] = strings.ToLower(texts.Status(r.Status))
	holder := r.Holder
	if holder == "" {
		holder = r.Proposed
	}
	args["instansi"] = u.dir.short(holder)
	args["batas"] = deadline(r.Status, args["tanggal"])
	if r.Holder == "" && r.Status == kanal.Received {
		args["instansi"] = "petugas kami"
		args["status"] = "sedang kami periksa"
	}
	return args, nil
}

// deadline says what happens by the running term's date; never "answered" where a first response is due.
func deadline(s kanal.Status, date string) string {
	if date == "" {
		return ""
	}
	switch s {
	case kanal.Received:
		return "Diteruskan paling lambat " + date + "."
	case kanal.Assigned:
		return "Tanggapan pertama paling lambat " + date + "."
	case kanal.InProgress:
		return "Selesai paling lambat " + date + "."
	case kanal.Answered:
		return "Sudah selesai? Balas SUDAH atau BELUM sebelum " + date + "."
	}
	return ""
}

// fill adds what the sentence itself brings.
func (u *unit) fill(network kanal.Network, args texts.Args, say dialog.Say) {
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
	if a.Agency != "" && a.Agency != dialog.Other {
		set("instansi", u.dir.short(a.Agency))
	}
	if a.Agency == dialog.Other {
		args["Topik"], args["Topik_saja"] = "", topic
	}
	set("tempat", a.Place)
	set("nama", a.Name)
	set("lindung", texts.Protected(a.Protection.Raise(u.dir.topics[a.Topic].Protection)))
	args["salam"] = greetBack(say)
	if say.Sentence == dialog.Summary {
		args["tanya"] = "Ada yang perlu ditambah? Tulis saja. Kalau sudah betul, pilih Kirim."
		if a.Place == "" {
			args["tanya"] = "Di mana tempatnya? Tulis saja di sini, atau langsung pilih Kirim."
		}
	}
	var lines []string
	for _, r := range a.Reports {
		lines = append(lines, fmt.Sprintf("%s %s: %s", r.Number, lower(u.dir.topics[r.Topic].Name), strings.ToLower(texts.Status(r.Status))))
	}
	set("daftar", strings.Join(lines, "\n"))
}

func greetBack(say dialog.Say) string {
	if say.Args.Greeting != "" {
		return texts.Greeting(say.Args.Greeting)
	}
	if say.Sentence == dialog.NoReport {
		return "Halo"
	}
	return ""
}

// label names the choices that the dialog left unnamed: agencies.
func (u *unit) label(choices []kanal.Choice) []kanal.Choice {
	named := make([]kanal.Choice, 0, len(choices))
	for _, c := range choices {
		if code, ok := strings.CutPrefix(c.Data, "agency::"); ok && c.Label == "" {
			c.Label = u.dir.short(code)
		}
		named = append(named, c)
	}
	if len(named) == 0 {
		return nil
	}
	return named
}

// lower makes the first letter small, unless the word is an abbreviation.
func lower(s string) string {
	if len(s) < 2 || s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
