package classifier

import (
	"slices"
	"strings"
	"testing"
)

func TestReadCSV(t *testing.T) {
	want := []Row{{Text: "jalan rusak, \"parah\"", Label: "dpupr", Accept: []string{"dishub", "kabkota"}}, {Text: "sampah", Label: "dlh"}}
	for name, file := range map[string]string{
		"commas":           "text,agency,accept\n\"jalan rusak, \"\"parah\"\"\",dpupr,dishub kabkota\nsampah,dlh,\ntanpa label,,\n",
		"semicolons, mark": "\ufeffNo;Text;Agency;Accept\n1;\"jalan rusak, \"\"parah\"\"\";dpupr;dishub kabkota\n2;sampah;dlh;\n",
		"tabs":             "agency\ttext\taccept\ndpupr\t\"jalan rusak, \"\"parah\"\"\"\tdishub kabkota\ndlh\tsampah\t\n",
	} {
		rows, err := ReadCSV(strings.NewReader(file), "agency")
		same := func(a, b Row) bool {
			return a.Text == b.Text && a.Label == b.Label && slices.Equal(a.Accept, b.Accept)
		}
		if err != nil || !slices.EqualFunc(rows, want, same) {
			t.Errorf("%s: %+v, %v", name, rows, err)
		}
	}
}

func TestReadCSVNamesWhatIsWrong(t *testing.T) {
	for file, want := range map[string]string{
		"":                      "header",
		"words,agency\na,b\n":   `"text"`,
		"text,agency\na,b\nc\n": "3",
	} {
		if _, err := ReadCSV(strings.NewReader(file), "agency"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v does not name %s", file, err, want)
		}
	}
}
