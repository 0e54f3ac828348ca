package kanal

// EmergencyNumbers are the free numbers to call in a kabupaten/kota, by its official code or that of a place in it
// ("64.72", "64.72.05.1001"); police for an unknown place. 112 answers only where its regency or city runs it.
func EmergencyNumbers(area string) []string {
	if len(area) >= len("64.72") && rescue[area[:5]] {
		return []string{"112", "110"}
	}
	return []string{"110"}
}

// rescue are the kabupaten/kota that announced the service 112 (public pages of 2021): Kutai Timur, Balikpapan,
// Samarinda, Bontang. To be checked before go-live.
var rescue = map[string]bool{"64.08": true, "64.71": true, "64.72": true, "64.74": true}

// ViolenceLine is the country's line for violence against women and children, by telephone and by WhatsApp.
const (
	ViolenceLine         = "129"
	ViolenceLineWhatsApp = "08111-129-129"
)
