package events

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// DetailTypeDrainOrdered is the detail-type of DrainOrdered.
const DetailTypeDrainOrdered = "Drain Ordered"

// What an order may ask for; empty leaves it to the policy.
var (
	thens       = []string{"", "terminate", "replace", "keep"}
	atDeadlines = []string{"", "return", "extend", "force"}
)

// DrainOrdered asks drain-nodes to empty one node: an event of another function, or the payload
// with which a person's command invokes the function.
type DrainOrdered struct {
	Meta
	// Order is the order's id: the same id is the same order.
	Order string
	// Cluster is a name; empty when the node's cluster is to be found.
	Cluster string
	// Instance is an id of EC2 or, for ECS Anywhere, of Systems Manager.
	Instance string
	// Requester says who asks, Reason why in a sentence.
	Requester, Reason string
	// Then is what becomes of the empty node: terminate, replace or keep; empty for the policy's.
	Then string
	// Deadline is when it must be over; zero for the policy's.
	Deadline time.Time
	// AtDeadline is how it ends then: return, extend or force; empty for the policy's.
	AtDeadline string
	// Urgent orders do not wait for a time window.
	Urgent bool
}

// drainOrdered is the detail of a DrainOrdered.
type drainOrdered struct {
	Order      string `json:"id"`
	Cluster    string `json:"cluster"`
	Instance   string `json:"instance"`
	Requester  string `json:"requester"`
	Reason     string `json:"reason"`
	Then       string `json:"then"`
	Deadline   string `json:"deadline"`
	AtDeadline string `json:"atDeadline"`
	Urgent     bool   `json:"urgent"`
}

func decodeDrainOrdered(in input) (Event, error) {
	var wire drainOrdered
	if err := in.unmarshal(&wire); err != nil {
		return nil, err
	}
	deadline, err := wire.check(in)
	if err != nil {
		return nil, err
	}
	return DrainOrdered{
		Meta: in.meta, Order: wire.Order, Cluster: wire.Cluster, Instance: wire.Instance,
		Requester: wire.Requester, Reason: clip(wire.Reason, textBytesMax), Then: wire.Then,
		Deadline: deadline, AtDeadline: wire.AtDeadline, Urgent: wire.Urgent,
	}, nil
}

// check returns the deadline, which is zero where there is none.
func (w drainOrdered) check(in input) (deadline time.Time, err error) {
	c := checker{input: in}
	c.need("id", w.Order)
	c.limit("cluster", w.Cluster)
	c.need("instance", w.Instance)
	c.need("requester", w.Requester)
	c.oneOf("then", w.Then, thens)
	c.oneOf("atDeadline", w.AtDeadline, atDeadlines)
	if c.err != nil {
		return time.Time{}, c.err
	}
	return in.optionalTime("deadline", w.Deadline)
}

// oneOf refuses a word that is not among those allowed.
func (c *checker) oneOf(field, value string, allowed []string) {
	if c.err == nil && !slices.Contains(allowed, value) {
		c.err = c.fail(field, fmt.Sprintf("is %s, want one of %q", quote(value), allowed[1:]))
	}
}

// optionalTime reads a time stamp that may be empty, which is the zero time.
func (in input) optionalTime(field, value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	return in.time(field, value)
}

// stamp writes a time that may be zero, which is empty.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// Detail is the event's detail as PutEvents takes it; it refuses what Decode would refuse.
func (e DrainOrdered) Detail() ([]byte, error) {
	wire := drainOrdered{
		Order: e.Order, Cluster: e.Cluster, Instance: e.Instance, Requester: e.Requester,
		Reason: clip(e.Reason, textBytesMax), Then: e.Then, Deadline: stamp(e.Deadline),
		AtDeadline: e.AtDeadline, Urgent: e.Urgent,
	}
	detail, err := json.Marshal(wire)
	if err == nil {
		_, err = wire.check(input{raw: detail, body: detail})
	}
	if err != nil {
		return nil, fmt.Errorf("encode %s %s: %w", DetailTypeDrainOrdered, name(e.Order), err)
	}
	return detail, nil
}

// About names the instance, who asks and what for.
func (e DrainOrdered) About() string {
	about := "drain of instance " + name(e.Instance)
	if e.Cluster != "" {
		about += " in cluster " + name(e.Cluster)
	}
	if e.Then != "" {
		about += ", then " + e.Then
	}
	return fmt.Sprintf("%s, order %s of %s%s",
		about, name(e.Order), name(e.Requester), because(e.Reason))
}
