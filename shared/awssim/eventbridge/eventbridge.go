// Package eventbridge is the account's default event bus: patterns, rules, targets, deliveries and
// PutEvents. Delivery is at least once and in no order; sources of best-effort delivery lose events
// (EventBridge user guide, eb-service-event).
package eventbridge

import (
	"strconv"

	"sashweight/shared/awssim/eventbridge/retry"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// EventBridge is the default event bus of one account.
type EventBridge struct {
	// Service answers the operations of the API.
	Service *wire.Service
	// Deliver hands an event to a target, a function or a queue, by its ARN; cause says on whose
	// behalf. Its error is an API error; the rule's retry policy says what follows.
	Deliver func(targetARN string, event []byte, cause string) error
	// Send puts a message into a dead-letter queue by its ARN, with string attributes.
	Send func(queueARN, body string, attributes map[string]string) error

	env    *kernel.Env
	faults *faults.Faults
	rules  []*Rule
	// listeners keeps, for each source and detail-type seen, the rules that may match: most events
	// have none, and then nothing of them is ever written out.
	listeners map[kind][]*Rule
	// quoted are detail-types as the journal shows them.
	quoted map[string]string
}

type kind struct{ source, detailType string }

// Rule is a rule of the default bus.
type Rule struct {
	// Name is unique on the bus.
	Name string
	// ARN is set by PutRule.
	ARN string
	// Pattern says which events the rule is for.
	Pattern *Pattern
	// Disabled rules match nothing.
	Disabled bool
	// Targets each get every matching event.
	Targets []Target
}

// Target is where a rule sends what it matches.
type Target struct {
	// ID is unique in the rule; empty for a target that has only its place.
	ID string
	// ARN is a function or a queue.
	ARN string
	// Retry bounds the tries of one delivery.
	Retry retry.Policy
	// DeadLetters is the ARN of a queue for events that could not be delivered; empty for none.
	DeadLetters string
}

// New returns a bus without rules and makes it the place where the account's services publish.
func New(env *kernel.Env, f *faults.Faults) *EventBridge {
	e := &EventBridge{env: env, faults: f, listeners: map[kind][]*Rule{},
		quoted: map[string]string{}}
	e.Service = wire.NewService(wire.Spec{
		ID: "EventBridge", Scope: "events", Target: "AWSEvents", Protocol: wire.JSON11,
		Members: map[string]wire.Member{ // of an ECS target
			"CapacityProvider": {Name: "capacityProvider"}, "Base": {Name: "base"},
			"Weight": {Name: "weight"}, "AwsvpcConfiguration": {Name: "awsvpcConfiguration"},
			"Type": {Name: "type"}, "Expression": {Name: "expression"}, "Field": {Name: "field"},
		},
	})
	wire.On(e.Service, "PutEvents", e.putEvents)
	wire.On(e.Service, "PutRule", e.putRule)
	wire.On(e.Service, "DeleteRule", e.deleteRule)
	wire.On(e.Service, "EnableRule", e.enableRule)
	wire.On(e.Service, "DisableRule", e.disableRule)
	wire.On(e.Service, "ListRules", e.listRules)
	wire.On(e.Service, "DescribeRule", e.describeRule)
	wire.On(e.Service, "PutTargets", e.putTargets)
	wire.On(e.Service, "RemoveTargets", e.removeTargets)
	wire.On(e.Service, "ListTargetsByRule", e.listTargetsByRule)
	wire.On(e.Service, "ListRuleNamesByTarget", e.listRuleNamesByTarget)
	env.Publish = e.publish
	return e
}

// PutRule adds a rule, or replaces the one of that name. It returns the rule's ARN.
func (e *EventBridge) PutRule(r Rule) string {
	r.ARN = e.env.ARN("events", "rule/"+r.Name)
	clear(e.listeners)
	for i, old := range e.rules {
		if old.Name == r.Name {
			e.rules[i] = &r
			return r.ARN
		}
	}
	e.rules = append(e.rules, &r)
	return r.ARN
}

// Rules lists the rules in the order in which they were made.
func (e *EventBridge) Rules() []Rule {
	out := make([]Rule, len(e.rules))
	for i, r := range e.rules {
		out[i] = *r
	}
	return out
}

// quotedMax bounds what callers of PutEvents make up.
const quotedMax = 1000

// quote is a detail-type as the journal shows it.
func (e *EventBridge) quote(detailType string) string {
	q, ok := e.quoted[detailType]
	if !ok {
		q = strconv.Quote(detailType)
		if len(e.quoted) < quotedMax {
			e.quoted[detailType] = q
		}
	}
	return q
}

// listening is the rules that may match an event of this kind.
func (e *EventBridge) listening(k kind) []*Rule {
	rules, known := e.listeners[k]
	if known {
		return rules
	}
	for _, r := range e.rules {
		if !r.Disabled && r.Pattern.mayMatch(k.source, k.detailType) {
			rules = append(rules, r)
		}
	}
	e.listeners[k] = rules
	return rules
}
