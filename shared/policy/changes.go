package policy

import (
	"fmt"
	"slices"
	"strings"
)

// Changes says in sentences what would go otherwise by the document now than by the document was.
// None: nothing would.
func Changes(was, now Policy) []string {
	found := modeChanges(was, now)
	found = append(found, valueChanges(was, now)...)
	for _, list := range []struct{ path, order string }{
		{"services", "the first that fits wins"}, {"nodes.groups", "the first that fits wins"},
		{"nodes.disruption.time_windows", ""}, {"mute", ""},
	} {
		found = append(found, listChanges(list.path, list.order, was, now)...)
	}
	return found
}

// modeChanges names the functions that begin or cease to act.
func modeChanges(was, now Policy) []string {
	names := map[Mode][]string{}
	for _, f := range functionNames {
		if mode := now.ModeOf(f); mode != was.ModeOf(f) {
			names[mode] = append(names[mode], f)
		}
	}
	var found []string
	if f := names[Act]; len(f) > 0 {
		found = append(found, "Begins to act, and until now only reported: "+strings.Join(f, ", ")+".")
	}
	if f := names[Report]; len(f) > 0 {
		found = append(found, "Only reports from now on, and acted until now: "+strings.Join(f, ", ")+
			". Its drains of nodes that stay in service are undone.")
	}
	return found
}

// valueChanges compares the values that are in no list; modes were said already.
func valueChanges(was, now Policy) []string {
	before, after := map[string]any{}, map[string]any{}
	var order []Setting
	for _, of := range []struct {
		p    Policy
		into map[string]any
	}{{now, after}, {was, before}} {
		for _, s := range of.p.Settings() {
			mode := s.Path == "mode" || strings.HasPrefix(s.Path, "functions.")
			if strings.Contains(s.Path, "[") || mode {
				continue
			}
			of.into[s.Path] = s.Value
			if !slices.ContainsFunc(order, func(o Setting) bool { return o.Path == s.Path }) {
				order = append(order, s)
			}
		}
	}
	var found []string
	for _, s := range order {
		old, had := before[s.Path]
		value, has := after[s.Path]
		switch {
		case old == value:
		case !had:
			found = append(found, fmt.Sprintf("%s becomes %v, and was not set. %s", s.Path, value, s.About))
		case !has:
			found = append(found, fmt.Sprintf("%s is not set any more, and was %v. %s", s.Path, old,
				s.About))
		default:
			found = append(found, fmt.Sprintf("%s becomes %v, and was %v. %s", s.Path, value, old,
				s.About))
		}
	}
	return found
}

// listChanges compares the items of one list. order says why their order matters, if it does.
func listChanges(path, order string, was, now Policy) []string {
	before, after := was.items(path), now.items(path)
	var found []string
	for _, item := range before {
		if !slices.Contains(after, item) {
			found = append(found, fmt.Sprintf("%s has no more {%s}.", path, item))
		}
	}
	for _, item := range after {
		if !slices.Contains(before, item) {
			found = append(found, fmt.Sprintf("%s has in addition {%s}.", path, item))
		}
	}
	if len(found) == 0 && order != "" && !slices.Equal(before, after) {
		found = append(found, fmt.Sprintf("%s has another order: %s.", path, order))
	}
	return found
}

// items renders the items of a list, each as one text.
func (p Policy) items(path string) []string {
	var items []string
	last := ""
	for _, s := range p.Settings() {
		rest, in := strings.CutPrefix(s.Path, path+"[")
		if !in {
			continue
		}
		number, key, _ := strings.Cut(rest, "]")
		text := fmt.Sprint(s.Value)
		if key != "" {
			text = strings.TrimPrefix(key, ".") + ": " + text
		}
		if number == last {
			items[len(items)-1] += ", " + text
			continue
		}
		items, last = append(items, text), number
	}
	return items
}
