// Package recap is the table by agency that the province shows its leaders, in the forms they ask for.
package recap

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kanal"
	"kanal/storage"
)

// Table is the recap of the reports received in a period, by their status at its end.
type Table struct {
	From, To   time.Time // [From, To)
	Rows       []Row     // agencies with reports, in the order of the recap
	Sum        Row       // JUMLAH
	Unverified Row       // reports that an admin still has, outside the agencies and the sum
}

// Row is one agency.
type Row struct {
	Instansi   string `json:"instansi"`
	Belum      int    `json:"belum"` // not followed up: incomplete, assigned
	Proses     int    `json:"proses"`
	Selesai    int    `json:"selesai"`
	Total      int    `json:"total"`
	Keterangan string `json:"keterangan"` // distinct subjects, commonest first
}

// Make reads the recap of a period from the store.
func Make(ctx context.Context, store *storage.Store, from, to time.Time) (Table, error) {
	counts, err := store.RecapRows(ctx, from, to)
	if err != nil {
		return Table{}, fmt.Errorf("counting reports: %w", err)
	}
	agencies, err := store.Agencies(ctx)
	if err != nil {
		return Table{}, fmt.Errorf("reading the agencies: %w", err)
	}
	topics, err := store.Topics(ctx)
	if err != nil {
		return Table{}, fmt.Errorf("reading the topics: %w", err)
	}
	t := tabulate(counts, agencies, topics)
	t.From, t.To = from, to
	return t, nil
}

// tabulate makes the table of counts.
func tabulate(counts []storage.RecapRow, agencies []kanal.Agency, topics []kanal.Topic) Table {
	names := map[string]string{}
	for _, topic := range topics {
		names[topic.Code] = strings.ToUpper(topic.Name)
	}
	t := Table{Sum: Row{Instansi: "JUMLAH"}, Unverified: Row{Instansi: "Belum terverifikasi"}}
	rows := map[string]*Row{}
	subjects := map[string]tally{}
	for _, c := range counts {
		row, said := &t.Unverified, tally{}
		if c.Agency != "" {
			if rows[c.Agency] == nil {
				rows[c.Agency], subjects[c.Agency] = &Row{}, tally{}
			}
			row, said = rows[c.Agency], subjects[c.Agency]
			t.Sum.add(c)
		}
		row.add(c)
		subject := c.Subject
		if subject == "" {
			subject = names[c.Topic]
		}
		said.add(subject, c)
	}
	for _, a := range inOrder(agencies, rows) {
		if row := rows[a.Code]; row != nil {
			row.Instansi, row.Keterangan = cmp.Or(a.Label, a.Name, a.Code), subjects[a.Code].String()
			t.Rows = append(t.Rows, *row)
		}
	}
	return t
}

// inOrder are the agencies in the order of the recap. Whoever holds reports without being among them follows at
// the end under its code, so that the rows always add up to the sum.
func inOrder(agencies []kanal.Agency, holders map[string]*Row) []kanal.Agency {
	agencies = slices.Clone(agencies)
	slices.SortStableFunc(agencies, func(a, b kanal.Agency) int { return cmp.Compare(a.Recap, b.Recap) })
	known := map[string]bool{}
	for _, a := range agencies {
		known[a.Code] = true
	}
	for _, code := range slices.Sorted(maps.Keys(holders)) {
		if !known[code] {
			agencies = append(agencies, kanal.Agency{Code: code})
		}
	}
	return agencies
}

func (r *Row) add(c storage.RecapRow) {
	switch c.Status {
	case kanal.InProgress, kanal.Answered:
		r.Proses += c.Count
	case kanal.Closed:
		r.Selesai += c.Count
	default:
		r.Belum += c.Count
	}
	r.Total += c.Count
}

// tally counts subjects.
type tally map[string]storage.RecapRow

func (t tally) add(subject string, c storage.RecapRow) {
	if subject == "" {
		return
	}
	known, ok := t[subject]
	if ok {
		c.First = min(c.First, known.First)
	}
	c.Count += known.Count
	t[subject] = c
}

// String lists the subjects, commonest first; of those as common as each other, the one that came first.
func (t tally) String() string {
	subjects := slices.Collect(maps.Keys(t))
	slices.SortFunc(subjects, func(a, b string) int {
		return cmp.Or(cmp.Compare(t[b].Count, t[a].Count), cmp.Compare(t[a].First, t[b].First), cmp.Compare(a, b))
	})
	return strings.Join(subjects, ", ")
}

// header are the titles of the columns.
var header = []string{"Instansi", "Belum Ditindaklanjuti", "Proses", "Selesai", "Total", "Keterangan"}

// cells writes a row as the province does: zero is "-" in the first column of figures and nothing in the
// others, but the last row shows all its figures.
func (r Row) cells(last bool) []string {
	figure := func(n int, none string) string {
		if n == 0 && !last {
			return none
		}
		return fmt.Sprint(n)
	}
	return []string{r.Instansi, figure(r.Belum, "-"), figure(r.Proses, ""), figure(r.Selesai, ""), figure(r.Total, ""), r.Keterangan}
}

// all are the rows in the order they are printed: those nobody verified (if any), the agencies, the sum.
func (t Table) all() []Row {
	var rows []Row
	if t.Unverified.Total > 0 {
		rows = append(rows, t.Unverified)
	}
	return append(append(rows, t.Rows...), t.Sum)
}

// lines are the cells of all rows, without the header.
func (t Table) lines() [][]string {
	rows := t.all()
	lines := make([][]string, len(rows))
	for i, row := range rows {
		lines[i] = row.cells(i == len(rows)-1)
	}
	return lines
}

// title names the table and its period.
func (t Table) title() string {
	return "Rekapitulasi Pengaduan " + t.period()
}

var months = []string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}

// period is the time covered in words: "1 Januari 2021 – 31 Desember 2021".
func (t Table) period() string {
	words := func(at time.Time) string {
		local := at.In(kanal.WITA)
		return fmt.Sprintf("%d %s %d", local.Day(), months[local.Month()-1], local.Year())
	}
	return words(t.From) + " – " + words(t.To.Add(-time.Second))
}
