package whatsapp

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"

	"kanal"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
)

// mostOptions is how many answers a poll may have.
const mostOptions = 12

// poll makes the poll of a message's choices; nil where they do not make one. Its secret, which opens the votes, is
// drawn like the id, so that a poll made again still takes votes.
func (s *session) poll(out kanal.Outgoing, main string) *waE2E.Message {
	labels := make([]string, len(out.Choices))
	known := map[string]bool{}
	for i, c := range out.Choices {
		labels[i], known[c.Label] = c.Label, true
	}
	if len(labels) < 2 || len(labels) > mostOptions || len(known) != len(labels) {
		return nil
	}
	message := s.client.BuildPollCreation("Pilih salah satu, atau balas dengan angkanya:", labels, 1)
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("poll" + main))
	message.MessageContextInfo.MessageSecret = mac.Sum(nil)
	return message
}

// sendPoll offers the choices as a poll too. The numbered lines have gone out already, so a failure costs nothing.
func (s *session) sendPoll(ctx context.Context, to types.JID, out kanal.Outgoing, main string) {
	message := s.poll(out, main)
	if message == nil || to.Server == types.GroupServer {
		return
	}
	if err := s.post(ctx, to, message, s.partID(main, pollPart)); err != nil {
		s.bot.options.Log.Warn("a poll is not sent", "account", s.bot.options.Account, "delivery", out.Delivery, "err", s.bot.failure("sending a poll", err))
	}
}

// openVote decrypts a vote. The voter's address is part of the key, and the poll may have gone to the one while the vote
// comes from the other.
func (s *session) openVote(e *events.Message) (*waE2E.PollVoteMessage, error) {
	vote, err := s.client.DecryptPollVote(s.ctx, e)
	if err == nil {
		return vote, nil
	}
	known, alias, _ := s.canonical(e.Info.Sender, e.Info.SenderAlt)
	for _, address := range []types.JID{known, alias} {
		if address.IsEmpty() || address == e.Info.Sender.ToNonAD() || e.Info.IsGroup {
			continue
		}
		other := *e
		other.Info.Chat, other.Info.Sender = address, address
		if vote, again := s.client.DecryptPollVote(s.ctx, &other); again == nil {
			return vote, nil
		}
	}
	return nil, err
}

// vote reads a vote in a poll of ours as a tap. A vote that was taken back, or is in somebody else's poll, is nothing.
func (s *session) vote(e *events.Message, in *kanal.Incoming) (*kanal.Incoming, error) {
	main, part, ours := s.splitID(e.Message.GetPollUpdateMessage().GetPollCreationMessageKey().GetID())
	if !ours || part != pollPart {
		return nil, nil
	}
	vote, err := s.openVote(e)
	if err != nil {
		_, err = firstDevice(s.ctx, s.tables) // with the database away it comes again; else it is not for this link
		return nil, err
	}
	out, err := s.bot.options.Sent(s.ctx, main)
	if errors.Is(err, kanal.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading what a vote is about: %w", err)
	}
	for _, c := range out.Choices {
		hash := whatsmeow.HashPollOptions([]string{c.Label})[0]
		for _, chosen := range vote.GetSelectedOptions() {
			if bytes.Equal(hash, chosen) {
				in.Kind, in.Choice, in.ReplyTo = kanal.KindTap, c.Data, main
				return in, nil
			}
		}
	}
	return nil, nil
}
