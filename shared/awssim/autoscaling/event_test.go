package autoscaling

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

func keys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

func TestLifecycleActionEventHasEveryDocumentedField(t *testing.T) {
	w, id := draining(t, drainHook("drain"))
	e := w.heard(terminateAction)[0]
	want := map[string]any{
		"LifecycleActionToken": w.Hooks()[0].Token, "AutoScalingGroupName": "web",
		"LifecycleHookName": "drain", "EC2InstanceId": id,
		"LifecycleTransition":  "autoscaling:EC2_INSTANCE_TERMINATING",
		"NotificationMetadata": "sashweight", "Origin": "AutoScalingGroup", "Destination": "EC2",
	}
	if !maps.Equal(e.detail, want) {
		t.Errorf("detail is %v, want %v", e.detail, want)
	}
	if e.source != "aws.autoscaling" || !e.bestEffort {
		t.Errorf("source %s, best effort %v", e.source, e.bestEffort)
	}
	if len(e.resources) != 1 || e.resources[0] != *w.show("web").AutoScalingGroupARN ||
		!strings.HasSuffix(e.resources[0], ":autoScalingGroupName/web") {
		t.Errorf("resources are %v", e.resources)
	}
}

func TestLaunchActionGoesFromEC2ToTheGroup(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 1, 1, launchHook("ready"))
	e := w.heard(launchAction)[0].detail
	if e["Origin"] != "EC2" || e["Destination"] != "AutoScalingGroup" {
		t.Errorf("from %s to %s", e["Origin"], e["Destination"])
	}
	if _, ok := e["NotificationMetadata"]; ok {
		t.Error("a hook without metadata told some")
	}
}

func TestActivityEventsHaveEveryDocumentedField(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 1, 1)
	id := *w.show("web").Instances[0].InstanceId
	must(t, w.terminate1(id, true))
	w.env.Advance(2 * time.Minute)
	want := []string{
		"ActivityId", "AutoScalingGroupName", "Cause", "Description", "Details", "EC2InstanceId",
		"EndTime", "RequestId", "StartTime", "StatusCode", "StatusMessage",
	}
	for kind, description := range map[string]string{
		launchSuccessful:    "Launching a new EC2 instance: " + id,
		terminateSuccessful: "Terminating EC2 instance: " + id,
	} {
		e := w.heard(kind)[0]
		if !slices.Equal(keys(e.detail), want) {
			t.Errorf("%s has %v, want %v", kind, keys(e.detail), want)
		}
		if got := e.detail["Description"]; got != description {
			t.Errorf("%s: %q, want %q", kind, got, description)
		}
		where := keys(e.detail["Details"].(map[string]any))
		if !slices.Equal(where, []string{"Availability Zone", "Subnet ID"}) {
			t.Errorf("%s details are %v", kind, where)
		}
		if len(e.resources) != 2 || !strings.HasSuffix(e.resources[1], ":instance/"+id) {
			t.Errorf("%s resources are %v", kind, e.resources)
		}
	}
	cause := w.heard(terminateSuccessful)[0].detail["Cause"]
	if want := "At 2026-03-02T08:02:00Z instance " + id + " was taken out of service in response " +
		"to a user request, shrinking the capacity from 1 to 0."; cause != want {
		t.Errorf("cause is %q, want %q", cause, want)
	}
}

func TestJournalIsTheSameForTheSameSeed(t *testing.T) {
	run := func() string {
		w := newWorld(t)
		w.fleet(0, 6, 9, drainHook("drain"), launchHook("ready"))
		w.scale(2)
		w.env.Advance(time.Hour)
		return w.env.Journal.Digest()
	}
	if x, y := run(), run(); x != y {
		t.Errorf("two runs of one seed gave journals %s and %s", x, y)
	}
}

func TestWhatWasHandedOutStaysAsItWas(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 3, 3, drainHook("drain"))
	g := w.groups["web"]
	id := g.instances[0].id
	handed := []any{g.output(), g.instances[0].output(), g.instances[0].detail(), w.Hooks()}
	before, err := json.Marshal(handed)
	must(t, err)
	must(t, w.terminate1(id, true))
	must(t, w.beat("drain", id))
	w.env.Advance(time.Hour)
	if after, err := json.Marshal(handed); err != nil || string(after) != string(before) {
		t.Errorf("what was handed out became %s, %v", after, err)
	}
}
