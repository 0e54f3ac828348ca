package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/router"
)

// alive answers as long as the program runs.
func alive(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) }

// ready answers 200 as soon as the database works; migrations and model were there before the program listened.
// A network that is away is named in the body, not in the status: kanal goes on without it.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	answer := struct {
		Database string            `json:"database"`
		Accounts map[string]string `json:"accounts"`
	}{"ok", map[string]string{}}
	status := http.StatusOK
	if err := s.store.Ping(ctx); err != nil {
		answer.Database, status = "away", http.StatusServiceUnavailable
	}
	links := s.linkStates(ctx)
	for _, bot := range s.bots {
		state := cmp.Or(links[bot.Account()], "ok")
		if healthy, can := bot.(bots.Healthy); can && (state == "ok" || state == string(kanal.LinkConnected)) {
			if err := healthy.Health(); err != nil {
				state = err.Error() // written for operators, without secrets (bots.Healthy)
			}
		}
		answer.Accounts[bot.Account()] = state
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer)
}

// linkStates is how the accounts that hang on a phone stand, in whichever process they run.
func (s *Server) linkStates(ctx context.Context) map[string]string {
	states := map[string]string{}
	links, err := s.store.Links(ctx)
	if err != nil {
		return states // the database is away, and that is said
	}
	for _, l := range links {
		states[l.Account] = string(l.State)
		if !l.Until.IsZero() && l.State == kanal.LinkBanned {
			states[l.Account] += " until " + l.Until.UTC().Format(time.RFC3339)
		}
		if owner, err := s.store.LeaseOwner(ctx, router.AccountLease(l.Account)); err == nil && owner == "" {
			states[l.Account] = "not running"
		}
	}
	return states
}

func isNotFound(err error) bool { return errors.Is(err, kanal.ErrNotFound) }
