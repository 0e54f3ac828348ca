package classifier

import "kanal/places"

// findPlaces is the one seam to the gazetteer: the stretches of text that name a place, in order.
func findPlaces(text string) []places.Match {
	return places.Find(text)
}
