package web

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kanal"
)

// holidayWarning reminds admins in November and December that next year's decree is missing.
func (s *Server) holidayWarning(ctx context.Context) (string, error) {
	now := s.now().In(kanal.WITA)
	if now.Month() < time.November {
		return "", nil
	}
	holidays, err := s.store.Holidays(ctx)
	if err != nil {
		return "", fmt.Errorf("reading the holidays: %w", err)
	}
	year := strconv.Itoa(now.Year() + 1)
	for _, h := range holidays {
		if strings.HasPrefix(h.Date, year) {
			return "", nil
		}
	}
	return "Hari libur " + year + " belum diisi. Batas waktu yang melewati tahun baru bisa meleset.", nil
}
