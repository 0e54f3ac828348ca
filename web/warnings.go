package web

import (
	"context"
	"fmt"
	"slices"

	"kanal"
	"kanal/storage"
)

// warnings are what an admin must take care of soon.
func (s *Server) warnings(ctx context.Context) ([]string, error) {
	var list []string
	for _, look := range []func(context.Context) (string, error){s.holidayWarning, s.unreadWarning} {
		words, err := look(ctx)
		if err != nil {
			return nil, err
		}
		if words != "" {
			list = append(list, words)
		}
	}
	return list, nil
}

// unreadWarning says that nobody could read a report about those who would read it. It does not depend on whether there
// is one: whom it is about reads the warning, too.
func (s *Server) unreadWarning(ctx context.Context) (string, error) {
	users, err := s.store.Users(ctx)
	if err != nil {
		return "", fmt.Errorf("listing users: %w", err)
	}
	if slices.ContainsFunc(users, func(u *storage.User) bool {
		return u.Role == storage.Admin && !u.Disabled && u.Office() != kanal.OwnOffice
	}) {
		return "", nil
	}
	return "Laporan tentang kantor ini sendiri tidak pernah tampil di sini, dan belum ada yang bisa membacanya: belum ada admin dari Sekretariat Daerah. " +
		"Mintalah operator menambahkannya.", nil
}
