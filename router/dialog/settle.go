package dialog

import (
	"slices"

	"kanal"
)

// settleByWord takes "sudah" or "belum" as the answer to the last question, when there was one.
func settleByWord(s State, in Input, c command) (State, []Effect, bool) {
	r := in.Named
	if r == nil { // an old question: the one answered report, if there is just one
		r = only(mine(in), func(r *Report) bool { return r.Status == kanal.Answered })
	}
	if r == nil && !slices.ContainsFunc(mine(in), isOpen) { // or the one that was called solved too early
		r = only(mine(in), func(r *Report) bool { return r.Status == kanal.Closed && in.Now.Before(r.Reopens) })
	}
	switch {
	case s.Name == Card, s.Name == Gather:
		return s, nil, false
	case r != nil && r.Own && r.Number == s.Wanted && r.Status == kanal.Incomplete: // "Belum" may be the answer to what was asked
		return s, nil, false
	case r == nil:
		r, effects := meant(in, isOpen)
		if r != nil {
			effects = []Effect{Say{Sentence: AlreadySettled, Report: r}}
		}
		return s, effects, true
	}
	solved := map[command]string{cmdYes: "yes", cmdPartly: "partly", cmdNo: "no"}[c]
	next, effects := settle(s, in, r, solved)
	return next, effects, true
}

func settle(s State, in Input, r *Report, solved string) (State, []Effect) {
	if r == nil || !r.Own {
		return s, []Effect{Say{Sentence: NothingToDo}}
	}
	var words []string
	if s.Name == Which {
		words = s.messages()
		s = s.rest()
		s.Offered = nil
	}
	again := r.Status == kanal.Closed && solved != "yes" && in.Now.Before(r.Reopens)
	if r.Status != kanal.Answered && !again {
		return s, []Effect{Say{Sentence: AlreadySettled, Report: r}} // the stars, if offered, stay so
	}
	s.Asked, s.Offered = "", nil
	if solved != "yes" {
		sentence := NotSolved
		if r.Protection.Sealed() && !r.Brief {
			sentence = NotSolvedYet
		}
		effects := []Effect{Settle{r, solved}, Say{Sentence: sentence, Report: r}}
		if len(words) > 0 {
			return s, append([]Effect{effects[0], Add{Report: r, Messages: words}}, effects[1:]...)
		}
		s.Last, s.LastAt, s.Wanted = r.Number, in.Now, r.Number // what is not in order comes next
		return s, effects
	}
	if s.Wanted == r.Number {
		s.Wanted = ""
	}
	s.Offered = starChoices(r.Number)
	return s, []Effect{Settle{r, solved}, Say{Sentence: Solved, Report: r, Choices: s.Offered}}
}
