package main

import (
	"context"
	"fmt"
	"strconv"

	"charm.land/lipgloss/v2/table"

	"sashweight/shared/fleet"
	observessm "sashweight/shared/observe/ssm"
)

// drainsCmd lists drain orders.
type drainsCmd struct {
	Cluster string `placeholder:"NAME" help:"Only this cluster."`
	All     bool   `help:"Also the orders that ended within the last day, with their endings."`
	outputFlags
	stackFlags
}

// Help is called by kong for what stands under the command's name.
func (c *drainsCmd) Help() string {
	return `For each node that has to go: how far it is, who wants it and why, when it should be
done, what stands in the way and what would help, and when its time is over (and what happens
then). It reads Sashweight's table and changes nothing. --json has one order a line, in full.

Steps: ordered (waits to be admitted), waiting-for-capacity, replacing (one more node comes first),
draining, forcing (its time is over, what remains is stopped), removing, returning (it is undone).`
}

// Run is called by kong.
func (c *drainsCmd) Run(ctx context.Context, console *console) error {
	s, err := c.find(ctx, console)
	if err != nil {
		return err
	}
	if err := checkCluster(c.Cluster); err != nil {
		return err
	}
	shown, err := s.orders(ctx, c.Cluster, c.All)
	if err != nil {
		return err
	}
	out := &output{w: console.out, json: c.JSON}
	c.show(out, shown, s.times())
	c.showBrakes(ctx, out, s)
	return out.err
}

// showBrakes says what is paused: why orders may wait. Who may not read that still sees the orders.
func (c *drainsCmd) showBrakes(ctx context.Context, out *output, s *stack) {
	brakes, err := observessm.New(s.config).Brakes(ctx)
	if err != nil {
		out.print("What is paused cannot be read: %s\n", explained(err))
	}
	for _, b := range brakes {
		if c.Cluster == "" || b.Cluster == "" || b.Cluster == c.Cluster {
			out.print("Paused: %s\n", holding{b.Cluster, string(b.Pause)})
		}
	}
}

func (c *drainsCmd) show(out *output, orders []fleet.DrainOrder, t times) {
	if len(orders) == 0 {
		where := "any cluster"
		if c.Cluster != "" {
			where = "cluster " + c.Cluster
		}
		out.print("No open drain order in %s.\n", where)
		return
	}
	rows := table.New().Headers("node", "cluster", "step", "tasks", "done by", "deadline", "wanted by",
		"because")
	for _, o := range orders {
		out.object(lineOf(o))
		rows.Row(rowOf(o, t)...)
	}
	out.print("%s\n", rows.Render())
	for _, o := range orders {
		for _, line := range standing(o) {
			out.print("%s  %s\n", plain(o.Instance), line)
		}
	}
}

// standing says what an open order waits for, and what stands in its way.
func standing(o fleet.DrainOrder) []string {
	if !o.Open() {
		return nil
	}
	var lines []string
	why := waitsFor(o)
	for _, b := range o.Forecast.Blockers {
		lines = append(lines, hinders(b))
		if b.Reason == why {
			why = "" // said
		}
	}
	switch {
	case why != "":
		lines = append(lines, "waits: "+plain(why))
	case !o.Begun() && o.Forecast.At.IsZero():
		lines = append(lines, "waits to be admitted: for room in the disruption budget, the end of a "+
			"rest or of an incident")
	}
	return lines
}

func rowOf(o fleet.DrainOrder, t times) []string {
	step, done, deadline := string(o.Step), t.at(o.Forecast.Done), "-"
	if d := deadlineOf(o); !d.IsZero() {
		deadline = t.at(d)
		if o.AtDeadline != "" {
			deadline += ", " + string(o.AtDeadline)
		}
	}
	because := o.Reason
	switch {
	case !o.Open():
		step, done, deadline = string(o.Ending), t.at(o.Finished), "-"
		if o.EndReason != "" {
			because += " → " + o.EndReason
		}
	case !o.Forecast.Free():
		done = "blocked"
		if n := len(o.Forecast.Blockers); n > 1 {
			done = fmt.Sprintf("blocked (%d)", n)
		}
	}
	return []string{
		plain(o.Instance), plain(o.Cluster), step, strconv.Itoa(tasksOf(o)), done, deadline, who(o),
		plain(because),
	}
}
