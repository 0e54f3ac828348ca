package web

import (
	"strings"

	"kanal"
	"kanal/storage"
)

// saidView is what the model made of a report when it came, and the words that speak for it now.
type saidView struct {
	Topic, Agency string
	Sure          string
	Likely        []likely
	Because       []kanal.WordWeight
	Flags         []string
	Model         string
}

// likely is one agency the model thought of.
type likely struct {
	Agency string
	Sure   string
	Points float64 // 0 to 100, for the bar
}

// said tells what the model had said; nil for a report it never saw. Only for readers of the citizen's words:
// the words with their weights are the citizen's.
func (s *Server) said(r *storage.Report, messages []*storage.Message, names names) *saidView {
	if r.Model == "" {
		return nil
	}
	v := &saidView{Topic: names.topic(r.Said.Topic), Agency: names.agency(r.Said.Agency), Sure: percent(r.Said.Confidence), Model: r.Model}
	for _, a := range r.Said.Agencies {
		v.Likely = append(v.Likely, likely{names.agency(a.Agency), percent(a.Confidence), a.Confidence * 100})
	}
	for _, flag := range r.Said.Flags {
		v.Flags = append(v.Flags, flagWords(flag))
	}
	var words []string
	for _, m := range messages {
		if !m.Out && m.Author == kanal.ByCitizen && m.Text != "" {
			words = append(words, m.Text)
		}
	}
	if len(words) > 0 {
		v.Because = s.router.Classify(strings.Join(words, "\n")).Because
	}
	return v
}
