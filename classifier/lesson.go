package classifier

import "maps"

// mostNew is how much the corrections of a label weigh at most together, as part of its texts.
const mostNew = 0.1

// Lesson puts corrections beside the texts they join. However many there are of a label, together they weigh no more
// than a part of its texts, so that what was known of it is not forgotten.
func Lesson(texts, corrections []Row) []Row {
	known, added := make(map[string]float32), make(map[string]float32)
	for _, row := range texts {
		known[row.Label] += row.weight()
	}
	for _, row := range corrections {
		added[row.Label] += row.weight()
	}
	by := maps.Clone(added)
	for label, weight := range added {
		by[label] = 1
		if most := mostNew * known[label]; most > 0 && weight > most {
			by[label] = most / weight
		}
	}
	rows := texts[:len(texts):len(texts)]
	for _, row := range corrections {
		row.Weight = row.weight() * by[row.Label]
		rows = append(rows, row)
	}
	return rows
}

func (r Row) weight() float32 {
	if r.Weight == 0 {
		return 1
	}
	return r.Weight
}
