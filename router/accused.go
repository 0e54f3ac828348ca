package router

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"kanal"
)

// Whoever is reported must not hold the report. These find it in the words; an admin, who releases every sealed
// report, sees the proposal and decides.
var (
	// ofAgency is somebody of a provincial office: its head, an official, an "oknum" of it.
	ofAgency = regexp.MustCompile(`(?i)\b(kepala|kadis\w*|sekdis|sekretaris|oknum|pegawai|petugas|pejabat|kabid|kasi|staf|orang)\s+(\w+\s+){0,2}(dinas|disdik\w*|dinkes|dlh|dishub|disnaker\w*|dinsos|pupr|esdm|dishut|bkd|samsat|bapenda|satpol|rsud)\b|\bkadis\w*\b`)
	// toldTo is who was told of it before: not who did it.
	toldTo = regexp.MustCompile(`(?i)\b(me|di|ter)?(lapor\w*|adu\w*|mengadu\w*|surat\w*|sampaikan)\s+(\w+\s+){0,2}(ke|kepada|pada)\s+(kantor\s+)?(inspektorat|inspektur|diskominfo|(dinas\s+)?kominfo|admin)\b`)
	// ofInspectorate is the inspectorate itself; ofOwnOffice the office that runs kanal, or its admins.
	ofInspectorate = regexp.MustCompile(`(?i)\b(inspektorat|inspektur)\b`)
	ofOwnOffice    = regexp.MustCompile(`(?i)\b(diskominfo|dinas\s+(kominfo|komunikasi)|kominfo|admin\s+(kanal|pengaduan|lapor))\b`)
)

// accused finds whom a report is about besides its matter: the agency that should hold it instead of its home agency,
// and whom it is withheld from ("" for nobody).
func (d *directory) accused(text, home string, p kanal.Prediction) (holder, withheld string) {
	misconduct := p.Has(kanal.FlagBribery) || p.Has(kanal.FlagMisconduct)
	if !misconduct && home != kanal.Inspectorate {
		return home, ""
	}
	text = toldTo.ReplaceAllString(text, " ")
	if admin := d.adminNamed(text); admin != 0 {
		return kanal.Secretariat, string(kanal.ByUser(admin))
	}
	switch {
	case ofInspectorate.MatchString(text):
		return kanal.Secretariat, kanal.Inspectorate
	case ofOwnOffice.MatchString(text):
		return kanal.Secretariat, kanal.OwnOffice
	case misconduct && ofAgency.MatchString(text):
		return kanal.Inspectorate, ""
	}
	return home, ""
}

// adminNamed is the admin whose whole name, of two words at least, stands in a text; 0 for none.
func (d *directory) adminNamed(text string) int64 {
	words := " " + plainWords(text) + " "
	for _, id := range slices.Sorted(maps.Keys(d.admins)) {
		name := d.admins[id]
		if strings.Contains(name, " ") && strings.Contains(words, " "+name+" ") {
			return id
		}
	}
	return 0
}

// plainWords are the words of a text in small letters, one space between two.
func plainWords(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
