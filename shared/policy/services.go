package policy

import (
	"maps"
	"slices"
)

// A Move says whether a running task of a service may be moved to another node.
type Move string

// The moves.
const (
	// MoveAny: whenever its node must go.
	MoveAny Move = "any"
	// MoveInTimeWindows: only while a time window of nodes.disruption is open, unless its node
	// goes in any case.
	MoveInTimeWindows Move = "time_windows"
	// MoveNever: only if its node goes in any case.
	MoveNever Move = "never"
)

// Service is one entry of services: what all services have whose names fit, unless an entry before
// it fits too.
type Service struct {
	// Name is a pattern: each * stands for any text, also for none.
	Name string
	// Mode is Report where the service is only to be reported on; empty: as the function is.
	Mode Mode
	// Move says whether its running tasks may be moved.
	Move Move
}

// ServiceEntry returns the index in Services of the entry that holds for the service of that name:
// the first that fits. It is -1 where none does.
func (p Policy) ServiceEntry(name string) int {
	return slices.IndexFunc(p.Services, func(s Service) bool { return match(s.Name, name) })
}

// Service returns the first entry that fits the service of that name; where none does, an entry of
// defaults without a name.
func (p Policy) Service(name string) Service {
	if i := p.ServiceEntry(name); i >= 0 {
		return p.Services[i]
	}
	return Service{Move: MoveAny}
}

// Move says whether a running task of the service may be moved.
func (p Policy) Move(service string) Move {
	if move := p.Service(service).Move; move != "" {
		return move
	}
	return MoveAny
}

// Merge returns the document with exceptions, by service name: each comes before the document's own
// entries, whatever patterns those have.
func Merge(doc Policy, exceptions map[string]Service) Policy {
	if len(exceptions) == 0 {
		return doc
	}
	var first []Service
	for _, name := range slices.Sorted(maps.Keys(exceptions)) {
		s := exceptions[name]
		s.Name = name
		first = append(first, s)
	}
	doc.Services = append(first, doc.Services...)
	return doc
}
