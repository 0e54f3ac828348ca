package classifier

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sync"

	"kanal"
)

//go:generate go run ../cmd/kanal train --corpus --out shipped.model

var (
	//go:embed shipped.model
	shippedFile []byte
	//go:embed corpus/*.jsonl
	corpusFiles embed.FS
	//go:embed exam/*.jsonl
	examFiles embed.FS
)

// Corpus returns the labelled texts that the shipped model is trained on; a row's Source is its file, each of one writer.
func Corpus() ([]Row, error) { return rowsOf(corpusFiles, "corpus") }

// Exam returns labelled texts of other writers, which no model is ever trained on: by them a candidate is compared with the
// live model.
func Exam() ([]Row, error) { return rowsOf(examFiles, "exam") }

func rowsOf(files fs.FS, folder string) ([]Row, error) {
	names, err := fs.Glob(files, folder+"/*.jsonl")
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", folder, err)
	}
	var rows []Row
	for _, name := range names {
		file, err := files.Open(name)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", name, err)
		}
		more, err := ReadJSONL(file, "topic")
		file.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for i := range more {
			more[i].Source = path.Base(name)
		}
		rows = append(rows, more...)
	}
	return rows, nil
}

// Shipped returns the model that kanal comes with, trained on corpus/ by Train with its default options. It is
// unpacked once.
func Shipped() (*Model, error) { return shipped() }

var shipped = sync.OnceValues(func() (*Model, error) { return Load(shippedFile) })

// knownTopics is kanal's own table of topics by code.
var knownTopics = sync.OnceValue(func() map[string]kanal.Topic {
	topics := make(map[string]kanal.Topic)
	for _, t := range kanal.Topics() {
		topics[t.Code] = t
	}
	return topics
})
