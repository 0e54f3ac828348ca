package web

import (
	"fmt"
	"net/http"

	"kanal"
	"kanal/storage"
)

// Who may see what, in one place. Officers see what their own agency holds; of a sealed report they read the
// brief and nothing that came from the citizen.

// mayRead tells whether a report exists for a user. What is about them or their office does not.
func mayRead(user *storage.User, r *storage.Report) bool {
	switch {
	case user.Barred(r):
		return false
	case user.Role == storage.Admin:
		return true
	case user.Role == storage.Officer:
		return isHeldBy(user, r) || readsCopy(user, r)
	}
	return false
}

// isHeldBy tells whether an officer's agency has the report.
func isHeldBy(user *storage.User, r *storage.Report) bool {
	return user.Role == storage.Officer && r.Holder != "" && r.Holder == user.Agency
}

// readsCopy tells whether an officer reads a report that another agency holds: the inspectorate gets a copy of the
// brief of every sealed one.
func readsCopy(user *storage.User, r *storage.Report) bool {
	return user.Role == storage.Officer && user.Agency == kanal.Inspectorate && r.Protection.Sealed() && r.State.Brief && !isHeldBy(user, r)
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
