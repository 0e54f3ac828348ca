package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"kanal"
)

// names turns codes into words.
type names struct {
	agencies []kanal.Agency
	topics   []kanal.Topic
}

func (s *Server) names(ctx context.Context) (names, error) {
	agencies, err := s.store.Agencies(ctx)
	if err != nil {
		return names{}, fmt.Errorf("reading the agencies: %w", err)
	}
	topics, err := s.store.Topics(ctx)
	if err != nil {
		return names{}, fmt.Errorf("reading the topics: %w", err)
	}
	slices.SortFunc(topics, func(a, b kanal.Topic) int { return cmp.Compare(a.Name, b.Name) })
	return names{agencies, topics}, nil
}

func (n names) agency(code string) string {
	for _, a := range n.agencies {
		if a.Code == code {
			return a.Short
		}
	}
	return code
}

func (n names) official(code string) string {
	for _, a := range n.agencies {
		if a.Code == code {
			return a.Name
		}
	}
	return ""
}

func (n names) hasAgency(code string) bool {
	return slices.ContainsFunc(n.agencies, func(a kanal.Agency) bool { return a.Code == code })
}

func (n names) topic(code string) string {
	for _, t := range n.topics {
		if t.Code == code {
			return t.Name
		}
	}
	return code
}

// agencyGroup is a part of the list from which an agency is chosen.
type agencyGroup struct {
	Name    string
	Options []agencyOption
}

type agencyOption struct {
	Code, Words string
	Official    string // is searched too
	Chosen      bool
}

// choice is the list of agencies with those that are likely first; chosen is preselected, once.
func (n names) choice(chosen string, likely []kanal.AgencyChance) []agencyGroup {
	groups := []agencyGroup{{Name: "Usulan"}, {Name: "Provinsi"}, {Name: "Kabupaten/kota"}, {Name: "Pusat dan lainnya"}}
	suggest := func(code, more string) {
		known := slices.ContainsFunc(groups[0].Options, func(o agencyOption) bool { return o.Code == code })
		if !known && n.hasAgency(code) {
			groups[0].Options = append(groups[0].Options, agencyOption{code, n.agency(code) + more, n.official(code), code == chosen})
		}
	}
	for _, a := range likely {
		suggest(a.Agency, " · "+percent(a.Confidence))
	}
	suggest(chosen, "")
	place := map[string]int{"provinsi": 1, "kabkota": 2}
	for _, a := range n.agencies {
		i, known := place[a.Sphere]
		if !known {
			i = 3
		}
		groups[i].Options = append(groups[i].Options, agencyOption{Code: a.Code, Words: a.Short, Official: a.Name})
	}
	return slices.DeleteFunc(groups, func(g agencyGroup) bool { return len(g.Options) == 0 })
}
