package whatsapptest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// Vote answers a poll of the linked device with these options, none to take a vote back; it returns the vote's id. It is
// sent from the address that the poll came to.
func (p *Phone) Vote(ctx context.Context, poll Received, options ...string) (string, error) {
	secret := poll.Message.GetMessageContextInfo().GetMessageSecret()
	if len(secret) == 0 {
		return "", errors.New("whatsapptest: that is no poll")
	}
	plain, err := proto.Marshal(&waE2E.PollVoteMessage{SelectedOptions: whatsmeow.HashPollOptions(options)})
	if err != nil {
		return "", fmt.Errorf("writing a vote: %w", err)
	}
	lid := strings.HasSuffix(poll.To, "@"+types.HiddenUserServer)
	asker := p.s.owner.id.String()
	if lid {
		asker = p.s.owner.lid.String()
	}
	iv := make([]byte, 12)
	rand.Read(iv) // never fails
	key := derive(secret, nil, poll.ID+asker+poll.To+"Poll Vote", 32)
	sealed := aead(key).Seal(nil, iv, plain, []byte(poll.ID+"\x00"+poll.To))
	return p.Send(ctx, Message{LID: lid, Content: &waE2E.Message{PollUpdateMessage: &waE2E.PollUpdateMessage{
		Vote:                   &waE2E.PollEncValue{EncPayload: sealed, EncIV: iv},
		PollCreationMessageKey: &waCommon.MessageKey{ID: &poll.ID, FromMe: proto.Bool(false), RemoteJID: &asker},
		SenderTimestampMS:      proto.Int64(time.Now().UnixMilli())}}})
}
