package router

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/router/dialog"
	"kanal/storage"
	"kanal/storage/storagetest"

	"pgregory.net/rapid"
)

// Whatever people do in whatever order, through restarts, repeats, edits and jumps of the clock: no text is lost, none
// is in two reports, silence or BATAL leads out of every state, and the last question asked is always answered.
func TestGeneratedConversations(t *testing.T) {
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		c := &clock{at: monday}
		store := openAt(t, db, c)
		h := newHouse(t, store, c, &phoneBot{account: "sms:kannel"})
		h.officerFor("dpupr-pera", "9000")
		boss := h.admin()
		people := 0
		rapid.Check(t, func(t *rapid.T) {
			people++
			account := rapid.SampledFrom([]string{"telegram", "whatsapp", "sms:kannel"}).Draw(t, "network")
			w := &wanderer{T: t, house: h, boss: boss, account: account, chat: fmt.Sprintf("+6281%08d", people), dropped: map[string]bool{}}
			for range rapid.IntRange(3, 18).Draw(t, "steps") {
				w.step()
			}
			w.check()
			w.leave()
		})
		h.holds()
	})
}

// wanderer is somebody who does anything.
type wanderer struct {
	*rapid.T
	house         *house
	boss          *storage.User
	account, chat string
	told          []kanal.Incoming // what was written and is no command
	last          kanal.Incoming
	dropped       map[string]bool // ids of what its writer took back before it was filed
	n             int
}

func (w *wanderer) step() {
	before := w.house.lastID(w.account, w.chat)
	switch rapid.IntRange(0, 11).Draw(w.T, "act") {
	case 0, 1, 2:
		w.n++
		story := rapid.SampledFrom([]string{"jalan poros di Tenggarong Seberang rusak parah, banyak lubang", "jembatan gantung di Loa Kulu putus dan roboh",
			"ada tambang batubara ilegal di belakang kampung", "saya dipukuli suami sampai memar", "halo selamat pagi", "dekat pasar lama"}).Draw(w.T, "story")
		w.say(fmt.Sprintf("%s %s%d", story, w.chat[len(w.chat)-4:], w.n), true)
	case 3, 4:
		w.say(rapid.SampledFrom([]string{"kirim", "ubah", "batal", "lapor", "1", "2", "3", "sudah", "belum", "salah", "keberatan", "cabut", "rahasia",
			"terbuka", "pin", "aman", "jangan", "status", "bantuan", "english", "terima kasih", "salinan", "hapus data", "tidak jadi"}).Draw(w.T, "word"), false)
	case 5:
		w.tap()
	case 6:
		if w.last.ID != "" {
			w.receive(w.last) // the network delivers once more
		}
	case 7:
		w.edit()
	case 8:
		w.house.router = newHouse(w.house.t, w.house.store, w.house.clock, &phoneBot{account: "sms:kannel"}).router
	case 9, 10:
		w.pass(rapid.SampledFrom([]time.Duration{time.Second, 5 * time.Second, 2 * time.Minute, 11 * time.Minute, 3 * time.Hour, 15 * 24 * time.Hour,
			100 * 24 * time.Hour}).Draw(w.T, "pause"))
	case 11:
		w.admin()
	}
	for _, m := range w.house.heard(w.account, w.chat, before) {
		if strings.Contains(m.Text, "kami batalkan") || strings.Contains(m.Text, "cancelled") {
			for _, told := range w.told {
				w.dropped[told.ID] = true
			}
		}
	}
}

func (w *wanderer) receive(m kanal.Incoming) {
	w.Helper()
	if err := w.house.router.Receive(w.house.t.Context(), m); err != nil {
		w.Fatal(err)
	}
	w.last = m
}

func (w *wanderer) say(text string, story bool) {
	m := w.house.message(w.account, w.chat, text)
	if story {
		w.told = append(w.told, m)
	}
	w.receive(m)
}

// tap chooses any answer that was ever offered.
func (w *wanderer) tap() {
	var offered []kanal.Choice
	for _, m := range w.house.heard(w.account, w.chat, 0) {
		offered = append(offered, m.Choices...)
	}
	if len(offered) == 0 {
		return
	}
	c := rapid.SampledFrom(offered).Draw(w.T, "choice")
	if c.Data == "erase" {
		return // whoever erases is another test's
	}
	m := w.house.message(w.account, w.chat, "")
	if m.Kind, m.Choice = kanal.KindTap, c.Data; !kanal.NetworkOf(w.account).Buttons {
		m.Kind, m.Choice, m.Text = kanal.KindMessage, "", c.Label
	}
	w.receive(m)
}

func (w *wanderer) edit() {
	if len(w.told) == 0 || w.account != "telegram" {
		return
	}
	original := rapid.SampledFrom(w.told).Draw(w.T, "edited")
	w.n++
	m := w.house.message(w.account, w.chat, fmt.Sprintf("%s ralat%d", original.Text, w.n))
	m.Kind, m.ID = kanal.KindEdit, dialog.Original(original)+"#"+m.ID
	w.told = append(w.told, m)
	w.receive(m)
}

func (w *wanderer) pass(d time.Duration) {
	w.Helper()
	w.house.clock.add(d)
	for range 3 { // a pass wakes a hundred; what others left lying is due too
		if err := w.house.router.fileSilentDrafts(w.house.t.Context()); err != nil {
			w.Fatal(err)
		}
	}
	if err := w.house.router.keepDates(w.house.t.Context()); err != nil {
		w.Fatal(err)
	}
}

// admin takes any step with the newest report of the person.
func (w *wanderer) admin() {
	own := w.reports()
	if len(own) == 0 {
		return
	}
	r := own[0]
	to := rapid.SampledFrom([]kanal.Status{kanal.Assigned, kanal.InProgress, kanal.Answered, kanal.Incomplete, kanal.Archived}).Draw(w.T, "to")
	c := Change{Actor: kanal.ByUser(w.boss.ID), Report: r.ID, Version: r.Version, To: to, Agency: "dpupr-pera", Reason: "umum", Text: "Kata petugas."}
	_ = w.house.router.ChangeStatus(w.house.t.Context(), c) // what the table forbids is refused
}

func (w *wanderer) chatRow() *storage.Conversation {
	w.Helper()
	id := w.house.conversation(w.account, w.chat)
	if id == 0 {
		return &storage.Conversation{}
	}
	list, err := w.house.store.ConversationByID(w.house.t.Context(), id)
	if err != nil {
		w.Fatal(err)
	}
	return list[0]
}

func (w *wanderer) reports() []*storage.Report {
	w.Helper()
	own, err := w.house.store.ReportsOf(w.house.t.Context(), w.chatRow().Contact.ID, false, 1000)
	if err != nil {
		w.Fatal(err)
	}
	return own
}

// check accounts for every text: in one report, listed for admins, in the draft, or taken back by its writer.
func (w *wanderer) check() {
	w.Helper()
	chat := w.chatRow()
	state, err := dialog.Load(chat.State, chat.Draft, chat.DueAt)
	if err != nil {
		w.Fatal(err)
	}
	draft := map[string]bool{}
	for _, p := range state.Pieces {
		draft[p.ID] = true
		for _, id := range p.Edits {
			draft[id] = true
		}
	}
	stored := map[string][]*storage.Message{}
	for _, m := range w.house.history(w.account, w.chat, 0) {
		if !m.Out {
			stored[m.External] = append(stored[m.External], m)
		}
	}
	for _, told := range w.told {
		rows := stored[told.ID]
		if len(rows) != 1 {
			w.Fatalf("%q is stored %d times", told.Text, len(rows))
		}
		m := rows[0]
		if m.Text != told.Text {
			w.Fatalf("%q is stored as %q", told.Text, m.Text)
		}
		if m.Report == nil && !m.NoReport && !m.Attention && !draft[told.ID] && !w.dropped[told.ID] {
			w.Fatalf("%q is in no report, no list, no draft", told.Text)
		}
	}
}

// leave answers the last question, and then goes.
func (w *wanderer) leave() {
	w.Helper()
	chat := w.chatRow()
	state, err := dialog.Load(chat.State, chat.Draft, chat.DueAt)
	if err != nil {
		w.Fatal(err)
	}
	if len(state.Offered) > 0 && state.Name != dialog.Gather && !state.Hushed {
		before := w.house.lastID(w.account, w.chat)
		m := w.house.message(w.account, w.chat, "1")
		w.receive(m)
		safe := state.Offered[0].Data == "safe" // AMAN is answered, JANGAN is not
		if heard := w.house.heard(w.account, w.chat, before); len(heard) == 0 && !safe {
			w.Fatalf("the answer to %+v is met with silence in %q", state.Offered, state.Name)
		}
	}
	w.say("batal", false)
	for range 3 {
		w.pass(11 * time.Minute)
	}
	if after := w.chatRow(); after.State != dialog.AtRest {
		w.Fatalf("neither BATAL nor silence leads out of %q", after.State)
	}
}

// officerFor adds an officer on Telegram without looking at what they hear.
func (h *house) officerFor(agency, chat string) {
	h.t.Helper()
	u := &storage.User{Username: "petugas." + agency, Name: "Petugas", Role: storage.Officer, Agency: agency}
	if err := h.store.CreateUser(h.t.Context(), u, "token-"+chat); err != nil {
		h.t.Fatal(err)
	}
	h.receive(h.message("telegram", chat, "IKAT token-"+chat))
}
