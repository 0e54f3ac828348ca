package web

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kanal"
	"kanal/storage"
)

// threadItem is one message about a report.
type threadItem struct {
	Who   string
	Class string // "mine" for ours and an officer's, "memo" for a note, "" for the citizen's
	Text  string
	Extra string // what came with it besides words
	Files []fileItem
	At    time.Time
	State string // of its delivery, in words
}

// people names those who act: users by name, citizens never.
func (s *Server) people(ctx context.Context) (map[kanal.Actor]*storage.User, error) {
	users, err := s.store.Users(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading who is who: %w", err)
	}
	people := make(map[kanal.Actor]*storage.User, len(users))
	for _, u := range users {
		people[kanal.ByUser(u.ID)] = u
	}
	return people, nil
}

func actorWords(a kanal.Actor, people map[kanal.Actor]*storage.User) string {
	switch a {
	case kanal.ByCitizen:
		return "Pelapor"
	case kanal.ByMachine:
		return "kanal"
	case kanal.ByClock:
		return "batas waktu"
	case kanal.ByImport:
		return "impor"
	}
	if u := people[a]; u != nil {
		return u.Name
	}
	return "pengguna lama"
}

// threadOf is what citizen and agency said to each other, and notes among colleagues. Who may not read the
// citizen's words sees what their own agency wrote and nothing else.
func threadOf(messages []*storage.Message, r *storage.Report, people map[kanal.Actor]*storage.User, reader *storage.User, files []storage.File) []threadItem {
	var items []threadItem
	for _, m := range messages {
		note := isNote(m)
		if m.Conversation != r.Conversation && !note || m.Kind == kanal.KindTap {
			continue // what a tap did stands in the history; what officers were sent is not part of it
		}
		author, sealed := people[m.Author], !readsWords(reader, r)
		if sealed && (author == nil || author.Agency != reader.Agency && !(readsCopy(reader, r) && m.Out)) {
			continue
		}
		item := threadItem{Who: actorWords(m.Author, people), Text: m.Text, Extra: extraWords(m), Files: filesOf(m, r, files, reader), At: m.At}
		switch {
		case note:
			item.Class = "memo"
		case m.Out && sealed:
			item.Class = "mine" // when somebody's phone was on is not the agency's to know
		case m.Out:
			item.Class, item.State = "mine", deliveryWords(m.State)
			if m.Trouble != "" {
				item.State += " (" + m.Trouble + ")"
			}
		}
		if item.Text != "" || item.Extra != "" || len(item.Files) > 0 {
			items = append(items, item)
		}
	}
	return items
}

// isNote tells whether a message is a note that a user wrote in the console for colleagues.
func isNote(m *storage.Message) bool {
	return !m.Out && m.Author != kanal.ByCitizen && strings.HasPrefix(m.External, "note:")
}

func extraWords(m *storage.Message) string {
	if m.Location == nil {
		return ""
	}
	return fmt.Sprintf("titik lokasi %.5f, %.5f", m.Location.Latitude, m.Location.Longitude)
}
