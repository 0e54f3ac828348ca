package classifier

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"kanal"
)

// ReadCSV reads rows from CSV whose first line names the columns: text, the label in the column of the given name, and
// where there are any kind and accept, the latter with spaces between its labels. Columns are parted by commas,
// semicolons or tabs, whichever the first line has most of. A line without that label is passed over; one that does not
// parse is an error that names it by its number.
func ReadCSV(r io.Reader, label string) ([]Row, error) {
	in := bufio.NewReader(r)
	if mark, err := in.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = in.Discard(3) // spreadsheets write it
	}
	lines := csv.NewReader(in)
	lines.Comma, lines.ReuseRecord, lines.LazyQuotes = separator(in), true, true
	header, err := lines.Read()
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	names := make([]string, len(header))
	for i, name := range header {
		names[i] = strings.ToLower(strings.TrimSpace(name))
	}
	text, wanted := slices.Index(names, "text"), slices.Index(names, strings.ToLower(label))
	kind, accept := slices.Index(names, "kind"), slices.Index(names, "accept")
	if text < 0 || wanted < 0 {
		return nil, fmt.Errorf("the header names no column %q and %q", "text", label)
	}
	var rows []Row
	for {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read: %w", err)
		}
		if fields[wanted] == "" {
			continue
		}
		row := Row{Text: kanal.Clean(fields[text]), Label: fields[wanted]}
		if kind >= 0 {
			row.Kind = kanal.Kind(fields[kind])
		}
		if accept >= 0 {
			row.Accept = strings.Fields(fields[accept])
		}
		rows = append(rows, row)
	}
}

// separator guesses from the first line what parts the columns.
func separator(in *bufio.Reader) rune {
	line, _ := in.Peek(min(in.Size(), 4096)) // what there is of it
	line, _, _ = bytes.Cut(line, []byte("\n"))
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(line, []byte(string(c))) > bytes.Count(line, []byte(string(best))) {
			best = c
		}
	}
	return best
}
