package fleet_test

import (
	"strconv"
	"testing"
	"time"

	"sashweight/shared/fleet"
)

var noon = time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)

func voluntary(step fleet.Step) fleet.DrainOrder {
	return fleet.DrainOrder{
		ID: "one", Origin: fleet.OriginOrder, Reason: "firmware", Then: fleet.ThenKeep,
		Deadline: noon, AtDeadline: fleet.DeadlineExtend, Step: step, Draining: noon,
	}
}

func TestJoinTakesTheEarlierDeadlineAndTheHarderEnding(t *testing.T) {
	o := voluntary(fleet.StepDraining)
	soft := fleet.DrainOrder{ID: "two", Deadline: noon.Add(1), Then: fleet.ThenReplace}
	if got := o.Join(soft); got.Deadline != noon || got.AtDeadline != fleet.DeadlineExtend ||
		got.Then != fleet.ThenKeep || got.Urgent || got.ID != "one" {
		t.Errorf("got %+v", got)
	}
	hard := fleet.DrainOrder{ID: "three", Deadline: noon.Add(-1), Due: noon, Urgent: true,
		AtDeadline: fleet.DeadlineForce}
	if got := o.Join(hard); !got.Deadline.Before(noon) || got.AtDeadline != fleet.DeadlineForce ||
		!got.Urgent || got.Due != noon || !got.Is("three") || !got.Is("one") {
		t.Errorf("got %+v", got)
	}
	if got := o.Join(fleet.DrainOrder{ID: "four"}); got.Deadline != noon || !got.Due.IsZero() {
		t.Errorf("no deadline: got %+v", got)
	}
}

func TestAHookJoinsAndItsNodeMustGo(t *testing.T) {
	hook := fleet.DrainOrder{ID: "hook", Origin: fleet.OriginTerminate, Reason: "its group does",
		Hook: "h", Token: "t", Beat: noon}
	for step, want := range map[fleet.Step]struct {
		origin fleet.Origin
		step   fleet.Step
	}{
		fleet.StepDraining:  {fleet.OriginTerminate, fleet.StepDraining},
		fleet.StepReturning: {fleet.OriginTerminate, fleet.StepOrdered},
		fleet.StepRemoving:  {fleet.OriginOrder, fleet.StepRemoving},
	} {
		got := voluntary(step).Join(hook)
		if got.Origin != want.origin || got.Step != want.step || got.ID != "one" {
			t.Errorf("%s: got %s, step %s, id %s", step, got.Origin, got.Step, got.ID)
		}
		if got.Hook != "h" || got.Token != "t" || got.Beat != noon || got.Draining != noon {
			t.Errorf("%s: got %+v", step, got)
		}
	}
}

func TestASpotNoticeOverrulesAllButAHook(t *testing.T) {
	spot := fleet.DrainOrder{ID: "spot", Origin: fleet.OriginSpot, Due: noon}
	if got := voluntary(fleet.StepWaiting).Join(spot); got.Origin != fleet.OriginSpot {
		t.Errorf("got %s", got.Origin)
	}
	hook := fleet.DrainOrder{ID: "hook", Origin: fleet.OriginTerminate, Hook: "h"}
	if got := hook.Join(spot); got.Origin != fleet.OriginTerminate || got.Hook != "h" {
		t.Errorf("got %+v", got)
	}
}

func TestJoinRemembersTheLastSixteen(t *testing.T) {
	o := voluntary(fleet.StepDraining)
	for i := range 20 {
		o = o.Join(fleet.DrainOrder{ID: strconv.Itoa(i)})
	}
	if len(o.Joined) != 16 || !o.Is("19") || !o.Is("one") || o.Is("3") {
		t.Errorf("got %v", o.Joined)
	}
}

func TestDrainedSpotNodeNeedsNoOtherOrder(t *testing.T) {
	taken := noon.Add(2 * time.Minute)
	spot := fleet.DrainOrder{Origin: fleet.OriginSpot, Step: fleet.StepDone, Due: taken}
	order := fleet.DrainOrder{Origin: fleet.OriginOrder, Created: taken.Add(-time.Second)}
	hook, late, open := order, order, spot
	hook.Origin, late.Created, open.Step = fleet.OriginTerminate, taken, fleet.StepDraining
	for _, c := range []struct {
		name        string
		done, other fleet.DrainOrder
		want        bool
	}{
		{"EC2 takes it anyway", spot, order, true},
		{"a hook has to be answered", spot, hook, false},
		{"EC2 should have taken it by now", spot, late, false},
		{"one that is open is joined", open, order, false},
		{"only a Spot notice settles", fleet.DrainOrder{Step: fleet.StepDone, Due: taken}, order, false},
	} {
		if got := c.done.Settles(c.other); got != c.want {
			t.Errorf("%s: got %t, want %t", c.name, got, c.want)
		}
	}
}
