package state

import (
	"context"
	"fmt"

	"sashweight/shared/fleet"
)

// decisionBytesMax bounds what one decision stores: small enough for a table item of 400 KB, and
// for a person to read.
const decisionBytesMax = 16 << 10

// Decision is one look's plans and holds, and what they rested on.
type Decision struct {
	Cluster string
	// Plan has a line for each action, hold and finding.
	Plan string
	// Saw has the ids and versions of what was read, a line each.
	Saw string
	// PolicyVersion is the version of the cluster's parameter, 0 without one; Build the version of
	// the code.
	PolicyVersion int64
	Build         string
}

// Record keeps a decision for thirty days.
func (s *Store) Record(ctx context.Context, d Decision) error {
	now := s.Clock.Now()
	sk := now.UTC().Format("2006-01-02T15:04:05.000Z") + "#" + s.Nonce()
	it := row("decisions#"+d.Cluster, sk)
	it["function"] = text(s.Function)
	it["plan"] = text(bounded(d.Plan))
	it["saw"] = text(bounded(d.Saw))
	it["policy_version"] = number(d.PolicyVersion)
	it["build"] = text(d.Build)
	it["expires"] = seconds(now.Add(decisionKept))
	_, err := s.put(ctx, it, "", nil)
	return err
}

// Raise keeps a finding and says whether it is new or changed: only then a person is told.
func (s *Store) Raise(ctx context.Context, cluster string, f fleet.Finding) (bool, error) {
	it := row("findings#"+cluster, f.ID)
	it["finding"] = text(bounded(f.Text))
	it["raised"] = moment(s.Clock.Now())
	it["expires"] = seconds(s.Clock.Now().Add(findingKept))
	return s.put(ctx, it, "attribute_not_exists(pk) OR finding <> :text",
		item{":text": it["finding"]})
}

// bounded cuts text that is too long for a row, and says so.
func bounded(s string) string {
	if len(s) <= decisionBytesMax {
		return s
	}
	return s[:decisionBytesMax] + fmt.Sprintf("\n… %d bytes more", len(s)-decisionBytesMax)
}
