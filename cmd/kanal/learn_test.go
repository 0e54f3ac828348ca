package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/router"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// The command learns from corrections in a child process, on the whole corpus; the model is kept, listed and undone.
func TestLearnCommand(t *testing.T) {
	i := newInstall(t, storagetest.SQLite(t))
	i.addUser("--role", "admin", "--name", "Admin")
	var past strings.Builder
	for n := range 60 {
		line, _ := json.Marshal(map[string]string{"agency": "dishub", "status": "assigned", "received_at": fmt.Sprintf("2026-11-20T10:%02d:00+08:00", n),
			"text": fmt.Sprintf("bus benuapas jurusan %d %s tidak datang ke halte, %s", n+1,
				[]string{"pagi", "sore", "malam"}[n%3], []string{"kami menunggu", "anak terlambat", "penuh terus", "ongkosnya beda"}[n%4])})
		past.Write(append(line, '\n'))
	}
	i.runs("import", "--data", i.dataFile("past.jsonl", past.String()))
	store := i.store()
	user, err := store.UserByName(t.Context(), "admin")
	if err != nil {
		t.Fatal(err)
	}
	var work storage.Work
	for _, r := range i.reports(store) {
		work.Corrections = append(work.Corrections, &storage.Correction{Report: r.ID, User: user.ID, At: time.Now(), Model: "an older one",
			Topic: "angkutan_umum", Agency: "dishub", Kind: kanal.Pengaduan})
	}
	if err := store.Write(t.Context(), &work); err != nil {
		t.Fatal(err)
	}
	store.Close()
	var lesson router.Lesson
	if err := json.Unmarshal(i.runs("learn"), &lesson); err != nil || !lesson.Accepted || lesson.New != 60 || lesson.Exam.N == 0 || lesson.Trained.Rows < 10_000 {
		t.Fatalf("lesson %+v: %v", lesson, err)
	}
	if list := string(i.runs("learn", "--list")); !strings.Contains(list, lesson.Candidate) || !strings.Contains(list, `"in_use":true`) {
		t.Errorf("the list says %s", list)
	}
	if undone := string(i.runs("learn", "--undo")); !strings.Contains(undone, "shipped") {
		t.Errorf("undo says %s", undone)
	}
}
