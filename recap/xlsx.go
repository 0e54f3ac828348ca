package recap

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// writeXLSX writes one sheet, ready to be printed on A4 across.
func (t Table) writeXLSX(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	const sheet = "Rekap"
	s := &sheetWriter{book: book, sheet: sheet}
	s.do(book.SetSheetName("Sheet1", sheet))
	border := []excelize.Border{{Type: "left", Style: 1, Color: "999999"}, {Type: "right", Style: 1, Color: "999999"},
		{Type: "top", Style: 1, Color: "999999"}, {Type: "bottom", Style: 1, Color: "999999"}}
	title := s.style(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	head := s.style(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"0B5394"}},
		Border: border, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center", Horizontal: "center"}})
	body := s.style(&excelize.Style{Border: border, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	figure := s.style(&excelize.Style{Border: border, Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "right"}})
	foot := s.style(&excelize.Style{Border: border, Font: &excelize.Font{Bold: true}})

	s.row(1, title, t.title())
	s.row(3, head, anys(header)...)
	rows := t.all()
	for n, r := range rows {
		last, style := n == len(rows)-1, body
		if last {
			style = foot
		}
		cells := anys(r.cells(last))
		for i, v := range []int{r.Belum, r.Proses, r.Selesai, r.Total} {
			if v != 0 || last {
				cells[i+1] = v // a number, so that the office can go on reckoning
			}
		}
		s.row(n+4, style, cells...)
		if !last {
			s.do(book.SetCellStyle(sheet, fmt.Sprint("B", n+4), fmt.Sprint("E", n+4), figure))
		}
	}
	for column, width := range map[string]float64{"A": 38, "B": 16, "C": 10, "D": 10, "E": 10, "F": 60} {
		s.do(book.SetColWidth(sheet, column, column, width))
	}
	landscape, a4, one, asNeeded, fit := "landscape", 9, 1, 0, true
	s.do(book.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &one, FitToHeight: &asNeeded}))
	s.do(book.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	s.do(book.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 3, TopLeftCell: "A4", ActivePane: "bottomLeft"}))
	s.do(book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: sheet + "!$1:$3", Scope: sheet}))
	if s.err != nil {
		return s.err
	}
	return book.Write(w)
}

// sheetWriter keeps the first error, so that a page of calls reads as a page.
type sheetWriter struct {
	book  *excelize.File
	sheet string
	err   error
}

func (s *sheetWriter) do(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *sheetWriter) style(style *excelize.Style) int {
	id, err := s.book.NewStyle(style)
	s.do(err)
	return id
}

func (s *sheetWriter) row(n, style int, cells ...any) {
	first, err := excelize.CoordinatesToCellName(1, n)
	s.do(err)
	last, err := excelize.CoordinatesToCellName(len(cells), n)
	s.do(err)
	s.do(s.book.SetSheetRow(s.sheet, first, &cells))
	s.do(s.book.SetCellStyle(s.sheet, first, last, style))
}

func anys(list []string) []any {
	cells := make([]any, len(list))
	for i, v := range list {
		cells[i] = v
	}
	return cells
}
