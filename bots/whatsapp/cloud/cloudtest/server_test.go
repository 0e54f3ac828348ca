package cloudtest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kanal/bots/whatsapp/cloud/cloudtest"
)

// post sends a message to the fake and returns the answer's code and Meta's.
func post(t *testing.T, s *cloudtest.Server, body string) (status, code int) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, s.APIURL()+"/"+s.Options().PhoneNumberID+"/messages", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.Options().Token)
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var e struct{ Error struct{ Code int } }
	_ = json.NewDecoder(answer.Body).Decode(&e) // an answer without an error has none
	return answer.StatusCode, e.Error.Code
}

func buttons(list ...string) string {
	var all []string
	for _, b := range list {
		all = append(all, fmt.Sprintf(`{"type":"reply","reply":%s}`, b))
	}
	return `"type":"interactive","interactive":{"type":"button","body":{"text":"?"},"action":{"buttons":[` + strings.Join(all, ",") + `]}}`
}

// A fake that took anything would let a channel pass that Meta refuses.
func TestRefusesWhatMetaRefuses(t *testing.T) {
	s := cloudtest.New(cloudtest.Options{})
	defer s.Close()
	begin := `{"messaging_product":"whatsapp","recipient_type":"individual",`
	to := begin + `"to":"6281155500001",`
	ya := `{"id":"1","title":"Ya"}`
	long := `{"id":"2","title":"` + strings.Repeat("a", 21) + `"}`
	list := func(rows string) string {
		return to + `"type":"interactive","interactive":{"type":"list","body":{"text":"?"},"action":{"button":"Pilih","sections":[{"rows":[` + rows + `]}]}}}`
	}
	for name, c := range map[string]struct {
		body string
		code int // 0: taken
	}{
		"text":           {to + `"type":"text","text":{"body":"a"}}`, 0},
		"no product":     {`{"to":"6281155500001","type":"text","text":{"body":"a"}}`, 100},
		"no recipient":   {begin + `"type":"text","text":{"body":"a"}}`, 131008},
		"bad number":     {begin + `"to":"62 811","type":"text","text":{"body":"a"}}`, 131009},
		"id as number":   {begin + `"to":"ID.8172","type":"text","text":{"body":"a"}}`, 131009},
		"id":             {begin + `"recipient":"ID.8172","type":"text","text":{"body":"a"}}`, 0},
		"empty":          {to + `"type":"text","text":{"body":""}}`, 131009},
		"too long":       {to + `"type":"text","text":{"body":"` + strings.Repeat("a", 4097) + `"}}`, 131009},
		"buttons":        {to + buttons(ya) + `}`, 0},
		"four buttons":   {to + buttons(ya, `{"id":"2","title":"b"}`, `{"id":"3","title":"c"}`, `{"id":"4","title":"d"}`) + `}`, 131009},
		"long button":    {to + buttons(ya, long) + `}`, 131009},
		"same button":    {to + buttons(ya, ya) + `}`, 131009},
		"list":           {list(long), 0},
		"empty list":     {list(""), 131009},
		"template":       {to + `"type":"template","template":{"name":"a","language":{"code":"id"}}}`, 0},
		"no language":    {to + `"type":"template","template":{"name":"a"}}`, 132001},
		"unknown medium": {to + `"type":"image","image":{"id":"1"}}`, 131009},
		"unknown type":   {to + `"type":"hologram"}`, 131051},
	} {
		if status, code := post(t, s, c.body); code != c.code || (status == http.StatusOK) != (c.code == 0) {
			t.Errorf("%s: answered %d with code %d, want code %d", name, status, code, c.code)
		}
	}
}
