package state

import (
	"context"
	"time"
)

const replacementsKey = "replacements"

// failuresKept is how long replacements that failed count: longer than two of them take to be
// given up, and not for ever, because while they hold all replacing none can succeed.
const failuresKept = time.Hour

// failureKept is how long a single one counts: its node rests for an hour before the next attempt,
// and that takes a drain's whole deadline to be given up.
const failureKept = 3 * time.Hour

// CountReplacement records whether a replacement joined the cluster, and returns how many in a row
// did not.
func (s *Store) CountReplacement(ctx context.Context, cluster string, registered bool) (
	failed int, err error,
) {
	pk := clusterKey(cluster)
	err = s.amend(ctx, pk, replacementsKey, func(was item) item {
		before := int(numberOf(was, "failed"))
		failed = before + 1
		if registered {
			failed = 0
		}
		if failed == before {
			return nil
		}
		it := row(pk, replacementsKey)
		it["failed"] = number(int64(failed))
		kept := failuresKept
		if failed == 1 {
			kept = failureKept
		}
		it["expires"] = seconds(s.Clock.Now().Add(kept))
		return it
	})
	return failed, err
}
