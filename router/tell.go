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

// The news a citizen gets of a report.
const (
	nowAssigned = texts.NowAssigned
	nowTaken    = texts.NowTaken
	nowReturned = texts.NowReturned
	nowAsked    = texts.NowAsked
	nowArchived = texts.NowArchived
	nowClosed   = texts.NowClosed
	nowReopened = texts.NowReopened
)

// tellCitizen sends news of a report to its citizen.
func (u *unit) tellCitizen(ctx context.Context, r *storage.Report, news texts.Key, words string) error {
	_, err := u.newsFor(ctx, r, news, words, r.Holder)
	return err
}

// newsFor sends news in which an agency is named that may no longer hold the report. The message is nil for a
// report without a conversation (an imported one).
func (u *unit) newsFor(ctx context.Context, r *storage.Report, news texts.Key, words, agency string) (*storage.Message, error) {
	if r.Conversation == 0 {
		return nil, nil
	}
	chat, err := u.conversation(ctx, r.Conversation)
	if err != nil {
		return nil, err
	}
	network := kanal.NetworkOf(chat.Address.Account)
	args, err := u.about(ctx, network, r)
	if err != nil {
		return nil, err
	}
	args["instansi"], args["kata"] = u.dir.short(agency), words
	return u.outgoing(chat, texts.Say(network, news, args), nil, r), nil
}

// tellAnswer sends an answer, asks whether it solved the matter, and lets the conversation await the word.
func (u *unit) tellAnswer(ctx context.Context, r *storage.Report, event kanal.Event, words string) error {
	agency := r.Holder
	if agency == "" {
		agency = event.Agency
	}
	message, err := u.newsFor(ctx, r, texts.NowAnswered, words, agency)
	if err != nil {
		return err
	}
	if message != nil {
		message.Author = event.Actor
		message.Choices = dialog.SolvedChoices(r.Number)
		if err := u.remember(ctx, r, func(s dialog.State) dialog.State { return s.Ask(r.Number, message.Choices) }); err != nil {
			return err
		}
	}
	return u.apply(ctx, r, event, message)
}

// remember changes what the dialog with a report's citizen remembers.
func (u *unit) remember(ctx context.Context, r *storage.Report, change func(dialog.State) dialog.State) error {
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

// tellOfficers gives the assignment to the officers of the holder who are bound to a chat. They see the
// citizen's words unless the report is sealed.
func (u *unit) tellOfficers(ctx context.Context, r *storage.Report, words string) error {
	if r.Protection.Sealed() {
		return u.toOfficers(ctx, r, texts.TaskSealed, "", nil)
	}
	return u.toOfficers(ctx, r, texts.TaskNew, words, dialog.AssignedChoices(r.Number, r.HeldSince))
}

// tellReopened says that the citizen is not content.
func (u *unit) tellReopened(ctx context.Context, r *storage.Report) error {
	if r.Protection.Sealed() {
		return u.toOfficers(ctx, r, texts.TaskReopened, "", nil)
	}
	return u.toOfficers(ctx, r, texts.TaskReopened, "", dialog.AssignedChoices(r.Number, r.HeldSince))
}

// tellMore passes on what the citizen added.
func (u *unit) tellMore(ctx context.Context, r *storage.Report, words string) error {
	if r.Protection.Sealed() {
		return u.toOfficers(ctx, r, texts.TaskMoreSealed, "", nil)
	}
	return u.toOfficers(ctx, r, texts.TaskMore, words, nil)
}

// toOfficers queues a message for each bound officer of the holder. Their conversations are not locked: what
// an officer's dialog remembers does not change, and a busy agency must not hold up the intake.
func (u *unit) toOfficers(ctx context.Context, r *storage.Report, key texts.Key, words string, choices []kanal.Choice) error {
	officers, known := u.officers[r.Holder]
	if !known {
		var err error
		if officers, err = u.tx.OfficersOf(ctx, r.Holder); err != nil {
			return fmt.Errorf("reading an agency's officers: %w", err)
		}
		u.officers[r.Holder] = officers
	}
	for _, officer := range officers {
		if officer.Bound == 0 {
			continue
		}
		network := kanal.NetworkOf(officer.Account)
		args, err := u.about(ctx, network, r)
		if err != nil {
			return err
		}
		args["kata"] = oneLine(words)
		if r.Place != "" {
			args["Topik"] = u.dir.topics[r.Topic].Name
		} else {
			args["Topik_saja"] = u.dir.topics[r.Topic].Name
		}
		u.work.Messages = append(u.work.Messages, &storage.Message{Conversation: officer.Bound, Out: true, Author: kanal.ByMachine,
			Account: officer.Account, Text: texts.Say(network, key, args), Choices: choices, Report: r,
			Sealed: r.Protection.Sealed(), At: u.at})
	}
	return nil
}

// firstWords are what the citizen wrote first about a report, for a later assignment.
func (u *unit) firstWords(ctx context.Context, r *storage.Report) (string, error) {
	if r.Protection.Sealed() || r.ID == 0 {
		return "", nil
	}
	return wordsOfCitizen(ctx, u.tx, r)
}

// wordsOfCitizen is what the citizen wrote about a report, all of it.
func wordsOfCitizen(ctx context.Context, s *storage.Store, r *storage.Report) (string, error) {
	thread, err := s.Thread(ctx, r.ID)
	if err != nil {
		return "", fmt.Errorf("reading a thread: %w", err)
	}
	var words []string
	for _, m := range thread {
		if ofCitizen(m, r) {
			words = append(words, m.Text)
		}
	}
	return strings.Join(words, "\n"), nil
}

// ofCitizen tells whether a message of the thread holds words of the matter; what only steered the conversation
// does not.
func ofCitizen(m *storage.Message, r *storage.Report) bool {
	return !m.Out && m.Author == kanal.ByCitizen && m.Conversation == r.Conversation && m.Choice == "" &&
		strings.TrimSpace(m.Text) != "" && !dialog.Command(m.Text)
}

// oneLine keeps a quotation in one line, so that a sentence's layout holds.
func oneLine(words string) string { return strings.Join(strings.Fields(words), " ") }
