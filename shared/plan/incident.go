package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sashweight/shared/fleet"
)

// Causes of incidents.
const (
	// CauseImpaired: too many nodes are impaired at once for it to be the nodes' own fault.
	CauseImpaired = "impaired"
	// CauseReplacements: what was launched in place of nodes did not come.
	CauseReplacements = "replacements"
)

// Cause is a reason to hold all health-caused replacement, scale-in and roll-outs of a cluster,
// so that an incident is not made worse.
type Cause struct {
	// Key names the cause; one cause of one cluster is one incident.
	Key string
	// Text says what was seen, in a plain sentence, and what the failures share.
	Text string
}

// replacementsFailed is how many replacements in a row must have failed to join the cluster.
const replacementsFailed = 2

// Causes looks at the nodes of the whole cluster. failed counts the replacements in a row that did
// not join it.
func Causes(s Situation, failed int) []Cause {
	var out []Cause
	if text := impairedShare(s); text != "" {
		out = append(out, Cause{Key: CauseImpaired, Text: text})
	}
	if failed >= replacementsFailed {
		out = append(out, Cause{Key: CauseReplacements, Text: fmt.Sprintf(
			"%d replacements in a row did not join cluster %s", failed, s.Cluster)})
	}
	return out
}

// share counts the impaired nodes of those that have something in common.
type share struct {
	what            string
	impaired, total int
}

// tooMany says that more than two, and more than a fifth, are impaired.
func (h share) tooMany() bool { return h.impaired > max(2, h.total/5) }

// impairedShare says what the impaired nodes have in common where they are too many; "" where they
// are not. The narrowest is named: a zone or an image before the whole cluster.
func impairedShare(s Situation) string {
	if !s.Whole {
		return ""
	}
	shares := map[string]*share{}
	for _, n := range s.Nodes {
		if n.External() || n.Status != fleet.NodeActive && n.Status != fleet.NodeDraining {
			continue
		}
		for _, what := range []string{
			"zone " + n.Zone(), "AMI " + n.Attributes[fleet.AttributeAMI], "cluster " + s.Cluster,
		} {
			if strings.HasSuffix(what, " ") {
				continue
			}
			if shares[what] == nil {
				shares[what] = &share{what: what}
			}
			shares[what].total++
			if impaired(n) {
				shares[what].impaired++
			}
		}
	}
	worst := slices.SortedFunc(maps.Values(shares), func(a, b *share) int {
		return cmp.Or(cmp.Compare(a.total, b.total), -strings.Compare(a.what, b.what))
	})
	for _, h := range worst {
		if h.tooMany() {
			return fmt.Sprintf("%d of %d nodes of %s are impaired", h.impaired, h.total, h.what)
		}
	}
	return ""
}
