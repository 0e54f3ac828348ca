package storage_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// raw opens a database past the Store.
func raw(t *testing.T, db storagetest.Database) *sql.DB {
	t.Helper()
	driver, source := "postgres", db.URL
	if path, ok := strings.CutPrefix(db.URL, "sqlite:"); ok {
		driver, source = "sqlite", path
	}
	open, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { open.Close() })
	return open
}

// columns lists "table.column kind", kinds by the names of PostgreSQL.
func columns(t *testing.T, db storagetest.Database) []string {
	t.Helper()
	query := `SELECT table_name, column_name, upper(data_type), is_nullable = 'NO' FROM information_schema.columns WHERE table_schema = 'public'`
	if db.Name == "sqlite" {
		query = `SELECT m.name, c.name, c.type, c."notnull" OR c.pk > 0 FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`
	}
	result, err := raw(t, db).Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer result.Close()
	var list []string
	for result.Next() {
		var table, column, kind string
		var required bool
		if err := result.Scan(&table, &column, &kind, &required); err != nil {
			t.Fatal(err)
		}
		if column == "id" && kind == "INTEGER" {
			kind = "BIGINT" // SQLite's own numbers have 64 bits
		}
		if !strings.HasPrefix(table, "goose") {
			list = append(list, fmt.Sprintf("%s.%s %s required=%t", table, column, strings.Replace(kind, "BLOB", "BYTEA", 1), required))
		}
	}
	slices.Sort(list)
	return list
}

func TestBothSchemasAreEqual(t *testing.T) {
	var first []string
	for _, db := range storagetest.URLs(t) {
		storagetest.Open(t, db.URL)
		list := columns(t, db)
		if len(list) < 100 {
			t.Fatalf("%s has only %d columns", db.Name, len(list))
		}
		if first == nil {
			first = list
			continue
		}
		for _, column := range first {
			if !slices.Contains(list, column) {
				t.Errorf("%s lacks %s", db.Name, column)
			}
		}
		if len(list) != len(first) {
			t.Errorf("%s has %d columns, not %d", db.Name, len(list), len(first))
		}
	}
}

func TestOpenTwiceAndWithAnotherKey(t *testing.T) {
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		for range 2 {
			s := storagetest.Open(t, db.URL)
			if err := s.Ping(t.Context()); err != nil {
				t.Fatal(err)
			}
			agencies := must[[]kanal.Agency](t)(s.Agencies(t.Context()))
			topics := must[[]kanal.Topic](t)(s.Topics(t.Context()))
			if len(agencies) != len(kanal.Agencies()) || len(topics) != len(kanal.Topics()) {
				t.Errorf("%d agencies and %d topics", len(agencies), len(topics))
			}
			if terms := must[[]kanal.Term](t)(s.Terms(t.Context())); len(terms) != len(kanal.Terms()) {
				t.Errorf("terms: %v", terms)
			}
			if days := must[[]kanal.Holiday](t)(s.Holidays(t.Context())); !slices.Equal(days, kanal.Holidays()) {
				t.Errorf("holidays: %v", days)
			}
		}
		_, err := storage.Open(t.Context(), storage.Options{URL: db.URL, Secret: []byte("quite another secret")})
		if !errors.Is(err, storage.ErrWrongKey) {
			t.Errorf("another key: %v", err)
		}
	})
}

func TestManyStartAtOnce(t *testing.T) {
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		var all errgroup.Group
		for range 4 {
			all.Go(func() error {
				s, err := storage.Open(context.Background(), storage.Options{URL: db.URL, Secret: []byte(storagetest.Secret)})
				if err != nil {
					return err
				}
				return s.Close()
			})
		}
		if err := all.Wait(); err != nil {
			t.Error(err)
		}
	})
}

func TestOnlyOneServesAFile(t *testing.T) {
	url := storagetest.SQLite(t)
	storagetest.OpenWith(t, storage.Options{URL: url, Exclusive: true})
	_, err := storage.Open(t.Context(), storage.Options{URL: url, Secret: []byte(storagetest.Secret), Exclusive: true})
	if !errors.Is(err, storage.ErrLocked) {
		t.Errorf("a second server: %v", err)
	}
	storagetest.Open(t, url) // other commands may
}

func TestBadOptions(t *testing.T) {
	for _, o := range []storage.Options{
		{URL: "mysql://x", Secret: []byte(storagetest.Secret)},
		{URL: "sqlite:", Secret: []byte(storagetest.Secret)},
		{URL: storagetest.SQLite(t), Secret: []byte("short")},
	} {
		if s, err := storage.Open(t.Context(), o); err == nil {
			s.Close()
			t.Errorf("opened %q", o.URL)
		}
	}
}

// everything reads every value of every table.
func everything(t *testing.T, db storagetest.Database) []byte {
	t.Helper()
	open, tables := raw(t, db), map[string]bool{}
	for _, column := range columns(t, db) {
		table, _, _ := strings.Cut(column, ".")
		tables[table] = true
	}
	var all bytes.Buffer
	for table := range tables {
		result, err := open.Query("SELECT * FROM " + table)
		if err != nil {
			t.Fatal(err)
		}
		names, err := result.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		for result.Next() {
			if err := result.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for _, v := range values {
				if b, ok := v.([]byte); ok {
					v = string(b)
				}
				fmt.Fprintf(&all, "%v\n", v)
			}
		}
		if err := errors.Join(result.Err(), result.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return all.Bytes()
}

func TestNothingSecretIsInClear(t *testing.T) {
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		s, ctx := storagetest.Open(t, db.URL), t.Context()
		made, err := receive(ctx, s, conversation(t, s, "telegram", "5550001"), arrival{"+6281234567", "1", "kepala sekolah minta pungli"})
		if err != nil {
			t.Fatal(err)
		}
		r := must[*storage.Report](t)(s.Report(ctx, made[0].ID))
		r.Brief = "naskah rahasia"
		w := storage.Work{Changed: []*storage.Report{r}, Messages: []*storage.Message{{Conversation: r.Conversation, External: "2", Sealed: true,
			Attachments: []kanal.Attachment{{Kind: "photo", Name: "fotorahasia.jpg"}}, Location: &kanal.Location{Latitude: 0.123456}}}}
		if err := s.Write(ctx, &w); err != nil {
			t.Fatal(err)
		}
		if err := s.CreateUser(ctx, &storage.User{Username: "a", Role: storage.Admin}, "tokenrahasia"); err != nil {
			t.Fatal(err)
		}
		if err := s.Sessions().CommitCtx(ctx, "sesirahasia", []byte("isisesi"), noon.AddDate(90, 0, 0)); err != nil {
			t.Fatal(err)
		}
		all := everything(t, db)
		for _, secret := range []string{"81234567", "5550001", "pungli uang", "minta pungli", "Nama Warga", "rahasiadraf", "naskah", "fotorahasia",
			"0.123456", "tokenrahasia", "sesirahasia", "isisesi", "rahasiakata", storagetest.Secret} {
			if bytes.Contains(all, []byte(secret)) {
				t.Errorf("%q stands in the database", secret)
			}
		}
		if got := must[*storage.Report](t)(s.Report(ctx, r.ID)); got.Brief != "naskah rahasia" {
			t.Errorf("the brief came back as %q", got.Brief)
		}
		m := must[*storage.Message](t)(s.Message(ctx, w.Messages[0].ID))
		if !m.Sealed || m.Attachments[0].Name != "fotorahasia.jpg" || m.Location.Latitude != 0.123456 {
			t.Errorf("the photo came back as %+v", m)
		}
		// Filed as open, the words become text.
		first := must[[]*storage.Message](t)(s.MessagesByKey(ctx, storage.MessageKey{Conversation: r.Conversation, External: "1"}))[0]
		first.Sealed = false
		if err := s.Write(ctx, &storage.Work{Moved: []*storage.Message{first}}); err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(everything(t, db), []byte("minta pungli")) {
			t.Error("the words of an open report are not in clear")
		}
	})
}

func TestCleanTextIsStorable(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		for i, text := range []string{"nol\x00di tengah", "rusak \xff\xfe akhir", "😀 emoji", strings.Repeat("a", kanal.MaxText+10), "'; DROP TABLE reports; --", ""} {
			for _, sealed := range []bool{true, false} {
				m := &storage.Message{Conversation: conversation(t, s, "sms", "1"), External: fmt.Sprint(i, sealed), Text: kanal.Clean(text), Sealed: sealed, At: noon}
				if err := s.Write(t.Context(), &storage.Work{Messages: []*storage.Message{m}}); err != nil {
					t.Fatalf("text %d: %v", i, err)
				}
				got := must[*storage.Message](t)(s.Message(t.Context(), m.ID))
				if got.Text != m.Text || !utf8.ValidString(got.Text) || got.Sealed != sealed {
					t.Errorf("text %d came back otherwise", i)
				}
			}
		}
	})
}

func TestUnavailable(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		nobody := &storage.Message{Conversation: 4711, Text: "x"}
		if err := s.Write(t.Context(), &storage.Work{Messages: []*storage.Message{nobody}}); err == nil || storage.Unavailable(err) {
			t.Errorf("a message to nobody: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.SetSetting(ctx, "a", "b"); !storage.Unavailable(err) {
			t.Errorf("no time left: %v", err)
		}
	})
	_, err := storage.Open(t.Context(), storage.Options{URL: "postgres://nobody@127.0.0.1:1/none?sslmode=disable", Secret: []byte(storagetest.Secret)})
	if !storage.Unavailable(err) {
		t.Errorf("no server: %v", err)
	}
}
