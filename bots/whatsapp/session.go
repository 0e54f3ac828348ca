package whatsapp

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"kanal"
	"kanal/bots"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/store/sqlstore"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
)

// session is the life of one client with a linked phone. A client is never used again once its session has ended:
// what waits in its queue is dropped unacknowledged, so the network delivers it to the next one, in order.
type session struct {
	bot    *Bot
	tables *sqlstore.Container
	inbox  bots.Inbox
	client *whatsmeow.Client
	own    types.JID // the phone's number, with the device
	lid    types.JID // its other address; may be empty in an old link
	key    []byte    // for ids of messages and references to files; as secret as the link itself

	ctx       context.Context // of everything that the client does
	cancel    context.CancelFunc
	ends      chan ending
	closed    atomic.Bool // nothing is taken any more
	connected atomic.Bool
	handling  sync.Mutex // held while something is being stored

	ratchet ratchet
	reads   chan events.Message // to be marked as read
	retries mediaRetries
	mu      sync.Mutex // guards the beginning of work
	work    sync.WaitGroup
}

func (b *Bot) newSession(ctx context.Context, tables *sqlstore.Container, device *store.Device, version store.WAVersionContainer, inbox bots.Inbox) *session {
	s := &session{bot: b, tables: tables, inbox: inbox, own: device.GetJID(), lid: device.GetLID(), ends: make(chan ending, 1),
		reads: make(chan events.Message, 256), retries: mediaRetries{waiting: map[string]chan *events.MediaRetry{}}}
	mac := hmac.New(sha256.New, device.IdentityKey.Priv[:])
	mac.Write([]byte("kanal"))
	s.key = mac.Sum(nil)
	// What was begun is finished when ctx ends, and then cancelled.
	s.ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.ratchet.guard(device)
	s.client = b.newClient(s.ctx, device, version)
	s.client.EnableAutoReconnect = true
	s.client.InitialAutoReconnect = true
	s.client.AutoReconnectHook = func(error) bool {
		// Its pauses grow by two seconds each time, without end.
		s.client.AutoReconnectErrors = min(s.client.AutoReconnectErrors, 15)
		return !s.closed.Load()
	}
	// whatsmeow acknowledges after our handler, and keeps what it decrypted until the handler has succeeded.
	s.client.SynchronousAck = true
	s.client.EnableDecryptedEventBuffer = true
	s.client.AutomaticMessageRerequestFromPhone = true
	s.client.ManualHistorySyncDownload = true // old messages of the phone are none of our business
	s.client.GetMessageForRetry = s.messageForRetry
	s.client.SetForceActiveDeliveryReceipts(true) // two ticks, though we do not pretend to be there all day
	s.client.AddEventHandlerWithSuccessStatus(s.handle)
	return s
}

// newClient makes a client whose every connection goes through ours; nothing sets another way after it.
func (b *Bot) newClient(ctx context.Context, device *store.Device, version store.WAVersionContainer) *whatsmeow.Client {
	c := whatsmeow.NewClient(device, &hush{b.options.Log, b.options.Account})
	c.BackgroundEventCtx = ctx
	c.GetClientPayload = func() *waClientPayload { return payload(device, version, b.options.Name) }
	c.SetWebsocketHTTPClient(b.client)
	c.SetPreLoginHTTPClient(b.client)
	c.SetMediaHTTPClient(b.client)
	return c
}

// run connects and stays until something ends the session.
func (s *session) run(ctx context.Context) ending {
	s.bot.note(kanal.Link{State: kanal.LinkConnecting})
	s.bot.setSession(s)
	s.background(s.markRead)
	dialling := context.AfterFunc(ctx, s.cancel)
	err := s.client.Connect()
	dialling()
	if err != nil {
		s.end(ending{cause: failed, code: dialCode(err)})
	}
	var how ending
	select {
	case how = <-s.ends:
	case <-ctx.Done():
		how = ending{cause: stopped}
	}
	s.close(how)
	return how
}

// dialCode is what may be told of a failed connection; the error itself may quote anything.
func dialCode(err error) string {
	if errors.Is(err, errForeignHost) {
		return "foreign host"
	}
	return "dial"
}

// end ends the session; of several reasons the first counts.
func (s *session) end(e ending) {
	s.closed.Store(true)
	s.connected.Store(false)
	select {
	case s.ends <- e:
	default:
	}
}

// grace is how long what is being stored may take when a session ends.
const grace = 3 * time.Second

// background does something beside the client, unless the session has ended.
func (s *session) background(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed.Load() {
		s.work.Go(f)
	}
}

// close lets go of the client.
func (s *session) close(how ending) {
	s.mu.Lock()
	s.closed.Store(true)
	s.mu.Unlock()
	s.connected.Store(false)
	s.bot.setSession(nil)
	idle := make(chan struct{})
	go func() {
		s.handling.Lock()
		defer s.handling.Unlock()
		close(idle)
	}()
	select {
	case <-idle:
	case <-time.After(grace):
	}
	if how.cause == loggedOut {
		s.awaitDeletion()
	} else {
		stuck := time.AfterFunc(time.Second, s.cancel) // a client that is dialling disconnects only after that
		s.client.Disconnect()
		stuck.Stop()
	}
	s.cancel()
	<-idle // whoever stores has been cancelled
	s.work.Wait()
}

// awaitDeletion waits until whatsmeow has deleted the link that ended, which it does beside telling us. The client
// must not be touched meanwhile, nor afterwards: it is dead. Should the deletion fail, it is done here.
func (s *session) awaitDeletion() {
	ctx, cancel := context.WithTimeout(s.ctx, 10*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for patience := 100; ; patience-- {
		device, err := firstDevice(ctx, s.tables)
		if err == nil && (device == nil || device.GetJID() != s.own) {
			return
		}
		if err == nil && patience <= 0 {
			err = s.tables.DeleteDevice(ctx, device)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			s.bot.options.Log.Error("a link that ended could not be deleted", "account", s.bot.options.Account, "err", err)
			return
		}
	}
}

func (b *Bot) setSession(s *session) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.session = s
}

// handle is given every event. False keeps the network from being told "received".
func (s *session) handle(event any) (ok bool) {
	defer func() {
		// whatsmeow would take a panic for success.
		if recover() != nil {
			s.bot.options.Log.Error("panic while an event was handled", "account", s.bot.options.Account)
			s.end(ending{cause: refused})
			ok = false
		}
	}()
	switch e := event.(type) {
	case *events.Message:
		return s.receive(e)
	case *events.Receipt:
		return s.report(e)
	case *events.UndecryptableMessage:
		s.undecryptable()
	case *events.MediaRetry:
		s.retries.deliver(e)
	case *events.Connected:
		s.connected.Store(true)
		s.bot.note(kanal.Link{State: kanal.LinkConnected})
		s.background(s.present)
	case *events.PushNameSetting:
		s.background(s.present)
	case *events.KeepAliveRestored:
		s.bot.note(kanal.Link{State: kanal.LinkConnected})
	case *events.Disconnected, *events.KeepAliveTimeout:
		s.away(event)
	case *events.LoggedOut:
		s.end(ending{cause: loggedOut, code: e.Reason.NumberString()})
	case *events.StreamReplaced:
		s.end(ending{cause: replaced})
	case *events.ClientOutdated:
		s.end(ending{cause: outdated})
	case *events.TemporaryBan:
		s.end(s.bot.ban(e))
	case *events.ConnectFailure:
		s.end(ending{cause: failed, code: e.Reason.NumberString()})
	}
	return true
}

// away notes that the connection is gone or silent; whatsmeow brings it back.
func (s *session) away(event any) {
	if s.closed.Load() {
		return
	}
	if _, gone := event.(*events.Disconnected); gone {
		s.connected.Store(false)
	}
	s.bot.note(kanal.Link{State: kanal.LinkAway})
}

// ban reads a ban.
func (b *Bot) ban(e *events.TemporaryBan) ending {
	how := ending{cause: banned, code: strconv.Itoa(int(e.Code))}
	if e.Expire > 0 {
		how.until = b.options.Now().Add(e.Expire)
	}
	return how
}

// undecryptable looks whether it is our own database that makes a message unreadable. whatsmeow asks for it again and
// acknowledges, four times at most; with the database away that would lose it, so nothing more is read until it is back.
func (s *session) undecryptable() {
	if s.closed.Load() {
		return
	}
	if _, err := firstDevice(s.ctx, s.tables); err != nil {
		s.end(ending{cause: failed, code: "database"})
		s.cancel()
		return
	}
	s.bot.options.Log.Warn("a message cannot be read and is asked for again", "account", s.bot.options.Account)
}

// present tells the network our name, without which people see a dash, and that nobody sits in front of the screen, so
// that the owner's phone still rings.
func (s *session) present() {
	if s.closed.Load() {
		return
	}
	if err := s.client.SendPresence(s.ctx, types.PresenceUnavailable); err != nil && !errors.Is(err, whatsmeow.ErrNoPushName) && s.ctx.Err() == nil {
		s.bot.options.Log.Debug("no presence sent", "account", s.bot.options.Account)
	}
}
