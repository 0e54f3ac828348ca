package dialog

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"kanal"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// known is an Input of somebody on a network who writes text, to a model of one rule.
func known(account, text string) Input {
	return Input{
		Message: kanal.Incoming{Account: account, ID: "m1", Kind: kanal.KindMessage, Text: text}, Network: kanal.NetworkOf(account), Now: now,
		Classify: func(text string) kanal.Prediction {
			if strings.Contains(text, "jalan") {
				p := kanal.Prediction{Kind: kanal.Pengaduan, Topic: "jalan_rusak", Agency: "dpupr-pera", Confidence: 0.9,
					Agencies: []kanal.AgencyChance{{Agency: "dpupr-pera", Confidence: 0.9}, {Agency: "dishub", Confidence: 0.05}}}
				if strings.Contains(text, "lampu") { // unclear: both share the probability
					p.Confidence, p.Agencies[0].Confidence, p.Agencies[1].Confidence = 0.5, 0.5, 0.4
				}
				return p
			}
			if strings.Contains(text, "pungli") {
				return kanal.Prediction{Kind: kanal.Pengaduan, Topic: "korupsi_pungli", Agency: "inspektorat", Confidence: 0.9, Protection: kanal.Tersegel}
			}
			return kanal.Prediction{Kind: kanal.BukanLaporan}
		},
		Place:    func(string) (string, string) { return "", "" },
		Sure:     func(p kanal.Prediction) bool { return p.Confidence > 0.7 },
		Protect:  func(p kanal.Prediction) kanal.Protection { return p.Protection.Raise(kanal.Open) },
		Proves:   func(_ kanal.Number, pin string) bool { return pin == "111111" },
		Language: Indonesian, Phones: true,
	}
}

// does names the effects in order: a sentence by its own name, the rest by their type.
func does(effects []Effect) string {
	var names []string
	for _, e := range effects {
		if say, ok := e.(Say); ok {
			names = append(names, string(say.Sentence))
		} else {
			names = append(names, reflect.TypeOf(e).Name())
		}
	}
	return strings.Join(names, " ")
}

func TestSteps(t *testing.T) {
	own := func(s kanal.Status) *Report {
		return &Report{ID: 1, Number: number, Own: true, State: kanal.State{Status: s, Holder: "esdm", HeldSince: 2}}
	}
	held := func(s kanal.Status, p kanal.Protection) *Report {
		return &Report{ID: 1, Number: number, Held: true, State: kanal.State{Status: s, Holder: "esdm", HeldSince: 2, Protection: p}}
	}
	card := State{Name: Card, Shown: true, Pieces: []Piece{{ID: "m0", Text: "jalan rusak"}}, Offered: []kanal.Choice{{Label: "Kirim", Data: "send"}}}
	small := State{Name: Doubt, Pieces: []Piece{{ID: "m0", Text: "halo"}}}
	story := State{Name: Gather, Pieces: []Piece{{ID: "m0", Text: "jalan rusak"}}}
	which := State{Name: Which, Report: number, Pieces: []Piece{{ID: "m0", Text: "dekat pasar"}}}
	writing := State{Name: Writing, Report: number, Held: 2, Aim: kanal.Answered}
	preview := State{Name: Preview, Report: number, Held: 2, Aim: kanal.Answered, Pieces: []Piece{{ID: "m0", Text: "besok"}}, Offered: choices("send", "edit", "cancel")}
	senyap := func() *Report {
		r := own(kanal.Received)
		r.Protection = kanal.Senyap
		return r
	}
	sealed := own(kanal.Received)
	sealed.Protection, sealed.ReceivedAt = kanal.Tersegel, now
	old := own(kanal.Received)
	old.Protection, old.ReceivedAt = kanal.Tersegel, now.AddDate(0, 0, -3)
	stale := &Report{ID: 1, Number: number, Stale: true, State: kanal.State{Status: kanal.Assigned, Holder: "esdm"}}
	for _, c := range []struct {
		what    string
		state   State
		account string
		text    string
		tap     string
		reply   bool
		officer bool
		relay   bool
		silent  bool
		tasks   []*Report
		named   *Report
		own     []*Report
		do      string
		then    string // name of the next state
	}{
		{what: "a story", account: "telegram", text: "jalan rusak", do: "", then: Gather},
		{what: "a story goes on", account: "telegram", state: story, text: "di Samarinda", do: "", then: Gather},
		{what: "a story is told", account: "telegram", state: story, silent: true, do: "summary", then: Card},
		{what: "a story and Kirim", account: "telegram", state: story, text: "kirim", do: "File filed"},
		{what: "a sticker in a story", account: "telegram", state: story, text: " ", do: "", then: Gather},
		{what: "a story by SMS", account: "sms:x", text: "jalan rusak", do: "File filed"},
		{what: "the second SMS of a story", account: "sms:x", state: State{Last: number, LastAt: now}, text: "RT 5", named: own(kanal.Assigned), do: "Add"},
		{what: "small talk", account: "telegram", state: State{Name: Gather, Pieces: []Piece{{ID: "m0", Text: "halo"}}}, silent: true, do: "Dismiss no_report", then: Doubt},
		{what: "small talk, then LAPOR", account: "telegram", state: small, text: "lapor", do: "summary", then: Card},
		{what: "small talk, then a story", account: "telegram", state: small, text: "jalan", do: "", then: Gather},
		{what: "small talk by SMS, then LAPOR", account: "sms:x", state: small, text: "lapor", do: "File filed"},
		{what: "Kirim", account: "telegram", state: card, text: "kirim", do: "File filed"},
		{what: "1", account: "whatsapp", state: card, text: "1", do: "File filed"},
		{what: "Ubah", account: "telegram", state: card, tap: "edit", do: "change", then: Card},
		{what: "an agency", account: "telegram", state: card, tap: "agency::dishub", do: "summary", then: Card},
		{what: "Rahasiakan", account: "telegram", state: card, tap: "seal", do: "summary", then: Card},
		{what: "RAHASIA by word", account: "whatsapp", state: card, text: "rahasia", do: "summary", then: Card},
		{what: "more words", account: "telegram", state: card, text: "di Samarinda", do: "", then: Gather},
		{what: "Batal", account: "telegram", state: card, text: "batal", do: "cancelled"},
		{what: "old Kirim", account: "telegram", tap: "send", do: "nothing_to_do"},
		{what: "foreign data", account: "telegram", tap: "drop table", do: "nothing_to_do"},
		{what: "thanks", account: "telegram", text: "terima kasih", do: "welcomed"},
		{what: "English", account: "telegram", text: "english", do: "Speak welcome"},
		{what: "own number", account: "telegram", text: string(number), named: own(kanal.Assigned), do: "status_of"},
		{what: "own number beside a card", account: "telegram", state: card, text: string(number), named: own(kanal.Assigned), do: "status_of", then: Card},
		{what: "own sealed number", account: "telegram", text: string(number), named: sealed, do: "status_with_pin"},
		{what: "own sealed number and PIN", account: "telegram", text: string(number) + " 111111", named: sealed, do: "Trust status_full"},
		{what: "a wrong PIN", account: "telegram", text: string(number) + " 111112", named: sealed, do: "wrong_pin"},
		{what: "a number long silent", account: "telegram", text: string(number), named: stale, do: "status_with_pin"},
		{what: "somebody's number", account: "telegram", text: string(number), named: held(kanal.Assigned, ""), do: "status_public"},
		{what: "somebody's number and PIN", account: "telegram", text: "pin 111111 " + number.String(), named: held(kanal.Assigned, ""), do: "Trust status_full"},
		{what: "no such number", account: "telegram", text: string(number), do: "no_such_number"},
		{what: "status of none", account: "telegram", text: "status", do: "status_none"},
		{what: "status of a stale one", account: "telegram", text: "status", own: []*Report{stale}, do: "status_with_pin"},
		{what: "status of two", account: "telegram", text: "status", own: []*Report{own(kanal.Assigned), own(kanal.InProgress)}, do: "status_list"},
		{what: "status of the open one", account: "telegram", text: "status", own: []*Report{own(kanal.Assigned), own(kanal.Closed)}, do: "status_of"},
		{what: "PIN", account: "telegram", text: "pin", own: []*Report{sealed}, do: "pin_of"},
		{what: "PIN too late", account: "telegram", text: "pin", own: []*Report{old}, do: "pin_too_late"},
		{what: "a reply", account: "telegram", text: "jalan", reply: true, named: own(kanal.Assigned), do: "Add added"},
		{what: "an empty reply", account: "telegram", reply: true, named: own(kanal.Assigned), do: "unreadable"},
		{what: "a reply to somebody's", account: "telegram", text: "jalan", reply: true, named: held(kanal.Assigned, ""), do: "", then: Gather},
		{what: "a reply to an archived one", account: "telegram", text: "jalan", reply: true, named: own(kanal.Archived), do: "Dispute objected"},
		{what: "what was asked for", account: "sms:x", state: State{Wanted: number}, text: "RT 2", named: own(kanal.Incomplete), do: "Add added"},
		{what: "asked for, but another matter", account: "sms:x", state: State{Wanted: number}, text: "jalan di sana rusak parah", named: own(kanal.Incomplete), do: "File filed"},
		{what: "unclear words soon after", account: "telegram", state: State{Last: number, LastAt: now}, text: "jalan lampu", named: own(kanal.Assigned), do: "which_matter", then: Which},
		{what: "they belong to it", account: "telegram", state: which, tap: Data("add", number, ""), named: own(kanal.Assigned), do: "Add added"},
		{what: "they are new", account: "telegram", state: State{Name: Which, Report: number, Pieces: []Piece{{ID: "m0", Text: "jalan"}}}, tap: "new", do: "summary", then: Card},
		{what: "nobody says", account: "telegram", state: which, silent: true, do: "File filed"},
		{what: "Sudah", account: "telegram", text: "sudah", named: own(kanal.Answered), do: "Settle solved"},
		{what: "Belum", account: "telegram", tap: Data("solved", number, "no"), named: own(kanal.Answered), do: "Settle not_solved"},
		{what: "Sudah of somebody else", account: "telegram", tap: Data("solved", number, "yes"), named: held(kanal.Answered, ""), do: "nothing_to_do"},
		{what: "Sudah twice", account: "telegram", tap: Data("solved", number, "yes"), named: own(kanal.Closed), do: "already_settled"},
		{what: "stars", account: "telegram", tap: Data("rate", number, "5"), named: own(kanal.Closed), do: "Rate rated"},
		{what: "six stars", account: "telegram", tap: Data("rate", number, "6"), named: own(kanal.Closed), do: "nothing_to_do"},
		{what: "SALAH", account: "sms:x", text: "salah", named: own(kanal.Assigned), do: "Dispute disputed"},
		{what: "CABUT", account: "sms:x", text: "cabut " + number.String(), named: own(kanal.Assigned), do: "Withdraw withdrawn"},
		{what: "CABUT of somebody's", account: "sms:x", text: "cabut " + number.String(), named: held(kanal.Assigned, ""), do: "nothing_to_do"},
		{what: "CABUT of two", account: "sms:x", text: "cabut", own: []*Report{own(kanal.Assigned), own(kanal.InProgress)}, do: "which_one"},
		{what: "KEBERATAN without any", account: "sms:x", text: "keberatan", own: []*Report{own(kanal.Closed)}, do: "nothing_to_do"},
		{what: "RAHASIA afterwards", account: "sms:x", text: "rahasia", named: own(kanal.Assigned), do: "Protect sealed_now"},
		{what: "AMAN", account: "sms:x", text: "aman", named: senyap(), do: "Hush safe_noted"},
		{what: "JANGAN", account: "sms:x", text: "jangan", named: senyap(), do: "Hush"},
		{what: "hushed", account: "telegram", state: State{Hushed: true}, text: "bantuan", do: ""},
		{what: "hushed, with PIN", account: "telegram", state: State{Hushed: true}, text: string(number) + " 111111", named: senyap(), do: "Trust status_full"},
		{what: "a hushed story", account: "telegram", state: State{Name: Gather, Hushed: true, Pieces: []Piece{{ID: "m0", Text: "jalan"}}}, silent: true, do: "File"},
		{what: "HAPUSDATA", account: "telegram", text: "hapus data", do: "erase_ask"},
		{what: "Ya, hapus", account: "telegram", state: State{Offered: choices("erase", "keep")}, tap: "erase", do: "Erase erased"},
		{what: "an old Ya, hapus", account: "telegram", tap: "erase", do: "nothing_to_do"},
		{what: "a token", account: "telegram", text: "/start token", do: "Bind"},
		{what: "a token by SMS", account: "sms:x", text: "/start token", do: "Dismiss no_report", then: Doubt},
		{what: "Terima", account: "telegram", officer: true, tap: Data("take", number, "2"), named: held(kanal.Assigned, ""), do: "Take officer_took"},
		{what: "Terima of a former holder", account: "telegram", officer: true, tap: Data("take", number, "1"), named: held(kanal.Assigned, ""), do: "officer_gone"},
		{what: "Terima by a citizen", account: "telegram", tap: Data("take", number, "2"), named: held(kanal.Assigned, ""), do: "nothing_to_do"},
		{what: "Terima of a sealed one", account: "telegram", officer: true, tap: Data("take", number, "2"), named: held(kanal.Assigned, kanal.Tersegel), do: "officer_console"},
		{what: "Jawab", account: "telegram", officer: true, tap: Data("answer", number, "2"), named: held(kanal.Assigned, ""), do: "officer_ask", then: Writing},
		{what: "Minta data", account: "telegram", officer: true, tap: Data("ask", number, "2"), named: held(kanal.Assigned, ""), do: "officer_need", then: Writing},
		{what: "Jawab of an answered one", account: "telegram", officer: true, tap: Data("answer", number, "2"), named: held(kanal.Answered, ""), do: "officer_not_now"},
		{what: "the answer", account: "telegram", officer: true, state: writing, text: "besok", named: held(kanal.Assigned, ""), do: "officer_preview", then: Preview},
		{what: "the answer goes", account: "telegram", officer: true, state: preview, tap: "send", named: held(kanal.Assigned, ""), do: "Tell officer_said"},
		{what: "the answer is changed", account: "telegram", officer: true, state: preview, tap: "edit", named: held(kanal.Assigned, ""), do: "officer_ask", then: Writing},
		{what: "the answer lies", account: "telegram", officer: true, state: preview, silent: true, do: "officer_unsent"},
		{what: "the answer comes too late", account: "telegram", officer: true, state: preview, tap: "send", named: own(kanal.Assigned), do: "officer_gone"},
		{what: "an empty answer", account: "telegram", officer: true, state: writing, text: " ", named: held(kanal.Assigned, ""), do: "unreadable", then: Writing},
		{what: "the reason", account: "telegram", officer: true, state: State{Name: Writing, Report: number, Held: 2, Aim: kanal.Received}, text: "dishub", named: held(kanal.Assigned, ""), do: "Tell officer_gave_up"},
		{what: "an officer's reply", account: "telegram", officer: true, text: "besok", reply: true, named: held(kanal.InProgress, ""), do: "officer_preview", then: Preview},
		{what: "an officer's own street", account: "telegram", officer: true, text: "jalan rusak", do: "", then: Gather},
		{what: "an officer's words, with tasks", account: "telegram", officer: true, text: "jalan rusak", tasks: []*Report{held(kanal.Assigned, "")}, do: "officer_own", then: OwnOrTask},
		{what: "they are his own", account: "telegram", officer: true, state: State{Name: OwnOrTask, Pieces: []Piece{{ID: "m0", Text: "jalan rusak"}}}, tap: "own", do: "summary", then: Card},
		{what: "they are for a task", account: "telegram", officer: true, state: State{Name: OwnOrTask, Pieces: []Piece{{ID: "m0", Text: "besok"}}}, tap: Data("for", number, "2"), named: held(kanal.Assigned, ""), do: "officer_preview", then: Preview},
		{what: "TUGAS", account: "telegram", officer: true, text: "tugas", tasks: []*Report{held(kanal.Assigned, "")}, do: "officer_tasks"},
		{what: "TUGAS of a citizen", account: "telegram", text: "tugas", do: "", then: Gather},
		{what: "RINGKASAN", account: "telegram", officer: true, text: "ringkasan", do: "Digest officer_digest"},
		{what: "a village office", account: "telegram", relay: true, text: "jalan rusak", do: "relay_who", then: Consent},
		{what: "… with the number", account: "telegram", relay: true, text: "jalan rusak, dari 0812-3456-7890", do: "relay_consent", then: Agreed},
		{what: "… and a danger", account: "telegram", relay: true, text: "pungli di kantor, dari 081234567890", do: "relay_refused"},
		{what: "… and consent", account: "telegram", relay: true, state: State{Name: Agreed, Phone: "+6281234567890", Pieces: []Piece{{ID: "m0", Text: "jalan"}}}, tap: "agreed", do: "File relay_filed"},
	} {
		t.Run(c.what, func(t *testing.T) {
			in := known(c.account, c.text)
			in.Officer, in.Relay, in.Silence, in.Tasks, in.Named, in.Own = c.officer, c.relay, c.silent, c.tasks, c.named, c.own
			if c.tap != "" {
				in.Message.Kind, in.Message.Choice = kanal.KindTap, c.tap
			}
			if c.reply {
				in.Message.ReplyTo = "m0"
			}
			next, effects := Step(c.state, in)
			if got := does(effects); got != c.do {
				t.Errorf("does %q, want %q", got, c.do)
			}
			if next.Name != c.then {
				t.Errorf("then %q, want %q", next.Name, c.then)
			}
		})
	}
}

func TestCardsPutOneQuestion(t *testing.T) {
	for text, want := range map[string]Sentence{
		"jalan rusak":                     AskPlace,
		"jalan dan lampu":                 AskAgency,
		"pungli di kantor":                AskPlace,
		"jalan rusak di Tenggarong":       AskRoad,
		"jalan Ahmad Yani di Tenggarong ": AskMore,
	} {
		in := known("telegram", "")
		in.Silence = true
		in.Place = func(text string) (string, string) {
			if strings.Contains(text, "Tenggarong") {
				return "64.02.06", "Tenggarong, Kutai Kartanegara"
			}
			return "", ""
		}
		s := State{Name: Gather, Pieces: []Piece{{ID: "m0", Text: text}}}
		next, effects := Step(s, in)
		say, ok := effects[len(effects)-1].(Say)
		if !ok || say.Args.Question != want {
			t.Errorf("%q: asks %q, want %q", text, say.Args.Question, want)
		}
		in.Silence, in.Message.Text = false, "kirim"
		if _, effects := Step(next, in); !strings.HasPrefix(does(effects), "File") {
			t.Errorf("%q: Kirim does %q", text, does(effects))
		}
	}
}

func TestTheReporterAloneLowersTheProtection(t *testing.T) {
	in := known("telegram", "rahasia")
	s := State{Name: Card, Shown: true, Pieces: []Piece{{ID: "m0", Text: "jalan rusak"}}}
	s, _ = Step(s, in)
	in.Message.Text = "kirim"
	_, effects := Step(s, in)
	if f := effects[0].(File); f.Protection != kanal.Tersegel {
		t.Errorf("RAHASIA gives %s", f.Protection)
	}
	in.Message.Text = "terbuka"
	s, _ = Step(s, in)
	in.Message.Text = "kirim"
	_, effects = Step(s, in)
	if f := effects[0].(File); f.Protection != kanal.Anonim || !f.Lowered {
		t.Errorf("TERBUKA gives %s", f.Protection)
	}
}

// Somebody who plays, or a machine that answers us, is answered twice and then heard in silence; what it files counts.
func TestEchoesAreHeardInSilence(t *testing.T) {
	s, said := State{}, 0
	in := known("sms:x", "halo juga")
	for i := range 20 {
		in.Message.ID = string(rune('a' + i))
		var effects []Effect
		s, effects = Step(s, in)
		said += strings.Count(does(effects), "no_report")
	}
	if said != mostEqual {
		t.Errorf("%d answers to one text again and again", said)
	}
	in.Message.Text = "jalan rusak"
	if _, effects := Step(s, in); does(effects) != "File filed" {
		t.Errorf("a report after it does %q", does(effects))
	}
}

func TestGroups(t *testing.T) {
	in := known("telegram", "jalan rusak")
	in.Message.Group = true
	if s, effects := Step(State{}, in); len(effects) != 0 || s.Name != AtRest {
		t.Errorf("a group that does not mean us: %q", does(effects))
	}
	in.Message.Addressed = true
	if s, effects := Step(State{}, in); does(effects) != "group_hint" || s.Name != AtRest {
		t.Errorf("a group that means us: %q", does(effects))
	}
	in.Message.Text = "ada pungli"
	if _, effects := Step(State{}, in); len(effects) != 0 {
		t.Errorf("a secret in a group: %q", does(effects))
	}
}

func TestEditsCount(t *testing.T) {
	in := known("telegram", "jalan rsk")
	s, _ := Step(State{}, in)
	in.Message.Kind, in.Message.ID, in.Message.Text = kanal.KindEdit, "m1#99", "jalan rusak parah"
	s, _ = Step(s, in)
	if s.Text() != "jalan rusak parah" || len(s.Pieces) != 1 {
		t.Errorf("the draft is %+v", s.Pieces)
	}
	if ids := strings.Join(s.messages(), " "); ids != "m1 m1#99" {
		t.Errorf("its messages are %s", ids)
	}
}

// Whatever people write, tap, edit and wait for, in whatever order: a step ends, no word of a draft is lost before it
// is filed or dropped by its writer, the state survives the store, and BATAL or silence leads out of every state.
func TestStepsOfAnySequence(t *testing.T) {
	texts := []string{"jalan rusak", "halo", "kirim", "ubah", "batal", "lapor", "1", "2", "3", "9", "sudah", "belum", "salah", "keberatan", "status", "",
		"😡", "jalan lampu", "rahasia", "terbuka", "aman", "jangan", "pin", "cabut", "hapus data", "salinan", "english", "tugas", "oper", "bantuan",
		"dari 081234567890", string(number), number.String() + " 111111"}
	taps := []string{"send", "edit", "cancel", "seal", "agency::dishub", "agency::-", "agency", "rate::", "solved::yes", "new", "own", "agreed", "erase", "keep",
		"safe", "unsafe", ":", "nonsense", Data("add", number, ""), Data("take", number, "2"), Data("answer", number, "2"), Data("for", number, "2"), Data("hand", number, "7")}
	rapid.Check(t, func(t *rapid.T) {
		account := rapid.SampledFrom([]string{"telegram", "whatsapp", "sms:x", "webchat"}).Draw(t, "account")
		officer := rapid.Bool().Draw(t, "officer")
		relay := !officer && rapid.Bool().Draw(t, "relay")
		at, s := now, State{}
		for i := range rapid.IntRange(1, 15).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(0, 120).Draw(t, "seconds")) * time.Second)
			in := known(account, "")
			in.Now, in.Message.ID, in.Officer, in.Relay = at, string(rune('a'+i)), officer, relay
			r := &Report{ID: 1, Number: number, Own: !officer, Held: officer, State: kanal.State{HeldSince: 2, Holder: "esdm",
				Status:     rapid.SampledFrom(kanal.Statuses).Draw(t, "status"),
				Protection: rapid.SampledFrom([]kanal.Protection{kanal.Open, kanal.Anonim, kanal.Tersegel, kanal.Senyap}).Draw(t, "protection")}}
			if rapid.Bool().Draw(t, "known") {
				in.Named, in.Own = r, []*Report{r}
			}
			switch rapid.IntRange(0, 5).Draw(t, "act") {
			case 0:
				in.Message.Kind, in.Message.Choice = kanal.KindTap, rapid.SampledFrom(taps).Draw(t, "data")
			case 1:
				if !s.Due.IsZero() {
					in.Silence = true
				}
			case 2:
				in.Message.Kind, in.Message.ID = kanal.KindEdit, "a#"+string(rune('a'+i))
				in.Message.Text = rapid.SampledFrom(texts).Draw(t, "text")
			case 3:
				in.Message.ReplyTo, in.Message.Text = "x", rapid.SampledFrom(texts).Draw(t, "text")
			default:
				in.Message.Text = rapid.SampledFrom(texts).Draw(t, "text")
			}
			before := s
			Look(s, in.Message, officer)
			next, effects := Step(s, in)
			kept := map[string]bool{}
			for _, id := range next.messages() {
				kept[id] = true
			}
			left := strings.Contains(does(effects), "cancelled") || strings.Contains(does(effects), "erased") || strings.Contains(does(effects), "relay_") ||
				strings.Contains(does(effects), "officer_") || before.Hushed && (before.Name != Gather || in.Message.Text == "batal" || in.Message.Choice == "cancel") // decided, and not said
			for _, effect := range effects {
				switch e := effect.(type) {
				case File:
					for _, id := range e.Messages {
						kept[id] = true
					}
				case Add:
					for _, id := range e.Messages {
						kept[id] = true
					}
				}
			}
			for _, p := range before.Pieces {
				if !kept[p.ID] && !left && before.Name != Doubt {
					t.Fatalf("%+v of %q is lost after %+v (%s)", p, before.Name, in.Message, does(effects))
				}
			}
			if next.Name != AtRest && next.Due.IsZero() {
				t.Fatalf("%q waits for nothing", next.Name)
			}
			loaded, err := Load(next.Name, next.Draft(), next.Due)
			if err != nil || !reflect.DeepEqual(loaded.Draft(), next.Draft()) {
				t.Fatalf("%+v comes back as %+v, %v", next, loaded, err)
			}
			s = loaded
		}
		for range 4 { // silence leads to rest
			in := known(account, "")
			in.Now, in.Silence, in.Officer, in.Relay = s.Due, true, officer, relay
			if s.Name != AtRest {
				s, _ = Step(s, in)
			}
		}
		if s.Name != AtRest {
			t.Fatalf("silence does not end %q", s.Name)
		}
	})
}
