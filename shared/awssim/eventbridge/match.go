package eventbridge

// leaf is a value of the event that is neither object nor array, and the array elements that it
// lies in.
type leaf struct {
	value any
	in    []element
}

// element is one place in one array of an event. Every array that has one has its own first.
type element struct {
	first *any
	index int
}

// Match reports whether the pattern matches an event, given as JSON with its envelope. Bytes that
// are no JSON object match nothing.
func (p *Pattern) Match(event []byte) bool {
	v, err := decode(event)
	if err != nil {
		return false
	}
	o, ok := v.(map[string]any)
	return ok && p.matches(o)
}

func (p *Pattern) matches(event map[string]any) bool {
	for _, c := range p.clauses {
		if c.matches(event, nil) {
			return true
		}
	}
	return false
}

// matches tries the leaves of the first field and goes on with the others. Fields may not be found
// in different elements of the same array (github.com/aws/event-ruler, README, JSON array
// matching).
func (c clause) matches(event map[string]any, chosen []element) bool {
	if len(c) == 0 {
		return true
	}
	f, rest := c[0], c[1:]
	leaves := find(event, f.path, nil, nil)
	if len(leaves) == 0 {
		return f.absent && rest.matches(event, chosen)
	}
	for _, l := range leaves {
		if !f.accepts(l.value) || !agree(chosen, l.in) {
			continue
		}
		if len(l.in) == 0 {
			return rest.matches(event, chosen)
		}
		if rest.matches(event, append(chosen[:len(chosen):len(chosen)], l.in...)) {
			return true
		}
	}
	return false
}

func (f field) accepts(value any) bool {
	for _, t := range f.tests {
		if t(value) {
			return true
		}
	}
	return false
}

func agree(a, b []element) bool {
	for _, x := range a {
		for _, y := range b {
			if x.first == y.first && x.index != y.index {
				return false
			}
		}
	}
	return true
}

// find adds the leaves that lie at a path. Arrays on the way are looked through, and a key may
// itself contain dots.
func find(v any, path string, in []element, out []leaf) []leaf {
	switch v := v.(type) {
	case []any:
		for i := range v {
			out = find(v[i], path, enter(in, v, i), out)
		}
	case map[string]any:
		if whole, ok := v[path]; ok {
			out = collect(whole, in, out)
		}
		for i := range len(path) {
			if path[i] != '.' {
				continue
			}
			if child, ok := v[path[:i]]; ok {
				out = find(child, path[i+1:], in, out)
			}
		}
	}
	return out
}

func collect(v any, in []element, out []leaf) []leaf {
	switch v := v.(type) {
	case map[string]any:
		return out
	case []any:
		for i := range v {
			out = collect(v[i], enter(in, v, i), out)
		}
		return out
	default:
		return append(out, leaf{v, in})
	}
}

func enter(in []element, array []any, i int) []element {
	return append(in[:len(in):len(in)], element{&array[0], i})
}

// mayMatch reports whether an event of this source and detail-type can match: it looks at nothing
// else, so it is asked before the event is written out.
func (p *Pattern) mayMatch(source, detailType string) bool {
	for _, c := range p.clauses {
		if c.mayMatch(source, detailType) {
			return true
		}
	}
	return false
}

func (c clause) mayMatch(source, detailType string) bool {
	for _, f := range c {
		switch f.path {
		case "source":
			if !f.accepts(source) {
				return false
			}
		case "detail-type":
			if !f.accepts(detailType) {
				return false
			}
		}
	}
	return true
}
