package places

import (
	"strings"
	"testing"
)

func TestGazetteerIsComplete(t *testing.T) {
	want := map[Level]int{Province: 1, Kabkota: 10, Kecamatan: 105, Desa: 1038}
	got, codes := map[Level]int{}, map[string]bool{}
	for _, p := range All() {
		if codes[p.Code] {
			t.Errorf("code %s twice", p.Code)
		}
		codes[p.Code] = true
		got[p.Level]++
		if p.Name == "" || p.Name != strings.TrimSpace(p.Name) || strings.ContainsAny(p.Name, "*?!;") {
			t.Errorf("%s: name %q", p.Code, p.Name)
		}
		if i := strings.LastIndexByte(p.Code, '.'); i >= 0 && !codes[p.Code[:i]] {
			t.Errorf("%s %s has no parent", p.Code, p.Name)
		}
		if back, ok := ByCode(p.Code); !ok || back != p {
			t.Errorf("ByCode(%s) = %v, %v", p.Code, back, ok)
		}
	}
	for level, n := range want {
		if got[level] != n {
			t.Errorf("level %d: %d areas, want %d", level, got[level], n)
		}
	}
}
