package main

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"sashweight/events"
	"sashweight/shared/fleet"
)

const node = "i-0a0a0a0a0a0a0a0a1"

// answers makes the function say one thing, and returns where its payloads go.
func (c *cli) answers(body, failed string) *[]events.DrainOrdered {
	c.Helper()
	heard := &[]events.DrainOrdered{}
	c.function = func(payload []byte) (string, string) {
		e, err := events.Decode(payload)
		order, ok := e.(events.DrainOrdered)
		if err != nil || !ok {
			c.Errorf("the function got a %T (%v): %s", e, err, payload)
		}
		*heard = append(*heard, order)
		return body, failed
	}
	return heard
}

// created is the function's answer to an order of node.
const created = `{"order":"order-` + node + `","cluster":"prod","instance":"` + node +
	`","outcome":"created"}`

func TestDrainSendsWhatTheFlagsSay(t *testing.T) {
	c := newCLI(t)
	heard := c.answers(created, "")
	got := c.run("drain", node, "--cluster", "prod", "--then", "replace", "--deadline", "30m",
		"--at-deadline", "force", "--urgent", "--reason", "bad disk", "--id", "o1", "--yes")
	if got.code != exitDone || !got.has(node+" in cluster prod: ordered, order order-") {
		t.Errorf("got %v", got)
	}
	want := events.DrainOrdered{
		Order: "o1", Cluster: "prod", Instance: node, Reason: "bad disk", Then: "replace",
		Requester: "arn:aws:iam::123456789012:root", Deadline: c.clock.now.Add(30 * time.Minute),
		AtDeadline: "force", Urgent: true,
	}
	order := (*heard)[0]
	if m := order.Meta; m.Source != "sashweight" || m.Account != "123456789012" ||
		m.Region != "us-east-1" || !m.Time.Equal(c.clock.now) {
		t.Errorf("its envelope is %+v", m)
	}
	order.Meta = events.Meta{}
	if want.Requester = order.Requester; !reflect.DeepEqual(order, want) ||
		!strings.HasPrefix(want.Requester, "arn:") {
		t.Errorf("the function got\n%+v, want\n%+v", order, want)
	}
}

func TestDrainWithoutFlagsLeavesThePolicyToDecide(t *testing.T) {
	c := newCLI(t)
	heard := c.answers(created, "")
	c.run("drain", node, "-y")
	c.run("drain", node, "-y")
	one, two := (*heard)[0], (*heard)[1]
	if one.Cluster != "" || one.Then != "" || !one.Deadline.IsZero() || one.AtDeadline != "" ||
		one.Urgent {
		t.Errorf("the function got %+v", one)
	}
	if one.Order == two.Order || !strings.HasPrefix(one.Order, "cli-") {
		t.Errorf("two orders have the ids %q and %q", one.Order, two.Order)
	}
}

func TestDrainAsksAndSaysThePlainConsequence(t *testing.T) {
	c := newCLI(t)
	heard := c.answers(created, "")
	args := []string{"drain", node, "--then", "terminate"}
	if got := c.run(args...); got.code != exitFailed || !got.has("for good", "give --yes") {
		t.Errorf("unattended: %v", got)
	}
	if got := c.answer("\n", args...); got.code != exitFailed ||
		!got.has("for good", "Drain "+node+"? [y/N]", "nothing was done") {
		t.Errorf("answered nothing: %v", got)
	}
	if got := c.run(append(args, "--dry-run")...); got.code != exitDone ||
		!got.has("DrainNodesFunction", `"detail-type": "Drain Ordered"`, `"then": "terminate"`) {
		t.Errorf("dry run: %v", got)
	}
	if len(*heard) > 0 {
		t.Errorf("the function was called: %+v", *heard)
	}
	if got := c.answer("y\n", args...); got.code != exitDone || len(*heard) != 1 {
		t.Errorf("answered yes: %v", got)
	}
}

func TestDrainRefusesWhatCannotBeAnOrder(t *testing.T) {
	c := newCLI(t)
	for _, args := range [][]string{
		{"drain", "prod-node-1"}, {"drain", "i-0A0A0A0A"}, {"drain", node, "--deadline", "-1m"},
		{"drain", node, "--deadline", "49h"}, {"drain", node, "--then", "explode"},
		{"drain", node, "--cluster", "a b"}, {"drain"},
	} {
		if got := c.run(args...); got.code != exitUsage {
			t.Errorf("%q: %v", args, got)
		}
	}
}

func TestRefusedAndFailedOrdersHaveTheirOwnExitCodes(t *testing.T) {
	c := newCLI(t)
	c.answers(`{"order":"o1","cluster":"prod","instance":"`+node+`","outcome":"refused",`+
		`"reason":"no such\u001b node"}`, "")
	if got := c.run("drain", node, "-y", "--wait"); got.code != exitRefused ||
		!got.has(`refused: "no such\x1b node"`) {
		t.Errorf("refused: %v", got)
	}
	c.answers(`{"errorType":"StaleError","errorMessage":"read table: gone"}`, "Unhandled")
	if got := c.run("drain", node, "-y", "--id", "o7"); got.code != exitFailed ||
		!got.has("add --id o7", "ended with StaleError: read table: gone") {
		t.Errorf("failed: %v", got)
	}
	c.answers(`null`, "")
	if got := c.run("drain", node, "-y"); got.code != exitFailed || !got.has("another version?") {
		t.Errorf("an old function: %v", got)
	}
}

// ends makes the order of the node end at the n-th look from now.
func (c *cli) ends(n int, ending fleet.Ending) {
	c.put(c.hooked(node))
	c.clock.slept = func() {
		if n--; n == 0 {
			c.end(node, ending)
		}
	}
}

func TestWaitFollowsAnOrderToItsEnding(t *testing.T) {
	for ending, code := range map[fleet.Ending]int{
		fleet.EndingDrained: exitDone, fleet.EndingRemoved: exitDone,
		fleet.EndingRefused: exitRefused, fleet.EndingReturned: exitOther,
		fleet.EndingForced: exitOther, fleet.EndingGone: exitOther,
	} {
		c := newCLI(t)
		c.answers(created, "")
		c.ends(3, ending)
		began := c.clock.now
		got := c.run("drain", node, "-y", "--wait", "--json")
		if got.code != code || c.clock.now.Sub(began) != 3*followEvery {
			t.Errorf("%s: %v\nafter %s", ending, got, c.clock.now.Sub(began))
		}
		lines := strings.Split(strings.TrimSpace(got.out), "\n")
		var last followed
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil ||
			len(lines) != 3 || last.Ending != string(ending) {
			t.Errorf("%s: %d lines, the last one is %+v, %v", ending, len(lines), last, err)
		}
	}
}

func TestWaitFindsAnOrderThatEndedLongAgo(t *testing.T) {
	c := newCLI(t)
	c.answers(created, "")
	c.put(c.hooked(node))
	c.clock.slept = func() { // and the machine with it
		c.end(node, fleet.EndingDrained)
		c.clock.slept, c.clock.now = nil, c.clock.now.Add(2*time.Hour)
		work, err := c.store().Work(t.Context(), "prod")
		if err != nil {
			t.Error(err)
		}
		if err := c.store().Tidy(t.Context(), work); err != nil {
			t.Error(err)
		}
		another := c.hooked(node)
		another.ID = "another"
		c.put(another)
	}
	got := c.run("drain", node, "-y", "--wait")
	if got.code != exitDone || !got.has("13:00  drained (after 1m)") {
		t.Errorf("got %v", got)
	}
}

func TestInterruptedWaitLeavesTheOrder(t *testing.T) {
	c := newCLI(t)
	c.answers(created, "")
	c.put(c.hooked(node))
	ctx, cancel := context.WithCancel(t.Context())
	c.clock.slept = cancel
	got := c.within(ctx, "", "drain", node, "-y", "--wait")
	if got.code != exitInterrupted || !got.has("ordered", "The order goes on") {
		t.Errorf("got %v", got)
	}
	if o, ok, err := c.store().Order(t.Context(), "prod", node); err != nil || !ok || !o.Open() {
		t.Errorf("the order is %+v, %t, %v", o, ok, err)
	}
}

func TestDeployedFunctionEmptiesTheNodeThatIsOrdered(t *testing.T) {
	c := newCLI(t)
	instance := someNode(c.served.world, "win2022-core")
	got := c.run("drain", instance, "--then", "keep", "--reason", "try", "-y", "--wait")
	if got.code != exitDone || !got.has(instance+" in cluster prod: ordered", "draining",
		"drained: no task left") {
		t.Errorf("got %v", got)
	}
	if got := c.run("drains", "--all"); !got.has(instance, "drained", "operator", "try") {
		t.Errorf("got %v", got)
	}
	if got := c.run("drain", node, "-y"); got.code != exitRefused || !got.has("has a node "+node) {
		t.Errorf("unknown node: %v", got)
	}
	c.run("pause")
	if got := c.run("drain", instance, "-y"); got.code != exitRefused || !got.has("paused") {
		t.Errorf("while paused: %v", got)
	}
}
