package main

import (
	"fmt"
	"slices"

	"sashweight/functions/drain-nodes/drainnodes"
	observessm "sashweight/shared/observe/ssm"
	"sashweight/shared/policy"
)

// service is what holds for one service: of its exception, of the first entry that fits, or the
// defaults.
func (s origins) service(name string) []held {
	i := slices.IndexFunc(s.doc.Exceptions, func(e observessm.Exception) bool {
		return e.Service == name
	})
	if i >= 0 {
		e := s.doc.Exceptions[i]
		var own *held
		if e.Entry.Mode != "" {
			h := s.exception(e, "mode", "mode", e.Entry.Mode)
			own = &h
		}
		entry := held{Path: "entry", Value: "its own parameter", Parameter: observessm.
			ExceptionParameter(s.doc.Cluster, name)}
		return []held{entry, s.exception(e, "move", "move", e.Entry.Move), s.mode(own)}
	}
	i = s.own.ServiceEntry(name)
	if i < 0 {
		entry := held{Path: "entry", Value: "none of services fits", Default: true}
		move := held{Path: "move", Value: s.own.Move(name), Default: true}
		return []held{entry, move, s.mode(nil)}
	}
	path, of := fmt.Sprintf("services[%d]", i), s.own.Services[i]
	entry := s.at(path, path+" "+of.Name)
	move := s.at(path+".move", of.Move)
	entry.Path, move.Path = "entry", "move"
	return []held{entry, move, s.mode(s.ownMode(path+".mode", of.Mode))}
}

// group is what holds for one Auto Scaling group.
func (s origins) group(name string) []held {
	i := s.own.GroupEntry(name)
	if i < 0 {
		const none = "none of nodes.groups fits: it does not serve the cluster"
		return []held{{Path: "entry", Value: none, Default: true}}
	}
	path, of := fmt.Sprintf("nodes.groups[%d]", i), s.own.Nodes.Groups[i]
	entry := s.at(path, path+" "+of.Name)
	entry.Path = "entry"
	return []held{entry, s.mode(s.ownMode(path+".mode", of.Mode))}
}

// ownMode is the mode of a part's own entry; nil if it has none.
func (s origins) ownMode(path string, mode policy.Mode) *held {
	if mode == "" {
		return nil
	}
	h := s.at(path, mode)
	return &h
}

// mode is drain-nodes' mode for a part of the fleet whose own mode is given, nil if it has none: it
// can only be more careful.
func (s origins) mode(own *held) held {
	h := s.at("mode", s.own.ModeOf(drainnodes.Name))
	if path := "functions." + drainnodes.Name; s.lines[path] > 0 {
		h = s.at(path, s.own.ModeOf(drainnodes.Name))
	}
	if own != nil && h.Value == policy.Act {
		h = *own
	}
	h.Path = "mode of " + drainnodes.Name
	return h
}
