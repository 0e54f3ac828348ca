package router

import (
	"cmp"
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"kanal"
	"kanal/storage"
)

// Whoever is reported must not hold the report. These find it in the words; an admin, who releases every sealed
// report, sees the proposal and decides. People name an office far more often than they accuse it (they have told it
// already, they greet it, they beg it to come): that is put aside first. What then remains of those who watch over
// kanal counts as accused, since a mistake the other way shows them the report.
const (
	watchers = `(?:tim\s+)?(?:inspektorat|inspektur)\w*|diskominfo|(?:dinas\s+)?kominfo|dinas\s+komunikasi(?:\s+dan\s+informatika)?|(?:admin|operator)(?:nya)?(?:\s+(?:kanal|pengaduan|aduan|lapor|sp4n\S*))?`
	agencies = `dinas|cabdin\w*|disdik\w*|dinkes|dlh|dishub|disnaker\w*|dinsos|d?pupr|esdm|dishut|disbun|dkp|bkd|bpkad|samsat|bapenda|satpol|rsud|dpmptsp|dispora|dispar|disperindag\w*|dpmpd|bpbd`
	heads    = `k[ae]pala\s+(?:cabang\s+)?(?:` + agencies + `)|kadis\w*|sekdis|sekretaris\s+dinas`
	polite   = `(?:(?:yth|yang\s+terhormat|bapak|bpk|pak|ibu|bu|kantor|pihak|petugas|pegawai|orang|tim|para|semua|kakak|min|kepala)[\s.,]+){0,4}`
	named    = `(?:` + watchers + `|` + heads + `|(?:` + agencies + `))`
)

var (
	// aside are the ways in which somebody is named who did nothing.
	aside = []*regexp.Regexp{
		// was told of it before, or is meant to hear of it
		regexp.MustCompile(`(?i)\b\w*(?:lapor|lapur|adu(?:kan|i|an)?|ngadu|surati?|sampaikan|padah|tembuskan|tembusan)\w*\s+(?:\w+\s+){0,3}?(?:ke|ka|kepada|kapada|pada|lewat|melalui|sama|wan)\s+` + polite + named + `\b(?:(?:\s+\w+){0,2}?\s*(?:,|dan|serta|maupun)\s+(?:ke\s+|kepada\s+)?` + polite + named + `\b)*`),
		regexp.MustCompile(`(?i)\b(?:surati|menyurati|hubungi|menghubungi|datangi|mendatangi|temui|menemui)\s+` + polite + named + `\b`),
		// is greeted, or written to
		regexp.MustCompile(`(?i)(?:^|[.!?\n]\s*|\byth\W+|\bterhormat\W+)(?:(?:assalam\S*|as+alam\S*|salam|halo|hai|permisi|selamat\s+\w+|kepada|kpd|yth)[\s.,]+){0,3}` + polite + `(?:` + watchers + `|` + heads + `)(?:\s+\w+){0,2}\s*[,:]`),
		regexp.MustCompile(`(?i)\b(?:kepada|kpd)[\s.,]+(?:yth|yang\s+terhormat)[\s.,]+` + polite + `(?:` + watchers + `|` + heads + `)\b`),
		regexp.MustCompile(`(?i)(?:^|[.!?\n]\s*)(?:(?:assalam\S*|salam|halo|hai|permisi)[\s.,]+)?` + polite + `(?:` + watchers + `|` + heads + `)\s+(?:\w+\s+)?(?:saya|kami|ulun|aku|tolong|mohon|izin|ijin|mau|ada|di)\b`),
		// is asked for help, or thanked
		regexp.MustCompile(`(?i)\b(?:mohon|tolong|tulung|minta|harap|harapan|semoga|mudah-mudahan|agar|supaya|biar|kiranya|kapan|dimana|mana|makasih|terima\s*kasih|thanks)\s+(?:(?:bantuan|kepada|dari|ke|perhatian|arahan|tindakan)\s+)?` + polite + `(?:` + watchers + `|` + heads + `)\b`),
		regexp.MustCompile(`(?i)\b(?:` + watchers + `|` + heads + `)(?:\s+\w+){0,2}?\s+(?:tolong|mohon|harap|harus|segera|wajib|sebaiknya|jangan|rahasiakan)\b`),
		// found something, or is feared
		regexp.MustCompile(`(?i)\b(?:hasil|temuan|audit|lhp|pemeriksaan|menurut|kata|takut|sebelum|(?:di)?(?:periksa|audit|tangani|panggil|tegur))\s+(?:(?:audit|pemeriksaan|oleh|sama|dengan|dari|wan)\s+){0,2}` + polite + `(?:` + watchers + `)\b`),
		// gave something that has nothing to do with it
		regexp.MustCompile(`(?i)\b(?:internet|wifi|jaringan|aplikasi|situs|website|bantuan|program|tower|nomor|link)\w*\s+(?:\w+\s+){0,2}?(?:dari\s+|milik\s+|punya\s+)?(?:diskominfo|(?:dinas\s+)?kominfo)\b`),
	}
	// turned is the word after which whoever was told is accused after all: "malah diminta amplop".
	turned = regexp.MustCompile(`(?i)^[^.!?\n]{0,60}\b(?:mala[hk]\w*|justru|\w*bocor\w*|\w*beking\w*|\w*backing\w*)\b`)

	// ofAgency is somebody of a provincial office, but for the words between: its head, an official, an "oknum" of it.
	ofAgency = regexp.MustCompile(`(?i)\b(?:` + heads + `)\b|\b(?:oknum|pegawai|petugas|pejabat|staf|auditor|dokter|perawat|bidan|satpam|k[ae]pala\s+(?:bidang|seksi|bagian|uptd?)|kabid|kasi)(?:nya)?\s+((?:\w+\s+){0,2})(?:` + agencies + `)\b|\b(?:orang|org|urang)\s+((?:dari\s+|kantor\s+){0,2})(?:` + agencies + `)\b`)
	// told are words between a person and an office by which the person is not of it.
	told = regexp.MustCompile(`(?i)\b(?:ke|ka|kepada|kapada|lapor\w*|\w*ngadu\w*|dan|tapi|sudah|kata|bukan)\b`)

	// ofInspectorate is the inspectorate itself; ofOwnOffice the office that runs kanal, or its admins.
	ofInspectorate = regexp.MustCompile(`(?i)\b(inspektorat|inspektur)\w*`)
	ofOwnOffice    = regexp.MustCompile(`(?i)\b(?:diskominfo|dinas\s+(?:kominfo|komunikasi)|kominfo|(?:admin|operator)(?:nya)?\s+(?:(?:di|yang)\s+)?(?:kanal|pengaduan|aduan|lapor|sp4n\w*|sini|nomor\s+ini|wa\s+ini|bot\s+ini|layanan\s+ini)|petugas\s+(?:kanal|pengaduan|aduan))\b`)
)

// accused finds whom a report is about besides its matter: the agency that should hold it instead of its home agency,
// and whom it is withheld from ("" for nobody).
func (d *directory) accused(text, home string, p kanal.Prediction) (holder, withheld string) {
	misconduct := p.Has(kanal.FlagBribery) || p.Has(kanal.FlagMisconduct)
	if !misconduct && home != kanal.Inspectorate {
		return home, ""
	}
	text = withoutBystanders(text)
	if admin := d.adminNamed(text); admin != 0 {
		return kanal.Secretariat, string(kanal.ByUser(admin))
	}
	switch {
	case ofInspectorate.MatchString(text):
		return insteadOf(kanal.Inspectorate)
	case ofOwnOffice.MatchString(text):
		return insteadOf(kanal.OwnOffice)
	case misconduct && namesOfficial(text):
		return kanal.Inspectorate, ""
	}
	return home, ""
}

// heed withholds a sealed report from those of whom words that came later tell, if they do not hold it already.
func (u *unit) heed(ctx context.Context, r *storage.Report, words string) error {
	if !r.Protection.Sealed() || r.Withheld != "" {
		return nil
	}
	p := r.Said
	if later := u.classify(words); later.Has(kanal.FlagBribery) || later.Has(kanal.FlagMisconduct) {
		p = later
	}
	_, withheld := u.dir.accused(words, cmp.Or(r.Holder, r.Proposed), p)
	if withheld == "" || withheld == r.Holder {
		return nil
	}
	event := kanal.Event{Kind: kanal.EventWithheld, Actor: kanal.ByMachine, Reason: withheld}
	if r.Status == kanal.Received {
		event.Agency = kanal.Secretariat
	}
	return u.apply(ctx, r, event, nil)
}

// insteadOf is who holds what is about an agency, and whom it is withheld from.
func insteadOf(agency string) (holder, withheld string) {
	switch agency {
	case kanal.Inspectorate, kanal.OwnOffice:
		return kanal.Secretariat, agency
	}
	return kanal.Inspectorate, ""
}

// withoutBystanders takes out of a text those who are named in it but accused of nothing.
func withoutBystanders(text string) string {
	for _, shape := range aside {
		var left strings.Builder
		end := 0
		for _, at := range shape.FindAllStringIndex(text, -1) {
			if turned.MatchString(text[at[1]:]) {
				continue
			}
			left.WriteString(text[end:at[0]])
			left.WriteString(" … ") // no word, so that what stood apart does not come together
			end = at[1]
		}
		text = left.String() + text[end:]
	}
	return text
}

// namesOfficial tells whether somebody of a provincial office stands in a text.
func namesOfficial(text string) bool {
	for _, found := range ofAgency.FindAllStringSubmatch(text, -1) {
		if !told.MatchString(found[1] + found[2]) {
			return true
		}
	}
	return false
}

// adminNamed is the admin whose name, of two words at least, stands in a text; 0 for none.
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

// degrees are what stands before a name; those after it follow a comma.
var degrees = map[string]bool{"dr": true, "drs": true, "dra": true, "ir": true, "h": true, "hj": true, "prof": true}

// calledName is a name as people call it: without degrees, in plain words.
func calledName(name string) string {
	name, _, _ = strings.Cut(name, ",")
	words := strings.Fields(plainWords(name))
	for len(words) > 0 && degrees[words[0]] {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// plainWords are the words of a text in small letters, one space between two.
func plainWords(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
