package state

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const movesKey = "moves"

// movesWithin is the time that moves_per_hour looks back over.
const movesWithin = time.Hour

// bucket counts the moves of one minute, told in minutes since 1970.
type bucket struct {
	minute int64
	moves  int
}

// bucketsOf reads the row's buckets that are within the hour before now: sixty-one at most.
func bucketsOf(it item, now time.Time) []bucket {
	var out []bucket
	for part := range strings.SplitSeq(textOf(it, "minutes"), " ") {
		at, n, _ := strings.Cut(part, ":")
		minute, err := strconv.ParseInt(at, 10, 64)
		moves, wrong := strconv.Atoi(n)
		if err == nil && wrong == nil && now.Sub(time.Unix(minute*60, 0)) < movesWithin+time.Minute {
			out = append(out, bucket{minute, moves})
		}
	}
	return out
}

func movesOf(it item, now time.Time) int {
	sum := 0
	for _, b := range bucketsOf(it, now) {
		sum += b.moves
	}
	return sum
}

// Moves is how many tasks were moved in the cluster within the last hour, to the minute: one that
// is an hour old may still count, none that is younger is left out.
func (s *Store) Moves(ctx context.Context, cluster string, now time.Time) (int, error) {
	it, err := s.get(ctx, clusterKey(cluster), movesKey)
	return movesOf(it, now), err
}

// AddMoves counts n more tasks that are being moved.
func (s *Store) AddMoves(ctx context.Context, cluster string, n int, now time.Time) error {
	if n <= 0 {
		return nil
	}
	pk := clusterKey(cluster)
	return s.amend(ctx, pk, movesKey, func(was item) item {
		buckets := bucketsOf(was, now)
		minute := now.Unix() / 60
		if last := len(buckets) - 1; last >= 0 && buckets[last].minute >= minute {
			buckets[last].moves += n // another's clock may be ahead
		} else {
			buckets = append(buckets, bucket{minute, n})
		}
		parts := make([]string, 0, len(buckets))
		for _, b := range buckets {
			parts = append(parts, fmt.Sprintf("%d:%d", b.minute, b.moves))
		}
		it := row(pk, movesKey)
		it["minutes"] = text(strings.Join(parts, " "))
		it["expires"] = seconds(now.Add(2 * movesWithin))
		return it
	})
}
