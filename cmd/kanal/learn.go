package main

import (
	"context"
	"errors"
	"fmt"

	"kanal"
	"kanal/classifier"
	"kanal/router"
	"kanal/storage"
)

type learnCommand struct {
	Undo  bool `help:"Put the model before the one in use back in use, in every process." xor:"what"`
	Again bool `help:"Let corrections teach again that an earlier refusal set aside." xor:"what"`
	List  bool `help:"List the models that are kept." xor:"what"`
}

// Run learns from all corrections now, as the server does each night and after every 50, and prints what came of it.
func (c *learnCommand) Run(ctx context.Context, std *streams) error {
	config, err := loadConfig()
	if err != nil {
		return err
	}
	store, err := openStore(ctx, config, newLog(std), false)
	if err != nil {
		return err
	}
	defer store.Close()
	switch {
	case c.Undo:
		return undoModel(ctx, std, store)
	case c.List:
		return listModels(ctx, std, store)
	}
	r, err := newLearner(ctx, store, studyInChild(std.err, "--bar"), router.Options{Log: newLog(std)})
	if err != nil {
		return err
	}
	lesson, err := r.Learn(ctx, c.Again)
	if err != nil {
		return err
	}
	return printJSON(std, lesson)
}

// newLearner makes a router that can learn.
func newLearner(ctx context.Context, store *storage.Store, study router.Study, o router.Options) (*router.Router, error) {
	shipped, err := classifier.Shipped()
	if err != nil {
		return nil, fmt.Errorf("loading the shipped model: %w", err)
	}
	if o.Exam, err = classifier.Exam(); err != nil {
		return nil, err
	}
	o.Store, o.Model, o.Study = store, shipped, study
	return router.New(ctx, o)
}

func undoModel(ctx context.Context, std *streams, store *storage.Store) error {
	version, err := store.UndoModel(ctx)
	if errors.Is(err, kanal.ErrNotFound) {
		return errors.New("the shipped model is in use; there is nothing to undo")
	}
	if err != nil {
		return err
	}
	return printJSON(std, map[string]string{"in_use": inUse(version)})
}

// inUse names a model, "" being the shipped one.
func inUse(version string) string {
	if version == "" {
		return "shipped"
	}
	return version
}

func listModels(ctx context.Context, std *streams, store *storage.Store) error {
	models, err := store.Models(ctx)
	if err != nil {
		return err
	}
	for _, m := range models {
		if err := printJSON(std, map[string]any{"version": m.Version, "made_at": m.MadeAt, "in_use": m.Active}); err != nil {
			return err
		}
	}
	return nil
}
