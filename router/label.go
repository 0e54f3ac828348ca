package router

import (
	"strings"

	"kanal"
	"kanal/router/dialog"
	"kanal/router/texts"
)

// longestLabel is the most characters of a choice's label (kanal.Choice).
const longestLabel = 24

// label names the choices that the dialog left unnamed: by our words, or by what they stand for. A question which
// office it is names the matters, for people know what it is about and seldom whose it is.
func (u *unit) label(to texts.To, say dialog.Say, draft string) []kanal.Choice {
	named := make([]kanal.Choice, 0, len(say.Choices))
	for _, c := range say.Choices {
		if c.Label == "" {
			c.Label = texts.Label(to.Language, c.Data)
		}
		verb, rest, _ := strings.Cut(c.Data, ":")
		number, argument, _ := strings.Cut(rest, ":")
		switch {
		case c.Label != "":
		case verb == "agency" && say.Sentence == dialog.Summary:
			c.Label = u.matter(draft, argument)
		case verb == "agency":
			c.Label = u.dir.short(argument)
		case verb == "show":
			c.Label = kanal.Number(number).String()
		case verb == "for":
			c.Label = texts.Label(to.Language, "answer") + " " + kanal.Number(number).String()
		}
		if say.Sentence == dialog.WhichReopen && verb == "solved" {
			c.Label = texts.Label(to.Language, "reopen")
		}
		named = append(named, c)
	}
	if len(named) == 0 {
		return nil
	}
	return named
}

// matter is the likeliest topic of an agency for a draft, by its name; the agency where the name is too long for
// a button.
func (u *unit) matter(draft, agency string) string {
	topic := u.model.Load().TopicAmong(draft, func(code string) bool { return u.dir.topics[code].Agency == agency })
	name := u.dir.topics[topic].Name
	if name == "" || len([]rune(name)) > longestLabel {
		return u.dir.short(agency)
	}
	return name
}

// lower makes the first letter small, unless the word is an abbreviation.
func lower(s string) string {
	if len(s) < 2 || s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
