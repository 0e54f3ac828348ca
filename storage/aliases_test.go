package storage_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

const (
	lid   = "118@lid"
	phone = "62812@s.whatsapp.net"
)

func caller(chat, alias string) storage.Caller {
	return storage.Caller{Address: storage.Address{Account: "whatsapp", Chat: chat}, Alias: alias, Name: "Warga"}
}

// call finds one caller's conversation as the intake does.
func call(t testing.TB, s *storage.Store, chat, alias string) *storage.Conversation {
	t.Helper()
	return must[[]*storage.Conversation](t)(s.Callers(t.Context(), []storage.Caller{caller(chat, alias)}))[0]
}

func TestTwoAddressesOfOnePersonAreOneConversation(t *testing.T) {
	for name, calls := range map[string][][2]string{
		"told at once":             {{lid, phone}, {phone, ""}, {lid, ""}, {lid, phone}},
		"the phone number first":   {{phone, ""}, {lid, phone}, {phone, ""}, {lid, ""}},
		"the other way round":      {{lid, ""}, {phone, lid}, {lid, ""}, {phone, ""}},
		"back and forth":           {{phone, ""}, {lid, phone}, {phone, lid}, {lid, phone}, {lid, ""}, {phone, ""}},
		"the same as its alias":    {{phone, phone}, {phone, ""}, {lid, phone}},
		"twice, with its alias":    {{lid, phone}, {lid, phone}, {phone, lid}},
		"the alias alone, at once": {{lid, phone}, {phone, ""}},
	} {
		t.Run(name, func(t *testing.T) {
			storagetest.Each(t, func(t *testing.T, s *storage.Store) {
				var first *storage.Conversation
				newest := ""
				for i, c := range calls {
					got := call(t, s, c[0], c[1])
					if i == 0 {
						first, newest = got, c[0]
					}
					if c[1] != "" {
						newest = c[0]
					}
					if got.ID != first.ID || got.Contact.ID != first.Contact.ID || got.New != (i == 0) || got.Address.Chat != newest {
						t.Errorf("call %d: %+v; the first was %d", i, got, first.ID)
					}
					if id, found, err := s.ConversationOf(t.Context(), storage.Address{Account: "whatsapp", Chat: c[0]}); err != nil || !found || id != first.ID {
						t.Errorf("call %d: found %d, %t, %v", i, id, found, err)
					}
				}
			})
		})
	}
}

// twoPeople makes a conversation with a report of its own at each of two addresses.
func twoPeople(t *testing.T, s *storage.Store) (byPhone, byLID *storage.Report) {
	t.Helper()
	for i, chat := range []string{phone, lid} {
		c := call(t, s, chat, "")
		numbers := must[[]kanal.Number](t)(s.DrawNumbers(t.Context(), 1))
		var w storage.Work
		r := file(&w, c, numbers[0], 0, arrival{chat, fmt.Sprint("m", i), "jalan rusak"})
		c.Draft, c.State = nil, ""
		if err := s.Write(t.Context(), &w); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			byPhone = r
		} else {
			byLID = r
		}
	}
	return byPhone, byLID
}

func TestTwoPeopleBecomeOneWhenTheNetworkTells(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		byPhone, byLID := twoPeople(t, s)
		user := &storage.User{Username: "p", Role: storage.Officer, Agency: "esdm"}
		if err := s.CreateUser(ctx, user, "token"); err != nil {
			t.Fatal(err)
		}
		must[*storage.User](t)(s.BindOfficer(ctx, "token", byPhone.Conversation))
		for range 2 { // the second time there is nothing left to do
			c := call(t, s, lid, phone)
			if c.ID != byLID.Conversation || c.Contact.ID != min(byPhone.Contact, byLID.Contact) || c.Address.Chat != lid || c.Officer != user.ID {
				t.Fatalf("joined to %+v", c)
			}
		}
		if list := must[[]*storage.Report](t)(s.ReportsOf(ctx, min(byPhone.Contact, byLID.Contact), true, 5)); len(list) != 2 ||
			list[0].Conversation != byLID.Conversation || list[1].Conversation != byLID.Conversation {
			t.Errorf("reports of the one contact: %+v", list)
		}
		if c := call(t, s, phone, ""); c.ID != byLID.Conversation {
			t.Errorf("what comes from the phone number goes to %+v", c)
		}
		key := storage.MessageKey{Conversation: byLID.Conversation, External: "m0"}
		if seen := must[map[storage.MessageKey]bool](t)(s.Seen(ctx, key)); !seen[key] {
			t.Error("a message of the other address would be taken for new")
		}
		claimed := must[[]storage.Delivery](t)(s.Claim(ctx, "whatsapp", "me", time.Now().Add(time.Hour), 10))
		if len(claimed) != 1 || claimed[0].Conversation != lid {
			t.Errorf("claimed %+v, want the oldest for the one address", claimed)
		}
		if u := must[*storage.User](t)(s.User(ctx, user.ID)); u.Bound != byLID.Conversation {
			t.Errorf("the officer is bound to %d", u.Bound)
		}
	})
}

func TestADraftSurvivesTheJoining(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		draft := func(chat, alias, words string) *storage.Conversation {
			c := call(t, s, chat, alias)
			m := &storage.Message{Conversation: c.ID, External: chat, Kind: kanal.KindMessage, Text: words, Sealed: true, At: noon}
			c.State, c.Draft = "draft", []byte(words)
			if err := s.Write(ctx, &storage.Work{Messages: []*storage.Message{m}, Conversations: []*storage.Conversation{c}}); err != nil {
				t.Fatal(err)
			}
			return c
		}
		draft(phone, "", "dari nomor")
		call(t, s, lid, "")
		if c := call(t, s, lid, phone); c.State != "draft" || string(c.Draft) != "dari nomor" {
			t.Errorf("the only draft became %q %q", c.State, c.Draft)
		}
		draft("62813@s.whatsapp.net", "", "dari nomor")
		draft("119@lid", "", "dari lid")
		if c := call(t, s, "119@lid", "62813@s.whatsapp.net"); string(c.Draft) != "dari lid" {
			t.Errorf("of two drafts %q stayed", c.Draft)
		}
		if list := must[[]*storage.Message](t)(s.Attention(ctx, 5)); len(list) != 1 || list[0].Text != "dari nomor" {
			t.Errorf("for an admin: %+v", list)
		}
	})
}

func TestErasureForgetsBothAddresses(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		_, byLID := twoPeople(t, s)
		call(t, s, lid, phone)
		if err := s.Erase(t.Context(), byLID.Conversation); err != nil {
			t.Fatal(err)
		}
		for _, chat := range []string{phone, lid} {
			if id, found, err := s.ConversationOf(t.Context(), storage.Address{Account: "whatsapp", Chat: chat}); err != nil || found {
				t.Errorf("%s leads to %d, %v", chat, id, err)
			}
		}
		if c := call(t, s, lid, phone); !c.New {
			t.Error("who writes later is not somebody new")
		}
	})
}

func TestABlockReachesAnAlias(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		call(t, s, lid, phone)
		if err := s.SetBlocked(t.Context(), storage.Address{Account: "whatsapp", Chat: phone}, true); err != nil {
			t.Fatal(err)
		}
		if c := call(t, s, lid, ""); !c.Blocked {
			t.Error("the block of the alias was not noted")
		}
	})
}

func TestJoiningDoesNotDeadlock(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		const people = 30
		var all errgroup.Group
		for worker := range 6 {
			all.Go(func() error {
				for range 25 {
					var callers []storage.Caller
					for range 8 {
						n := rand.IntN(people)
						l, p := fmt.Sprintf("%d@lid", n), fmt.Sprintf("628%d@s.whatsapp.net", n)
						callers = append(callers, [...]storage.Caller{caller(l, ""), caller(p, ""), caller(l, p)}[rand.IntN(3)])
					}
					for {
						err := s.InTx(ctx, func(tx *storage.Store) error {
							list, err := tx.Callers(ctx, callers)
							if err != nil {
								return err
							}
							for _, c := range list {
								c.State = fmt.Sprint(worker)
							}
							return tx.Write(ctx, &storage.Work{Conversations: list})
						})
						if errors.Is(err, kanal.ErrConflict) {
							continue
						}
						if err != nil {
							return err
						}
						break
					}
				}
				return nil
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		for n := range people {
			l, p := fmt.Sprintf("%d@lid", n), fmt.Sprintf("628%d@s.whatsapp.net", n)
			if a, b, c := call(t, s, l, p), call(t, s, p, ""), call(t, s, l, ""); a.ID != b.ID || b.ID != c.ID {
				t.Errorf("person %d has conversations %d, %d and %d", n, a.ID, b.ID, c.ID)
			}
		}
	})
}
