package telegramtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// params are the parameters of a call; Telegram takes them as a form or as JSON.
type params map[string]string

func (p params) number(name string) int64 {
	n, _ := strconv.ParseInt(p[name], 10, 64)
	return n
}

// refusal is an error as Telegram describes it.
type refusal struct {
	code        int
	description string
	parameters  map[string]any
}

func bad(description string) *refusal {
	return &refusal{code: http.StatusBadRequest, description: "Bad Request: " + description}
}

// methods are what a bot may call. A method returns its result or a refusal.
func (s *Server) methods() map[string]func(*http.Request, params) (any, *refusal) {
	return map[string]func(*http.Request, params) (any, *refusal){
		"getMe":               s.getMe,
		"getUpdates":          s.getUpdates,
		"setWebhook":          s.setWebhook,
		"deleteWebhook":       s.deleteWebhook,
		"sendMessage":         s.sendMessage,
		"editMessageText":     s.editMessageText,
		"answerCallbackQuery": s.answerCallbackQuery,
		"getFile":             s.getFile,
		"sendPhoto":           s.sendFile("photo"),
		"sendDocument":        s.sendFile("document"),
	}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if path, ok := strings.CutPrefix(r.URL.Path, "/file/bot"+s.token+"/"); ok {
		s.download(w, path)
		return
	}
	name, ok := strings.CutPrefix(r.URL.Path, "/bot"+s.token+"/")
	if !ok {
		write(w, nil, &refusal{code: http.StatusUnauthorized, description: "Unauthorized"})
		return
	}
	method := s.methods()[name]
	if method == nil {
		write(w, nil, &refusal{code: http.StatusNotFound, description: "Not Found"})
		return
	}
	p, err := read(r)
	if err != nil {
		write(w, nil, bad("can't parse the request"))
		return
	}
	failure, fails := s.nextFailure(name)
	if fails && !failure.Late {
		fail(w, r, failure)
		return
	}
	result, refused := method(r, p)
	if fails {
		fail(w, r, failure)
		return
	}
	write(w, result, refused)
}

func (s *Server) nextFailure(method string) (Failure, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[method]++
	s.announce()
	list := s.failures[method]
	if len(list) == 0 {
		return Failure{}, false
	}
	s.failures[method] = list[1:]
	if list[0] == nil {
		return Failure{}, false
	}
	return *list[0], true
}

func fail(w http.ResponseWriter, r *http.Request, f Failure) {
	if f.Code == 0 {
		panic(http.ErrAbortHandler) // net/http drops the connection
	}
	if f.HTML {
		w.WriteHeader(f.Code) // proxies like to quote the address, and the token is in it
		fmt.Fprintf(w, "<html><h1>%d</h1>%s</html>", f.Code, r.URL.Path)
		return
	}
	more := map[string]any{}
	if f.RetryAfter > 0 {
		more["retry_after"] = f.RetryAfter
	}
	if f.Migrate != 0 {
		more["migrate_to_chat_id"] = f.Migrate
	}
	write(w, nil, &refusal{code: f.Code, description: f.Description, parameters: more})
}

func write(w http.ResponseWriter, result any, refused *refusal) {
	answer := map[string]any{"ok": refused == nil}
	status := http.StatusOK
	if refused == nil {
		answer["result"] = result
	} else {
		status = refused.code
		answer["error_code"], answer["description"] = refused.code, refused.description
		if len(refused.parameters) > 0 {
			answer["parameters"] = refused.parameters
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // a bot that hung up does not read it
}

// read takes parameters from the address, a form or a JSON object; nested values stay JSON.
func read(r *http.Request) (params, error) {
	p := params{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var object map[string]json.RawMessage
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(body, &object); err != nil {
			return nil, err
		}
		for name, raw := range object {
			p[name] = plain(raw)
		}
		return p, nil
	}
	// A call without parameters is an empty multipart form, which is no form to net/http.
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, io.EOF) && err != http.ErrNotMultipart {
		return nil, err
	}
	for _, values := range []url.Values{r.URL.Query(), r.Form} {
		for name := range values {
			p[name] = values.Get(name)
		}
	}
	if r.MultipartForm != nil {
		for name, list := range r.MultipartForm.File {
			part, err := list[0].Open()
			if err != nil {
				return nil, err
			}
			data, err := io.ReadAll(part)
			part.Close()
			if err != nil {
				return nil, err
			}
			p["file:"+name] = string(data)
		}
	}
	return p, nil
}

// plain is the text of a JSON string, or any other value as it is.
func plain(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}
