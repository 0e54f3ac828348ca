package dialog

import (
	"strconv"
	"strings"

	"kanal"
)

// Picked is the data of the button tapped, or of the offered choice that the text picks; "" for neither.
func Picked(s State, m kanal.Incoming) string {
	if m.Kind == kanal.KindTap {
		return m.Choice
	}
	if m.Kind == kanal.KindEdit || m.Group || s.Name == Gather && !s.Shown {
		return "" // what is being told is no answer to what was offered before
	}
	if m.ReplyTo != "" && Command(m.Text) {
		return "" // "Sudah" to an older answer is about that one, not about the last offer
	}
	data, _ := picked(m.Text, s.Offered)
	return data
}

// picked returns the data of the offered choice that the text means: its place ("2") or its label.
func picked(text string, offered []kanal.Choice) (string, bool) {
	if len(offered) == 0 || len(text) > longestCommand {
		return "", false
	}
	folded := fold(text)
	if n, err := strconv.Atoi(folded); err == nil && n >= 1 && n <= len(offered) {
		return offered[n-1].Data, true
	}
	for _, c := range offered {
		if c.Label != "" && fold(c.Label) == folded {
			return c.Data, true
		}
	}
	return "", false
}

// Choice data is "verb:number:argument"; the parts after the verb may be missing.

// Data writes the data of a choice about a report.
func Data(verb string, number kanal.Number, argument string) string {
	return verb + ":" + string(number) + ":" + argument
}

func verb(data string) string {
	v, _, _ := strings.Cut(data, ":")
	return v
}

func parse(data string) (number kanal.Number, argument string) {
	parts := strings.SplitN(data, ":", 3)
	if len(parts) != 3 {
		return "", ""
	}
	return kanal.Number(parts[1]), parts[2]
}

// Labels of choices are keys of package texts, but for names of agencies, topics and people.

func choice(data string) kanal.Choice {
	return kanal.Choice{Label: "", Data: data}
}

func choices(data ...string) []kanal.Choice {
	list := make([]kanal.Choice, len(data))
	for i, d := range data {
		list[i] = choice(d)
	}
	return list
}

// SolvedChoices are offered with an agency's answer.
func SolvedChoices(number kanal.Number) []kanal.Choice {
	return choices(Data("solved", number, "yes"), Data("solved", number, "partly"), Data("solved", number, "no"))
}

// AssignedChoices are offered to an officer with an assignment, as long as it is held since that version.
func AssignedChoices(number kanal.Number, held int) []kanal.Choice {
	since := strconv.Itoa(held)
	return choices(Data("take", number, since), Data("return", number, since), Data("ask", number, since), Data("answer", number, since))
}

// TakenChoices are offered once a report is taken: some networks close the buttons above after one tap.
func TakenChoices(number kanal.Number, held int) []kanal.Choice {
	return AssignedChoices(number, held)[1:]
}

// starChoices are offered after a report is closed as solved.
func starChoices(number kanal.Number) []kanal.Choice {
	var list []kanal.Choice
	for stars := 1; stars <= 5; stars++ {
		list = append(list, kanal.Choice{Label: strings.Repeat("★", stars), Data: Data("rate", number, strconv.Itoa(stars))})
	}
	return list
}

// SafeChoices are offered after a quiet report: may we write to this number?
func SafeChoices() []kanal.Choice { return choices("safe", "unsafe") }
