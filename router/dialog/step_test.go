package dialog

import (
	"reflect"
	"slices"
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
				return kanal.Prediction{Kind: kanal.Pengaduan, Topic: "jalan_rusak", Agency: "dpupr-pera", Confidence: 0.9,
					Agencies: []kanal.AgencyChance{{Agency: "dpupr-pera"}, {Agency: "dishub"}}}
			}
			return kanal.Prediction{Kind: kanal.BukanLaporan}
		},
		Place: func(string) (string, string) { return "", "" },
		Sure:  func(p kanal.Prediction) bool { return p.Confidence > 0.7 },
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
	card := State{Name: Card, Words: []string{"jalan rusak"}, Offered: []kanal.Choice{{Label: "Kirim", Data: "send"}}}
	for _, c := range []struct {
		what    string
		state   State
		account string
		text    string
		tap     string
		reply   bool
		officer bool
		named   *Report
		own     []*Report
		do      string
		then    string // name of the next state
	}{
		{what: "a story", account: "telegram", text: "jalan rusak", do: "summary", then: Card},
		{what: "a story by SMS", account: "sms:x", text: "jalan rusak", do: "File filed"},
		{what: "small talk", account: "telegram", text: "halo", do: "no_report", then: Doubt},
		{what: "small talk, then LAPOR", account: "telegram", state: State{Name: Doubt, Words: []string{"halo"}}, text: "lapor", do: "summary", then: Card},
		{what: "small talk, then a story", account: "telegram", state: State{Name: Doubt, Words: []string{"halo"}}, text: "jalan", do: "summary", then: Card},
		{what: "Kirim", account: "telegram", state: card, text: "kirim", do: "File filed"},
		{what: "1", account: "whatsapp", state: card, text: "1", do: "File filed"},
		{what: "Ubah", account: "telegram", state: card, tap: "edit", do: "change", then: Card},
		{what: "an agency", account: "telegram", state: card, tap: "agency::dishub", do: "summary", then: Card},
		{what: "more words", account: "telegram", state: card, text: "di Samarinda", do: "summary", then: Card},
		{what: "Batal", account: "telegram", state: card, text: "batal", do: "cancelled"},
		{what: "old Kirim", account: "telegram", tap: "send", do: "nothing_to_do"},
		{what: "foreign data", account: "telegram", tap: "drop table", do: "nothing_to_do"},
		{what: "own number", account: "telegram", text: string(number), named: own(kanal.Assigned), do: "status_of"},
		{what: "own number beside a card", account: "telegram", state: card, text: string(number), named: own(kanal.Assigned), do: "status_of", then: Card},
		{what: "somebody's number", account: "telegram", text: string(number), named: held(kanal.Assigned, ""), do: "status_public"},
		{what: "no such number", account: "telegram", text: string(number), do: "no_such_number"},
		{what: "status of none", account: "telegram", text: "status", do: "status_none"},
		{what: "status of two", account: "telegram", text: "status", own: []*Report{own(kanal.Assigned), own(kanal.InProgress)}, do: "status_list"},
		{what: "status of the open one", account: "telegram", text: "status", own: []*Report{own(kanal.Assigned), own(kanal.Closed)}, do: "status_of"},
		{what: "a reply", account: "telegram", text: "jalan", reply: true, named: own(kanal.Assigned), do: "Add added"},
		{what: "an empty reply", account: "telegram", reply: true, named: own(kanal.Assigned), do: "unreadable"},
		{what: "a reply to a closed one", account: "telegram", text: "jalan", reply: true, named: own(kanal.Closed), do: "summary", then: Card},
		{what: "a reply to somebody's", account: "telegram", text: "jalan", reply: true, named: held(kanal.Assigned, ""), do: "summary", then: Card},
		{what: "a reply to an archived one", account: "telegram", text: "jalan", reply: true, named: own(kanal.Archived), do: "Dispute objected"},
		{what: "what was asked for", account: "sms:x", state: State{Wanted: number}, text: "RT 2", named: own(kanal.Incomplete), do: "Add added"},
		{what: "asked for, taken back since", account: "sms:x", state: State{Wanted: number}, text: "jalan", named: own(kanal.Assigned), do: "File filed"},
		{what: "Sudah", account: "telegram", text: "sudah", named: own(kanal.Answered), do: "Settle solved"},
		{what: "Belum", account: "telegram", tap: Data("solved", number, "no"), named: own(kanal.Answered), do: "Settle not_solved"},
		{what: "Sudah of somebody else", account: "telegram", tap: Data("solved", number, "yes"), named: held(kanal.Answered, ""), do: "nothing_to_do"},
		{what: "Sudah twice", account: "telegram", tap: Data("solved", number, "yes"), named: own(kanal.Closed), do: "already_settled"},
		{what: "stars", account: "telegram", tap: Data("rate", number, "5"), named: own(kanal.Closed), do: "Rate rated"},
		{what: "six stars", account: "telegram", tap: Data("rate", number, "6"), named: own(kanal.Closed), do: "nothing_to_do"},
		{what: "SALAH", account: "sms:x", text: "salah", named: own(kanal.Assigned), do: "Dispute disputed"},
		{what: "KEBERATAN without any", account: "sms:x", text: "keberatan", own: []*Report{own(kanal.Closed)}, do: "nothing_to_do"},
		{what: "a token", account: "telegram", text: "/start token", do: "Bind"},
		{what: "a token by SMS", account: "sms:x", text: "/start token", do: "no_report", then: Doubt},
		{what: "Terima", account: "telegram", officer: true, tap: Data("take", number, "2"), named: held(kanal.Assigned, ""), do: "Take officer_took"},
		{what: "Terima of a former holder", account: "telegram", officer: true, tap: Data("take", number, "1"), named: held(kanal.Assigned, ""), do: "officer_gone"},
		{what: "Terima by a citizen", account: "telegram", tap: Data("take", number, "2"), named: held(kanal.Assigned, ""), do: "nothing_to_do"},
		{what: "Terima of a sealed one", account: "telegram", officer: true, tap: Data("take", number, "2"), named: held(kanal.Assigned, kanal.Tersegel), do: "officer_console"},
		{what: "Jawab", account: "telegram", officer: true, tap: Data("answer", number, "2"), named: held(kanal.Assigned, ""), do: "officer_ask", then: Answering},
		{what: "Jawab of an answered one", account: "telegram", officer: true, tap: Data("answer", number, "2"), named: held(kanal.Answered, ""), do: "officer_not_now"},
		{what: "the answer", account: "telegram", officer: true, state: State{Name: Answering, Report: number, Held: 2}, text: "besok", named: held(kanal.Assigned, ""), do: "Answer officer_said"},
		{what: "an empty answer", account: "telegram", officer: true, state: State{Name: Answering, Report: number, Held: 2}, text: " ", named: held(kanal.Assigned, ""), do: "unreadable"},
		{what: "the reason", account: "telegram", officer: true, state: State{Name: Returning, Report: number, Held: 2}, text: "dishub", named: held(kanal.Assigned, ""), do: "Return officer_gave_up"},
		{what: "an officer's reply", account: "telegram", officer: true, text: "besok", reply: true, named: held(kanal.InProgress, ""), do: "Answer officer_said"},
		{what: "an officer's own street", account: "telegram", officer: true, text: "jalan rusak", do: "summary", then: Card},
	} {
		t.Run(c.what, func(t *testing.T) {
			in := known(c.account, c.text)
			in.Officer, in.Named, in.Own = c.officer, c.named, c.own
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

func TestSilenceOfAStep(t *testing.T) {
	in := known("telegram", "")
	in.Silence = true
	next, effects := Step(State{Name: Card, Words: []string{"jalan rusak"}}, in)
	if does(effects) != "File filed" || next.Name != AtRest {
		t.Errorf("a silent card does %q", does(effects))
	}
	next, effects = Step(State{Name: Answering, Report: number}, in)
	if len(effects) != 0 || next.Name != AtRest || next.Report != "" {
		t.Errorf("a silent officer does %q in %+v", does(effects), next)
	}
}

// Whatever people write and tap, in whatever order: a step ends, it answers, no word of a draft is lost, and the
// state survives the store.
func TestStepsOfAnySequence(t *testing.T) {
	texts := []string{"jalan rusak", "halo", "kirim", "ubah", "batal", "lapor", "1", "2", "3", "9", "sudah", "belum", "salah", "keberatan", "status", "", "😡"}
	taps := []string{"send", "edit", "cancel", "agency::dishub", "agency::-", "agency", "rate::", "solved::yes", ":", "nonsense"}
	rapid.Check(t, func(t *rapid.T) {
		account := rapid.SampledFrom([]string{"telegram", "whatsapp", "sms:x", "webchat"}).Draw(t, "account")
		s := State{}
		for i := range rapid.IntRange(1, 12).Draw(t, "steps") {
			in := known(account, "")
			in.Message.ID = string(rune('a' + i))
			if rapid.IntRange(0, 3).Draw(t, "tap") == 0 {
				in.Message.Kind, in.Message.Choice = kanal.KindTap, rapid.SampledFrom(taps).Draw(t, "data")
			} else {
				in.Message.Text = rapid.SampledFrom(texts).Draw(t, "text")
			}
			in.Officer = rapid.Bool().Draw(t, "officer")
			before := s
			next, effects := Step(s, in)
			if len(effects) == 0 {
				t.Fatalf("no answer to %+v", in.Message)
			}
			filed, cancelled := strings.Contains(does(effects), "File"), strings.Contains(does(effects), "cancelled")
			for _, word := range before.Words {
				if before.Name == Card && !filed && !cancelled && !slices.Contains(next.Words, word) {
					t.Fatalf("%q is lost after %+v", word, in.Message)
				}
			}
			loaded, err := Load(next.Name, next.Draft(), next.Due)
			if err != nil || !reflect.DeepEqual(loaded.Draft(), next.Draft()) {
				t.Fatalf("%+v comes back as %+v, %v", next, loaded, err)
			}
			s = loaded
		}
	})
}
