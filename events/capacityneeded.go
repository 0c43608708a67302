package events

import "fmt"

// DetailTypeCapacityNeeded is the detail-type of CapacityNeeded.
const DetailTypeCapacityNeeded = "Capacity Needed"

const (
	// needsMax bounds the kinds of task of one event, which has 256 KiB.
	needsMax = 100
	// constraintsMax bounds the placement constraints of one kind: a task definition and a service
	// have ten each (ECS API reference, TaskDefinition and CreateService).
	constraintsMax = 20
)

// CapacityNeeded says that tasks have no node to go to.
type CapacityNeeded struct {
	Meta `json:"-"`
	// Cluster is a name.
	Cluster string `json:"cluster"`
	// Requester is the function that asks, such as drain-nodes; Order is the drain order that waits
	// for it, empty for none.
	Requester string `json:"requester"`
	Order     string `json:"order"`
	// Tasks are what is to be placed, by kind.
	Tasks []TaskNeed `json:"tasks"`
	// Reason says why in a sentence.
	Reason string `json:"reason"`
}

// TaskNeed is a number of tasks of one kind.
type TaskNeed struct {
	// Definition is the ARN or the family and revision of the task definition.
	Definition string `json:"definition"`
	// Count is how many, at least 1.
	Count int `json:"count"`
	// CPU is what one task takes in CPU units, Memory in MiB.
	CPU    int64 `json:"cpu"`
	Memory int64 `json:"memory"`
	// Constraints are distinctInstance and the expressions of memberOf constraints.
	Constraints []string `json:"constraints,omitempty"`
}

func (e *CapacityNeeded) check(c *checker) {
	c.need("cluster", e.Cluster)
	c.need("requester", e.Requester)
	c.limit("order", e.Order)
	c.there("tasks")
	c.atMost("tasks", len(e.Tasks), needsMax)
	for i, t := range e.Tasks {
		if c.err != nil {
			return
		}
		t.check(c, fmt.Sprintf("tasks.%d.", i))
	}
	e.Reason = clip(e.Reason, textBytesMax)
}

func (t TaskNeed) check(c *checker, at string) {
	c.need(at+"definition", t.Definition)
	c.atLeast(at+"count", int64(t.Count), 1)
	c.atLeast(at+"cpu", t.CPU, 0)
	c.atLeast(at+"memory", t.Memory, 0)
	c.atMost(at+"constraints", len(t.Constraints), constraintsMax)
	for _, constraint := range t.Constraints {
		c.limit(at+"constraints", constraint)
	}
}

// atMost refuses a list that is too long.
func (c *checker) atMost(field string, length, most int) {
	if c.err == nil && length > most {
		c.err = c.fail(field, fmt.Sprintf("has %d entries, want at most %d", length, most))
	}
}

// About says how many tasks need room, and of what kinds.
func (e CapacityNeeded) About() string {
	var definitions []string
	count := 0
	for _, t := range e.Tasks {
		definitions = append(definitions, t.Definition)
		count = addCounts(count, t.Count)
	}
	return fmt.Sprintf("room for %d tasks (%s) in cluster %s, asked by %s%s", count,
		few(definitions), name(e.Cluster), name(e.Requester), because(e.Reason))
}

// addCounts adds what a stranger may have made too large to add.
func addCounts(a, b int) int {
	const most = 1 << 30
	return min(most, min(most, a)+min(most, b))
}

// Detail is the event's detail as PutEvents takes it; it refuses what Decode would refuse.
func (e CapacityNeeded) Detail() ([]byte, error) {
	e.Reason = clip(e.Reason, textBytesMax)
	e.Tasks = append([]TaskNeed{}, e.Tasks...) // never null
	return encodeDetail(DetailTypeCapacityNeeded, e, e.Cluster, e.check)
}
