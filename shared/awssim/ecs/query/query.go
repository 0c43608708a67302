// Package query is the cluster query language of ECS: statements about container instances that
// placement constraints and ListContainerInstances take (ECS developer guide,
// cluster-query-language).
package query

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/alecthomas/participle/v2"
)

// Instance is what a statement can ask of a container instance.
type Instance interface {
	// Attribute is the value of an attribute; ok is false where the instance has none.
	Attribute(name string) (value string, ok bool)
	// EC2InstanceID is "" where the instance is no EC2 instance.
	EC2InstanceID() string
	// AgentConnected reports whether the agent answers.
	AgentConnected() bool
	// AgentVersion is such as 1.103.1; "" where it is not known.
	AgentVersion() string
	// RegisteredAt is when the instance registered.
	RegisteredAt() time.Time
	// RunningTasks counts its running tasks.
	RunningTasks() int
	// HasGroup reports whether it hosts a task of a task group that is asked for.
	HasGroup(asked func(group string) bool) bool
}

// Query is one statement, ready to be asked.
type Query struct {
	holds   predicate
	static  bool
	ec2     []string
	narrows bool
}

type predicate func(Instance) bool

// parensMax keeps a statement from nesting without end. AWS documents no limit but the length of a
// constraint.
const parensMax = 200

// Parse reads a statement. The error says what is wrong and at which column.
func Parse(statement string) (*Query, error) {
	if strings.Count(statement, "(") > parensMax {
		return nil, fmt.Errorf("more than %d parentheses", parensMax)
	}
	tree, err := parser.ParseString("", statement)
	if err != nil {
		return nil, located(err)
	}
	q := &Query{static: true}
	if q.holds, err = q.either(tree); err != nil {
		return nil, err
	}
	if len(tree.Terms) == 1 {
		q.narrow(tree.Terms[0])
	}
	return q, nil
}

func located(err error) error {
	var e participle.Error
	if errors.As(err, &e) {
		return fmt.Errorf("%s at column %d", e.Message(), e.Position().Column)
	}
	return err
}

// Holds reports whether the statement is true of the instance.
func (q *Query) Holds(i Instance) bool { return q.holds(i) }

// Static reports whether the answer stays the same while the instance's attributes, its agent's
// version and its registration do.
func (q *Query) Static() bool { return q.static }

// EC2Instances are the only EC2 instances of which the statement can be true; ok is false where it
// names none.
func (q *Query) EC2Instances() (ids []string, ok bool) { return q.ec2, q.narrows }

// narrow finds the EC2 instances that a statement without "or" names.
func (q *Query) narrow(c *conjunction) {
	for _, f := range c.Factors {
		k := f.Comparison
		if len(f.Not) > 0 || k == nil || k.Subject != "ec2InstanceId" {
			continue
		}
		if op := operators[k.operator()]; op == opEqual || op == opIn {
			q.ec2, q.narrows = k.arguments(), true
		}
	}
}

func (q *Query) either(d *disjunction) (predicate, error) {
	var terms []predicate
	for _, t := range d.Terms {
		p, err := q.both(t)
		if err != nil {
			return nil, err
		}
		terms = append(terms, p)
	}
	if len(terms) == 1 {
		return terms[0], nil
	}
	return func(i Instance) bool {
		for _, p := range terms {
			if p(i) {
				return true
			}
		}
		return false
	}, nil
}

func (q *Query) both(c *conjunction) (predicate, error) {
	var all []predicate
	for _, f := range c.Factors {
		p, err := q.factor(f)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return func(i Instance) bool {
		for _, p := range all {
			if !p(i) {
				return false
			}
		}
		return true
	}, nil
}

func (q *Query) factor(f *factor) (predicate, error) {
	var p predicate
	var err error
	if f.Inner != nil {
		p, err = q.either(f.Inner)
	} else {
		p, err = q.comparison(f.Comparison)
	}
	if err != nil || len(f.Not)%2 == 0 {
		return p, err
	}
	return func(i Instance) bool { return !p(i) }, nil
}
