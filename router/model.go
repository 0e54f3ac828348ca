package router

import (
	"context"
	"fmt"
	"strings"

	"kanal"
	"kanal/classifier"
)

// watchModel uses the model that the database has in use, the shipped one when there is none, with the topics'
// agencies as the table says. The exchange is one store of a pointer: whoever classifies goes on with the old one.
func (r *Router) watchModel(ctx context.Context) error {
	r.watching.Lock()
	defer r.watching.Unlock()
	version, err := r.store.ActiveVersion(ctx)
	if err != nil {
		return fmt.Errorf("looking for the model in use: %w", err)
	}
	d := r.directory.Load()
	if r.loaded != nil && r.version == version {
		if r.homes != d { // topics may have moved
			r.use(r.loaded, d)
		}
		return nil
	}
	model := r.shipped
	if version != "" {
		row, err := r.store.ActiveModel(ctx)
		if err != nil {
			return fmt.Errorf("reading the model in use: %w", err)
		}
		version = row.Version
		if model, err = classifier.Load(row.Data); err != nil {
			r.log.Error("the trained model does not fit this program; the shipped one is used", "model", version, "err", err)
			model = r.shipped
		}
	}
	r.loaded, r.version = model, version
	r.use(model, d)
	return nil
}

// classify says what a text is about. What is said over and over, in anger or by a finger that slipped, must not drown
// the one line that tells the matter.
func (r *Router) classify(text string) kanal.Prediction {
	if len(text) > longStory {
		text = once(text)
	}
	return r.model.Load().ClassifyFast(text)
}

const (
	longStory = 1000 // bytes
	mostSaid  = 2    // times that the same three words count
)

// once leaves out words that only go on saying what was said before.
func once(text string) string {
	words := strings.Fields(text)
	said := map[string]int{}
	kept := make([]string, 0, len(words))
	for i, w := range words {
		three := strings.Join(words[max(0, i-2):i+1], " ")
		if said[three]++; said[three] <= mostSaid {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

func (r *Router) use(m *classifier.Model, d *directory) {
	r.homes = d
	r.model.Store(m.WithHomes(d.home))
}
