package recap

import (
	"io"

	"github.com/go-analyze/charts"
)

// Measures of the picture in pixels, made for a chat group on a phone; its height follows from the rows.
const (
	pictureWidth  = 1200
	pictureMargin = 32
	rowPadding    = 14
	barHeight     = 8
)

// pictureColumns are the left edges and widths of the columns; figures are centred in theirs.
var pictureColumns = []struct{ left, width int }{{32, 330}, {380, 160}, {545, 90}, {645, 100}, {755, 85}, {860, 308}}

var (
	pictureInk  = charts.ColorFromHex("#1c2530")
	pictureGray = charts.ColorFromHex("#5a646e")
	pictureBlue = charts.ColorFromHex("#0b5394")
	picturePale = charts.ColorFromHex("#eef3f8")
	// pictureShares color belum, proses and selesai in the bars, and their titles in the header.
	pictureShares = []charts.Color{charts.ColorFromHex("#d9483b"), charts.ColorFromHex("#f2a93b"), charts.ColorFromHex("#3a9d5d")}
)

// writePNG draws the table, with a bar under each name that shows how far its reports have come.
func (t Table) writePNG(w io.Writer) error {
	scratch := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: pictureWidth, Height: 1})
	height := picture{scratch, scratch}.draw(t)
	painter := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: pictureWidth, Height: height})
	painter.FilledRect(0, 0, pictureWidth, height, charts.ColorWhite, charts.ColorWhite, 0)
	picture{painter, scratch}.draw(t)
	bytes, err := painter.Bytes()
	if err != nil {
		return err
	}
	_, err = w.Write(bytes)
	return err
}

// picture draws on a painter, and beforehand on scratch what has to be measured: only drawing tells how a
// text breaks into lines.
type picture struct {
	*charts.Painter
	scratch *charts.Painter
}

// draw draws everything and returns the height that it took.
func (p picture) draw(t Table) int {
	p.Text("Rekapitulasi Pengaduan", pictureMargin, 58, 0, charts.FontStyle{FontSize: 27, FontColor: pictureBlue})
	p.Text(t.period(), pictureMargin, 96, 0, charts.FontStyle{FontSize: 17, FontColor: pictureGray})
	y := p.header(118)
	rows := t.all()
	for i, r := range rows {
		y = p.row(r, i, i == len(rows)-1, y)
	}
	return y + pictureMargin/2
}

// header draws the titles of the columns; the colors under three of them are the legend of the bars.
func (p picture) header(y int) int {
	style := charts.FontStyle{FontSize: 16, FontColor: charts.ColorWhite}
	height := p.height(header, style) + barHeight + 2*rowPadding
	p.FilledRect(0, y, pictureWidth, y+height, pictureBlue, pictureBlue, 0)
	p.cells(header, y+rowPadding, style)
	for i, color := range pictureShares {
		c := pictureColumns[i+1]
		p.FilledRect(c.left, y+height-barHeight, c.left+c.width, y+height, color, color, 0)
	}
	return y + height
}

// row draws row number n, whose upper edge is y, and returns its lower edge.
func (p picture) row(r Row, n int, last bool, y int) int {
	cells, style := r.cells(last), charts.FontStyle{FontSize: 17, FontColor: pictureInk}
	height := max(p.height(cells, style), p.height(cells[:1], style)+rowPadding/2+barHeight) + 2*rowPadding
	if last {
		style.FontColor = pictureBlue
		p.FilledRect(0, y, pictureWidth, y+2, pictureBlue, pictureBlue, 0)
	} else if n%2 == 1 {
		p.FilledRect(0, y, pictureWidth, y+height, picturePale, picturePale, 0)
	}
	p.cells(cells, y+rowPadding, style)
	p.bar(r, y+rowPadding+p.height(cells[:1], style)+rowPadding/2)
	return y + height
}

// cells writes one line of the table with its upper edge at y.
func (p picture) cells(cells []string, y int, style charts.FontStyle) {
	ascent := p.MeasureText("M", 0, style).Height()
	for i, c := range pictureColumns {
		align := charts.AlignLeft
		if i > 0 && i < len(pictureColumns)-1 {
			align = charts.AlignCenter
		}
		p.TextFit(cells[i], c.left, y+ascent, c.width, style, align)
	}
}

// height is that of the highest of the cells, which are the first ones of a line.
func (p picture) height(cells []string, style charts.FontStyle) int {
	height := 0
	for i, cell := range cells {
		c := pictureColumns[i]
		height = max(height, p.scratch.TextFit(cell, c.left, 0, c.width, style).Height())
	}
	return height
}

// bar draws the shares of a row's reports under its name.
func (p picture) bar(r Row, y int) {
	left, width, sofar := pictureColumns[0].left, pictureColumns[0].width, 0
	for i, n := range []int{r.Belum, r.Proses, r.Selesai} {
		if n == 0 || r.Total == 0 {
			continue
		}
		from := left + width*sofar/r.Total
		sofar += n
		p.FilledRect(from, y, left+width*sofar/r.Total, y+barHeight, pictureShares[i], pictureShares[i], 0)
	}
}
