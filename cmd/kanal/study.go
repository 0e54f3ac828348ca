package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"

	"kanal/classifier"
	"kanal/router"
)

// studyCommand is the child process of learning: labelled rows come in on standard input, and the model trained on
// them and the corpus goes out on standard output. What citizens wrote is so never in a file of its own.
type studyCommand struct {
	Bar bool `help:"Draw a progress bar."`
}

// studying is what the child is told.
type studying struct {
	Homes map[string]string `json:"homes"` // agency of each topic now
	Rows  []classifier.Row  `json:"rows"`
}

// studied is what the child says.
type studied struct {
	Report classifier.Report `json:"report"`
	Unseen []string          `json:"unseen"` // of the rows that came in
	Model  []byte            `json:"model"`
}

// Run trains.
func (c *studyCommand) Run(ctx context.Context, std *streams) error {
	yieldToOthers()
	var task studying
	if err := json.NewDecoder(std.in).Decode(&task); err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	corpus, err := classifier.Corpus()
	if err != nil {
		return err
	}
	var progress func(done, total int)
	if c.Bar {
		progress = progressBar(std)
	}
	home := func(topic string) string { return task.Homes[topic] }
	model, report, err := classifier.Train(ctx, classifier.Lesson(corpus, task.Rows), classifier.Options{Progress: progress, Home: home})
	if err != nil {
		return err
	}
	return json.NewEncoder(std.out).Encode(studied{Report: report, Unseen: report.Unseen[len(corpus):], Model: model.Bytes()})
}

// studyInChild trains in a child process: a failure inside the tensor library ends its process.
func studyInChild(errs io.Writer, args ...string) router.Study {
	return func(ctx context.Context, more []classifier.Row, homes map[string]string) (classifier.Study, error) {
		program, err := os.Executable()
		if err != nil {
			return classifier.Study{}, fmt.Errorf("finding this program: %w", err)
		}
		task, err := json.Marshal(studying{Homes: homes, Rows: more})
		if err != nil {
			return classifier.Study{}, fmt.Errorf("packing the corrections: %w", err)
		}
		var out bytes.Buffer
		child := exec.CommandContext(ctx, program, append([]string{"study"}, args...)...)
		child.Stdin, child.Stdout, child.Stderr = bytes.NewReader(task), &out, errs
		if err := child.Run(); err != nil {
			return classifier.Study{}, fmt.Errorf("the training process: %w", err)
		}
		var s studied
		if err := json.Unmarshal(out.Bytes(), &s); err != nil {
			return classifier.Study{}, fmt.Errorf("reading what the training process said: %w", err)
		}
		model, err := classifier.Load(s.Model)
		if err != nil {
			return classifier.Study{}, err
		}
		s.Report.Unseen = s.Unseen
		return classifier.Study{Model: model, Report: s.Report}, nil
	}
}
