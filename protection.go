package kanal

// Protection is how far a reporter is shielded; each level includes the ones before it.
type Protection string

// The levels of protection, from open to quiet.
const (
	Open     Protection = "open"     // the agency may see name and number
	Anonim   Protection = "anonim"   // name and number are not shown to the agency, the reported, the public
	Tersegel Protection = "tersegel" // sealed: anonim, and the agency reads a brief instead of the words
	Senyap   Protection = "senyap"   // sealed and quiet: also no word that could betray the reporter at home
)

var protectionRank = map[Protection]int{Open: 0, Anonim: 1, Tersegel: 2, Senyap: 3}

// Valid tells whether p is one of the four levels.
func (p Protection) Valid() bool { _, ok := protectionRank[p]; return ok }

// Sealed tells whether the words stay with the admin and the agency reads a brief.
func (p Protection) Sealed() bool { return protectionRank[p] >= protectionRank[Tersegel] }

// Hides tells whether name and number are kept from the agency.
func (p Protection) Hides() bool { return protectionRank[p] >= protectionRank[Anonim] }

// Raise returns the stronger of two levels.
func (p Protection) Raise(q Protection) Protection {
	if protectionRank[q] > protectionRank[p] || p == "" {
		return q
	}
	return p
}
