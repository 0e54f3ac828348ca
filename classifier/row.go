package classifier

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"kanal"
)

// Row is one labelled text.
type Row struct {
	Text   string
	Label  string     // a topic, an agency, or anything else
	Kind   kanal.Kind // empty where unknown
	Weight float32    // 1 for an ordinary row; a human correction counts for more; 0 counts as 1
	Accept []string   // further labels that count as right; for Evaluate
	Source string     // who wrote it; where known, cross-validation judges rows by models that know nothing of their source
}

// NotReport is the label of texts that are no report, and None the agency such a label belongs to.
const (
	NotReport = string(kanal.BukanLaporan)
	None      = "none"
)

// ReadJSONL reads rows from one JSON object a line: text, the label in the field of the given name, and where
// there are any kind, weight and accept. A line without that label is passed over; one that is no such object
// is an error that names the line by its number.
func ReadJSONL(r io.Reader, label string) ([]Row, error) {
	var rows []Row
	in := bufio.NewReader(r)
	for number := 1; ; number++ {
		line, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read line %d: %w", number, err)
		}
		if text := bytes.TrimSpace(line); len(text) > 0 {
			row, wrong := parseRow(text, label)
			if wrong != nil {
				return nil, fmt.Errorf("line %d: %w", number, wrong)
			}
			if row.Label != "" {
				rows = append(rows, row)
			}
		}
		if err != nil {
			return rows, nil
		}
	}
}

func parseRow(line []byte, label string) (Row, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(line, &fields); err != nil {
		return Row{}, errors.New("not a JSON object")
	}
	var row Row
	if _, ok := fields["text"]; !ok {
		return Row{}, errors.New("no text")
	}
	wanted := map[string]any{"text": &row.Text, "kind": &row.Kind, "weight": &row.Weight, "accept": &row.Accept}
	wanted[label] = &row.Label
	for name, into := range wanted {
		if raw, ok := fields[name]; ok && json.Unmarshal(raw, into) != nil {
			return Row{}, fmt.Errorf("field %q does not fit", name)
		}
	}
	row.Text = kanal.Clean(row.Text)
	return row, nil
}
