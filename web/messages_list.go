package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"kanal"
	"kanal/storage"
)

// messagesPage lists what an admin should look at besides reports.
type messagesPage struct {
	layout
	Attention  []messageRow // could not be interpreted
	NotReports []messageRow // taken for no report
	Dead       []messageRow // could not be delivered
}

// messageRow is one message, with the network it should have gone by.
type messageRow struct {
	*storage.Message
	Channel string
	About   kanal.Number // the report it belongs to, "" for none
}

const messagesShown = 100

func (s *Server) messagesList(w http.ResponseWriter, r *http.Request) error {
	page := messagesPage{layout: s.layout(r, "Pesan")}
	for _, list := range []struct {
		read func(context.Context, int) ([]*storage.Message, error)
		into *[]messageRow
	}{{s.store.Attention, &page.Attention}, {s.store.NotReports, &page.NotReports}, {s.store.Dead, &page.Dead}} {
		messages, err := list.read(r.Context(), messagesShown)
		if err != nil {
			return fmt.Errorf("listing messages: %w", err)
		}
		for _, m := range messages {
			row := messageRow{Message: m}
			if m.Report != nil {
				report, err := s.store.Report(r.Context(), m.Report.ID)
				if err != nil {
					return fmt.Errorf("reading the report of a message: %w", err)
				}
				if !mayRead(userOf(r), report) {
					continue
				}
				row.About = report.Number
			}
			if m.Out {
				row.Channel = channelWords(m.Account)
				if m.Report == nil { // a list of tasks, or a card before it was sent: of reports this admin may not know
					hidden := *m
					hidden.Text, row.Message = "", &hidden
				}
			}
			*list.into = append(*list.into, row)
		}
	}
	return s.render(w, "messages.html", page)
}

func (s *Server) messageDone(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return fmt.Errorf("number of a message: %w", errBadRequest)
	}
	m, err := s.store.Message(r.Context(), id)
	if err != nil {
		return fmt.Errorf("reading a message: %w", err)
	}
	if m.Report != nil {
		report, err := s.store.Report(r.Context(), m.Report.ID)
		if err != nil {
			return fmt.Errorf("reading the report of a message: %w", err)
		}
		if !mayRead(userOf(r), report) {
			return fmt.Errorf("message %d is not this user's: %w", id, kanal.ErrNotFound)
		}
	}
	if err := s.store.ClearAttention(r.Context(), id); err != nil {
		return fmt.Errorf("clearing a message: %w", err)
	}
	http.Redirect(w, r, "/konsol/pesan", http.StatusSeeOther)
	return nil
}
