package whatsapptest_test

import (
	"bytes"
	"errors"
	"testing"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"kanal/bots/whatsapp/whatsapptest"
)

var picture = bytes.Repeat([]byte("gambar"), 1000)

// fetch downloads a picture as a channel should: by its path alone.
func (l *linked) fetch(m *waE2E.ImageMessage, path string) ([]byte, error) {
	return l.client.DownloadMediaWithPath(limit(l.t), path, m.GetFileEncSHA256(), m.GetFileSHA256(), m.GetMediaKey(), -1, whatsmeow.MediaImage, "")
}

func TestAPhonesFileIsFetched(t *testing.T) {
	l := pair(t)
	f := l.server.Put(whatsmeow.MediaImage, picture)
	l.hears(l.server.Phone("6281200000101"), whatsapptest.Message{Content: f.Image("image/jpeg", "ini")})
	m := wait[*events.Message](l).Message.GetImageMessage()
	if m.GetCaption() != "ini" || m.GetFileLength() != uint64(len(picture)) {
		t.Errorf("it heard of %d bytes, %q", m.GetFileLength(), m.GetCaption())
	}
	if data, err := l.fetch(m, m.GetDirectPath()); err != nil || !bytes.Equal(data, picture) {
		t.Errorf("%v, it fetched %d bytes", err, len(data))
	}
	for code, want := range map[int]error{403: whatsmeow.ErrMediaDownloadFailedWith403, 404: whatsmeow.ErrMediaDownloadFailedWith404, 410: whatsmeow.ErrMediaDownloadFailedWith410} {
		l.server.FailDownloads(code)
		if _, err := l.fetch(m, m.GetDirectPath()); !errors.Is(err, want) {
			t.Errorf("%d gives %v", code, err)
		}
	}
	l.server.FailDownloads(503)
	before := l.server.Downloads()
	if data, err := l.fetch(m, m.GetDirectPath()); err != nil || !bytes.Equal(data, picture) || l.server.Downloads() != before+2 {
		t.Errorf("after 503: %v, %d bytes", err, len(data))
	}
}

func TestThePhoneUploadsAgain(t *testing.T) {
	l := pair(t)
	f := l.server.Put(whatsmeow.MediaImage, picture)
	l.server.Remove(f)
	for _, kept := range []bool{true, false} {
		id := l.hears(l.server.Phone("6281200000101"), whatsapptest.Message{Content: f.Image("image/jpeg", ""), LID: true})
		got := wait[*events.Message](l)
		m := got.Message.GetImageMessage()
		if _, err := l.fetch(m, m.GetDirectPath()); !errors.Is(err, whatsmeow.ErrMediaDownloadFailedWith404) {
			t.Fatalf("a file that is gone gives %v", err)
		}
		if kept {
			l.server.Keep(id, f)
		} else {
			l.server.Lose(id)
		}
		if err := l.client.SendMediaRetryReceipt(limit(t), &got.Info, m.GetMediaKey()); err != nil {
			t.Fatal(err)
		}
		again, err := whatsmeow.DecryptMediaRetryNotification(wait[*events.MediaRetry](l), m.GetMediaKey())
		if !kept {
			if !errors.Is(err, whatsmeow.ErrMediaNotAvailableOnPhone) {
				t.Errorf("a lost file gives %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if data, err := l.fetch(m, again.GetDirectPath()); err != nil || !bytes.Equal(data, picture) {
			t.Errorf("%v, it fetched %d bytes", err, len(data))
		}
	}
	l.settled()
}

func TestTheDevicesFileIsOpened(t *testing.T) {
	l := pair(t)
	ani := l.server.Phone("6281200000101")
	l.server.FailUploads(500)
	if _, err := l.client.Upload(limit(t), picture, whatsmeow.MediaDocument); err == nil {
		t.Error("an upload that fails is no error")
	}
	up, err := l.client.Upload(limit(t), picture, whatsmeow.MediaDocument)
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.client.SendMessage(limit(t), jid(t, ani.PN()), &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{DirectPath: &up.DirectPath,
		MediaKey: up.MediaKey, FileSHA256: up.FileSHA256, FileEncSHA256: up.FileEncSHA256, FileLength: &up.FileLength, FileName: proto.String("surat.pdf")}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := ani.Next(limit(t))
	if err != nil {
		t.Fatal(err)
	}
	if data, err := l.server.Open(got); err != nil || !bytes.Equal(data, picture) {
		t.Errorf("%v, the phone opens %d bytes", err, len(data))
	}
}
