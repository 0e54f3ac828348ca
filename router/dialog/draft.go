package dialog

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"kanal"
)

// empty tells whether a message says nothing that could be kept as words, picture or place.
func empty(m kanal.Incoming) bool {
	return !strings.ContainsFunc(m.Text, visible) && m.Location == nil && (len(m.Attachments) == 0 || m.Attachments[0].Kind == "sticker")
}

// visible tells whether a letter shows on a screen: there are some without width beside the spaces.
func visible(r rune) bool { return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cc, unicode.Cf) }

// tell takes words, pictures and places as the matter itself.
func tell(s State, in Input) (State, []Effect) {
	if empty(in.Message) {
		if s.Name == Gather {
			return s, nil // a sticker in the middle of a story
		}
		return s, []Effect{Say{Sentence: Unreadable}}
	}
	if s.Name == Doubt && !s.holds(Original(in.Message)) {
		s = s.rest() // what was taken for small talk is not part of what follows
	}
	var effects []Effect
	if text := in.Message.Text; !s.Warned && warns(in, in.Classify(text)) {
		area, _ := in.Place(text)
		s.Warned = true
		warning := Say{Sentence: Danger, Args: Args{Area: area}}
		if in.Classify(text).Has(kanal.FlagViolence) {
			warning.Args.Protection = kanal.Senyap
		}
		effects = append(effects, warning)
	}
	next, more := gather(s, in)
	return next, append(effects, more...)
}

// warns tells whether the numbers to call come before anything else: where a life is in danger, and of violence, but not
// by SMS, where another message on the phone could betray who wrote.
func warns(in Input, p kanal.Prediction) bool {
	return p.Has(kanal.FlagDanger) || in.Network.Cards && p.Has(kanal.FlagViolence)
}

// gather adds a piece to the draft. Where a message costs, it is filed or answered at once; elsewhere it is summed
// up once nothing more comes for a moment.
func gather(s State, in Input) (State, []Effect) {
	if s.Name != Gather {
		s.Since = in.Now
	}
	s = s.keep(in.Message)
	if !in.Network.Cards {
		return sumUp(s, in)
	}
	s.Name = Gather
	if s.Due = in.Now.Add(Quiet); s.Due.After(s.Since.Add(Window)) {
		s.Due = s.Since.Add(Window)
	}
	return s, nil
}

// read classifies the draft: nothing but a picture or a voice has no words to classify.
func (s State) read(in Input) kanal.Prediction {
	if text := s.Text(); text != "" {
		return in.Classify(text)
	}
	return kanal.Prediction{}
}

// sumUp decides what the draft is: a report to be confirmed (or filed at once, where messages cost), or none.
func sumUp(s State, in Input) (State, []Effect) {
	p := s.read(in)
	var effects []Effect
	if language := languageOf(s.Text()); language != "" && language != in.Language && !s.Chosen {
		effects = append(effects, Speak{language})
	}
	level := s.level(in, p)
	switch {
	case s.Hushed:
		next, filed := file(s, in, true)
		return next, append(effects, filed...)
	case !s.Shown && s.wordsOnly() && (p.Kind == kanal.BukanLaporan && !foreign(s.Text()) || s.forwarded() && !in.Sure(p) && !level.Sealed()):
		sentence := NoReport
		if s.forwarded() {
			sentence = Forwarded
		}
		s.Name, s.Due = Doubt, in.Now.Add(Silence)
		return s, append(effects, Dismiss{s.messages()}, Say{Sentence: sentence, Args: Args{Greeting: greeting(s.Text())}})
	case !in.Network.Cards:
		next, filed := file(s, in, false)
		return next, append(effects, filed...)
	}
	next, shown := card(s, in)
	return next, append(effects, shown...)
}

// foreign tells whether a text is an English story: the model knows none, so a person reads it.
func foreign(text string) bool {
	return languageOf(text) == English && len(strings.Fields(text)) >= 6
}

// level is the protection the draft will be filed with: what the matter asks for, or more, or what the person
// alone may lower.
func (s State) level(in Input, p kanal.Prediction) kanal.Protection {
	if s.Lowered {
		return s.Level
	}
	level := in.Protect(p)
	if wantsSecrecy(s.Text()) {
		level = level.Raise(kanal.Tersegel)
	}
	if s.Level == "" {
		return level
	}
	return level.Raise(s.Level)
}

// card shows what was understood, puts at most one question, and asks for the go-ahead.
func card(s State, in Input) (State, []Effect) {
	p := s.read(in)
	area, place := in.Place(s.Text())
	level := s.level(in, p)
	args := Args{Topic: p.Topic, Agency: p.Agency, Sure: in.Sure(p), Place: place, Protection: level}
	if !s.Shown {
		args.Greeting = greeting(s.Text())
	}
	if s.Agency != "" {
		args.Agency, args.Sure = s.Agency, true
	}
	question := s.question(in, p, area, level)
	args.Question = question
	if question != "" && question != AskAgency {
		s.Put = append(slices.Clip(s.Put), string(question))
	}
	s.Name, s.Due, s.Shown, s.Since = Card, in.Now.Add(Silence), true, time.Time{}
	if question == AskAgency {
		s.Offered = agencies(p)
	} else {
		s.Offered = choices("send", "edit", "cancel")
		if !level.Sealed() {
			s.Offered = choices("send", "edit", "seal", "cancel")
		}
	}
	return s, []Effect{Say{Sentence: Summary, Args: args, Choices: s.Offered, Slot: "card"}}
}

// agencies are the likeliest ones as choices, in plain words.
func agencies(p kanal.Prediction) []kanal.Choice {
	var list []kanal.Choice
	for _, a := range p.Agencies {
		if len(list) == 0 || a.Confidence >= worthAsking {
			list = append(list, choice(Data("agency", "", a.Agency)))
		}
	}
	return append(list, choice(Data("agency", "", Other)), choice("cancel"))
}

// worthAsking is the least probability with which an agency is among the choices.
const worthAsking = 0.08

// Questions of a card; each is put once for a draft.
const (
	AskAgency Sentence = "ask_agency" // which of these offices' matters?
	AskSchool Sentence = "ask_school" // which school (of a sealed report: no names, no class)
	AskLevel  Sentence = "ask_level"  // SD, SMP or SMA?
	AskRoad   Sentence = "ask_road"   // which road?
	AskPlace  Sentence = "ask_place"
	AskVoice  Sentence = "ask_voice"  // somebody will listen; a few words would help
	AskMatter Sentence = "ask_matter" // what is wrong at the place that was shared?
	AskMore   Sentence = "ask_more"   // nothing missing: more, or Kirim
)

// mostQuestions is how many a draft gets in all: with the first words and Kirim that makes four messages.
const mostQuestions = 2

// question chooses the one that separates the candidate agencies, or else completes the matter.
func (s State) question(in Input, p kanal.Prediction, area string, level kanal.Protection) Sentence {
	put := func(q Sentence) bool { return slices.Contains(s.Put, string(q)) }
	text := strings.ToLower(s.Text())
	switch {
	case s.Text() == "" && !slices.ContainsFunc(s.Pieces, func(p Piece) bool { return p.Kind != "place" }):
		return AskMatter
	case s.Text() == "":
		return AskVoice
	case len(s.Put) >= mostQuestions || s.Agency != "" && len(s.Put) >= mostQuestions-1:
		return AskMore
	case s.Agency == "" && !in.Sure(p) && shared(p) && !level.Sealed():
		return AskAgency
	case schools[p.Topic] && !namesLevel(text) && !put(AskLevel) && !level.Sealed():
		return AskLevel
	case p.Topic == "pungutan_sekolah" && !put(AskSchool) && !namesSchool(text):
		return AskSchool
	case p.Topic == "jalan_rusak" && !put(AskRoad) && !put(AskPlace) && area != "" && !namesRoad(text):
		return AskRoad
	case area == "" && !s.brought("place") && !put(AskPlace) && p.Kind != kanal.Informasi:
		return AskPlace
	}
	return AskMore
}

// shared tells whether two or three agencies share the probability.
func shared(p kanal.Prediction) bool {
	return len(p.Agencies) >= 2 && p.Agencies[1].Confidence >= worthAsking
}

// schools are the topics whose agency depends on the level of the school.
var schools = map[string]bool{"sarana_sekolah": true, "penerimaan_murid": true, "guru_tunjangan": true, "ijazah_kurikulum": true}

func has(text string, words ...string) bool {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		w = strings.TrimSuffix(strings.TrimSuffix(w, "nya"), "n") // SMAN, SDN
		if slices.Contains(words, w) {
			return true
		}
	}
	return false
}

func namesLevel(text string) bool {
	return has(text, "sd", "smp", "sma", "smk", "slb", "paud", "tk", "mi", "mts", "ma", "stm", "slta", "sltp", "kampus", "universitas")
}

func namesSchool(text string) bool {
	return has(text, "sma", "smk", "smp", "sd", "slb") && strings.ContainsAny(text, "0123456789") && schoolNumber(text)
}

// schoolNumber tells whether a number stands behind the kind of school: "sma 3", "smkn 12".
func schoolNumber(text string) bool {
	fields := strings.Fields(text)
	for i := 1; i < len(fields); i++ {
		if has(fields[i-1], "sma", "smk", "smp", "sd", "slb", "negeri") && fields[i][0] >= '0' && fields[i][0] <= '9' && len(fields[i]) <= 3 {
			return true
		}
	}
	return false
}

func namesRoad(text string) bool {
	fields := strings.Fields(text)
	for i, w := range fields[:max(0, len(fields)-1)] {
		if (w == "jl" || w == "jl." || w == "jln" || w == "jalan" || w == "poros" || w == "gang" || w == "gg") && len(fields[i+1]) > 3 &&
			!slices.Contains([]string{"rusak", "berlubang", "yang", "depan", "menuju", "dari", "raya", "umum", "utama", "desa", "kampung"}, strings.Trim(fields[i+1], ".,")) {
			return true
		}
	}
	return false
}

// change offers the other likely agencies; words that follow are added to the draft.
func change(s State, in Input) (State, []Effect) {
	p := s.read(in)
	s.Name, s.Offered = Card, nil
	for _, a := range p.Agencies {
		s.Offered = append(s.Offered, choice(Data("agency", "", a.Agency)))
	}
	s.Offered = append(s.Offered, choice(Data("agency", "", Other)))
	s.Due = in.Now.Add(Silence)
	return s, []Effect{Say{Sentence: Change, Choices: s.Offered, Slot: "card"}}
}

// Other stands for "none of these agencies": an admin chooses.
const Other = "-"

// protect raises or lowers the protection of the draft by one word.
func protect(s State, in Input, lower bool) (State, []Effect) {
	level := s.level(in, s.read(in))
	if s.Lowered = lower; lower {
		s.Level = map[kanal.Protection]kanal.Protection{kanal.Senyap: kanal.Tersegel, kanal.Tersegel: kanal.Anonim}[level]
		if s.Level == "" {
			s.Level = kanal.Open
		}
	} else {
		s.Level = level.Raise(kanal.Tersegel)
	}
	return card(s, in)
}

// file turns the draft into a report.
func file(s State, in Input, silent bool) (State, []Effect) {
	text := s.Text()
	p := s.read(in)
	area, place := in.Place(text)
	f := File{Text: text, Prediction: p, Agency: p.Agency, Place: place, Area: area, Messages: s.messages(), Silent: silent,
		Protection: s.level(in, p), Lowered: s.Lowered}
	if in.Officer {
		f.Protection = f.Protection.Raise(kanal.Anonim) // who serves an agency depends on it
	}
	if s.Agency != "" {
		f.Agency, f.Chosen = s.Agency, true
	}
	s = s.rest()
	s.Offered, s.LastAt = nil, in.Now
	return s, []Effect{f, Say{Sentence: Filed, Args: Args{Topic: p.Topic, Agency: f.Agency, Place: place, Protection: f.Protection}}}
}
