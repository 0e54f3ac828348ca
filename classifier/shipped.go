package classifier

import (
	_ "embed"
	"sync"

	"kanal"
)

//go:generate sh -c "go run ../cmd/kanal train $(printf -- '--data %s ' corpus/*.jsonl) --out shipped.model"

//go:embed shipped.model
var shippedFile []byte

// Shipped returns the model that kanal comes with, trained on corpus/ by Train with its default options. It is
// unpacked once.
func Shipped() (*Model, error) { return shipped() }

var shipped = sync.OnceValues(func() (*Model, error) { return Load(shippedFile) })

// knownTopics is kanal's own table of topics by code.
var knownTopics = sync.OnceValue(func() map[string]kanal.Topic {
	topics := make(map[string]kanal.Topic)
	for _, t := range kanal.Topics() {
		topics[t.Code] = t
	}
	return topics
})
