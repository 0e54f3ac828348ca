package router

import (
	"context"
	"fmt"

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

func (r *Router) use(m *classifier.Model, d *directory) {
	r.homes = d
	r.model.Store(m.WithHomes(d.home))
}
