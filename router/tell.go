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

// tellCitizen sends news of a report to its citizen.
func (u *unit) tellCitizen(ctx context.Context, r *storage.Report, news texts.Key, words string) error {
	_, err := u.newsFor(ctx, r, news, words, r.Holder)
	return err
}

// newsFor sends news in which an agency is named that may no longer hold the report. Nothing is said of a quiet
// report, nor to a number that somebody else may have by now: only that there is news, to be read with the PIN.
// The message is nil where the citizen does not get the words: after JANGAN, or for a report without a conversation
// (an imported or an erased one).
func (u *unit) newsFor(ctx context.Context, r *storage.Report, news texts.Key, words, agency string) (*storage.Message, error) {
	if r.Conversation == 0 || r.Hushed {
		return nil, nil
	}
	chat, err := u.conversation(ctx, r.Conversation)
	if err != nil {
		return nil, err
	}
	if state, err := u.state(ctx, chat); err != nil || state.Hushed { // JANGAN is about the phone: also for its other reports
		return nil, err
	}
	to := u.to(chat)
	args, err := u.about(ctx, to, r)
	if err != nil {
		return nil, err
	}
	args["instansi"], args["kata"] = u.dir.short(agency), words
	if r.Protection == kanal.Senyap || longSilent(chat, u.at) || r.ReceivedAt.Before(chat.TrustedFrom) {
		u.outgoing(chat, texts.Say(to, texts.NowQuiet, args), nil, r)
		return nil, nil
	}
	m := u.outgoing(chat, texts.Say(to, news, args), nil, r)
	m.Quoted = words
	return m, nil
}

// tellAnswer sends an answer, asks whether it solved the matter, and lets the conversation await the word.
func (u *unit) tellAnswer(ctx context.Context, r *storage.Report, event kanal.Event, c Change) error {
	agency := r.Holder
	if agency == "" {
		agency = event.Agency
	}
	message, err := u.newsFor(ctx, r, texts.NowAnswered, c.Text, agency)
	if err != nil {
		return err
	}
	if message == nil { // kept for whoever asks with the PIN
		if err := u.remember(ctx, r, func(s dialog.State) dialog.State { return s.Ask(r.Number, nil) }); err != nil {
			return err
		}
		return u.apply(ctx, r, event, u.note(r, c))
	}
	message.Author = event.Actor
	message.Attachments = c.Files
	chat, err := u.conversation(ctx, r.Conversation)
	if err != nil {
		return err
	}
	message.Choices = u.label(u.to(chat), dialog.Say{Choices: dialog.SolvedChoices(r.Number)}, "")
	if err := u.remember(ctx, r, func(s dialog.State) dialog.State { return s.Ask(r.Number, message.Choices) }); err != nil {
		return err
	}
	return u.apply(ctx, r, event, message)
}

// remember changes what the dialog with a report's citizen remembers.
func (u *unit) remember(ctx context.Context, r *storage.Report, change func(dialog.State) dialog.State) error {
	if r.Conversation == 0 {
		return nil
	}
	chat, err := u.conversation(ctx, r.Conversation)
	if err != nil {
		return err
	}
	state, err := u.state(ctx, chat)
	if err != nil {
		return err
	}
	u.save(chat, change(state))
	return nil
}

// task is what an officer is told of a report beside what the report itself says.
type task struct {
	words   string
	files   int
	name    string // of the colleague who hands it over
	choices []kanal.Choice
}

// tellOfficers gives the assignment to the officers of the holder who are bound to a chat. They see the
// citizen's words unless the report is sealed.
func (u *unit) tellOfficers(ctx context.Context, r *storage.Report, words string, files int) error {
	if r.Protection.Sealed() {
		return u.toOfficers(ctx, r, texts.TaskSealed, task{})
	}
	return u.toOfficers(ctx, r, texts.TaskNew, task{words: words, files: files, choices: dialog.AssignedChoices(r.Number, r.HeldSince)})
}

// tellReopened says that the citizen is not content.
func (u *unit) tellReopened(ctx context.Context, r *storage.Report) error {
	if r.Protection.Sealed() {
		return u.toOfficers(ctx, r, texts.TaskReopened, task{})
	}
	return u.toOfficers(ctx, r, texts.TaskReopened, task{choices: dialog.TakenChoices(r.Number, r.HeldSince)})
}

// tellMore passes on what the citizen added.
func (u *unit) tellMore(ctx context.Context, r *storage.Report, words string, files int) error {
	if r.Protection.Sealed() {
		return u.toOfficers(ctx, r, texts.TaskMoreSealed, task{})
	}
	return u.toOfficers(ctx, r, texts.TaskMore, task{words: words, files: files})
}

// toOfficers queues a message for the officers of the holder who answer for the report. Their conversations are
// not locked: what an officer's dialog remembers does not change, and a busy agency must not hold up the intake.
func (u *unit) toOfficers(ctx context.Context, r *storage.Report, key texts.Key, t task) error {
	if r.Holder == "" {
		return nil
	}
	return u.toAgency(ctx, r.Holder, r, key, t)
}

// tellCopy tells the inspectorate that there is a sealed report of which it may read the brief.
func (u *unit) tellCopy(ctx context.Context, r *storage.Report) error {
	if r.Holder == kanal.Inspectorate || r.Withheld == kanal.Inspectorate {
		return nil
	}
	return u.toAgency(ctx, kanal.Inspectorate, r, texts.TaskCopy, task{})
}

// toAgency queues a message about a report for an agency's officers.
func (u *unit) toAgency(ctx context.Context, agency string, r *storage.Report, key texts.Key, t task) error {
	officers, err := u.officersOf(ctx, agency)
	if err != nil {
		return err
	}
	for _, officer := range answerable(officers, r.Officer) {
		if officer.Barred(r) {
			continue
		}
		to := texts.To{Network: kanal.NetworkOf(officer.Account), Language: dialog.Indonesian}
		args, err := u.about(ctx, to, r)
		if err != nil {
			return err
		}
		args["kata"], args["nama"] = oneLine(t.words), t.name
		if t.files > 0 {
			args["berkas"] = fmt.Sprint(t.files)
		}
		if r.Place != "" {
			args["Topik"] = u.dir.topics[r.Topic].Name
		} else {
			args["Topik_saja"] = u.dir.topics[r.Topic].Name
		}
		u.work.Messages = append(u.work.Messages, &storage.Message{Conversation: officer.Bound, Out: true, Author: kanal.ByMachine,
			Account: officer.Account, Text: texts.Say(to, key, args), Choices: u.label(to, dialog.Say{Choices: t.choices}, ""), Report: r,
			Sealed: r.Protection.Sealed(), At: u.at})
	}
	return nil
}

// answerable are those of an agency's officers to tell: the one whose task it is; else all who can be reached;
// else the deputies.
func answerable(officers []*storage.User, task int64) []*storage.User {
	var own, regular, deputies []*storage.User
	for _, o := range officers {
		switch {
		case !o.Reachable():
		case o.ID == task:
			own = append(own, o)
		case o.Deputy:
			deputies = append(deputies, o)
		default:
			regular = append(regular, o)
		}
	}
	switch {
	case len(own) > 0:
		return own
	case len(regular) > 0:
		return regular
	}
	return deputies
}

// firstWords are what the citizen wrote first about a report, for a later assignment.
func (u *unit) firstWords(ctx context.Context, r *storage.Report) (string, error) {
	if r.Protection.Sealed() || r.ID == 0 {
		return "", nil
	}
	return wordsOfCitizen(ctx, u.tx, r)
}

// wordsOfCitizen is what the citizen wrote about a report, all of it, each message as it was last edited; one edited
// into a word that steers stays as it was.
func wordsOfCitizen(ctx context.Context, s *storage.Store, r *storage.Report) (string, error) {
	thread, err := s.Thread(ctx, r.ID)
	if err != nil {
		return "", fmt.Errorf("reading a thread: %w", err)
	}
	latest := map[string]string{} // network id of what was edited: of its last edit
	for _, m := range thread {
		if original, _, edit := strings.Cut(m.External, "#"); edit && m.Kind == kanal.KindEdit && !dialog.Command(m.Text) {
			latest[original] = m.External
		}
	}
	var words []string
	for _, m := range thread {
		original, _, _ := strings.Cut(m.External, "#")
		if last, edited := latest[original]; ofCitizen(m, r) && (!edited || last == m.External) {
			words = append(words, m.Text)
		}
	}
	return strings.Join(words, "\n"), nil
}

// ofCitizen tells whether a message of the thread holds words of the matter; what only steered the conversation
// does not. A village office's words are its citizen's; an erased person has no conversation any more.
func ofCitizen(m *storage.Message, r *storage.Report) bool {
	return !m.Out && m.Author == kanal.ByCitizen && (m.Conversation == r.Conversation || r.Relay != 0 || r.Conversation == 0) &&
		m.Choice == "" && strings.TrimSpace(m.Text) != "" && !dialog.Command(m.Text)
}

// oneLine keeps a quotation in one line, so that a sentence's layout holds.
func oneLine(words string) string { return strings.Join(strings.Fields(words), " ") }
