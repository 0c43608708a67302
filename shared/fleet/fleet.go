// Package fleet has the nouns that everything speaks in: nodes, group members, lifecycle hooks,
// drain orders. Values only: no I/O, no clock, no AWS types.
package fleet

import "strings"

// Ours says whether a lifecycle hook is Sashweight's to answer: by its name or its metadata. No
// other hook is ever touched.
func Ours(name, metadata string) bool {
	return strings.HasPrefix(name, "sashweight-") || strings.Contains(metadata, "sashweight")
}

// ValidInstance says whether an id has the form of an EC2 instance's (i-…): what an event says
// goes into filters and rows, and must be no more than an id.
func ValidInstance(id string) bool {
	hex, ok := strings.CutPrefix(id, "i-")
	return ok && len(hex) >= 8 && len(hex) <= 17 && strings.Trim(hex, "0123456789abcdef") == ""
}

// Left is what a look at one node's tasks found.
type Left struct {
	// Tasks counts those whose last status is not STOPPED, whatever they are told to become.
	Tasks int
	// Stopped are those that have stopped within the last hour, as ECS remembers them.
	Stopped []Task
}
