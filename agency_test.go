package kanal

import "testing"

func TestTopicsBelongToAgencies(t *testing.T) {
	agencies := map[string]bool{}
	for _, a := range Agencies() {
		if agencies[a.Code] {
			t.Errorf("agency %s twice", a.Code)
		}
		agencies[a.Code] = true
		if a.Name == "" || a.Short == "" || a.Label == "" {
			t.Errorf("agency %s lacks a name", a.Code)
		}
	}
	topics := map[string]bool{}
	for _, topic := range Topics() {
		if topics[topic.Code] {
			t.Errorf("topic %s twice", topic.Code)
		}
		topics[topic.Code] = true
		if !agencies[topic.Agency] {
			t.Errorf("topic %s: no agency %s", topic.Code, topic.Agency)
		}
		if !topic.Protection.Valid() {
			t.Errorf("topic %s: protection %q", topic.Code, topic.Protection)
		}
	}
}
