package classifier

import (
	"math"
	"testing"
)

func TestWithHomesMovesTopic(t *testing.T) {
	m := shippedModel(t)
	text := "lampu jalan di gang kami mati dua minggu"
	was := m.Classify(text)
	moved := m.WithHomes(func(topic string) string {
		if topic == was.Topic {
			return "dpupr-pera"
		}
		return ""
	})
	is := moved.Classify(text)
	if was.Agency == "dpupr-pera" || is.Topic != was.Topic || is.Agency != "dpupr-pera" || moved.Version() != m.Version() {
		t.Errorf("%s at %s became %s at %s", was.Topic, was.Agency, is.Topic, is.Agency)
	}
	if again := m.Classify(text); again.Agency != was.Agency {
		t.Errorf("the model itself moved to %s", again.Agency)
	}
	var sum float64
	s := moved.newScratch()
	moved.score(text, s)
	for _, p := range s.agencies {
		sum += p
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("the agencies' probabilities add up to %f", sum)
	}
}

func TestTopicAmong(t *testing.T) {
	m := shippedModel(t)
	at := func(agency string) func(string) bool {
		return func(topic string) bool { return knownTopics()[topic].Agency == agency }
	}
	if got := m.TopicAmong("lampu jalan mati di depan sekolah", at("disdikbud")); knownTopics()[got].Agency != "disdikbud" {
		t.Errorf("the topic within disdikbud is %q", got)
	}
	if got := m.TopicAmong("lampu jalan mati", at("bws")); got != "" {
		t.Errorf("an agency without topics has %q", got)
	}
}
