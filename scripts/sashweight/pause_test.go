package main

import (
	"encoding/json"
	"testing"
	"time"

	"sashweight/shared/fleet"
	observessm "sashweight/shared/observe/ssm"
)

// brakes are the pauses that are set, as "cluster=value" with spaces between.
func (c *cli) brakes() string {
	c.Helper()
	all, err := observessm.New(clientOf(c.addr, "us-east-1")).Brakes(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	text := ""
	for _, b := range all {
		text += b.Cluster + "=" + b.Value + " "
	}
	return text
}

func TestPauseSetsTheBrakeAndResumeTakesItAway(t *testing.T) {
	c := newCLI(t)
	for _, step := range []struct {
		args   []string
		brakes string
		prints []string
	}{
		{[]string{"pause"}, "=voluntary ", []string{
			"Pause of all clusters (/sashweight/pause)", "was  no pause", "now  voluntary",
		}},
		{[]string{"pause", "--cluster", "prod"}, "=voluntary prod=voluntary ", []string{
			"(/sashweight/clusters/prod/pause)", "Also paused: all clusters, voluntary",
		}},
		{[]string{"resume"}, "prod=voluntary ", []string{
			"was  voluntary since 13:00", "now  no pause", "sashweight resume --cluster prod",
		}},
		{[]string{"resume", "--cluster", "prod"}, "", []string{"now  no pause"}},
		{[]string{"resume"}, "", []string{"was  no pause", "now  no pause"}},
	} {
		got := c.run(step.args...)
		if got.code != exitDone || !got.has(step.prints...) {
			t.Errorf("%q: %v\nwant %q", step.args, got, step.prints)
		}
		if got := c.brakes(); got != step.brakes {
			t.Errorf("%q: brakes are %q, want %q", step.args, got, step.brakes)
		}
	}
}

func TestPauseOfEverythingSaysWhatItCostsAndAsks(t *testing.T) {
	c := newCLI(t)
	c.put(c.hooked("i-0a0a0a0a0a0a0a0a1"))
	cost := []string{
		"i-0a0a0a0a0a0a0a0a1 in prod, group win2022-core, ordered: its lifecycle hook lapses at " +
			"13:08 (in 8m)\n", "A node that is taken away",
	}
	got := c.run("pause", "--everything")
	if got.code != exitFailed || !got.has(cost...) || !got.has("give --yes") || c.brakes() != "" {
		t.Errorf("unattended: %v\nbrakes %q", got, c.brakes())
	}
	got = c.answer("n\n", "pause", "--everything")
	if got.code != exitFailed || !got.has("Pause everything in all clusters? [y/N]",
		"nothing was done") || c.brakes() != "" {
		t.Errorf("answered no: %v\nbrakes %q", got, c.brakes())
	}
	got = c.answer("y\n", "pause", "--everything", "--cluster", "prod")
	if got.code != exitDone || !got.has(cost...) || c.brakes() != "prod=everything " {
		t.Errorf("answered yes: %v\nbrakes %q", got, c.brakes())
	}
}

func TestPauseAsJSONIsOneObject(t *testing.T) {
	c := newCLI(t)
	c.put(c.hooked("i-0a0a0a0a0a0a0a0a1"))
	got := c.run("pause", "--json", "--everything", "--yes")
	var line struct {
		Was, Now string
		Orders   []struct {
			Instance, Effect string
			Lapses           time.Time
		}
	}
	if err := json.Unmarshal([]byte(got.out), &line); err != nil || got.code != exitDone {
		t.Fatalf("%v: %v", err, got)
	}
	if line.Now != "everything" || len(line.Orders) != 1 || line.Orders[0].Effect != hookEnds ||
		!line.Orders[0].Lapses.Equal(c.clock.now.Add(8*time.Minute)) {
		t.Errorf("got %+v of\n%v", line, got)
	}
}

func TestPauseOfAnUnknownClusterIsDoneAndDoubted(t *testing.T) {
	c := newCLI(t)
	got := c.run("pause", "--cluster", "prud")
	if got.code != exitDone || !got.has("cluster prud has no policy document") {
		t.Errorf("got %v", got)
	}
	got = c.run("pause", "--cluster", "arn:aws:ecs:us-east-1:1:cluster/prod")
	if got.code != exitFailed || !got.has("is no ARN") {
		t.Errorf("got %v", got)
	}
}

func TestABrakeHoldsEachOrderByItsOrigin(t *testing.T) {
	at := time.Date(2026, 11, 2, 13, 0, 0, 0, time.UTC)
	hook := fleet.DrainOrder{
		Origin: fleet.OriginTerminate, Hook: "sashweight-drain", Beat: at, Heartbeat: time.Minute,
	}
	ours := fleet.DrainOrder{Origin: fleet.OriginOrder}
	begun := fleet.DrainOrder{Origin: fleet.OriginOrder, Draining: at}
	urgent := fleet.DrainOrder{Origin: fleet.OriginOrder, Draining: at, Urgent: true}
	leaving := fleet.DrainOrder{Origin: fleet.OriginOrder, Draining: at, Removing: at}
	spot := fleet.DrainOrder{Origin: fleet.OriginSpot, Draining: at, Due: at}
	for _, c := range []struct {
		pause fleet.Pause
		order fleet.DrainOrder
		want  string
	}{
		{fleet.PauseNone, begun, goesOn},
		{fleet.PauseVoluntary, hook, goesOn},
		{fleet.PauseVoluntary, spot, goesOn},
		{fleet.PauseVoluntary, ours, cancelled},
		{fleet.PauseVoluntary, begun, undone},
		{fleet.PauseVoluntary, urgent, undone},
		{fleet.PauseVoluntary, leaving, goesOn},
		{fleet.PauseEverything, hook, hookEnds},
		{fleet.PauseEverything, spot, spotEnds},
		{fleet.PauseEverything, ours, waits},
		{fleet.PauseEverything, begun, stays},
	} {
		if got := effectOf(c.order, c.pause).Effect; got != c.want {
			t.Errorf("%q of %+v: got %s, want %s", c.pause, c.order, got, c.want)
		}
	}
}
