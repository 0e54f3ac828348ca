package router

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"kanal/places"
	"kanal/router/texts"
	"kanal/storage"
)

// What could give a reporter away in their own words: contact details and numbers, names after a form of
// address, classes, posts and house numbers.
var masks = []struct {
	shape *regexp.Regexp
	mask  string
}{
	{regexp.MustCompile(`(?i)\b[\w.+-]+@[\w-]+\.[\w.]+`), "[alamat surel]"},
	{regexp.MustCompile(`(?i)\bhttps?://\S+|\bwww\.\S+`), "[tautan]"},
	{regexp.MustCompile(`(?i)\b(kelas|kls)\s*(x{1,2}i{0,2}|i{1,3}|iv|vi{0,3}|ix|\d{1,2})\s*[-.]?\s*((ipa|ips|mipa|tkj|tkr|akl)\s*)?[a-z]?\d{0,2}\b`), "[kelas]"},
	{regexp.MustCompile(`(?i)\b(rt|rw)\s*[.:]?\s*\d{1,3}(\s*/\s*\d{1,3})?`), "[RT/RW]"},
	{regexp.MustCompile(`(?i)\b(no|nomor)\.?\s*\d+\w?`), "[nomor]"},
	{regexp.MustCompile(`(?i)\b(jabatan|selaku|sebagai)\s+\S+(\s+\S+)?`), "[jabatan]"},
	{regexp.MustCompile(`(?i)\b(anak|adik|kakak|istri|suami|keponakan|cucu)\s+(saya|sy|ku|kami)\b(\s+(yang\s+)?bernama\s+\S+)?`), "[kerabat pelapor]"},
	{regexp.MustCompile(`\b(?i:pak|bapak|bpk|bu|ibu|sdr|sdri|saudara|saudari|haji|hj|h|ustadz|kepsek|guru|nama|bernama|a\.?n\.?)\.?\s+(?:[A-Z][\w'.]*)(?:\s+[A-Z][\w'.]*)*`), "[nama]"},
	{regexp.MustCompile(`\+?\d[\d\s.-]{7,}\d`), "[nomor]"},
}

var money = regexp.MustCompile(`(?i)^(rp\.?\s*)?\d[\d.,]*\s*(rb|ribu|jt|juta|k|miliar|milyar|m)?$`)

// prefill writes the brief that an admin is offered for a sealed report: its words masked, its place no finer
// than the kecamatan. An admin reads and releases it; nothing here is sent by itself.
func (r *Router) prefill(report *storage.Report, words string) string {
	d := r.directory.Load()
	place := "tidak disebut"
	if report.Area != "" {
		place = wide(report.Area)
	}
	return texts.Say(texts.Indonesian, texts.Brief, texts.Args{
		"topik": lower(d.topics[report.Topic].Name), "tempat": place, "kata": mask(words),
	})
}

// mask hides in a text what could give its writer away.
func mask(text string) string {
	text = maskPlaces(text)
	for _, m := range masks {
		text = m.shape.ReplaceAllStringFunc(text, func(found string) string {
			if money.MatchString(strings.TrimSpace(found)) {
				return found // sums are the matter itself
			}
			return m.mask
		})
	}
	return text
}

// maskPlaces replaces places finer than a kecamatan by their kecamatan.
func maskPlaces(text string) string {
	matches := places.Find(text)
	for _, m := range slices.Backward(matches) {
		if m.Place.Level == places.Desa || m.Place.Level == places.Feature {
			text = text[:m.Start] + wide(m.Place.Code) + text[m.End:]
		}
	}
	return text
}

// wide is a place in words, no finer than its kecamatan.
func wide(code string) string {
	p, ok := places.ByCode(code)
	if !ok {
		return "[tempat]"
	}
	if p.Level == places.Desa {
		p = p.Kecamatan()
	}
	return p.Line()
}

// Brief returns the released brief of a sealed report, or the one prefilled for an admin to release.
func (r *Router) Brief(ctx context.Context, report *storage.Report) (string, error) {
	if report.Brief != "" {
		return report.Brief, nil
	}
	words, err := wordsOfCitizen(ctx, r.store, report)
	if err != nil {
		return "", err
	}
	return r.prefill(report, words), nil
}
