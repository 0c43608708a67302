package placement

import (
	"fmt"

	"sashweight/shared/fleet"
)

// wish is a task that waits, with its constraints read.
type wish struct {
	*Waiting
	// family is the os-family, empty where it is not certain.
	family   string
	distinct bool
	members  []memberOf
	// key is the same for tasks that want the same.
	key string
}

// memberOf is a statement, or why it could not be read.
type memberOf struct {
	expression Expression
	failure    string
}

// reader keeps the statements that it has read.
type reader map[string]memberOf

func (r reader) read(statement string) memberOf {
	m, ok := r[statement]
	if !ok {
		var err error
		if m.expression, err = Parse(statement); err != nil {
			m.failure = fmt.Sprintf("memberOf %q is not understood: %v", statement, err)
		}
		r[statement] = m
	}
	return m
}

func (r reader) wish(w *Waiting) *wish {
	out := &wish{Waiting: w, family: certain(w.Family)}
	for _, list := range [][]fleet.Constraint{w.Need.Constraints, w.Constraints} {
		for _, c := range list {
			if c.Distinct {
				out.distinct = true
			} else {
				out.members = append(out.members, r.read(c.Expression))
			}
		}
	}
	return out
}
