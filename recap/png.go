package recap

import (
	"io"

	"github.com/go-analyze/charts"
)

// pictureWidth is that of a picture for a chat group, in pixels; its height follows from the rows.
const pictureWidth = 1200

// writePNG draws the table, readable on a phone.
func (t Table) writePNG(w io.Writer) error {
	blue, pale := charts.ColorFromHex("#0b5394"), charts.ColorFromHex("#eef3f8")
	ink := charts.FontStyle{FontSize: 17, FontColor: charts.ColorFromHex("#1c2530")}
	painter, err := charts.TableOptionRenderDirect(charts.TableChartOption{
		Header: header, Data: t.lines(), Width: pictureWidth,
		Spans: []int{7, 4, 2, 2, 2, 7}, TextAligns: []string{charts.AlignLeft, charts.AlignCenter, charts.AlignCenter, charts.AlignCenter, charts.AlignCenter, charts.AlignLeft},
		FontStyle: ink, HeaderBackgroundColor: blue, HeaderFontColor: charts.ColorWhite,
		RowBackgroundColors: []charts.Color{charts.ColorWhite, pale}, Padding: charts.NewBoxEqual(12),
		OutputFormat: charts.ChartOutputPNG,
	})
	if err != nil {
		return err
	}
	picture, err := painter.Bytes()
	if err != nil {
		return err
	}
	_, err = w.Write(picture)
	return err
}
