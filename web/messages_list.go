package web

import (
	"fmt"
	"net/http"
	"strconv"

	"kanal/storage"
)

// messagesPage lists what an admin should look at besides reports.
type messagesPage struct {
	layout
	Attention  []*storage.Message // could not be interpreted
	NotReports []*storage.Message // taken for no report
	Dead       []*storage.Message // could not be delivered
}

const messagesShown = 100

func (s *Server) messagesList(w http.ResponseWriter, r *http.Request) error {
	page := messagesPage{layout: s.layout(r, "Pesan")}
	var err error
	if page.Attention, err = s.store.Attention(r.Context(), messagesShown); err != nil {
		return fmt.Errorf("listing messages that need attention: %w", err)
	}
	if page.NotReports, err = s.store.NotReports(r.Context(), messagesShown); err != nil {
		return fmt.Errorf("listing messages that are no report: %w", err)
	}
	if page.Dead, err = s.store.Dead(r.Context(), messagesShown); err != nil {
		return fmt.Errorf("listing dead deliveries: %w", err)
	}
	return s.render(w, "messages.html", page)
}

func (s *Server) messageDone(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return fmt.Errorf("number of a message: %w", errBadRequest)
	}
	if err := s.store.ClearAttention(r.Context(), id); err != nil {
		return fmt.Errorf("clearing a message: %w", err)
	}
	http.Redirect(w, r, "/konsol/pesan", http.StatusSeeOther)
	return nil
}
