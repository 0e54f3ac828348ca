package router

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kanal"
	"kanal/classifier"
	"kanal/storage"
)

const (
	lessonSize   = 50          // new corrections that start a lesson by day
	lessonHour   = 2           // the hour, in the province's time, from which a night's lesson is due …
	lessonHours  = 3           // … for so long
	mostTaught   = 20_000      // corrections that teach at most, the newest
	adminWeight  = 3           // of an admin's correction, where a text of the corpus weighs one …
	tapWeight    = 1           // … and of a citizen's own choice between agencies
	learnEach    = time.Minute // how often to look whether a lesson is due, or another model in use
	learnAgain   = time.Hour   // after a training that failed
	learnLease   = "learn"
	learnSetting = "lesson"
)

// ErrLearning says that another process is learning at this moment.
var ErrLearning = errors.New("another process is learning")

// Lesson is what one learning came to.
type Lesson struct {
	At          time.Time         `json:"at"`
	UpTo        int64             `json:"up_to"`       // the newest correction it knew
	Corrections int               `json:"corrections"` // that taught; of each report the newest
	New         int               `json:"new"`         // of them, since the last lesson
	Live        string            `json:"live"`        // version of the model it was compared with
	Candidate   string            `json:"candidate"`   // version of the model it made; in use when Accepted
	Shipped     string            `json:"shipped"`     // version of the model the program came with
	Trained     classifier.Report `json:"trained"`     // the candidate's cross-validation
	classifier.Verdict

	again bool // it took in what had been set aside
}

// Learn trains a model on the corpus and all corrections, compares it with the live one and puts it in use in all
// processes if no agency gets worse. The new corrections of a lesson that is refused are set aside: they teach no
// more, unless again is true; when that lesson is accepted, they are ordinary corrections once more. It returns ErrLearning when another process is at it.
func (r *Router) Learn(ctx context.Context, again bool) (Lesson, error) {
	held, err := r.store.Lease(ctx, learnLease, r.owner, leaseFor)
	if err != nil {
		return Lesson{}, fmt.Errorf("taking the lease to learn: %w", err)
	}
	if !held {
		return Lesson{}, ErrLearning
	}
	defer func() {
		release, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if err := r.store.Release(release, learnLease, r.owner); err != nil {
			r.log.Warn("lease not given back; it runs out", "lease", learnLease, "err", err)
		}
	}()
	var lesson Lesson
	err = ErrLearning // if the lease is lost on the way
	r.whileHeld(ctx, learnLease, func(ctx context.Context) {
		learned, failed := r.learn(ctx, again)
		if failed == nil || ctx.Err() == nil {
			lesson, err = learned, failed
		}
	})
	return lesson, err
}

func (r *Router) learn(ctx context.Context, again bool) (Lesson, error) {
	if err := r.watchModel(ctx); err != nil {
		return Lesson{}, err
	}
	last, err := r.LastLesson(ctx)
	if err != nil {
		return Lesson{}, err
	}
	newest, _, err := r.store.LastCorrection(ctx, 0)
	if err != nil {
		return Lesson{}, fmt.Errorf("counting corrections: %w", err)
	}
	taught, err := r.taught(ctx, newest, again)
	if err != nil {
		return Lesson{}, err
	}
	live := r.model.Load()
	lesson := Lesson{At: r.now().UTC(), UpTo: newest, Corrections: len(taught), Live: live.Version(), Shipped: r.shipped.Version()}
	rows := make([]classifier.Row, len(taught))
	for i, t := range taught {
		rows[i] = t.row
	}
	directory := r.directory.Load()
	homes := make(map[string]string, len(directory.topics))
	for code, topic := range directory.topics {
		homes[code] = topic.Agency
	}
	study, err := r.study(ctx, rows, homes)
	if err != nil {
		return Lesson{}, fmt.Errorf("training: %w", err)
	}
	candidate := study.Model
	lesson.Candidate, lesson.Trained = candidate.Version(), study.Report
	var news []classifier.News
	for i, t := range taught {
		if t.id > last.UpTo || t.aside {
			news = append(news, classifier.News{Text: t.row.Text, Agency: t.agency, Unseen: study.Unseen[i]})
		}
	}
	lesson.New = len(news)
	lesson.Verdict = classifier.Judge(live, candidate, r.exam, news, directory.home)
	lesson.again = again
	return lesson, r.conclude(ctx, last, lesson, candidate)
}

// conclude puts an accepted candidate in use, sets a refused batch aside, and remembers the lesson.
func (r *Router) conclude(ctx context.Context, last, lesson Lesson, candidate *classifier.Model) error {
	summary, err := json.Marshal(lesson)
	if err != nil {
		return fmt.Errorf("packing a lesson: %w", err)
	}
	err = r.store.InTx(ctx, func(tx *storage.Store) error {
		if err := tx.SetSetting(ctx, learnSetting, string(summary)); err != nil {
			return err
		}
		if !lesson.Accepted {
			return tx.SetAside(ctx, last.UpTo, lesson.UpTo, true)
		}
		if lesson.again {
			if err := tx.SetAside(ctx, 0, lesson.UpTo, false); err != nil {
				return err
			}
		}
		return tx.SaveModel(ctx, &storage.Model{Version: candidate.Version(), Data: candidate.Bytes(), Active: true,
			Metrics: string(summary), MadeAt: lesson.At})
	})
	if err != nil {
		return fmt.Errorf("concluding a lesson: %w", err)
	}
	r.log.Info("lesson over", "candidate", lesson.Candidate, "accepted", lesson.Accepted, "reason", lesson.Reason,
		"corrections", lesson.Corrections, "new", lesson.New)
	return r.watchModel(ctx)
}

// taughtRow is what one correction teaches.
type taughtRow struct {
	id     int64
	row    classifier.Row
	agency string // the topic's, by the table
	aside  bool   // part of a lesson that was refused
}

// taught reads what corrections teach, up to that id: of each report the newest one, with the citizen's words or, of a sealed
// report, those of its released brief. A report without either teaches nothing.
func (r *Router) taught(ctx context.Context, upTo int64, again bool) ([]taughtRow, error) {
	newest := map[int64]*storage.Correction{}
	var order []*storage.Correction
	for after := int64(0); ; {
		page, err := r.store.Corrections(ctx, after, 1000)
		if err != nil {
			return nil, fmt.Errorf("reading corrections: %w", err)
		}
		if len(page) == 0 {
			break
		}
		for _, c := range page {
			after = c.ID
			if c.ID > upTo { // made while we read
				continue
			}
			if old := newest[c.Report]; old == nil || c.User != 0 || old.User == 0 { // an admin knows better than a tap
				newest[c.Report] = c
			}
			order = append(order, c)
		}
	}
	var list []taughtRow
	home := r.directory.Load().home
	for i := len(order) - 1; i >= 0 && len(list) < mostTaught; i-- {
		c := order[i]
		if newest[c.Report] != c || c.SetAside && !again || home(c.Topic) == "" {
			continue
		}
		text, err := r.lessonText(ctx, c)
		if err != nil {
			return nil, err
		}
		if text == "" {
			continue
		}
		weight := float32(adminWeight)
		if c.User == 0 {
			weight = tapWeight
		}
		list = append(list, taughtRow{id: c.ID, agency: home(c.Topic), aside: c.SetAside,
			row: classifier.Row{Text: text, Label: c.Topic, Kind: c.Kind, Weight: weight}})
	}
	return list, nil
}

// lessonText is what may be learned from a report, "" for nothing.
func (r *Router) lessonText(ctx context.Context, c *storage.Correction) (string, error) {
	report, err := r.store.Report(ctx, c.Report)
	if err != nil {
		return "", fmt.Errorf("reading a corrected report: %w", err)
	}
	if c.Sealed || report.Protection.Sealed() {
		if !report.State.Brief {
			return "", nil
		}
		return report.Brief, nil
	}
	return wordsOfCitizen(ctx, r.store, report)
}

// home is the agency a topic belongs to by the table, "" for a topic that is not in it.
func (d *directory) home(topic string) string {
	if topic == classifier.NotReport {
		return classifier.None
	}
	return d.topics[topic].Agency
}

// LastLesson returns what the last learning came to; a zero Lesson when there was none.
func (r *Router) LastLesson(ctx context.Context) (Lesson, error) {
	var lesson Lesson
	summary, err := r.store.Setting(ctx, learnSetting)
	if err != nil {
		return lesson, fmt.Errorf("reading the last lesson: %w", err)
	}
	if summary == "" {
		return lesson, nil
	}
	if err := json.Unmarshal([]byte(summary), &lesson); err != nil {
		return lesson, fmt.Errorf("unpacking the last lesson: %w", err)
	}
	return lesson, nil
}

// keepLearning holds a lesson when enough was corrected, and at night when anything was; also when the program came
// with another model, which knows nothing of the corrections yet.
func (r *Router) keepLearning(ctx context.Context) error {
	last, err := r.LastLesson(ctx)
	if err != nil {
		return err
	}
	newest, more, err := r.store.LastCorrection(ctx, last.UpTo)
	if err != nil {
		return fmt.Errorf("counting corrections: %w", err)
	}
	local := r.now().In(kanal.WITA)
	tonight := time.Date(local.Year(), local.Month(), local.Day(), lessonHour, 0, 0, 0, kanal.WITA)
	night := !local.Before(tonight) && local.Before(tonight.Add(lessonHours*time.Hour)) && last.At.Before(tonight)
	upgraded := newest > 0 && last.Shipped != "" && last.Shipped != r.shipped.Version()
	if more < lessonSize && !(night && more > 0) && !upgraded {
		return nil
	}
	_, err = r.Learn(ctx, false)
	if errors.Is(err, ErrLearning) {
		return nil
	}
	if err != nil { // a training takes minutes; one that fails is not begun anew each minute
		sleep(ctx, learnAgain)
	}
	return err
}
