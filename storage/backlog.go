package storage

import (
	"context"
	"fmt"
)

// Backlog is what an account has not got rid of. Each figure stops at MostBacklog.
type Backlog struct {
	Account string `db:"account"`
	Pending int    `db:"pending"` // to be sent
	Held    int    `db:"held"`    // waiting for people to write
	Dead    int    `db:"dead"`    // given up, or failed in the network
}

// MostBacklog is where counting stops: a figure that high says enough.
const MostBacklog = 1000

// Backlogs counts for all accounts that have a backlog, in order of account.
func (s *Store) Backlogs(ctx context.Context) ([]Backlog, error) {
	var list []Backlog
	// Each part reads a partial index and no more of it than is counted.
	err := s.list(ctx, &list, `SELECT account, CAST(SUM(pending) AS BIGINT) AS pending, CAST(SUM(held) AS BIGINT) AS held, CAST(SUM(dead) AS BIGINT) AS dead FROM (
		SELECT account, 1 AS pending, 0 AS held, 0 AS dead FROM (SELECT account FROM deliveries WHERE state = 'pending' LIMIT ?) p
		UNION ALL SELECT account, 0, 1, 0 FROM (SELECT account FROM deliveries WHERE state = 'held' LIMIT ?) h
		UNION ALL SELECT account, 0, 0, 1 FROM (SELECT account FROM deliveries WHERE state IN ('dead', 'failed') ORDER BY message_id DESC LIMIT ?) d
		) b GROUP BY account ORDER BY account`, MostBacklog, MostBacklog, MostBacklog)
	if err != nil {
		return nil, fmt.Errorf("count what is not sent: %w", err)
	}
	return list, nil
}
