package web

import (
	"fmt"
	"net/http"

	"kanal"
	"kanal/storage"
)

// Who may see what, in one place. Officers see what their own agency holds; of a sealed report they read the
// brief and nothing that came from the citizen.

// mayRead tells whether a report exists for a user.
func mayRead(user *storage.User, r *storage.Report) bool {
	switch user.Role {
	case storage.Admin:
		return true
	case storage.Officer:
		return r.Holder != "" && r.Holder == user.Agency
	}
	return false
}

// readsWords tells whether a user, who may read the report, reads the citizen's own words, place and channel.
func readsWords(user *storage.User, r *storage.Report) bool {
	return user.Role == storage.Admin || !r.Protection.Sealed()
}

// report finds the report of the address, if the user may read it; else it is as if there were none.
func (s *Server) report(r *http.Request) (*storage.Report, error) {
	report, err := s.store.ReportByNumber(r.Context(), kanal.Number(r.PathValue("number")))
	if err != nil {
		return nil, fmt.Errorf("finding a report: %w", err)
	}
	if !mayRead(userOf(r), report) {
		return nil, fmt.Errorf("report %s is not this user's: %w", report.Number, kanal.ErrNotFound)
	}
	return report, nil
}

func addressOfNumber(n kanal.Number) string { return "/konsol/laporan/" + string(n) }
