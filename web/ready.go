package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"kanal"
	"kanal/bots"
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
	for _, bot := range s.bots {
		answer.Accounts[bot.Account()] = "ok"
		if healthy, can := bot.(bots.Healthy); can {
			if err := healthy.Health(); err != nil {
				answer.Accounts[bot.Account()] = err.Error() // written for operators, without secrets (bots.Healthy)
			}
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer)
}

func isNotFound(err error) bool { return errors.Is(err, kanal.ErrNotFound) }
