package placement

import "sashweight/shared/fleet"

// facts are what a statement is asked of.
type facts struct {
	node   *fleet.Node
	groups []string
}

// clause is a statement or a compound of some.
type clause interface {
	ask(f facts) Answer
}

// either is true when one of its clauses is, also where others are unknown.
type either []clause

func (e either) ask(f facts) Answer {
	var out Answer
	for n, c := range e {
		a := c.ask(f)
		switch {
		case a.Verdict == Yes:
			return a
		case n == 0 || a.Verdict == Unknown && out.Verdict == No:
			out = a
		}
	}
	return out
}

// both is false when one of its clauses is, also where others are unknown.
type both []clause

func (b both) ask(f facts) Answer {
	out := Answer{Verdict: Yes}
	for _, c := range b {
		a := c.ask(f)
		switch {
		case a.Verdict == No:
			return a
		case a.Verdict == Unknown && out.Verdict == Yes:
			out = a
		}
	}
	return out
}

// not leaves unknown what is.
type not struct{ clause }

func (n not) ask(f facts) Answer {
	a := n.clause.ask(f)
	switch a.Verdict {
	case Yes:
		return Answer{No, "what the statement excludes is true"}
	case No:
		return Answer{Verdict: Yes}
	default:
		return a
	}
}

// comparison is one statement. Its answers are made once, for it is asked of every node.
type comparison struct {
	judge       func(f facts) Verdict
	no, unknown Answer
}

func (c *comparison) ask(f facts) Answer {
	switch c.judge(f) {
	case Yes:
		return Answer{Verdict: Yes}
	case No:
		return c.no
	default:
		return c.unknown
	}
}

// Match says whether the statement is true of the node; groups are the task groups that have tasks
// on it. None, where the node counts tasks, says that they were not read.
func Match(e Expression, node fleet.Node, groups []string) Answer {
	return e.match(facts{&node, groups})
}

func (e Expression) match(f facts) Answer {
	if e.root == nil {
		return Answer{Why: "there is no statement"}
	}
	return e.root.ask(f)
}

func verdict(b bool) Verdict {
	if b {
		return Yes
	}
	return No
}

// opposite is the verdict of the negated statement.
func (v Verdict) opposite() Verdict {
	switch v {
	case Yes:
		return No
	case No:
		return Yes
	default:
		return Unknown
	}
}
