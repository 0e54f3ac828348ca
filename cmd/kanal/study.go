package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"

	"kanal"
	"kanal/classifier"
	"kanal/router"
)

// studyCommand is the child process of learning: labelled rows come in on standard input, and the model trained on
// them and the corpus goes out on standard output. What citizens wrote is so never in a file of its own.
type studyCommand struct {
	Bar bool `help:"Draw a progress bar."`
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
	more, err := classifier.ReadJSONL(std.in, "topic")
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	rows, err := classifier.Corpus()
	if err != nil {
		return err
	}
	var progress func(done, total int)
	if c.Bar {
		progress = progressBar(std)
	}
	model, report, err := classifier.Train(ctx, append(rows, more...), classifier.Options{Progress: progress})
	if err != nil {
		return err
	}
	return json.NewEncoder(std.out).Encode(studied{Report: report, Unseen: report.Unseen[len(rows):], Model: model.Bytes()})
}

// lesson is a row on its way to the child.
type lesson struct {
	Text   string     `json:"text"`
	Topic  string     `json:"topic"`
	Kind   kanal.Kind `json:"kind,omitempty"`
	Weight float32    `json:"weight"`
}

// studyInChild trains in a child process: a failure inside the tensor library ends its process.
func studyInChild(errs io.Writer, args ...string) router.Study {
	return func(ctx context.Context, more []classifier.Row) (classifier.Study, error) {
		program, err := os.Executable()
		if err != nil {
			return classifier.Study{}, fmt.Errorf("finding this program: %w", err)
		}
		var in, out bytes.Buffer
		rows := json.NewEncoder(&in)
		for _, r := range more {
			if err := rows.Encode(lesson{Text: r.Text, Topic: r.Label, Kind: r.Kind, Weight: r.Weight}); err != nil {
				return classifier.Study{}, fmt.Errorf("packing a correction: %w", err)
			}
		}
		child := exec.CommandContext(ctx, program, append([]string{"study"}, args...)...)
		child.Stdin, child.Stdout, child.Stderr = &in, &out, errs
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
