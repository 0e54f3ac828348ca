package web

import (
	"fmt"
	"net/http"
	"path"
	"strings"

	"kanal"
	"kanal/storage"
)

// fileItem is one thing that was sent along, as the thread shows it.
type fileItem struct {
	Name  string // in words
	URL   string // "" while it is not fetched, or where it cannot be shown
	Thumb string // of a picture
	Audio bool
}

// filesOf are the files of one message that the reader may see. An officer gets the copy without what the camera
// noted; an admin too, and the file as it came only where there is no such copy.
func filesOf(m *storage.Message, r *storage.Report, files []storage.File, reader *storage.User) []fileItem {
	var list []fileItem
	base := addressOfNumber(r.Number) + "/berkas/"
	for _, f := range files {
		if f.Message != m.ID {
			continue
		}
		item := fileItem{Name: fileWords(f)}
		if hash := shown(f, reader); hash != "" {
			item.URL, item.Audio = base+hash, strings.HasPrefix(f.MIME, "audio/") || f.MIME == "application/ogg"
		}
		if f.Thumb != "" {
			item.Thumb = base + f.Thumb
		}
		list = append(list, item)
	}
	if len(list) == 0 && len(m.Attachments) > 0 && !m.Out { // a contact, or from before files were fetched
		list = append(list, fileItem{Name: fmt.Sprintf("%d lampiran", len(m.Attachments))})
	}
	return list
}

// shown is the hash under which a reader gets a file: pictures as their clean copy; one that could not be cleaned
// only for admins.
func shown(f storage.File, reader *storage.User) string {
	switch {
	case f.Clean != "":
		return f.Clean
	case strings.HasPrefix(f.MIME, "image/") && reader.Role != storage.Admin:
		return ""
	}
	return f.Hash
}

func fileWords(f storage.File) string {
	name := map[string]string{"photo": "Foto", "voice": "Pesan suara", "audio": "Rekaman suara", "video": "Video", "document": "Dokumen", "sticker": "Stiker"}[f.Kind]
	if name == "" {
		name = "Lampiran"
	}
	switch {
	case f.State == storage.FilePending:
		return name + " (sedang diambil)"
	case f.State == storage.FileLost && f.Trouble == "kind":
		return name + " (jenis berkasnya tidak kami simpan)"
	case f.State == storage.FileLost:
		return name + " (tidak bisa diambil)"
	}
	return name
}

// reportFile sends one file of a report to who may read its words.
func (s *Server) reportFile(w http.ResponseWriter, r *http.Request) error {
	report, err := s.report(r)
	if err != nil {
		return err
	}
	files, err := s.store.FilesOf(r.Context(), report.ID)
	if err != nil {
		return fmt.Errorf("reading what was sent along: %w", err)
	}
	hash, user := r.PathValue("hash"), userOf(r)
	mime := ""
	for _, f := range files {
		switch {
		case !readsWords(user, report) || hash == "":
		case hash == f.Thumb, hash == f.Clean:
			mime = "image/jpeg"
		case hash == shown(f, user):
			mime = f.MIME
		}
	}
	if mime == "" || s.attached == nil {
		return fmt.Errorf("a file of report %s: %w", report.Number, kanal.ErrNotFound)
	}
	data, err := s.attached.Get(r.Context(), hash)
	if err != nil {
		return fmt.Errorf("reading a file of report %s: %w", report.Number, err)
	}
	w.Header().Set("Content-Type", mime)
	w.Header().Set("Cache-Control", "private, max-age=3600")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if !strings.HasPrefix(mime, "image/") && !strings.HasPrefix(mime, "audio/") {
		w.Header().Set("Content-Disposition", "attachment; filename=\""+string(report.Number)+"-"+hash[:8]+"."+path.Base(mime)+"\"")
	}
	_, err = w.Write(data)
	return err
}
