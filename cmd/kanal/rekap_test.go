package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// alike are reports of one agency that are alike.
type alike struct {
	agency, status, subject string
	count                   int
}

// reports2021 are the 185 of the province's recap of 2021; how many each subject had is our own invention.
var reports2021 = []alike{
	{"bkd", "closed", "PERMOHONAN INFORMASI CPNS", 1},
	{"disdikbud", "in_progress", "YAYASAN MELATI", 2}, {"disdikbud", "closed", "YAYASAN MELATI", 100}, {"disdikbud", "closed", "PUNGLI", 49},
	{"dinkes", "assigned", "VAKSIN", 1},
	{"dlh", "assigned", "LIMBAH HOLING BATUBARA", 1}, {"dlh", "closed", "LIMBAH HOLING BATUBARA", 1},
	{"disnakertrans", "answered", "BURUH", 1}, {"disnakertrans", "closed", "BURUH", 13},
	{"dpupr-pera", "in_progress", "PERBAIKAN JALAN", 1}, {"dpupr-pera", "closed", "PERBAIKAN JALAN", 2},
	{"dpupr-pera", "closed", "PENGALIHAN JALAN", 2}, {"dpupr-pera", "closed", "BENDUNGAN", 2},
	{"esdm", "closed", "TAMBANG ILEGAL", 5}, {"diskominfo", "closed", "TTD DIGITAL", 1},
	{"dkp", "closed", "Mohon Data Tata Ruang Laut", 1}, {"rsud-aws", "closed", "INSENTIF NAKES", 2},
}

const recap2021 = `Instansi,Belum Ditindaklanjuti,Proses,Selesai,Total,Keterangan
Badan Kepegawaian Daerah,-,,1,1,PERMOHONAN INFORMASI CPNS
Dinas Pendidikan,-,2,149,151,"YAYASAN MELATI, PUNGLI"
Dinas Kesehatan,1,,,1,VAKSIN
Dinas Lingkungan Hidup,1,,1,2,LIMBAH HOLING BATUBARA
Dinas Ketenagakerjaan,-,1,13,14,BURUH
Dinas PU PERA,-,1,6,7,"PERBAIKAN JALAN, PENGALIHAN JALAN, BENDUNGAN"
Dinas ESDM,-,,5,5,TAMBANG ILEGAL
Dinas Kominfo,-,,1,1,TTD DIGITAL
Dinas Kelautan,-,,1,1,Mohon Data Tata Ruang Laut
RSUD Abdoel Wahab Sjahranie,-,,2,2,INSENTIF NAKES
JUMLAH,2,4,179,185,
`

// jsonl writes reports as lines of an import, one a minute from a morning on.
func jsonl(groups []alike, day string) string {
	var b strings.Builder
	minute := 0
	for _, g := range groups {
		for range g.count {
			line := map[string]string{"agency": g.agency, "status": g.status, "subject": g.subject,
				"received_at": fmt.Sprintf("%sT%02d:%02d:00+08:00", day, 8+minute/60, minute%60)}
			encoded, _ := json.Marshal(line) // a map of strings
			b.Write(append(encoded, '\n'))
			minute++
		}
	}
	return b.String()
}

func TestImportAndRekap(t *testing.T) {
	eachInstall(t, func(t *testing.T, i *install) {
		data := i.dataFile("2021.jsonl", jsonl(reports2021, "2021-03-01"))
		for _, want := range []string{`"added":185`, `"added":0`} {
			if out := string(i.runs("import", "--data", data)); !strings.Contains(out, want) {
				t.Errorf("import printed %s, want %s", out, want)
			}
		}
		if got := string(i.runs("rekap", "--from", "2021-01-01", "--to", "2021-12-31", "--format", "csv")); got != recap2021 {
			t.Errorf("the recap of 2021:\n%s", got)
		}
		table := string(i.runs("rekap", "--from", "2021-01-01", "--to", "2021-12-31", "--format", "table"))
		for _, cell := range []string{"| Dinas Pendidikan            |                     - |      2 |     149 |   151 | YAYASAN MELATI, PUNGLI ", "| JUMLAH "} {
			if !strings.Contains(table, cell) {
				t.Errorf("the table lacks %q:\n%s", cell, table)
			}
		}
		i.runs("import", "--data", i.dataFile("2022.jsonl", jsonl([]alike{
			{"dishub", "incomplete", "PARKIR", 3}, {"bapenda", "closed", "SAMSAT", 2}, {"dishub", "answered", "PELABUHAN", 4}, {"pln", "archived", "PADAM", 9},
		}, "2022-02-01")))
		want := "Instansi,Belum Ditindaklanjuti,Proses,Selesai,Total,Keterangan\nDinas Perhubungan,3,4,,7,\"PELABUHAN, PARKIR\"\nBadan Pendapatan Daerah,-,,2,2,SAMSAT\nJUMLAH,3,4,2,9,\n"
		if got := string(i.runs("rekap", "--from", "2022-02-01", "--to", "2022-02-01", "--format", "csv")); got != want {
			t.Errorf("another recap:\n%s", got)
		}
		bad := i.dataFile("bad.jsonl", jsonl([]alike{{"dishub", "closed", "A", 1}, {"nobody", "closed", "B", 1}}, "2023-02-01"))
		if out, err := i.command("import", "--data", bad).Output(); err == nil || !strings.Contains(i.output(), "line 2") {
			t.Errorf("a line that does not fit was taken: %s", out)
		}
		if got := string(i.runs("rekap", "--from", "2023-01-01", "--to", "2023-12-31", "--format", "csv")); !strings.HasSuffix(got, "JUMLAH,0,0,0,0,\n") {
			t.Errorf("something of a bad file was imported:\n%s", got)
		}
	})
}
