package web

import (
	"fmt"
	"strings"

	"kanal"
	"kanal/storage"
)

// eventItem is one line of a report's history.
type eventItem struct {
	What string
	When string
	Who  string
}

// history is what happened to a report. Of a sealed one an officer sees it from the day on which their agency
// got it, by the day: the minute in which somebody reported could give them away.
func history(list []kanal.Event, r *storage.Report, people map[kanal.Actor]*storage.User, names names, reader *storage.User) []eventItem {
	var items []eventItem
	for _, e := range list {
		if reader.Role != storage.Admin && forAdmins(e.Kind) {
			continue
		}
		item := eventItem{What: historyWords(e, names), When: when(e.At), Who: actorWords(e.Actor, people)}
		if e.Actor == kanal.ByMachine && e.Kind == kanal.EventAssigned {
			item.Who = "verifikasi otomatis, model " + r.Model
		}
		if !readsWords(reader, r) {
			if e.Version < r.HeldSince {
				continue
			}
			item.When = day(e.At)
		}
		items = append(items, item)
	}
	return items
}

// forAdmins tells whether an event is the admins' alone: it tells of the reporter, of others who reported the same (a
// sealed one may be among them), or of whom the report is about.
func forAdmins(k kanal.EventKind) bool {
	switch k {
	case kanal.EventHushed, kanal.EventWithheld, kanal.EventJoined, kanal.EventParted,
		kanal.EventOpeningAsked, kanal.EventOpeningAllowed, kanal.EventOpeningRefused, kanal.EventOpened:
		return true
	}
	return false
}

// reasonsToOpen are the messages that say why a reporter's identity is to be opened: for admins, like the request.
func reasonsToOpen(list []kanal.Event) map[int64]bool {
	reasons := map[int64]bool{}
	for _, e := range list {
		if e.Kind == kanal.EventOpeningAsked {
			reasons[e.Message] = true
		}
	}
	return reasons
}

func historyWords(e kanal.Event, names names) string {
	if e.Kind == kanal.EventWithheld {
		return eventWords(e.Kind) + " · " + withheldWords(e.Reason, names)
	}
	parts := []string{eventWords(e.Kind)}
	for _, more := range []string{names.agency(e.Agency), names.topic(e.Topic), reasonWords(e)} {
		if more != "" {
			parts = append(parts, more)
		}
	}
	if e.Kind == kanal.EventProtected || e.Kind == kanal.EventCorrected && e.Protection.Sealed() {
		parts = append(parts, strings.ToLower(protectionWords(e.Protection)))
	}
	if e.Rating > 0 {
		parts = append(parts, fmt.Sprintf("%d dari 5", e.Rating))
	}
	return strings.Join(parts, " · ")
}

// withheldWords says whom a report is about.
func withheldWords(from string, names names) string {
	switch {
	case from == "":
		return "bukan siapa pun di kantor kita"
	case strings.HasPrefix(from, "user:"):
		return "seorang admin"
	}
	return names.agency(from)
}
