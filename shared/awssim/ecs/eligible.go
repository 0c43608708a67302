package ecs

import (
	"errors"

	"sashweight/shared/awssim/ecs/query"
)

// eligibility is which ACTIVE instances of a cluster meet the requirements that do not change with
// every task: attributes, and statements about them. All with the same requirements share one, and
// it is made anew only when an instance has changed in that.
type eligibility struct {
	made uint64
	// rows are the ACTIVE instances, open those of them that meet all; both in the order of
	// registration.
	rows []eligible
	open []*room
}

// eligible is an instance and why its attributes do not do, "" when they do.
type eligible struct {
	i     *instance
	unfit string
}

// eligibilitiesMax is how many are kept; more are dropped together.
const eligibilitiesMax = 1000

// reclassify says that an instance of the cluster has another status or other attributes.
func (c *cluster) reclassify() {
	c.classified++
	c.wakeDaemons()
}

// eligible is the eligibility of what the placing requires, as of now.
func (p *placing) eligible() *eligibility {
	c := p.c
	el := c.eligibilities[p.key]
	if el == nil {
		if c.eligibilities == nil || len(c.eligibilities) >= eligibilitiesMax {
			c.eligibilities = map[string]*eligibility{}
		}
		el = &eligibility{}
		c.eligibilities[p.key] = el
	}
	if el.made == c.classified {
		return el
	}
	el.made, el.rows, el.open = c.classified, el.rows[:0], el.open[:0]
	for _, i := range c.instances {
		if i.status != active || i.external != p.external {
			continue
		}
		unfit := p.unfit(i)
		el.rows = append(el.rows, eligible{i, unfit})
		if unfit == "" {
			el.open = append(el.open, i.room)
		}
	}
	return el
}

// unfit is why an instance's attributes do not do.
func (p *placing) unfit(i *instance) string {
	for _, name := range p.d.need.requires {
		if _, ok := i.values[name]; !ok {
			return noAttribute
		}
	}
	for _, q := range p.fixed {
		if !q.Holds(i) {
			return notMember
		}
	}
	return ""
}

var errLong = errors.New("it can have up to 2000 characters")

// statementsMax is how many statements are kept; more are dropped together.
const statementsMax = 1000

// statement is a statement of a placement constraint, read once.
func (e *ECS) statement(s string) (*query.Query, error) {
	if q := e.statements[s]; q != nil {
		return q, nil
	}
	if len(s) > expressionMax {
		return nil, errLong
	}
	q, err := query.Parse(s)
	if err != nil {
		return nil, err
	}
	if e.statements == nil || len(e.statements) >= statementsMax {
		e.statements = map[string]*query.Query{}
	}
	e.statements[s] = q
	return q, nil
}
