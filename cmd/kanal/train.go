package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/schollz/progressbar/v3"

	"kanal/classifier"
)

type trainCommand struct {
	Data       []string `help:"Labelled JSONL or CSV with a header, one text and its label a line; may be given several times." type:"existingfile"`
	Corpus     bool     `help:"Train on the texts kanal comes with, and on those of --data besides."`
	Out        string   `required:"" help:"Where the model goes."`
	LabelField string   `help:"The field that holds the label." default:"topic"`
}

// Run trains a model, writes it and prints what its cross-validation measured.
func (c *trainCommand) Run(ctx context.Context, std *streams) error {
	rows, err := c.rows()
	if err != nil {
		return err
	}
	model, report, err := classifier.Train(ctx, rows, classifier.Options{Progress: progressBar(std)})
	if err != nil {
		return err
	}
	file := model.Bytes()
	if err := os.WriteFile(c.Out, file, 0o644); err != nil {
		return fmt.Errorf("writing the model: %w", err)
	}
	return printJSON(std, struct {
		classifier.Report
		Model   string `json:"model"`
		Version string `json:"version"`
		Bytes   int    `json:"bytes"`
	}{report, filepath.Base(c.Out), model.Version(), len(file)})
}

func (c *trainCommand) rows() ([]classifier.Row, error) {
	if !c.Corpus {
		return readRows(c.Data, c.LabelField)
	}
	corpus, err := classifier.Corpus()
	if err != nil || len(c.Data) == 0 {
		return corpus, err
	}
	more, err := readRows(c.Data, c.LabelField)
	return append(corpus, more...), err
}

// progressBar draws how far a training is, where somebody watches.
func progressBar(std *streams) func(done, total int) {
	if about, err := std.err.Stat(); err != nil || about.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	bar := progressbar.NewOptions(1, progressbar.OptionSetWriter(std.err), progressbar.OptionSetDescription("training"),
		progressbar.OptionClearOnFinish())
	return func(done, total int) {
		bar.ChangeMax(total)
		bar.Set(done) // a bar that cannot be drawn is no reason to stop
	}
}

// readRows reads labelled rows of several files.
func readRows(paths []string, label string) ([]classifier.Row, error) {
	if len(paths) == 0 {
		return nil, errors.New("no file given: --data FILE")
	}
	var rows []classifier.Row
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("opening the data: %w", err)
		}
		read := classifier.ReadJSONL
		if strings.EqualFold(filepath.Ext(path), ".csv") {
			read = classifier.ReadCSV
		}
		more, err := read(file, label)
		file.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		rows = append(rows, more...)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("no line has a label in the field %q", label)
	}
	return rows, nil
}

func printJSON(std *streams, v any) error {
	e := json.NewEncoder(std.out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
