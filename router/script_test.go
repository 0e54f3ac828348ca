package router

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// Scripts of dialogue stand in testdata/*.txt. A line that is not indented is something somebody does; indented
// ones say what must be true after it. The words after a colon are what is written; {nomor} is the number of
// the newest report, {nomor 1} of the first.
//
// A script runs on Telegram, on WhatsApp and by SMS; a line that begins with [telegram], [whatsapp], [sms], [cards] or
// [buttons] holds only there. One whose people are all on a named network runs once.
//
//	Ani is 101                                 a citizen with a phone on the network of the run
//	Ani is 101 on telegram                     … on that network always
//	Ani is 101 on whatsapp:cloud               … where nobody hears anything who has not written for 24 hours
//	Budi is 201 on telegram for dpupr-pera     an officer, bound to that chat; also: for dpupr-pera as deputy
//	Desa is 301 on telegram as relay           a village office
//	Ani: jalan rusak                           writes, and is quiet for a moment
//	Ani quickly: jalan rusak                   writes, and goes on
//	Ani 60 times quickly: {i} jalan            writes so often, {i} being the count; without quickly, in peace
//	Ani edits "rusak": jalan putus             changes the newest message with these words
//	Ani repeats                                the network delivers the last message once more
//	Ani replies to "Sudah kami terima": …      answers the newest message with these words; before the colon also:
//	                                           with a photo, with an album
//	Ani taps Kirim                             the newest button of that name (taps first …: the oldest); its number
//	                                           on WhatsApp, its words by SMS, where nothing is to be sent by Kirim
//	Ani sends a photo: caption                 also album, voice, sticker, place, nothing; the words may be missing
//	Ani in a group: …                          writes where several read; "in a group to us" names the bot
//	Ani forwards: …                            passes on what somebody else wrote
//	admin assigns dishub                       also answers: …, asks: …, archives umum, begins, releases disdikbud
//	admin withholds inspektorat                says whom the newest report is about
//	admin joins {nomor 1}                      makes the newest report part of that one's case; also: parts
//	admin moves Budi to dishub                 also: disables Budi, enables Budi
//	11m passes                                 the clock moves, and what is due then happens
//	restart                                    another process goes on with the same database
//	  hears words                              the one who acted heard this since the line began
//	  Budi hears words                         somebody else did
//	  hears not words                          no message has it
//	  hears nothing                            no message at all
//	  Ani is asked to write                    for the network keeps a message back; also: is not asked to write
//	  hears 2 messages                         so many; also: 2 files
//	  report status=assigned holder=esdm       the newest report is so; officer=Budi whose task it is; clock=running,
//	                                           paused or none; due=2026-11-30; words=sealed or readable
//	  2 reports                                how many there are
//	  1 attention                              messages stored raw
//	  1 dismissed                              messages taken for no report
type script struct {
	*house
	network string // of people whose network is not named
	people  map[string]person
	boss    *storage.User
	before  map[string]int64 // each one's last message before the act
	arrived map[int64]bool   // messages that the network took since
	asked   map[int64]bool   // conversations whose person it asked to write since
	actor   string
	last    kanal.Incoming
}

type person struct{ account, chat string }

func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			for _, network := range networksOf(string(text)) {
				t.Run(network, func(t *testing.T) {
					t.Parallel() // they wait for the disk more than they work
					play(t, network, string(text))
				})
			}
		})
	}
}

// networksOf are the networks a script runs on: all, unless each of its people is on a named one.
func networksOf(text string) []string {
	if everyone.MatchString(text) {
		return []string{"telegram", "whatsapp", "sms"}
	}
	return []string{"named"}
}

var everyone = regexp.MustCompile(`(?m)^\w+ is \S+$`)

func play(t *testing.T, network, text string) {
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		c := &clock{at: monday}
		h := newHouse(t, openAt(t, db, c), c, &phoneBot{account: "sms:kannel"})
		s := &script{house: h, network: network, people: map[string]person{}, before: map[string]int64{}}
		for i, line := range strings.Split(text, "\n") {
			s.line(i+1, line)
		}
		h.holds()
	})
}

func (s *script) line(n int, line string) {
	t := s.t
	t.Helper()
	trimmed := strings.TrimSpace(line)
	if trimmed == "" || strings.HasPrefix(trimmed, "#") {
		return
	}
	if m := only.FindStringSubmatch(trimmed); m != nil {
		if !s.on(m[1]) {
			return
		}
		trimmed = m[2]
	}
	trimmed = s.numbers(trimmed)
	if line[0] == ' ' {
		if trouble := s.check(trimmed); trouble != "" {
			t.Errorf("line %d: %s: %s", n, trimmed, trouble)
		}
		return
	}
	for name, p := range s.people {
		s.before[name] = s.lastID(p.account, p.chat)
	}
	s.arrived, s.asked = map[int64]bool{}, map[int64]bool{}
	if err := s.act(trimmed); err != nil {
		t.Fatalf("line %d: %s: %v", n, trimmed, err)
	}
	s.deliver()
	s.measure(n)
}

// only is a line that holds on one network, or on those with an ability.
var only = regexp.MustCompile(`^\[(\w+)\] (.*)$`)

func (s *script) on(what string) bool {
	n := kanal.NetworkOf(s.network)
	switch what {
	case "cards":
		return n.Cards
	case "buttons":
		return n.Buttons
	}
	return s.network == what
}

var numberMark = regexp.MustCompile(`\{(nomor|pin)( \d)?\}`)

func (s *script) numbers(line string) string {
	return numberMark.ReplaceAllStringFunc(line, func(mark string) string {
		list := s.oldest()
		i := len(list)
		m := numberMark.FindStringSubmatch(mark)
		if m[2] != "" {
			fmt.Sscanf(m[2], " %d", &i)
		}
		if i < 1 || i > len(list) {
			s.t.Fatalf("%s: there are %d reports", line, len(list))
		}
		if m[1] == "pin" {
			return s.store.PIN(list[i-1].Number)
		}
		return list[i-1].Number.String()
	})
}

func (s *script) oldest() []*storage.Report {
	list := s.reports()
	slices.SortFunc(list, func(a, b *storage.Report) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

func (s *script) newest() *storage.Report {
	s.t.Helper()
	list := s.oldest()
	if len(list) == 0 {
		s.t.Fatal("there is no report")
	}
	return list[len(list)-1]
}

var (
	introduction = regexp.MustCompile(`^(\w+) is (\S+)(?: on (\S+))?(?: for (\S+))?(?: as (deputy|relay))?$`)
	passing      = regexp.MustCompile(`^(\S+) passes$`)
	speech       = regexp.MustCompile(`^(\w+)(?: (replies to "([^"]*)"(?: with an? (photo|album))?|edits "([^"]*)"|in a group|in a group to us|quickly|forwards))?:(?: (.*))?$`)
	often        = regexp.MustCompile(`^(\w+) (\d+) times( quickly)?: (.*)$`)
	tapping      = regexp.MustCompile(`^(\w+) taps (first )?(.*)$`)
	sending      = regexp.MustCompile(`^(\w+) (quickly )?sends (?:an? )?(photo|album|voice|sticker|place|document|nothing)(?:: (.*))?$`)
	repeating    = regexp.MustCompile(`^(\w+) repeats$`)
	ordering     = regexp.MustCompile(`^admin (\w+)(?: (\S+))?(?: to (\S+))?(?:: (.*))?$`)
)

// act does what one line says.
func (s *script) act(line string) error {
	if m := introduction.FindStringSubmatch(line); m != nil {
		s.introduce(m[1], m[2], m[3], m[4], m[5])
		return nil
	}
	if m := passing.FindStringSubmatch(line); m != nil {
		d, err := time.ParseDuration(m[1])
		if err != nil {
			return err
		}
		s.clock.add(d)
		s.deliver() // what was sent before arrives before what is due now is done
		if err := s.router.fileSilentDrafts(s.t.Context()); err != nil {
			return err
		}
		return s.router.keepDates(s.t.Context())
	}
	if line == "restart" {
		s.house.router = newHouse(s.t, s.store, s.clock, &phoneBot{account: "sms:kannel"}).router
		return nil
	}
	if m := ordering.FindStringSubmatch(line); m != nil {
		return s.order(m[1], m[2], m[3], m[4])
	}
	if m := tapping.FindStringSubmatch(line); m != nil {
		return s.tap(m[1], m[3], m[2] != "")
	}
	if m := repeating.FindStringSubmatch(line); m != nil {
		s.actor = m[1]
		return s.receiveQuietly(s.last)
	}
	if m := often.FindStringSubmatch(line); m != nil {
		n, _ := strconv.Atoi(m[2])
		for i := range n {
			if err := s.act(m[1] + m[3] + ": " + strings.ReplaceAll(m[4], "{i}", strconv.Itoa(i+1))); err != nil {
				return err
			}
		}
		return nil
	}
	message, hurry, err := s.spoken(line)
	if err != nil {
		return err
	}
	s.last = message
	if hurry {
		return s.router.Receive(s.t.Context(), message)
	}
	return s.receiveQuietly(message)
}

// receiveQuietly hands a message in and lets the moment pass after which a story is summed up.
func (s *script) receiveQuietly(m kanal.Incoming) error {
	if err := s.router.Receive(s.t.Context(), m); err != nil {
		return err
	}
	s.quiet()
	return nil
}

// introduce gives somebody a phone.
func (s *script) introduce(name, chat, account, agency, as string) {
	if account == "" {
		account = map[string]string{"sms": "sms:kannel"}[s.network]
		account = cmp.Or(account, s.network)
	}
	if kanal.NetworkOf(account).Name == "sms" && !strings.HasPrefix(chat, "+") {
		chat = "+62812555" + strings.Repeat("0", max(0, 4-len(chat))) + chat
	}
	s.people[name] = person{account, chat}
	if agency != "" || as != "" {
		s.officerOn(agency, account, chat, name, as)
	}
}

// spoken is what somebody writes or sends, and whether they go on at once.
func (s *script) spoken(line string) (m kanal.Incoming, hurry bool, err error) {
	if found := sending.FindStringSubmatch(line); found != nil {
		p, err := s.whose(found[1])
		m := s.message(p.account, p.chat, found[4])
		switch what := found[3]; what {
		case "photo", "voice", "sticker", "document":
			m.Attachments = []kanal.Attachment{{Kind: what, ID: "file-" + m.ID}}
		case "album":
			m.Attachments = []kanal.Attachment{{Kind: "photo", ID: "file-" + m.ID, Album: "album"}}
		case "place":
			m.Location = &kanal.Location{Latitude: -0.4948, Longitude: 117.1436}
		}
		return m, found[2] != "", err
	}
	found := speech.FindStringSubmatch(line)
	if found == nil {
		return m, false, fmt.Errorf("nobody can do that")
	}
	p, err := s.whose(found[1])
	if err != nil {
		return m, false, err
	}
	m = s.message(p.account, p.chat, unescape(found[6]))
	m.Group = strings.HasPrefix(found[2], "in a group")
	m.Addressed = found[2] == "in a group to us"
	m.Forwarded = found[2] == "forwards"
	if found[3] != "" && kanal.NetworkOf(p.account).Name != "sms" { // nobody can reply to an SMS: it is a message like any other
		if m.ReplyTo = s.networkID(p, found[3]); m.ReplyTo == "" {
			err = fmt.Errorf("there is no message to reply to")
		}
	}
	if kind := found[4]; kind != "" {
		m.Attachments = []kanal.Attachment{{Kind: "photo", ID: "file-" + m.ID, Album: strings.TrimPrefix(kind, "photo")}}
	}
	if found[5] != "" {
		original := s.networkID(p, found[5])
		m.Kind, m.ID = kanal.KindEdit, original+"#"+m.ID
		if original == "" {
			err = fmt.Errorf("there is no message to edit")
		}
	}
	return m, found[2] == "quickly", err
}

// unescape makes odd letters writable in a script: \n, \u202e, \xff, and {long} for a text of 10,000 characters.
func unescape(text string) string {
	if strings.Contains(text, "{long}") {
		text = strings.ReplaceAll(text, "{long}", strings.Repeat("sudah lama sekali begini terus ", 330))
	}
	if !strings.Contains(text, `\`) {
		return text
	}
	plain, err := strconv.Unquote(`"` + text + `"`)
	if err != nil {
		return text
	}
	return plain
}

func (s *script) whose(name string) (person, error) {
	p, ok := s.people[name]
	if !ok {
		return p, fmt.Errorf("who is %s?", name)
	}
	s.actor = name
	return p, nil
}

// networkID finds how the network calls the newest message with these words.
func (s *script) networkID(p person, words string) string {
	id := ""
	for _, m := range s.history(p.account, p.chat, 0) {
		if strings.Contains(m.Text, words) {
			id = cmp.Or(m.Receipt, m.External)
		}
	}
	return id
}

// tap chooses an answer as the network lets people do it.
func (s *script) tap(name, label string, first bool) error {
	p, err := s.whose(name)
	if err != nil {
		return err
	}
	network := kanal.NetworkOf(p.account)
	data, on, place := "", "", 0
	for _, m := range s.heard(p.account, p.chat, 0) {
		for i, c := range m.Choices {
			if c.Label == label && (data == "" || !first) {
				data, on, place = c.Data, m.Receipt, i+1
			}
		}
	}
	if data == "" {
		if label == "Kirim" && !network.Cards {
			return nil
		}
		return fmt.Errorf("there is no such button")
	}
	message := s.message(p.account, p.chat, "")
	switch {
	case network.Buttons:
		message.Kind, message.Choice, message.ReplyTo = kanal.KindTap, data, on
	case network.Cards:
		message.Text = strconv.Itoa(place)
	default:
		message.Text = strings.ToUpper(label)
	}
	s.last = message
	return s.receiveQuietly(message)
}

func username(p person) string { return "petugas." + p.account + "." + p.chat }

// officerOn adds an officer, or a village office, bound to a chat of any account.
func (s *script) officerOn(agency, account, chat, name, as string) {
	s.t.Helper()
	p := person{account, chat}
	token := "token-" + account + chat
	u := &storage.User{Username: username(p), Name: name, Role: storage.Officer, Agency: agency, Deputy: as == "deputy"}
	if as == "relay" {
		u.Role = storage.Relay
	}
	if err := s.store.CreateUser(s.t.Context(), u, token); err != nil {
		s.t.Fatal(err)
	}
	wantText(s.t, s.says(account, chat, "IKAT "+token), "Selamat bergabung")
}

// openAt opens a database whose clock is the test's.
func openAt(t testing.TB, db storagetest.Database, c *clock) *storage.Store {
	t.Helper()
	return storagetest.OpenWith(t, storage.Options{URL: db.URL, Now: c.now})
}
