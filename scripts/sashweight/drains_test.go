package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sashweight/shared/fleet"
)

func TestDrainsListsWhatTheTableHolds(t *testing.T) {
	c := newCLI(t)
	if got := c.run("drains"); got.code != exitDone || !got.has("No open drain order in any") {
		t.Errorf("empty: %v", got)
	}
	c.put(c.hooked("i-0a0a0a0a0a0a0a0a1"))
	other := c.hooked("i-0a0a0a0a0a0a0a0a2")
	other.Cluster = "test"
	c.put(other)
	c.put(c.hooked("i-0a0a0a0a0a0a0a0a3"))
	c.end("i-0a0a0a0a0a0a0a0a3", fleet.EndingDrained)
	for _, look := range []struct {
		args  []string
		nodes string // the last digits
	}{
		{[]string{"drains"}, "1 2"},
		{[]string{"drains", "--cluster", "test"}, "2"},
		{[]string{"drains", "--cluster", "prod", "--all"}, "1 3"},
	} {
		got := c.run(append(look.args, "--json")...)
		var nodes []string
		for line := range strings.Lines(got.out) {
			var order orderLine
			if err := json.Unmarshal([]byte(line), &order); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			nodes = append(nodes, order.Instance[len(order.Instance)-1:])
		}
		if strings.Join(nodes, " ") != look.nodes || got.code != exitDone {
			t.Errorf("%q: nodes %q, want %s\n%v", look.args, nodes, look.nodes, got)
		}
	}
	c.run("pause", "--cluster", "prod")
	for cluster, told := range map[string]bool{"": true, "prod": true, "test": false} {
		got := c.run("drains", "--cluster", cluster)
		if got.has("Paused: cluster prod, voluntary. To end that") != told {
			t.Errorf("cluster %q: %v", cluster, got)
		}
	}
	if got := c.run("drains", "--all"); !got.has("ordered", "drained", "13:00 (now)") {
		t.Errorf("got %v", got)
	}
}

// shown is what drains prints of orders, at one o'clock.
func shown(orders ...fleet.DrainOrder) string {
	var text bytes.Buffer
	now := time.Date(2026, 11, 2, 13, 0, 0, 0, time.UTC)
	(&drainsCmd{}).show(&output{w: &text}, orders, times{zone: time.UTC, now: now})
	return text.String()
}

func TestAnOrderSaysWhenItIsDoneAndWhatStandsInItsWay(t *testing.T) {
	now := time.Date(2026, 11, 2, 13, 0, 0, 0, time.UTC)
	order := fleet.DrainOrder{
		Instance: "i-1", Cluster: "prod", Step: fleet.StepDraining, Origin: fleet.OriginOrder,
		Requester: "arn:aws:sts::123456789012:assumed-role/Admin/alice", Reason: "patch\x1b[2J",
		Deadline: now.Add(30 * time.Minute), AtDeadline: fleet.DeadlineForce,
		Forecast: fleet.Forecast{At: now, Done: now.Add(6 * time.Minute), Tasks: 4},
	}
	free := shown(order)
	for _, want := range []string{
		"│draining│4    │13:06 (in 6m)│13:30 (in 30m), force│alice    │\"patch\\x1b[2J\"│",
	} {
		if !strings.Contains(free, want) {
			t.Errorf("want %s in\n%s", want, free)
		}
	}
	order.Extended = now.Add(26 * time.Hour)
	order.Forecast.Blockers = []fleet.Blocker{{
		Kind: fleet.BlockedPercent, Object: "web", Reason: "100 % of 2 tasks must stay",
		Help: "raise its maximum percent",
	}}
	blocked := shown(order)
	for _, want := range []string{
		"│blocked│Nov 3 15:00 (in 1d2h), force│",
		"i-1  percent (web): 100 % of 2 tasks must stay; raise its maximum percent\n",
	} {
		if !strings.Contains(blocked, want) {
			t.Errorf("want %s in\n%s", want, blocked)
		}
	}
	order.EndReason = "two others drain"
	if got := shown(order); !strings.Contains(got, "i-1  waits: two others drain\n") {
		t.Errorf("got\n%s", got)
	}
	unseen := order
	unseen.Forecast, unseen.EndReason = fleet.Forecast{}, ""
	if got := shown(unseen); !strings.Contains(got, "i-1  waits to be admitted") {
		t.Errorf("got\n%s", got)
	}
	order.Step, order.Ending, order.EndReason = fleet.StepDone, fleet.EndingReturned, "in time"
	order.Finished = now.Add(-3*time.Hour - 20*time.Minute)
	ended := shown(order)
	if !strings.Contains(ended, "│returned│4    │09:40 (3h20m ago)│-") ||
		strings.Contains(ended, "must stay") {
		t.Errorf("got\n%s", ended)
	}
}
