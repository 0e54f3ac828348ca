package files_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"kanal"
	"kanal/files"
)

// each runs a test on a folder and on a bucket of an S3-compatible server in this process.
func each(t *testing.T, test func(t *testing.T, s files.Store)) {
	backend := s3mem.New()
	if err := backend.CreateBucket("kanal"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	for name, address := range map[string]string{"folder": filepath.Join(t.TempDir(), "files"),
		"bucket": "s3+http://key:secret@" + strings.TrimPrefix(server.URL, "http://") + "/kanal?region=us-east-1"} {
		t.Run(name, func(t *testing.T) {
			s, err := files.Open(address)
			if err != nil {
				t.Fatal(err)
			}
			test(t, s)
		})
	}
}

func TestFilesComeBack(t *testing.T) {
	each(t, func(t *testing.T, s files.Store) {
		for _, data := range [][]byte{[]byte("foto"), []byte("x"), bytes.Repeat([]byte{7}, 1<<20)} {
			first, err := s.Put(t.Context(), data)
			if err != nil {
				t.Fatal(err)
			}
			second, err := s.Put(t.Context(), data)
			if err != nil || first != second || len(first) != 64 {
				t.Errorf("the same again is %q and %q, %v", first, second, err)
			}
			got, err := s.Get(t.Context(), first)
			if err != nil || !bytes.Equal(got, data) {
				t.Errorf("%d bytes come back as %d, %v", len(data), len(got), err)
			}
		}
		for _, hash := range []string{strings.Repeat("0", 64), "", "..", "../../etc/passwd", strings.Repeat("A", 64)} {
			if _, err := s.Get(t.Context(), hash); !errors.Is(err, kanal.ErrNotFound) {
				t.Errorf("%q: %v", hash, err)
			}
		}
	})
}

func TestFilesOfAFolderAreTheOwnersAlone(t *testing.T) {
	path := t.TempDir()
	s, err := files.Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := s.Put(t.Context(), []byte("rahasia"))
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(path, hash[:2], hash))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	for _, address := range []string{"s3://host/bucket", "s3://key:topsecret@host", "ftp://host/x", "s3://key:topsecret@/b"} {
		if _, err := files.Open(address); err == nil || strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestKinds(t *testing.T) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	for want, data := range map[string][]byte{"image/png": picture.Bytes(), "application/pdf": []byte("%PDF-1.7\n%âãÏÓ"), "text/plain": []byte("halo"),
		"audio/ogg": append([]byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00"), []byte("\x01\x02\x03\x04\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead\x01\x01")...)} {
		if got, err := files.Kind(data); got != want || err != nil {
			t.Errorf("%s is %q, %v", want, got, err)
		}
	}
	for name, data := range map[string][]byte{"program": []byte("\x7fELF\x02\x01\x01\x00"), "windows": []byte("MZ\x90\x00"), "page": []byte("<!DOCTYPE html><script>"),
		"archive": []byte("PK\x03\x04\x14\x00\x00\x00x"), "script": []byte("#!/bin/sh\nrm")} {
		if kind, err := files.Kind(data); !errors.Is(err, files.ErrKind) {
			t.Errorf("a %s is kept as %q, %v", name, kind, err)
		}
	}
}

// photo is a JPEG of a phone held sideways: its EXIF says "turn me" and names a camera and a place.
func photo(t *testing.T, width, height int) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			picture.Set(x, y, color.RGBA{uint8(x), uint8(y), 80, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, nil); err != nil {
		t.Fatal(err)
	}
	maker := "KameraRahasia -0.4948,117.1436\x00"
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x02")
	tiff = append(tiff, 0x01, 0x0f, 0, 2, 0, 0, 0, byte(len(maker)), 0, 0, 0, 38)     // Make, at offset 38
	tiff = append(tiff, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0)         // Orientation 6; no next directory
	tiff = append(tiff, maker...)                                                     //
	body := append([]byte("Exif\x00\x00"), tiff...)                                   //
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)) //
	return append(append(append(append([]byte{}, b.Bytes()[:2]...), segment...), body...), b.Bytes()[2:]...)
}

func TestPicturesLeaveWithoutWhatTheCameraNoted(t *testing.T) {
	data := photo(t, 400, 200)
	if !bytes.Contains(data, []byte("KameraRahasia")) {
		t.Fatal("the photo notes nothing")
	}
	clean, thumb, err := files.Picture(data)
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"copy": clean, "thumbnail": thumb} {
		if bytes.Contains(got, []byte("KameraRahasia")) || bytes.Contains(got, []byte("Exif")) {
			t.Errorf("the %s still notes the camera", name)
		}
		config, format, err := image.DecodeConfig(bytes.NewReader(got))
		if err != nil || format != "jpeg" {
			t.Fatalf("the %s: %s, %v", name, format, err)
		}
		if config.Width >= config.Height {
			t.Errorf("the %s is %d × %d: not turned upright", name, config.Width, config.Height)
		}
		if name == "thumbnail" && max(config.Width, config.Height) > 320 {
			t.Errorf("the thumbnail is %d × %d", config.Width, config.Height)
		}
	}
}

func TestPicturesThatAreNone(t *testing.T) {
	bomb := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x02\x00\x00\x00\xb8\x1f9\xc6") // 100,000 × 100,000
	for name, data := range map[string][]byte{"nothing": nil, "words": []byte("halo"), "half": photo(t, 50, 50)[:200], "bomb": bomb} {
		if _, _, err := files.Picture(data); !errors.Is(err, files.ErrKind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzPicture(f *testing.F) {
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Add([]byte("\xff\xd8\xff\xe1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		files.Picture(data) // must not panic
	})
}
