// Package policy is the operator's document: what Sashweight may do to a cluster and to which
// groups of nodes. A document is short YAML, kept in Parameter Store. All of it is optional; what
// it does not say has a careful default, and a key that this build does not know is refused, so
// that nobody believes in a setting that does nothing.
package policy

import (
	"slices"
	"time"
)

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

// Policy is a valid document. The zero Policy reports and serves no group, and has none of the
// defaults: where no document is, Default is what holds.
type Policy struct {
	// Mode holds for each function that has none of its own.
	Mode Mode
	// Functions are the modes that functions have of their own, by function name.
	Functions map[string]Mode
	// TimeZone is where time windows and dates are read. Never nil in a document.
	TimeZone *time.Location
	// Services are what services have of their own: the first whose name fits holds.
	Services []Service
	// Nodes is about container instances.
	Nodes Nodes
	// Drain is about emptying one of them.
	Drain Drain
	// Notify says who is told.
	Notify Notify
	// Mute are the findings that need not be told.
	Mute []Mute
}

// Default is what an empty document says.
func Default() Policy {
	return Policy{
		Mode: Report, TimeZone: time.UTC,
		Nodes: Nodes{
			Disruption: Disruption{
				Max: Share{Percent: 10}, MovesPerHour: 60, TimeWindows: TimeWindows{Zone: time.UTC},
			},
			Health: Health{ImpairedFor: 10 * time.Minute, Replace: true},
		},
		Drain: Drain{
			Deadline: 30 * time.Minute, AtDeadline: Return, Extend: 4 * time.Hour,
			Standalone: Standalone{Wait: 20 * time.Minute, Then: ThenWait}, Protected: ThenWait,
		},
	}
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

// ModeOfGroup returns the function's mode for one Auto Scaling group, which may be more careful
// than the function's, never less. For a group that no entry names it is Report.
func (p Policy) ModeOfGroup(function, group string) Mode {
	g, served := p.Group(group)
	if !served || g.Mode == Report {
		return Report
	}
	return p.ModeOf(function)
}

// ModeOfService returns the function's mode for one service, which may be more careful than the
// function's, never less.
func (p Policy) ModeOfService(function, service string) Mode {
	if p.Service(service).Mode == Report {
		return Report
	}
	return p.ModeOf(function)
}

// Serves reports whether the Auto Scaling group of that name serves the cluster.
func (p Policy) Serves(group string) bool {
	_, served := p.Group(group)
	return served
}

// GroupEntry returns the index in Nodes.Groups of the entry that holds for the Auto Scaling group
// of that name: the first that fits. It is -1 where none does.
func (p Policy) GroupEntry(name string) int {
	return slices.IndexFunc(p.Nodes.Groups, func(g Group) bool { return match(g.Name, name) })
}

// Group returns the first entry of nodes.groups that fits the Auto Scaling group of that name, and
// false where none does: then the group is not the cluster's.
func (p Policy) Group(name string) (Group, bool) {
	if i := p.GroupEntry(name); i >= 0 {
		return p.Nodes.Groups[i], true
	}
	return Group{}, false
}

// placed hands the time zone to all that is read in it.
func (p *Policy) placed() {
	p.Nodes.Disruption.TimeWindows.Zone = p.TimeZone
	for i := range p.Mute {
		p.Mute[i].placed(p.TimeZone)
	}
}
