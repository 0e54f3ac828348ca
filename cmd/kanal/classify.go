package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"kanal"
	"kanal/classifier"
)

type classifyCommand struct {
	JSONL bool     `name:"jsonl" help:"Read objects with a field text from standard input; their other fields are kept."`
	Model string   `help:"Model file instead of the shipped one." type:"existingfile"`
	Texts []string `arg:"" optional:"" name:"text" help:"Texts; none: one a line from standard input."`
}

// Run writes one JSON object a line.
func (c *classifyCommand) Run(std *streams) error {
	model, err := loadModel(c.Model)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(std.out)
	write := func(text string, others []field) error {
		line, err := classified(text, model.Classify(text), others)
		if err != nil {
			return err
		}
		_, err = out.Write(append(line, '\n'))
		return err
	}
	switch {
	case c.JSONL:
		err = eachLine(std.in, func(number int, line []byte) error {
			text, others, err := readObject(line)
			if err != nil {
				return fmt.Errorf("line %d: %w", number, err)
			}
			return write(text, others)
		})
	case len(c.Texts) > 0:
		for _, text := range c.Texts {
			err = errors.Join(err, write(text, nil))
		}
	default:
		err = eachLine(std.in, func(_ int, line []byte) error { return write(string(line), nil) })
	}
	return errors.Join(err, out.Flush())
}

func loadModel(path string) (*classifier.Model, error) {
	if path == "" {
		return classifier.Shipped()
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the model: %w", err)
	}
	return classifier.Load(file)
}

// eachLine calls do for every line that is not blank, of any length, numbered from 1.
func eachLine(r io.Reader, do func(number int, line []byte) error) error {
	reader := bufio.NewReader(r)
	for number := 1; ; number++ {
		line, err := reader.ReadBytes('\n')
		if trimmed := bytes.TrimSpace(line); len(trimmed) > 0 {
			if err := do(number, trimmed); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading: %w", err)
		}
	}
}

// field is one field of a JSON object, in its place.
type field struct {
	name  string
	value json.RawMessage
}

// readObject takes the text out of an object and keeps the other fields in their order.
func readObject(line []byte) (text string, others []field, err error) {
	d := json.NewDecoder(bytes.NewReader(line))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return "", nil, errors.New("not a JSON object")
	}
	found := false
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return "", nil, errors.New("not a JSON object")
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return "", nil, errors.New("not a JSON object")
		}
		if name != "text" {
			others = append(others, field{name.(string), value})
			continue
		}
		if err := json.Unmarshal(value, &text); err != nil {
			return "", nil, errors.New(`"text" is not a string`)
		}
		found = true
	}
	if _, err := d.Token(); err != nil {
		return "", nil, errors.New("not a JSON object")
	}
	if !found {
		return "", nil, errors.New(`no "text"`)
	}
	return text, others, nil
}

// classified writes the outward form of a prediction; fields of the same name in others give way to it.
func classified(text string, p kanal.Prediction, others []field) ([]byte, error) {
	if p.Agencies == nil {
		p.Agencies = []kanal.AgencyChance{}
	}
	if p.Flags == nil {
		p.Flags = []string{}
	}
	if p.Because == nil {
		p.Because = []kanal.WordWeight{}
	}
	own := struct {
		Text string `json:"text"`
		kanal.Prediction
	}{text, p}
	var line bytes.Buffer
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	if err := e.Encode(own); err != nil {
		return nil, fmt.Errorf("writing a prediction: %w", err)
	}
	object := bytes.TrimSuffix(line.Bytes(), []byte("}\n")) // left open for the other fields
	for _, f := range others {
		if ownFields[f.name] {
			continue
		}
		name, err := json.Marshal(f.name)
		if err != nil {
			return nil, fmt.Errorf("writing a field: %w", err)
		}
		object = append(append(append(append(object, ','), name...), ':'), f.value...)
	}
	return append(object, '}'), nil
}

var ownFields = map[string]bool{"text": true, "kind": true, "topic": true, "agency": true, "confidence": true,
	"agencies": true, "flags": true, "because": true}
