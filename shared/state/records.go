package state

import (
	"context"
	"fmt"
	"strings"
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

// bounded cuts text that is too long for a row, and says so.
func bounded(s string) string {
	if len(s) <= decisionBytesMax {
		return s
	}
	kept := strings.ToValidUTF8(s[:decisionBytesMax], "")
	return kept + fmt.Sprintf("\n… %d bytes more", len(s)-decisionBytesMax)
}
