package dialog

import (
	"strconv"

	"kanal"
)

// officer is the part of a conversation in which its person acts for an agency; done is false when the
// message is none of it, and the person speaks as a citizen like any other.
func officer(s State, in Input, data string) (next State, effects []Effect, done bool) {
	if data != "" {
		return officerChoice(s, in, data)
	}
	o := read(in.Message.Text)
	switch s.Name {
	case Writing, Preview:
		return officerDraft(s, in, o)
	case OwnOrTask:
		if o.command == cmdCancel {
			next, effects = cancel(s)
			return next, effects, true
		}
		s = s.keep(in.Message)
		return ownOrTask(s, in)
	case Gather, Card, Which:
		return s, nil, false
	}
	switch o.command {
	case cmdHelp, cmdStart:
		return s, []Effect{Say{Sentence: OfficerHelp}}, true
	case cmdTasks:
		next, effects = tasks(s, in)
		return next, effects, true
	case cmdDigest, cmdNoDigest:
		on := o.command == cmdDigest
		sentence := map[bool]Sentence{true: OfficerDigest, false: OfficerNoDigest}[on]
		return s, []Effect{Digest{on}, Say{Sentence: sentence}}, true
	}
	r, duty, reply := in.Named, duties[fold(in.Message.Text)], in.Message.ReplyTo != ""
	switch {
	case duty != "" && reply && r != nil && !r.Own: // the word on a button of the task
		return officerChoice(s, in, Data(duty, r.Number, strconv.Itoa(r.HeldSince)))
	case duty != "" && !reply: // of which one?
		next, effects := tasks(s, in)
		return next, effects, true
	case r != nil && o.command == cmdHand && !r.Own:
		return handTo(s, in, r)
	case r != nil && o.number == r.Number && o.pin == "" && !r.Own && r.Held:
		return s, []Effect{task(r)}, true
	case r != nil && reply && !r.Own: // an answer to the assignment itself
		s = s.rest()
		s.Name, s.Report, s.Aim, s.Due = Writing, r.Number, kanal.Answered, in.Now.Add(Silence)
		return officerDraft(s, in, o)
	case o.command == cmdNone && o.number == "" && !asksStatus(in.Message.Text) && (!reply || r == nil) &&
		!empty(in.Message) && len(in.Tasks) > 0: // also a reply to a message whose receipt is not known (yet)
		s = s.rest().keep(in.Message)
		return ownOrTask(s, in)
	}
	return s, nil, false
}

// duties are the words on the buttons of a task.
var duties = map[string]string{"terima": "take", "bukan wewenang": "return", "minta data": "ask", "jawab": "answer"}

// ownOrTask asks an officer who wrote of their own accord whether it is for a task or a report of their own.
func ownOrTask(s State, in Input) (State, []Effect, bool) {
	s.Name, s.Due = OwnOrTask, in.Now.Add(Silence)
	if len(in.Tasks) > 0 {
		s.Offered = nil
		for _, r := range in.Tasks[:min(3, len(in.Tasks))] {
			s.Offered = append(s.Offered, choice(Data("for", r.Number, strconv.Itoa(r.HeldSince))))
		}
		s.Offered = append(s.Offered, choice("own"), choice("cancel"))
	}
	return s, []Effect{Say{Sentence: OfficerOwn, Choices: s.Offered, Slot: "card"}}, true
}

// tasks lists what the agency has open, the most urgent first.
func tasks(s State, in Input) (State, []Effect) {
	if len(in.Tasks) == 0 {
		return s, []Effect{Say{Sentence: OfficerNoTasks}}
	}
	s.Offered = nil
	for _, r := range in.Tasks[:min(5, len(in.Tasks))] {
		s.Offered = append(s.Offered, choice(Data("show", r.Number, "")))
	}
	return s, []Effect{Say{Sentence: OfficerTasks, Args: Args{Reports: in.Tasks}, Choices: s.Offered}}
}

// task shows one task with what can be done.
func task(r *Report) Say {
	say := Say{Sentence: OfficerTask, Report: r}
	switch {
	case r.Protection.Sealed():
		say.Sentence = OfficerConsole
	case r.Status == kanal.Assigned:
		say.Choices = AssignedChoices(r.Number, r.HeldSince)
	case r.Status == kanal.InProgress:
		say.Choices = TakenChoices(r.Number, r.HeldSince)
	}
	return say
}

// aims are what the words after an officer's button will do.
var aims = map[string]kanal.Status{"return": kanal.Received, "answer": kanal.Answered, "ask": kanal.Incomplete, "for": kanal.Answered}

// officerChoice carries out a button of an assignment, or under an officer's own words.
func officerChoice(s State, in Input, data string) (State, []Effect, bool) {
	number, argument := parse(data)
	r := in.Named
	switch action := verb(data); action {
	case "send":
		if s.Name != Preview {
			return s, nil, false
		}
		return officerSends(s, in)
	case "edit":
		if s.Name != Preview {
			return s, nil, false
		}
		s.Name, s.Pieces = Writing, nil
		return s, []Effect{Say{Sentence: asks(s.Aim), Report: r}}, true
	case "cancel":
		if s.Name != Preview && s.Name != Writing && s.Name != OwnOrTask {
			return s, nil, false
		}
		next, effects := cancel(s)
		return next, effects, true
	case "own":
		if s.Name != OwnOrTask {
			return s, nil, false
		}
		s.Self = true
		next, effects := sumUp(s, in)
		return next, effects, true
	case "show":
		if r == nil || !r.Held {
			return s, []Effect{Say{Sentence: OfficerGone, Report: r}}, true
		}
		return s, []Effect{task(r)}, true
	case "hand":
		return hand(s, in, r, argument)
	case "take", "return", "ask", "answer", "for":
		if trouble := cannot(r, argument, action); trouble != "" {
			return s, []Effect{Say{Sentence: trouble, Report: r, Args: Args{Number: number}}}, true
		}
		if action == "take" {
			took := Say{Sentence: OfficerTook, Report: r, Choices: TakenChoices(r.Number, r.HeldSince)}
			if r.Status != kanal.Assigned {
				return s, []Effect{took}, true
			}
			return s, []Effect{Take{r}, took}, true
		}
		pieces := s.Pieces
		s = s.rest()
		s.Name, s.Report, s.Held, s.Aim, s.Due = Writing, r.Number, r.HeldSince, aims[action], in.Now.Add(Silence)
		if action == "for" {
			s.Pieces = pieces
			return preview(s, in, r)
		}
		s.Offered = nil
		return s, []Effect{Say{Sentence: asks(s.Aim), Report: r}}, true
	}
	return s, nil, false
}

// cannot tells why an officer may not do it with the report as it is; "" when they may.
func cannot(r *Report, held, action string) Sentence {
	switch {
	case r == nil || !r.Held || strconv.Itoa(r.HeldSince) != held || !r.Status.Open():
		return OfficerGone
	case r.Protection.Sealed():
		return OfficerConsole
	case action != "take" && !r.CanBecome(aims[action]):
		return OfficerNotNow
	}
	return ""
}

// asks is the sentence that asks for an officer's words.
func asks(aim kanal.Status) Sentence {
	switch aim {
	case kanal.Received:
		return OfficerWhy
	case kanal.Incomplete:
		return OfficerNeed
	}
	return OfficerAsk
}

// officerDraft takes what an officer writes for a report.
func officerDraft(s State, in Input, o order) (State, []Effect, bool) {
	r := in.Named
	switch {
	case o.command == cmdCancel:
		next, effects := cancel(s)
		return next, effects, true
	case s.Name == Preview && o.command == cmdSend:
		return officerSends(s, in)
	case s.Name == Preview && o.command == cmdEdit:
		s.Name, s.Pieces = Writing, nil
		return s, []Effect{Say{Sentence: asks(s.Aim), Report: r}}, true
	case r == nil || !r.Held || s.Held != 0 && s.Held != r.HeldSince || !r.Status.Open():
		return s.rest(), []Effect{Say{Sentence: OfficerGone, Report: r}}, true
	case r.Protection.Sealed():
		return s.rest(), []Effect{Say{Sentence: OfficerConsole, Report: r}}, true
	case !r.CanBecome(s.Aim): // a second answer, or one while the citizen is asked
		return s.rest(), []Effect{Say{Sentence: OfficerNotNow, Report: r}}, true
	case empty(in.Message):
		return s, []Effect{Say{Sentence: Unreadable}}, true
	}
	s = s.keep(in.Message)
	if s.Aim == kanal.Received {
		text, messages := s.Text(), s.messages()
		return s.rest(), []Effect{Tell{r, kanal.Received, text, messages}, Say{Sentence: OfficerGaveUp, Report: r}}, true
	}
	return preview(s, in, r)
}

// preview shows an officer their words as the citizen will read them: what was sent cannot be taken back.
func preview(s State, in Input, r *Report) (State, []Effect, bool) {
	s.Name, s.Held, s.Due = Preview, r.HeldSince, in.Now.Add(Silence)
	s.Offered = choices("send", "edit", "cancel")
	files := 0
	for _, p := range s.Pieces {
		if p.Kind != "" && p.Kind != "place" {
			files++
		}
	}
	sentence := OfficerPreview
	if s.Aim == kanal.Incomplete {
		sentence = OfficerQuestion
	}
	return s, []Effect{Say{Sentence: sentence, Report: r, Choices: s.Offered, Slot: "card", Args: Args{Words: s.Text(), Files: files}}}, true
}

// officerSends lets the words go that were looked at.
func officerSends(s State, in Input) (State, []Effect, bool) {
	r := in.Named
	aim, held, text, messages := s.Aim, s.Held, s.Text(), s.messages()
	if r == nil || !r.Held || held != r.HeldSince || !r.Status.Open() {
		return s.rest(), []Effect{Say{Sentence: OfficerGone, Report: r}}, true
	}
	if !r.CanBecome(aim) {
		return s.rest(), []Effect{Say{Sentence: OfficerNotNow, Report: r}}, true
	}
	if text == "" { // a picture alone: the citizen is owed a word
		s.Name = Writing
		return s, []Effect{Say{Sentence: asks(aim), Report: r}}, true
	}
	s = s.rest()
	s.Offered = nil
	said := OfficerSaid
	if aim == kanal.Incomplete {
		said = OfficerAsked
	}
	return s, []Effect{Tell{r, aim, text, messages}, Say{Sentence: said, Report: r}}, true
}

// handTo offers the colleagues to whom a task can go.
func handTo(s State, in Input, r *Report) (State, []Effect, bool) {
	if !r.Held || !r.Status.Open() {
		return s, []Effect{Say{Sentence: OfficerGone, Report: r}}, true
	}
	if len(in.Colleagues) == 0 {
		return s, []Effect{Say{Sentence: OfficerAlone, Report: r}}, true
	}
	s.Offered = nil
	for _, c := range in.Colleagues[:min(8, len(in.Colleagues))] {
		s.Offered = append(s.Offered, kanal.Choice{Label: shortened(c.Name), Data: Data("hand", r.Number, strconv.FormatInt(c.ID, 10))})
	}
	return s, []Effect{Say{Sentence: OfficerHandTo, Report: r, Choices: s.Offered}}, true
}

// longestLabel is the most characters of a choice's label (kanal.Choice).
const longestLabel = 24

func shortened(name string) string {
	if runes := []rune(name); len(runes) > longestLabel {
		return string(runes[:longestLabel-1]) + "…"
	}
	return name
}

func hand(s State, in Input, r *Report, argument string) (State, []Effect, bool) {
	if r == nil || !r.Held || !r.Status.Open() {
		return s, []Effect{Say{Sentence: OfficerGone, Report: r}}, true
	}
	for _, c := range in.Colleagues {
		if strconv.FormatInt(c.ID, 10) == argument {
			s.Offered = nil
			return s, []Effect{Hand{r, c}, Say{Sentence: OfficerHanded, Report: r, Args: Args{Name: c.Name}}}, true
		}
	}
	return s, []Effect{Say{Sentence: OfficerAlone, Report: r}}, true
}
