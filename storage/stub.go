package storage

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/alexedwards/scs/v2"

	"kanal"
)

var errTodo = errors.New("not yet")

// Options say how to open a database.
type Options struct {
	URL       string           // "sqlite:PATH" or "postgres://…"
	DirectURL string           // PostgreSQL behind a pooler: how to reach it directly, for LISTEN and migrations; "" is URL
	Secret    []byte           // key material, at least 16 bytes, never kept in the database
	Exclusive bool             // the process that serves a SQLite file: a second one gets ErrLocked
	Log       *slog.Logger     // nil logs nothing
	Now       func() time.Time // nil is time.Now
}

// Errors of Open.
var (
	ErrWrongKey = errors.New("the database belongs to another secret key")
	ErrLocked   = errors.New("another process serves this database")
)

// Store is one database, or one transaction of it.
type Store struct{}

func Open(ctx context.Context, o Options) (*Store, error) { return nil, errTodo }
func (s *Store) Close() error                             { return errTodo }
func (s *Store) Ping(ctx context.Context) error           { return errTodo }

// Shared tells whether several processes may use the database at once.
func (s *Store) Shared() bool { return false }

// InTx runs work in one transaction: committed when it returns nil, else rolled back. Inside, only the Store
// passed in may be used. InTx of that Store just runs work.
func (s *Store) InTx(ctx context.Context, work func(tx *Store) error) error { return errTodo }

// Write does all of w, in InTx. ErrConflict: a report moved on, or an incoming message was there already.
func (s *Store) Write(ctx context.Context, w *Work) error { return errTodo }

// Conversations finds or makes the conversations of these addresses, locks them in order of id and returns
// them in the order asked. names are what the networks show, used for new contacts; nil or as long as addresses.
func (s *Store) Conversations(ctx context.Context, addresses []Address, names []string) ([]*Conversation, error) {
	return nil, errTodo
}

// ConversationByID locks and returns conversations in the order asked.
func (s *Store) ConversationByID(ctx context.Context, ids ...int64) ([]*Conversation, error) {
	return nil, errTodo
}

// ConversationOf finds the conversation of an address, without a lock.
func (s *Store) ConversationOf(ctx context.Context, a Address) (id int64, found bool, err error) {
	return 0, false, errTodo
}

// MessageKey is the identity of an incoming message.
type MessageKey struct {
	Conversation int64
	External     string
}

// Seen tells which of these incoming messages are stored already.
func (s *Store) Seen(ctx context.Context, keys ...MessageKey) (map[MessageKey]bool, error) {
	return nil, errTodo
}

// DrawNumbers draws n unused report numbers.
func (s *Store) DrawNumbers(ctx context.Context, n int) ([]kanal.Number, error) { return nil, errTodo }

// PIN is the six-digit secret of a report.
func (s *Store) PIN(n kanal.Number) string { return "" }

func (s *Store) Report(ctx context.Context, id int64) (*Report, error)          { return nil, errTodo }
func (s *Store) ReportForUpdate(ctx context.Context, id int64) (*Report, error) { return nil, errTodo }
func (s *Store) ReportByNumber(ctx context.Context, n kanal.Number) (*Report, error) {
	return nil, errTodo
}

// ReportsOf returns a contact's reports, newest first.
func (s *Store) ReportsOf(ctx context.Context, contact int64, openOnly bool, limit int) ([]*Report, error) {
	return nil, errTodo
}

// ReportByReceipt finds the report of the message with that network id, in either direction; ErrNotFound.
func (s *Store) ReportByReceipt(ctx context.Context, conversation int64, networkID string) (int64, error) {
	return 0, errTodo
}
func (s *Store) Events(ctx context.Context, report int64) ([]kanal.Event, error) { return nil, errTodo }

// OpenClock returns the clock that has not stopped; nil for none.
func (s *Store) OpenClock(ctx context.Context, report int64) (*kanal.Clock, error) {
	return nil, errTodo
}
func (s *Store) Clocks(ctx context.Context, report int64) ([]kanal.Clock, error) { return nil, errTodo }
func (s *Store) Thread(ctx context.Context, report int64) ([]*Message, error)    { return nil, errTodo }
func (s *Store) Message(ctx context.Context, id int64) (*Message, error)         { return nil, errTodo }

// Messages returns the messages with these ids, oldest first.
func (s *Store) Messages(ctx context.Context, ids ...int64) ([]*Message, error) { return nil, errTodo }

// History returns messages of a conversation with ids above after, oldest first.
func (s *Store) History(ctx context.Context, conversation, after int64, limit int) ([]*Message, error) {
	return nil, errTodo
}
func (s *Store) Attention(ctx context.Context, limit int) ([]*Message, error)  { return nil, errTodo }
func (s *Store) ClearAttention(ctx context.Context, message int64) error       { return errTodo }
func (s *Store) NotReports(ctx context.Context, limit int) ([]*Message, error) { return nil, errTodo }

// Filter chooses reports; zero fields choose all.
type Filter struct {
	Status     []kanal.Status
	Agency     string // holder, or proposed while an admin has it
	Holder     string // holder alone
	Topic      string
	Protection kanal.Protection
	Number     kanal.Number
	Triage     bool      // waits for an admin
	LateAt     time.Time // its clock runs and was due before this time
	From, To   time.Time // received in [From, To)
	Before     Cursor    // older than the last row of the page before
	Limit      int       // 0 is 50
}

// Cursor is the place of a report in the list: newest first.
type Cursor struct {
	ReceivedAt time.Time
	ID         int64
}

// Tasks returns a page of reports, newest first, and whether there are more.
func (s *Store) Tasks(ctx context.Context, f Filter) (page []*Task, more bool, err error) {
	return nil, false, errTodo
}

// Counts counts reports by status; agency "" for all, else as Filter.Agency.
func (s *Store) Counts(ctx context.Context, agency string) (map[kanal.Status]int, error) {
	return nil, errTodo
}

// Delivery is a claimed message to be sent.
type Delivery struct {
	kanal.Outgoing // Delivery is the message's id
	ConversationID int64
	Report         int64
	Tries          int // this one included
	MadeAt         time.Time
	Blocked        bool // the recipient wants nothing from us
}

// Outcome is how a try ended.
type Outcome struct {
	Delivery int64
	State    kanal.DeliveryState // StateSent, StateDead, or StatePending to try again at NextAt
	Receipt  string
	Trouble  string // code
	NextAt   time.Time
}

// Claim takes up to limit deliveries of an account: of each recipient the oldest unfinished one, if it is due.
func (s *Store) Claim(ctx context.Context, account, owner string, until time.Time, limit int) ([]Delivery, error) {
	return nil, errTodo
}

// Finish records outcomes of deliveries that owner still holds; others are left alone.
func (s *Store) Finish(ctx context.Context, owner string, outcomes ...Outcome) error { return errTodo }

// SetDelivery records what the network told later; ErrNotFound when there is no such delivery.
func (s *Store) SetDelivery(ctx context.Context, d kanal.DeliveryStatus) error { return errTodo }

// SetBlocked records that a recipient wants nothing, or again something.
func (s *Store) SetBlocked(ctx context.Context, a Address, blocked bool) error { return errTodo }

// Pace reserves n sends and returns how long to wait before the first; each further one is due 1/perSecond later.
func (s *Store) Pace(ctx context.Context, account string, perSecond, n int) (time.Duration, error) {
	return 0, errTodo
}

// NextDelivery returns when the next delivery of an account is due; false for none.
func (s *Store) NextDelivery(ctx context.Context, account string) (time.Time, bool, error) {
	return time.Time{}, false, errTodo
}

// Dead returns messages given up or failed, newest first.
func (s *Store) Dead(ctx context.Context, limit int) ([]*Message, error) { return nil, errTodo }

// Lease takes or renews a lease for d; false when another owner has it.
func (s *Store) Lease(ctx context.Context, name, owner string, d time.Duration) (bool, error) {
	return false, errTodo
}
func (s *Store) Release(ctx context.Context, name, owner string) error { return errTodo }

// DueConversations: candidates, to be rechecked under the lock.
func (s *Store) DueConversations(ctx context.Context, now time.Time, limit int) ([]int64, error) {
	return nil, errTodo
}

// DueClocks returns reports whose running clock of that kind was due by now; candidates.
func (s *Store) DueClocks(ctx context.Context, kind kanal.ClockKind, now time.Time, limit int) ([]int64, error) {
	return nil, errTodo
}

// PausedClocks returns reports whose clock rests since before that time; candidates.
func (s *Store) PausedClocks(ctx context.Context, before time.Time, limit int) ([]int64, error) {
	return nil, errTodo
}

// Wake says that there is something to do.
type Wake struct {
	Account      string // a delivery of this account …
	Conversation int64  // … and conversation was queued
	Model        bool   // another model is active
}

// Wakes subscribes until ctx ends, then the channel closes. Wakes may be lost: poll besides.
func (s *Store) Wakes(ctx context.Context) <-chan Wake { return nil }

func (s *Store) Agencies(ctx context.Context) ([]kanal.Agency, error)  { return nil, errTodo }
func (s *Store) Topics(ctx context.Context) ([]kanal.Topic, error)     { return nil, errTodo }
func (s *Store) Holidays(ctx context.Context) ([]kanal.Holiday, error) { return nil, errTodo }
func (s *Store) Terms(ctx context.Context) ([]kanal.Term, error)       { return nil, errTodo }

// CreateUser inserts u and fills in its ID; bindToken "" for none. ErrConflict: the name is taken.
func (s *Store) CreateUser(ctx context.Context, u *User, bindToken string) error { return errTodo }

// SaveUser saves name, role, agency, password and Disabled.
func (s *Store) SaveUser(ctx context.Context, u *User) error                    { return errTodo }
func (s *Store) User(ctx context.Context, id int64) (*User, error)              { return nil, errTodo }
func (s *Store) UserByName(ctx context.Context, username string) (*User, error) { return nil, errTodo }
func (s *Store) Users(ctx context.Context) ([]*User, error)                     { return nil, errTodo }

// OfficersOf returns an agency's enabled officers.
func (s *Store) OfficersOf(ctx context.Context, agency string) ([]*User, error) { return nil, errTodo }

// NewBindToken gives a user another token, good for seven days and one use.
func (s *Store) NewBindToken(ctx context.Context, user int64, token string) error { return errTodo }

// BindOfficer binds the token's user to a conversation; ErrNotFound for a wrong, used or old token.
func (s *Store) BindOfficer(ctx context.Context, token string, conversation int64) (*User, error) {
	return nil, errTodo
}

// Sessions is the store for scs.
func (s *Store) Sessions() scs.CtxStore                                   { return nil }
func (s *Store) DeleteExpiredSessions(ctx context.Context) error          { return errTodo }
func (s *Store) Setting(ctx context.Context, name string) (string, error) { return "", errTodo }
func (s *Store) SetSetting(ctx context.Context, name, value string) error { return errTodo }

// SaveModel stores a model (an active one replaces the active one) and keeps the newest three.
func (s *Store) SaveModel(ctx context.Context, m *Model) error { return errTodo }

// ActiveModel returns the model in use; ErrNotFound for none.
func (s *Store) ActiveModel(ctx context.Context) (*Model, error) { return nil, errTodo }

// ActivateModel puts a stored model in use.
func (s *Store) ActivateModel(ctx context.Context, version string) error { return errTodo }

// Models lists the models without their data, newest first.
func (s *Store) Models(ctx context.Context) ([]*Model, error) { return nil, errTodo }

// Corrections returns corrections with ids above after, oldest first.
func (s *Store) Corrections(ctx context.Context, after int64, limit int) ([]*Correction, error) {
	return nil, errTodo
}

// SeenImports tells which import keys are stored already.
func (s *Store) SeenImports(ctx context.Context, keys ...string) (map[string]bool, error) {
	return nil, errTodo
}

// RecapRow counts reports that are alike.
type RecapRow struct {
	Agency  string // holder at the end; "" not verified
	Status  kanal.Status
	Topic   string
	Subject string
	Count   int
}

// RecapRows counts the reports received in [from, to) by their state at to, without archived ones.
func (s *Store) RecapRows(ctx context.Context, from, to time.Time) ([]RecapRow, error) {
	return nil, errTodo
}
