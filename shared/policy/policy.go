// Package policy is the operator's document: what Sashweight may do to a cluster and to which
// groups of nodes. A document is short YAML, kept in Parameter Store. All of it is optional; what
// it does not say has a careful default, and a key that this build does not know is refused, so
// that nobody believes in a setting that does nothing.
package policy

import "slices"

// A Mode says whether a function only reports what it would do or does it.
type Mode string

// The modes. The zero Mode means Report.
const (
	Report Mode = "report"
	Act    Mode = "act"
)

// functionNames are the functions that a document may give a mode of their own.
var functionNames = []string{
	"scale-tasks", "scale-instances", "drain-nodes", "refresh-ami", "enforce-placement",
	"diagnose-tasks",
}

// Policy is a valid document. The zero Policy reports and serves no group.
type Policy struct {
	// Mode holds for each function that has none of its own.
	Mode Mode
	// Functions are the modes that functions have of their own, by function name.
	Functions map[string]Mode
	// Nodes is about container instances.
	Nodes Nodes
}

// Nodes says which nodes Sashweight looks after.
type Nodes struct {
	// Groups are the Auto Scaling groups that serve the cluster.
	Groups []Group
}

// Group is one entry of nodes.groups: all Auto Scaling groups whose names fit.
type Group struct {
	// Name is a pattern: each * stands for any text, also for none.
	Name string
}

// ModeOf returns the mode of the function of that name: its own if it has one, else the
// document's.
func (p Policy) ModeOf(function string) Mode {
	mode, own := p.Functions[function]
	if !own {
		mode = p.Mode
	}
	if mode == Act {
		return Act
	}
	return Report
}

// Serves reports whether the Auto Scaling group of that name serves the cluster.
func (p Policy) Serves(group string) bool {
	return slices.ContainsFunc(p.Nodes.Groups, func(g Group) bool { return match(g.Name, group) })
}
