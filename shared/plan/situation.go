package plan

import (
	"maps"
	"slices"
	"time"

	"sashweight/shared/fleet"
	"sashweight/shared/policy"
)

// Standing is what the operator's document lets the function do in a cluster.
type Standing string

// The standings.
const (
	// Acting: the document says act.
	Acting Standing = "act"
	// Reporting: it says report. Nothing is begun, and what was begun on nodes in service is undone.
	Reporting Standing = "report"
	// Unmanaged: there is no document any more; as Reporting.
	Unmanaged Standing = "no document"
	// Broken: the document cannot be read. The last good one holds for what must go and for what
	// was begun; nothing voluntary begins.
	Broken Standing = "broken document"
)

// Rest is the time that a node is left in peace after drains of it that failed.
type Rest struct {
	// Failed counts the drains that failed in a row, Until is when the rest ends.
	Failed int
	Until  time.Time
}

// Situation is everything that a look's decisions rest on.
type Situation struct {
	fleet.Snapshot
	// Function is the deciding function's name: its mode counts.
	Function string
	Policy   policy.Policy
	Standing Standing
	// Pause is how far the operator has stopped the cluster.
	Pause fleet.Pause
	// Incidents are why health-caused replacement, scale-in and roll-outs hold: one line each.
	Incidents []string
	// Rests, by RestKey.
	Rests map[string]Rest
	// Reserved counts, by group, the slots of the disruption budget that a roll-out has taken.
	Reserved map[string]int
	// Moves counts the tasks moved by voluntary drains within the last hour.
	Moves int
}

// RestKey names the node and the cause that a rest is about.
func RestKey(instance string, cause fleet.Origin) string { return instance + "/" + string(cause) }

// standingOf is the standing for one group: a group may be more careful than its function.
func (s Situation) standingOf(group string) Standing {
	if s.Standing == Acting && group != "" &&
		s.Policy.ModeOfGroup(s.Function, group) == policy.Report {
		return Reporting
	}
	return s.Standing
}

// Reports says that nothing may be begun on nodes of the group.
func (s Situation) Reports(group string) bool {
	standing := s.standingOf(group)
	return standing == Reporting || standing == Unmanaged
}

// Sorted are the ids of all nodes.
func (s Situation) Sorted() []string { return slices.Sorted(maps.Keys(s.Nodes)) }

// SortedMembers are the ids of all members.
func (s Situation) SortedMembers() []string { return slices.Sorted(maps.Keys(s.Members)) }

// unwound says why what was begun on a node in service is to be undone, and nothing voluntary may
// begin; "" where it may go on.
func (s Situation) unwound(group string) string {
	switch {
	case s.Pause != fleet.PauseNone:
		return "the operator has paused the cluster"
	case s.standingOf(group) == Reporting:
		return "report mode"
	case s.standingOf(group) == Unmanaged:
		return "the cluster has no policy document any more"
	}
	return ""
}

// tasks are those of the instance that are not over; ok is false where they were not read.
func (s Situation) tasks(instance string) (left []fleet.Task, ok bool) {
	all, ok := s.Tasks[instance]
	for _, t := range all {
		if !t.Over() {
			left = append(left, t)
		}
	}
	return left, ok
}

// daemon says that the task is a daemon service's: ECS stops it last, and it holds up no drain.
func (s Situation) daemon(t fleet.Task) bool { return s.Services[t.Service()].Daemon }
