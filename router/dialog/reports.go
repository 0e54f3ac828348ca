package dialog

import (
	"slices"

	"kanal"
)

// status answers a question by number. Only the reporter's own address learns more than the public line, and of
// a sealed report, or after a long silence there, only who knows the PIN.
func status(s State, in Input, o order) (State, []Effect) {
	r := in.Named
	switch {
	case r == nil || r.Number != o.number:
		return s, []Effect{Say{Sentence: NoSuchNumber}}
	case o.pin != "" && !in.Proves(o.number, o.pin):
		return s, []Effect{Say{Sentence: WrongPIN, Report: r}}
	case o.pin != "":
		return s, []Effect{Trust{r}, Say{Sentence: StatusFull, Report: r}}
	case r.Own && !r.Protection.Sealed():
		return s, []Effect{Say{Sentence: StatusOf, Report: r}}
	case r.Own || r.Stale:
		return s, []Effect{Say{Sentence: StatusWithPIN, Report: r}}
	}
	return s, []Effect{Say{Sentence: StatusPublic, Report: r}}
}

// statusOfOwn answers "how does it stand" without a number.
func statusOfOwn(s State, in Input) (State, []Effect) {
	own := slices.DeleteFunc(mine(in), func(r *Report) bool { return r.Protection == kanal.Senyap }) // of it the holder of the phone hears nothing
	if len(in.Own) == 0 && (s.Name == Gather || s.Name == Card) {                                    // what is asked about still waits for Kirim
		return card(s, in)
	}
	if len(own) == 0 && len(in.Own) > 0 {
		return s, []Effect{Say{Sentence: StatusWithPIN}}
	}
	r := only(own, func(r *Report) bool { return r.Status.Open() })
	if len(own) == 1 {
		r = own[0]
	}
	switch {
	case len(own) == 0:
		return s, []Effect{Say{Sentence: StatusNone}}
	case r == nil:
		return s, []Effect{Say{Sentence: StatusList, Args: Args{Reports: own}}}
	case r.Protection.Sealed():
		return s, []Effect{Say{Sentence: StatusWithPIN, Report: r}}
	}
	return s, []Effect{Say{Sentence: StatusOf, Report: r}}
}

// comfort answers whoever thinks it useless to report: warmly, and with how their open reports stand.
func comfort(s State, in Input) (State, []Effect, bool) {
	text := in.Message.Text
	answers := in.Message.ReplyTo != "" || in.Named != nil && in.Named.Number == s.Wanted && in.Named.Status == kanal.Incomplete
	if s.Name != AtRest && s.Name != Doubt || answers || !despairs(text) {
		return s, nil, false
	}
	own := slices.DeleteFunc(mine(in), func(r *Report) bool { return r.Protection == kanal.Senyap || !r.Status.Open() })
	p := in.Classify(text)
	switch {
	case certain(in, p) && (p.Topic != "laporan_tak_dijawab" || len(own) == 0): // it is told what was useless to report
		return s, nil, false
	case len(own) == 0:
		return s, []Effect{Say{Sentence: Comfort}}, true
	}
	return s, []Effect{Say{Sentence: ComfortOf, Args: Args{Reports: own}}}, true
}

// opened answers BUKA, which people are asked to write where messages wait for them: those are the answer. Where none
// waited they hear how their reports stand; to a card it says that the matter is no secret.
func opened(s State, in Input, drafting bool) (State, []Effect) {
	switch {
	case in.Released:
		return s, nil
	case drafting:
		return protect(s, in, true)
	}
	return statusOfOwn(s, in)
}

// mine are the person's reports that need no PIN to be theirs.
func mine(in Input) []*Report {
	var own []*Report
	for _, r := range in.Own {
		if r.Own {
			own = append(own, r)
		}
	}
	return own
}

// only returns the one report that fits, or nil when none or several do.
func only(reports []*Report, fits func(*Report) bool) *Report {
	var found *Report
	for _, r := range reports {
		if fits(r) {
			if found != nil {
				return nil
			}
			found = r
		}
	}
	return found
}

// meant is the report a word is about: the one named or answered, or the only one that fits. When several fit,
// the effects ask which.
func meant(in Input, fits func(*Report) bool) (*Report, []Effect) {
	if r := in.Named; r != nil && r.Own && fits(r) {
		return r, nil
	}
	if r := only(mine(in), fits); r != nil {
		return r, nil
	}
	var several []*Report
	for _, r := range mine(in) {
		if fits(r) {
			several = append(several, r)
		}
	}
	if len(several) > 0 {
		return nil, []Effect{Say{Sentence: WhichOne, Args: Args{Reports: several}}}
	}
	return nil, []Effect{Say{Sentence: NothingToDo}}
}

func isOpen(r *Report) bool { return r.Status.Open() }

// about carries out a word that is about a report there is.
func about(s State, in Input, c command) (State, []Effect) {
	fits := isOpen
	switch c {
	case cmdObject:
		fits = func(r *Report) bool { return r.Status == kanal.Archived }
		if newest := mine(in); in.Named == nil && len(newest) > 0 { // the newest of several is meant
			for _, r := range newest {
				if fits(r) {
					in.Named = r
					break
				}
			}
		}
	case cmdPIN:
		fits = func(*Report) bool { return true }
	}
	r, ask := meant(in, fits)
	if r == nil {
		return s, ask
	}
	switch c {
	case cmdWrong:
		return s, []Effect{Dispute{r}, Say{Sentence: Disputed, Report: r}}
	case cmdObject:
		return s, []Effect{Dispute{r}, Say{Sentence: Objected, Report: r}}
	case cmdWithdraw:
		return s, []Effect{Withdraw{r}, Say{Sentence: Withdrawn, Report: r}}
	case cmdPIN:
		if r.Protection.Sealed() && in.Now.Sub(r.ReceivedAt) > PINFor {
			return s, []Effect{Say{Sentence: PINTooLate, Report: r}}
		}
		return s, []Effect{Say{Sentence: PINOf, Report: r}}
	case cmdSeal:
		if r.Protection.Sealed() {
			return s, []Effect{Say{Sentence: SealedNow, Report: r}}
		}
		return s, []Effect{Protect{r, kanal.Tersegel}, Say{Sentence: SealedNow, Report: r}}
	case cmdUnseal:
		if r.Protection == kanal.Open {
			return s, []Effect{Say{Sentence: NothingToDo}}
		}
		return s, []Effect{Protect{r, lower(r.Protection)}, Say{Sentence: UnsealedNow, Report: r}}
	}
	return s, nil
}

// hush takes AMAN or JANGAN: it is about the phone, so about every quiet report that was filed from it.
func hush(s State, in Input, quiet bool) (State, []Effect) {
	var effects []Effect
	reports := mine(in)
	if r := in.Named; r != nil && r.Own && len(reports) == 0 {
		reports = []*Report{r}
	}
	for _, r := range reports {
		if r.Protection == kanal.Senyap || r.Hushed {
			effects = append(effects, Hush{r, quiet})
		}
	}
	if len(effects) == 0 && !s.Hushed {
		return s, []Effect{Say{Sentence: NothingToDo}}
	}
	s.Hushed, s.Offered = quiet, nil
	if quiet {
		return s, effects // not a word more, not even this
	}
	return s, append(effects, Say{Sentence: SafeNoted})
}

func lower(p kanal.Protection) kanal.Protection {
	switch p {
	case kanal.Senyap:
		return kanal.Tersegel
	case kanal.Tersegel:
		return kanal.Anonim
	}
	return kanal.Open
}
