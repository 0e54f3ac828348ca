package router

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
//	Ani is 101 on telegram                     somebody with a phone
//	Budi is 201 on telegram for dpupr-pera     an officer, bound to that chat
//	Ani: jalan rusak                           writes
//	Ani replies to "Sudah kami terima": …      answers the newest message with these words
//	Ani taps Kirim                             the newest button of that name (taps first …: the oldest)
//	Ani sends a photo: caption                 also voice, sticker, place, nothing; the words may be missing
//	Ani in a group: …                          writes where several read
//	admin assigns dishub                       also answers: …, asks: …, archives umum, begins, releases disdikbud
//	11m passes                                 the clock moves, and what is due then happens
//	  hears words                              the one who acted heard this since the line began
//	  Budi hears words                         somebody else did
//	  hears not words                          no message has it
//	  hears nothing                            no message at all
//	  report status=assigned holder=esdm       the newest report is so
//	  2 reports                                how many there are
//	  1 attention                              messages stored raw
type script struct {
	*house
	people map[string]person
	boss   *storage.User
	before map[string]int64 // each one's last message before the act
	actor  string
}

type person struct{ account, chat string }

func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel() // they wait for the disk more than they work
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			each(t, func(t *testing.T, h *house) {
				s := &script{house: h, people: map[string]person{}, before: map[string]int64{}}
				for i, line := range strings.Split(string(text), "\n") {
					s.line(i+1, line)
				}
				h.holds()
			})
		})
	}
}

func (s *script) line(n int, line string) {
	t := s.t
	t.Helper()
	trimmed := strings.TrimSpace(line)
	if trimmed == "" || strings.HasPrefix(trimmed, "#") {
		return
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
	if err := s.act(trimmed); err != nil {
		t.Fatalf("line %d: %s: %v", n, trimmed, err)
	}
	s.deliver()
	s.measure(n)
}

var numberMark = regexp.MustCompile(`\{nomor( \d)?\}`)

func (s *script) numbers(line string) string {
	return numberMark.ReplaceAllStringFunc(line, func(mark string) string {
		list := s.oldest()
		i := len(list)
		if mark != "{nomor}" {
			fmt.Sscanf(mark, "{nomor %d}", &i)
		}
		if i < 1 || i > len(list) {
			s.t.Fatalf("%s: there are %d reports", line, len(list))
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
	introduction = regexp.MustCompile(`^(\w+) is (\S+) on (\S+?)(?: for (\S+))?$`)
	passing      = regexp.MustCompile(`^(\S+) passes$`)
	speech       = regexp.MustCompile(`^(\w+)(?: (replies to "([^"]*)"|in a group))?: (.*)$`)
	tapping      = regexp.MustCompile(`^(\w+) taps (first )?(.*)$`)
	sending      = regexp.MustCompile(`^(\w+) sends (?:a )?(photo|voice|sticker|place|nothing)(?:: (.*))?$`)
	ordering     = regexp.MustCompile(`^admin (\w+)(?: (\S+))?(?:: (.*))?$`)
)

// act does what one line says.
func (s *script) act(line string) error {
	if m := introduction.FindStringSubmatch(line); m != nil {
		s.people[m[1]] = person{m[3], m[2]}
		if m[4] != "" {
			s.officerOn(m[4], m[3], m[2])
		}
		return nil
	}
	if m := passing.FindStringSubmatch(line); m != nil {
		d, err := time.ParseDuration(m[1])
		if err != nil {
			return err
		}
		s.clock.add(d)
		if err := s.router.fileSilentDrafts(s.t.Context()); err != nil {
			return err
		}
		return s.router.keepDates(s.t.Context())
	}
	if m := ordering.FindStringSubmatch(line); m != nil {
		return s.order(m[1], m[2], m[3])
	}
	if m := tapping.FindStringSubmatch(line); m != nil {
		return s.tap(m[1], m[3], m[2] != "")
	}
	message, err := s.spoken(line)
	if err != nil {
		return err
	}
	return s.router.Receive(s.t.Context(), message)
}

// spoken is what somebody writes or sends.
func (s *script) spoken(line string) (kanal.Incoming, error) {
	if m := sending.FindStringSubmatch(line); m != nil {
		p, err := s.whose(m[1])
		message := s.message(p.account, p.chat, m[3])
		switch m[2] {
		case "photo", "voice", "sticker":
			message.Attachments = []kanal.Attachment{{Kind: m[2], ID: "file-" + message.ID}}
		case "place":
			message.Location = &kanal.Location{Latitude: -0.4948, Longitude: 117.1436}
		}
		return message, err
	}
	m := speech.FindStringSubmatch(line)
	if m == nil {
		return kanal.Incoming{}, fmt.Errorf("nobody can do that")
	}
	p, err := s.whose(m[1])
	if err != nil {
		return kanal.Incoming{}, err
	}
	message := s.message(p.account, p.chat, m[4])
	message.Group = m[2] == "in a group"
	if m[3] != "" {
		if message.ReplyTo = s.networkID(p, m[3]); message.ReplyTo == "" {
			err = fmt.Errorf("there is no message to reply to")
		}
	}
	return message, err
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

func (s *script) tap(name, label string, first bool) error {
	p, err := s.whose(name)
	if err != nil {
		return err
	}
	data, on := "", ""
	for _, m := range s.heard(p.account, p.chat, 0) {
		for _, c := range m.Choices {
			if c.Label == label && (data == "" || !first) {
				data, on = c.Data, m.Receipt
			}
		}
	}
	if data == "" {
		return fmt.Errorf("there is no such button")
	}
	message := s.message(p.account, p.chat, "")
	message.Kind, message.Choice, message.ReplyTo = kanal.KindTap, data, on
	return s.router.Receive(s.t.Context(), message)
}

// order is what an admin does to the newest report.
func (s *script) order(what, argument, words string) error {
	s.actor = "admin"
	if s.boss == nil {
		s.boss = s.admin()
	}
	r := s.newest()
	by := kanal.ByUser(s.boss.ID)
	c := Change{Actor: by, Report: r.ID, Version: r.Version, Text: words}
	switch what {
	case "assigns":
		c.To, c.Agency = kanal.Assigned, argument
	case "answers":
		c.To = kanal.Answered
	case "asks":
		c.To = kanal.Incomplete
	case "begins":
		c.To = kanal.InProgress
	case "archives":
		c.To, c.Reason = kanal.Archived, argument
	case "releases":
		brief, err := s.router.Brief(s.t.Context(), r)
		if err != nil {
			return err
		}
		return s.router.ReleaseBrief(s.t.Context(), Release{Actor: by, Report: r.ID, Version: r.Version, Agency: argument, Brief: brief})
	default:
		return fmt.Errorf("an admin cannot do that")
	}
	return s.router.ChangeStatus(s.t.Context(), c)
}

// officerOn adds an officer bound to a chat of any account.
func (s *script) officerOn(agency, account, chat string) {
	s.t.Helper()
	token := "token-" + account + chat
	u := &storage.User{Username: "petugas." + agency + "." + chat, Name: "Petugas", Role: storage.Officer, Agency: agency}
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
