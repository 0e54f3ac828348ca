package dialog

import "kanal"

// settleByWord takes "sudah" or "belum" as the answer to the last question, when there was one.
func settleByWord(s State, in Input, c command) (State, []Effect, bool) {
	r := in.Named
	if r == nil { // an old question: the one answered report, if there is just one
		r = only(in.Own, func(r *Report) bool { return r.Status == kanal.Answered })
	}
	if r == nil || s.Name == Card {
		return s, nil, false
	}
	solved := map[command]string{cmdYes: "yes", cmdPartly: "partly", cmdNo: "no"}[c]
	next, effects := settle(s, in, r, solved)
	return next, effects, true
}

func settle(s State, in Input, r *Report, solved string) (State, []Effect) {
	if r == nil || !r.Own {
		return s, []Effect{Say{Sentence: NothingToDo}}
	}
	s.Asked, s.Offered = "", nil
	again := r.Status == kanal.Closed && solved != "yes" && in.Now.Before(r.Reopens)
	if r.Status != kanal.Answered && !again {
		return s, []Effect{Say{Sentence: AlreadySettled, Report: r}}
	}
	if solved != "yes" {
		return s, []Effect{Settle{r, solved}, Say{Sentence: NotSolved, Report: r}}
	}
	s.Offered = starChoices(r.Number)
	return s, []Effect{Settle{r, solved}, Say{Sentence: Solved, Report: r, Choices: s.Offered}}
}

// disputeByWord is SALAH after a report was filed.
func disputeByWord(s State, in Input) (State, []Effect, bool) {
	if s.Name == Card {
		next, effects := change(s, in)
		return next, effects, true
	}
	r := in.Named
	if r == nil {
		r = only(in.Own, func(r *Report) bool { return r.Status.Open() })
	}
	if r == nil || !r.Own {
		return s, []Effect{Say{Sentence: NothingToDo}}, true
	}
	return s, []Effect{Dispute{r}, Say{Sentence: Disputed, Report: r}}, true
}

// objectByWord is KEBERATAN after a report was archived: the one replied to, or the newest.
func objectByWord(s State, in Input) (State, []Effect, bool) {
	r := in.Named
	for i := 0; r == nil && i < len(in.Own); i++ {
		if in.Own[i].Status == kanal.Archived {
			r = in.Own[i]
		}
	}
	if r == nil || !r.Own || r.Status != kanal.Archived {
		return s, []Effect{Say{Sentence: NothingToDo}}, true
	}
	return s, []Effect{Dispute{r}, Say{Sentence: Objected, Report: r}}, true
}
