// Package logs keeps the account's log groups. What functions write is not kept.
package logs

import (
	"fmt"
	"slices"

	"sashweight/shared/awssim/kernel"
)

// Group is a log group.
type Group struct {
	// Name is unique in the account and Region.
	Name string
	// ARN is set by Create. As CloudFormation's attribute it ends in ":*".
	ARN string
	// RetentionDays is how long events are kept; 0 is for ever.
	RetentionDays int
}

// retentions are the days that CloudWatch Logs accepts (CloudWatch Logs API reference,
// PutRetentionPolicy); 0 stands for no retention policy.
var retentions = []int{
	0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
	3288, 3653,
}

// Logs is the log groups of one account.
type Logs struct {
	env    *kernel.Env
	groups []Group
}

// New returns an account without log groups.
func New(env *kernel.Env) *Logs { return &Logs{env: env} }

// Create adds a log group and returns its ARN. A taken name or a retention that CloudWatch Logs
// does not offer is an error.
func (l *Logs) Create(g Group) (string, error) {
	if _, taken := l.Group(g.Name); taken {
		return "", fmt.Errorf("create log group %s: it exists", g.Name)
	}
	if !slices.Contains(retentions, g.RetentionDays) {
		return "", fmt.Errorf("create log group %s: no retention of %d days", g.Name,
			g.RetentionDays)
	}
	g.ARN = l.env.ARN("logs", "log-group:"+g.Name) + ":*"
	l.groups = append(l.groups, g)
	return g.ARN, nil
}

// Group is the log group of a name; ok is false when there is none.
func (l *Logs) Group(name string) (g Group, ok bool) {
	for _, g := range l.groups {
		if g.Name == name {
			return g, true
		}
	}
	return Group{}, false
}

// Groups lists the log groups in the order in which they were made.
func (l *Logs) Groups() []Group { return slices.Clone(l.groups) }
