package router

import (
	"regexp"

	"kanal"
)

// Whoever is reported must not hold the report. These find it in the words; an admin, who releases every sealed
// report, sees the proposal and decides.
var (
	// ofAgency is somebody of a provincial office: its head, an official, an "oknum" of it.
	ofAgency = regexp.MustCompile(`(?i)\b(kepala|kadis\w*|sekdis|sekretaris|oknum|pegawai|petugas|pejabat|kabid|kasi|staf|orang)\s+(\w+\s+){0,2}(dinas|disdik\w*|dinkes|dlh|dishub|disnaker\w*|dinsos|pupr|esdm|dishut|bkd|samsat|bapenda|satpol|rsud)\b|\bkadis\w*\b`)
	// ofWatchers is the inspectorate itself, or the office that runs kanal.
	ofWatchers = regexp.MustCompile(`(?i)\b(inspektorat|inspektur|diskominfo|dinas\s+(kominfo|komunikasi)|admin\s+(kanal|pengaduan|lapor))\b`)
)

const (
	inspectorate = "inspektorat" // looks into the misconduct of officials
	secretariat  = "setda"       // the Sekda's office, where those who look are reported
)

// proposed is the agency that a sealed report is proposed to: its home agency, unless that is who is reported.
func proposed(text, home string, p kanal.Prediction) string {
	if !p.Has(kanal.FlagBribery) && !p.Has(kanal.FlagMisconduct) {
		return home
	}
	switch {
	case ofWatchers.MatchString(text):
		return secretariat
	case ofAgency.MatchString(text):
		return inspectorate
	}
	return home
}
