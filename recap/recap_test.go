package recap

import (
	"bytes"
	"encoding/json"
	"image/png"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kanal"
	"kanal/storage"
)

// rows2021 are the 185 reports of the province's recap of 2021. How many reports each subject had nobody wrote
// down; the order of the subjects tells which was the commonest.
var rows2021 = []storage.RecapRow{
	{Agency: "bkd", Status: kanal.Closed, Subject: "PERMOHONAN INFORMASI CPNS", Count: 1},
	{Agency: "disdikbud", Status: kanal.InProgress, Subject: "YAYASAN MELATI", Count: 2},
	{Agency: "disdikbud", Status: kanal.Closed, Subject: "YAYASAN MELATI", Count: 100},
	{Agency: "disdikbud", Status: kanal.Closed, Subject: "PUNGLI", Count: 49},
	{Agency: "dinkes", Status: kanal.Assigned, Subject: "VAKSIN", Count: 1},
	{Agency: "dlh", Status: kanal.Assigned, Subject: "LIMBAH HOLING BATUBARA", Count: 1},
	{Agency: "dlh", Status: kanal.Closed, Subject: "LIMBAH HOLING BATUBARA", Count: 1},
	{Agency: "disnakertrans", Status: kanal.InProgress, Subject: "BURUH", Count: 1},
	{Agency: "disnakertrans", Status: kanal.Closed, Subject: "BURUH", Count: 13},
	{Agency: "dpupr-pera", Status: kanal.Answered, Subject: "PERBAIKAN JALAN", Count: 1},
	{Agency: "dpupr-pera", Status: kanal.Closed, Subject: "PERBAIKAN JALAN", Count: 2},
	{Agency: "dpupr-pera", Status: kanal.Closed, Subject: "PENGALIHAN JALAN", Count: 2, First: 1},
	{Agency: "dpupr-pera", Status: kanal.Closed, Subject: "BENDUNGAN", Count: 2, First: 2},
	{Agency: "esdm", Status: kanal.Closed, Subject: "TAMBANG ILEGAL", Count: 5},
	{Agency: "diskominfo", Status: kanal.Closed, Subject: "TTD DIGITAL", Count: 1},
	{Agency: "dkp", Status: kanal.Closed, Subject: "Mohon Data Tata Ruang Laut", Count: 1},
	{Agency: "rsud-aws", Status: kanal.Closed, Subject: "INSENTIF NAKES", Count: 2},
}

const csv2021 = `Instansi,Belum Ditindaklanjuti,Proses,Selesai,Total,Keterangan
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

const text2021 = `+-----------------------------+-----------------------+--------+---------+-------+----------------------------------------------+
| Instansi                    | Belum Ditindaklanjuti | Proses | Selesai | Total | Keterangan                                   |
+-----------------------------+-----------------------+--------+---------+-------+----------------------------------------------+
| Badan Kepegawaian Daerah    |                     - |        |       1 |     1 | PERMOHONAN INFORMASI CPNS                    |
| Dinas Pendidikan            |                     - |      2 |     149 |   151 | YAYASAN MELATI, PUNGLI                       |
| Dinas Kesehatan             |                     1 |        |         |     1 | VAKSIN                                       |
| Dinas Lingkungan Hidup      |                     1 |        |       1 |     2 | LIMBAH HOLING BATUBARA                       |
| Dinas Ketenagakerjaan       |                     - |      1 |      13 |    14 | BURUH                                        |
| Dinas PU PERA               |                     - |      1 |       6 |     7 | PERBAIKAN JALAN, PENGALIHAN JALAN, BENDUNGAN |
| Dinas ESDM                  |                     - |        |       5 |     5 | TAMBANG ILEGAL                               |
| Dinas Kominfo               |                     - |        |       1 |     1 | TTD DIGITAL                                  |
| Dinas Kelautan              |                     - |        |       1 |     1 | Mohon Data Tata Ruang Laut                   |
| RSUD Abdoel Wahab Sjahranie |                     - |        |       2 |     2 | INSENTIF NAKES                               |
+-----------------------------+-----------------------+--------+---------+-------+----------------------------------------------+
| JUMLAH                      |                     2 |      4 |     179 |   185 |                                              |
+-----------------------------+-----------------------+--------+---------+-------+----------------------------------------------+
`

func written(t *testing.T, table Table, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := table.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheRecapOf2021(t *testing.T) {
	table := tabulate(rows2021, kanal.Agencies(), kanal.Topics())
	if got := written(t, table, "csv"); got != csv2021 {
		t.Errorf("csv:\n%s", got)
	}
	if got := written(t, table, "table"); got != text2021 {
		t.Errorf("table:\n%s", got)
	}
	var rows []Row
	if err := json.Unmarshal([]byte(written(t, table, "json")), &rows); err != nil {
		t.Fatal(err)
	}
	if last := rows[len(rows)-1]; len(rows) != 11 || last != (Row{Instansi: "JUMLAH", Belum: 2, Proses: 4, Selesai: 179, Total: 185}) {
		t.Errorf("json ends with %+v", last)
	}
}

func TestAnotherRecap(t *testing.T) {
	table := tabulate([]storage.RecapRow{
		{Agency: "pln", Status: kanal.Closed, Topic: "listrik_pln", Count: 3, First: 9},
		{Agency: "dishub", Status: kanal.Incomplete, Subject: "PARKIR, LIAR", Count: 2, First: 4},
		{Agency: "dishub", Status: kanal.Assigned, Subject: "LAMPU", Count: 2, First: 3},
		{Status: kanal.Received, Subject: "RAHASIA", Count: 7, First: 1},
	}, kanal.Agencies(), kanal.Topics())
	want := `Instansi,Belum Ditindaklanjuti,Proses,Selesai,Total,Keterangan
Belum terverifikasi,7,,,7,
Dinas Perhubungan,4,,,4,"LAMPU, PARKIR, LIAR"
PLN (Persero),-,,3,3,LISTRIK PLN
JUMLAH,4,0,3,7,
`
	if got := written(t, table, "csv"); got != want {
		t.Errorf("csv:\n%s", got)
	}
	if empty := written(t, tabulate(nil, nil, nil), "csv"); !strings.HasSuffix(empty, "JUMLAH,0,0,0,0,\n") {
		t.Errorf("empty recap:\n%s", empty)
	}
}

func TestWhoeverHoldsReportsIsARow(t *testing.T) {
	table := tabulate([]storage.RecapRow{
		{Agency: "zz-new", Status: kanal.Closed, Subject: "B", Count: 1, First: 5},
		{Agency: "dishub", Status: kanal.InProgress, Subject: "A", Count: 1, First: 2},
		{Status: kanal.Incomplete, Count: 1},
	}, []kanal.Agency{{Code: "dishub", Label: "Perhubungan", Recap: 9}}, nil)
	want := `[
  {
    "instansi": "Belum terverifikasi",
    "belum": 1,
    "proses": 0,
    "selesai": 0,
    "total": 1,
    "keterangan": ""
  },
  {
    "instansi": "Perhubungan",
    "belum": 0,
    "proses": 1,
    "selesai": 0,
    "total": 1,
    "keterangan": "A"
  },
  {
    "instansi": "zz-new",
    "belum": 0,
    "proses": 0,
    "selesai": 1,
    "total": 1,
    "keterangan": "B"
  },
  {
    "instansi": "JUMLAH",
    "belum": 0,
    "proses": 1,
    "selesai": 1,
    "total": 2,
    "keterangan": ""
  }
]
`
	if got := written(t, table, "json"); got != want {
		t.Errorf("json:\n%s", got)
	}
}

func TestThePlaceAndNameOfAnAgencyAreSettings(t *testing.T) {
	table := tabulate([]storage.RecapRow{
		{Agency: "a", Status: kanal.Closed, Count: 1}, {Agency: "b", Status: kanal.Answered, Count: 2}, {Agency: "c", Status: kanal.Assigned, Count: 3},
	}, []kanal.Agency{{Code: "a", Label: "Biro A", Recap: 3}, {Code: "b", Label: "Balai, B", Recap: 1}, {Code: "c", Name: "Kantor C", Recap: 2}, {Code: "d", Label: "Tanpa laporan"}}, nil)
	want := `Instansi,Belum Ditindaklanjuti,Proses,Selesai,Total,Keterangan
"Balai, B",-,2,,2,
Kantor C,3,,,3,
Biro A,-,,1,1,
JUMLAH,3,2,1,6,
`
	if got := written(t, table, "csv"); got != want {
		t.Errorf("csv:\n%s", got)
	}
}

func TestOfficeForms(t *testing.T) {
	table := tabulate(rows2021, kanal.Agencies(), kanal.Topics())
	book, err := excelize.OpenReader(strings.NewReader(written(t, table, "xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	cells, err := book.GetRows("Rekap")
	if err != nil || len(cells) != 14 || cells[4][0] != "Dinas Pendidikan" || cells[4][3] != "149" || cells[13][4] != "185" {
		t.Errorf("xlsx: %v, %v", cells, err)
	}
	if kind, err := book.GetCellType("Rekap", "D5"); err != nil || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
		t.Errorf("149 is no number: %v, %v", kind, err)
	}
	if layout, err := book.GetPageLayout("Rekap"); err != nil || *layout.Orientation != "landscape" || *layout.Size != 9 || *layout.FitToHeight != 0 {
		t.Errorf("the sheet is not printed on A4 across, as many pages as it takes: %+v, %v", layout, err)
	}
	if pdf := written(t, table, "pdf"); !strings.HasPrefix(pdf, "%PDF-") || len(pdf) < 2000 {
		t.Errorf("pdf of %d bytes", len(pdf))
	}
	picture, err := png.Decode(strings.NewReader(written(t, table, "png")))
	if err != nil || picture.Bounds().Dx() != pictureWidth {
		t.Errorf("png: %v, %v", picture, err)
	}
	if err := table.Write(&bytes.Buffer{}, "doc"); err == nil {
		t.Error("an unknown format was written")
	}
}
