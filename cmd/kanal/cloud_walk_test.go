package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"kanal/bots/whatsapp/cloud/cloudtest"
)

// cloudPhone is somebody on WhatsApp before a kanal that uses the Cloud API.
type cloudPhone struct {
	i      *install
	meta   *cloudtest.Server
	person cloudtest.Person
	read   int // of the messages that Meta took
}

// withCloud sets an install up with a fake of Meta, and starts it.
func (i *install) withCloud() *cloudtest.Server {
	i.t.Helper()
	meta := cloudtest.New(cloudtest.Options{})
	i.t.Cleanup(meta.Close)
	o := meta.Options()
	i.env["KANAL_WACLOUD_TOKEN"], i.env["KANAL_WACLOUD_APP_SECRET"], i.env["KANAL_WACLOUD_PHONE_ID"] = o.Token, o.AppSecret, o.PhoneNumberID
	i.env["KANAL_WACLOUD_VERIFY_TOKEN"], i.env["KANAL_WACLOUD_API_URL"] = "a-word-of-our-own", meta.APIURL()
	i.env["KANAL_WACLOUD_TEMPLATE"] = "ada_jawaban"
	meta.Connect(i.url() + "/hooks/whatsapp")
	i.start()
	return meta
}

func (p *cloudPhone) send(ctx context.Context, fields map[string]any) {
	p.i.t.Helper()
	if err := p.meta.Deliver(ctx, cloudtest.Notification(p.meta.Change(p.person, p.meta.Message(p.person, fields)))); err != nil {
		p.i.t.Fatalf("%v\n%s", err, p.i.output())
	}
}

// wait returns the next message to the person that holds these words.
func (p *cloudPhone) wait(ctx context.Context, contains string) cloudtest.Sent {
	p.i.t.Helper()
	for ; ctx.Err() == nil; pause(ctx) {
		sent := p.meta.Sent()
		for ; p.read < len(sent); p.read++ {
			m := sent[p.read]
			if (m.To == p.person.Number || m.To == p.person.User) && strings.Contains(m.Text, contains) {
				p.read++
				return m
			}
		}
	}
	p.i.t.Fatalf("nobody wrote %q\n%s", contains, p.i.output())
	return cloudtest.Sent{}
}

func (p *cloudPhone) tap(ctx context.Context, m cloudtest.Sent, label string) {
	p.i.t.Helper()
	for _, c := range m.Choices {
		if strings.HasPrefix(label, strings.TrimSuffix(c.Title, "…")) {
			p.send(ctx, cloudtest.Tap(c.ID, c.Title, m.ID))
			return
		}
	}
	p.i.t.Fatalf("no choice %q in %+v", label, m)
}

// The whole way over the Cloud API: the citizen taps buttons, first known by number alone, then by Meta's id as well;
// the officer takes the task and answers on WhatsApp too.
func TestWalkOverTheCloudAPI(t *testing.T) {
	eachInstall(t, func(t *testing.T, i *install) {
		t.Parallel()
		ctx := within(t)
		meta := i.withCloud()
		answer, err := http.Get(i.url() + "/hooks/whatsapp?hub.mode=subscribe&hub.verify_token=a-word-of-our-own&hub.challenge=4711")
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("verifying the webhook: %v, %v", answer, err)
		}
		answer.Body.Close()
		user := i.addUser("--role", "officer", "--agency", "dpupr-pera", "--name", "Petugas PUPR")
		officer := &cloudPhone{i: i, meta: meta, person: cloudtest.Person{Number: "6281200000201", Name: "Petugas"}}
		officer.send(ctx, cloudtest.Text("IKAT "+user.Bind))
		officer.wait(ctx, "Selamat bergabung")
		citizen := &cloudPhone{i: i, meta: meta, person: cloudtest.Person{Number: "6281200000101", Name: "Warga"}}
		citizen.send(ctx, cloudtest.Text(roadWords))
		citizen.tap(ctx, citizen.wait(ctx, "Apakah begini maksud Anda?"), "Kirim")
		number := numberIn(t, citizen.wait(ctx, "Nomor laporan Anda").Text)
		task := officer.wait(ctx, "Tugas baru "+number.String())
		officer.tap(ctx, task, "Terima")
		citizen.wait(ctx, "sudah mulai mengerjakannya")
		reply := cloudtest.Text("Perbaikan kami mulai Rabu pagi.")
		reply["context"] = map[string]any{"id": task.ID}
		officer.send(ctx, reply)
		officer.tap(ctx, officer.wait(ctx, "Kirim ke pelapor?"), "Kirim")
		citizen.person.User = "ID.81726354" // Meta tells its own id of the same person from now on
		citizen.tap(ctx, citizen.wait(ctx, "Perbaikan kami mulai Rabu pagi."), "Sudah")
		citizen.wait(ctx, "kami tutup")
		i.stop()
		i.wantReports(1)
		i.silent("amblas", meta.Options().Token, meta.Options().AppSecret, "a-word-of-our-own", "6281200000101", "81726354")
	})
}
