package cloud

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

const (
	callTimeout   = 20 * time.Second
	longestAnswer = 1 << 20 // bytes of an answer of the API
)

// post calls an address below the phone number's with a JSON body.
func (b *Bot) post(ctx context.Context, call string, body, answer any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return &apiError{call: call, reason: "cannot be written as JSON"}
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, b.api.JoinPath(b.phone, call).String(), bytes.NewReader(data))
	if err != nil {
		return &apiError{call: call, reason: "no address"}
	}
	request.Header.Set("Content-Type", "application/json")
	return b.do(request, call, answer)
}

// do makes a call with the token and reads its answer. What Health tells follows from it.
func (b *Bot) do(request *http.Request, call string, answer any) error {
	err := b.exchange(request, call, answer)
	b.note(err)
	return err
}

func (b *Bot) exchange(request *http.Request, call string, answer any) error {
	request.Header.Set("Authorization", "Bearer "+b.token)
	response, err := b.client.Do(request)
	if err != nil {
		return broken(call, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return refused(call, response)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer))
	if err != nil {
		return broken(call, err)
	}
	if json.Unmarshal(data, answer) != nil {
		return broken(call, errors.New("not JSON"))
	}
	return nil
}
