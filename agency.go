package kanal

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
)

// Agency is one office that can hold a report (instansi).
type Agency struct {
	Code  string `db:"code"`  // e.g. "disdikbud"; never changes
	Name  string `db:"name"`  // official name
	Short string `db:"short"` // as people say it, for messages
	// Sphere says whose office it is: "provinsi", "kabkota" or "pusat". The last two are reached by hand-over.
	Sphere string `db:"sphere"`
	Recap  int    `db:"recap"`      // place in the recap, from 1
	Label  string `db:"recap_name"` // name in the recap
}

// Offices with a part of their own in the rules, by their codes.
const (
	OwnOffice    = "diskominfo"  // whose admins run kanal: what they handle themselves (kelola) is held by it
	Inspectorate = "inspektorat" // looks into the misconduct of officials, and gets a copy of every sealed report
	Secretariat  = "setda"       // the Sekda's office: holds what is about those two, or about an admin
)

// Topic is what a report is about (topik). A topic belongs to its home agency by this table, not by training.
type Topic struct {
	Code       string     `db:"code"`
	Name       string     `db:"name"`   // in plain words, for cards and buttons
	Agency     string     `db:"agency"` // code of the home agency, before level and area
	Protection Protection `db:"protection"`
	Scope      string     `db:"scope"` // what belongs here; for admins and for those who write the corpus
}

//go:embed agencies.csv
var agenciesCSV string

//go:embed topics.csv
var topicsCSV string

// recapNames are the names in the province's own recap where they differ from the official ones.
var recapNames = map[string]string{
	"disdikbud":     "Dinas Pendidikan",
	"disnakertrans": "Dinas Ketenagakerjaan",
	"dpupr-pera":    "Dinas PU PERA",
	"esdm":          "Dinas ESDM",
	"diskominfo":    "Dinas Kominfo",
	"dkp":           "Dinas Kelautan",
}

// Agencies returns the agencies that kanal ships with, in the order of the recap. A database starts with
// them; from then on its own rows count.
func Agencies() []Agency {
	var list []Agency
	for _, row := range rows(agenciesCSV) {
		place, err := strconv.Atoi(row[4])
		if err != nil {
			panic("agencies.csv: " + err.Error()) // shipped data; a test reads it
		}
		a := Agency{Code: row[0], Name: row[1], Short: row[2], Sphere: row[3], Recap: place, Label: row[1]}
		if label, ok := recapNames[a.Code]; ok {
			a.Label = label
		}
		list = append(list, a)
	}
	return list
}

// Topics returns the topics that kanal ships with.
func Topics() []Topic {
	var list []Topic
	for _, row := range rows(topicsCSV) {
		list = append(list, Topic{Code: row[0], Name: row[1], Agency: row[2], Protection: Protection(row[3]), Scope: row[4]})
	}
	return list
}

func rows(text string) [][]string {
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic("shipped table: " + err.Error()) // a test reads it
	}
	return all[1:]
}
