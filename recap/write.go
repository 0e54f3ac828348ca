package recap

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// writers are the forms of the table.
var writers = map[string]func(Table, io.Writer) error{
	"table": Table.writeText, "csv": Table.writeCSV, "json": Table.writeJSON, "xlsx": Table.writeXLSX, "pdf": Table.writePDF, "png": Table.writePNG,
}

// Formats lists what Write can write.
func Formats() []string {
	var names []string
	for name := range writers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Write writes the table in one of the Formats.
func (t Table) Write(w io.Writer, format string) error {
	write, known := writers[format]
	if !known {
		return fmt.Errorf("format %q is none of %v", format, Formats())
	}
	if err := write(t, w); err != nil {
		return fmt.Errorf("writing the recap as %s: %w", format, err)
	}
	return nil
}

func (t Table) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.WriteAll(append([][]string{header}, t.lines()...)); err != nil {
		return err
	}
	return out.Error()
}

func (t Table) writeJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(t.all())
}

// writeText writes a table for a terminal: names to the left, figures to the right.
func (t Table) writeText(w io.Writer) error {
	lines := append([][]string{header}, t.lines()...)
	widths := make([]int, len(header))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	rule := func() {
		for _, width := range widths {
			b.WriteString("+" + strings.Repeat("-", width+2))
		}
		b.WriteString("+\n")
	}
	rule()
	for n, line := range lines {
		if n == 1 || n == len(lines)-1 {
			rule()
		}
		for i, cell := range line {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i > 0 && i < len(header)-1 && n > 0 {
				cell = pad + cell
			} else {
				cell += pad
			}
			b.WriteString("| " + cell + " ")
		}
		b.WriteString("|\n")
	}
	rule()
	_, err := io.WriteString(w, b.String())
	return err
}
