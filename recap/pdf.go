package recap

import (
	"io"

	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/components/text"
	"github.com/johnfercher/maroto/v2/pkg/config"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/border"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/consts/orientation"
	"github.com/johnfercher/maroto/v2/pkg/consts/pagesize"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/props"
)

// legalBasis stands under the printed table.
const legalBasis = "Dasar: UU 25/2009, Perpres 76/2013, Permen PANRB 62/2018 (kini 5/2025). Dihitung: laporan yang diterima pada masa itu, menurut statusnya di akhir masa itu."

// columnSizes are the widths of the columns in twelfths of the page.
var columnSizes = []int{3, 2, 1, 1, 1, 4}

var (
	blue  = &props.Color{Red: 11, Green: 83, Blue: 148}
	white = &props.Color{Red: 255, Green: 255, Blue: 255}
	pale  = &props.Color{Red: 238, Green: 243, Blue: 248}
	gray  = &props.Color{Red: 90, Green: 100, Blue: 110}
)

// writePDF writes A4 across.
func (t Table) writePDF(w io.Writer) error {
	page := maroto.New(config.NewBuilder().WithPageSize(pagesize.A4).WithOrientation(orientation.Horizontal).
		WithLeftMargin(12).WithRightMargin(12).WithTopMargin(12).
		WithPageNumber(props.PageNumber{Pattern: "{current} / {total}", Place: props.RightBottom, Size: 7, Color: gray}).Build())
	// On every page, for a long table goes over several.
	if err := page.RegisterHeader(
		row.New(9).Add(text.NewCol(12, "Rekapitulasi Pengaduan", props.Text{Size: 15, Style: fontstyle.Bold})),
		row.New(10).Add(text.NewCol(12, t.period(), props.Text{Size: 10, Color: gray})),
		line(header, props.Text{Size: 9, Style: fontstyle.Bold, Color: white}, blue),
	); err != nil {
		return err
	}
	lines := t.lines()
	for i, cells := range lines {
		style, back := props.Text{Size: 9}, white
		if i%2 == 1 {
			back = pale
		}
		if i == len(lines)-1 {
			style.Style = fontstyle.Bold
		}
		page.AddRows(line(cells, style, back))
	}
	page.AddRow(6)
	page.AddRow(6, text.NewCol(12, legalBasis, props.Text{Size: 7, Color: gray}))
	document, err := page.Generate()
	if err != nil {
		return err
	}
	_, err = w.Write(document.GetBytes())
	return err
}

// line is one row of the table; its height follows from its longest cell.
func line(cells []string, style props.Text, back *props.Color) core.Row {
	var cols []core.Col
	for i, cell := range cells {
		cellStyle := style
		cellStyle.Top, cellStyle.Bottom, cellStyle.Left, cellStyle.Right = 1.6, 1.6, 2, 2
		if i > 0 && i < len(cells)-1 {
			cellStyle.Align = align.Center
		}
		cols = append(cols, col.New(columnSizes[i]).Add(text.New(cell, cellStyle)).
			WithStyle(&props.Cell{BackgroundColor: back, BorderType: border.Bottom, BorderColor: gray, BorderThickness: 0.1}))
	}
	return row.New().Add(cols...)
}
