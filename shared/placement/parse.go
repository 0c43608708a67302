package placement

import (
	"errors"

	"sashweight/shared/fleet"
)

// Expression is a statement of the cluster query language, read.
type Expression struct{ text string }

// String is the statement as it was written.
func (e Expression) String() string { return e.text }

// Parse reads a statement of the cluster query language (ECS developer guide,
// cluster-query-language).
func Parse(statement string) (Expression, error) {
	return Expression{}, errors.New("not built yet")
}

// Match says whether the statement is true of the node; groups are the task groups that have tasks
// on it.
func Match(e Expression, node fleet.Node, groups []string) Answer {
	return Answer{Why: "not built yet"}
}
