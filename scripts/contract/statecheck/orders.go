package statecheck

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sashweight/shared/fleet"
)

const (
	instance = "i-0000000000000000b"
	earlier  = "i-0000000000000000a" // sorts before instance
)

var orderSteps = []step{
	{"read an order that is not there", "none", readOrder},
	{"mark an order that is not there", "refused; then: none", markDraining},
	{"put an order of a Spot notice", "created", putSpot},
	{"put it again", "known", putSpot},
	{"read it", "spot, step ordered, hook none, beat none", readOrder},
	{"put one of a terminate hook for the same instance", "joined", putTerminate},
	{"put that again", "known", putTerminate},
	{"read the joined order", "terminate, step ordered, hook drain, beat 09:00:00", readOrder},
	{"put the Spot notice's once more", "known", putSpot},
	{"mark it draining", "done; then: terminate, step draining, hook drain, beat 09:00:00, " +
		"4 tasks, heartbeat 10m0s", markDraining},
	{"mark it draining again", "done; then: terminate, step draining, hook drain, " +
		"beat 09:00:00, 4 tasks, heartbeat 10m0s", markDraining},
	{"mark it by what was read before that", "refused; then: terminate, step draining, hook drain, " +
		"beat 09:00:00, 4 tasks, heartbeat 10m0s", markStale},
	{"mark a heartbeat", "terminate, step draining, hook drain, beat 09:05:00, 4 tasks, " +
		"heartbeat 10m0s", markBeat},
	{"put an order of an instance that sorts before it", "created", putEarlier},
	{"read all orders of the cluster", earlier + ", " + instance, listOrders},
	{"read all orders of another cluster", "", listOthers},
}

func spotOrder(d *desk) fleet.DrainOrder {
	return fleet.DrainOrder{
		ID: "spot/" + instance, Cluster: cluster, Instance: instance, Group: "group",
		Origin: fleet.OriginSpot, Reason: "EC2 takes it", Step: fleet.StepOrdered,
		Created: d.clock.Now(), Opened: d.clock.Now(),
	}
}

func terminateOrder(d *desk) fleet.DrainOrder {
	o := spotOrder(d)
	o.ID, o.Origin, o.Reason = "terminate/"+instance, fleet.OriginTerminate, "its group ends it"
	o.Hook, o.Token, o.Beat = "drain", "token", d.clock.Now()
	return o
}

func putSpot(ctx context.Context, d *desk) (string, error) {
	outcome, _, err := d.first.Put(ctx, spotOrder(d))
	return string(outcome), err
}

func putTerminate(ctx context.Context, d *desk) (string, error) {
	outcome, _, err := d.second.Put(ctx, terminateOrder(d))
	return string(outcome), err
}

// orderAgain orders by the id of the closed order. A hook's own event is at most an hour late: so
// for it nobody looks where orders are kept longer.
func orderAgain(ctx context.Context, d *desk) (string, error) {
	o := terminateOrder(d)
	o.Origin, o.Hook, o.Token = fleet.OriginOrder, "", ""
	outcome, _, err := d.second.Put(ctx, o)
	return string(outcome), err
}

func putEarlier(ctx context.Context, d *desk) (string, error) {
	o := spotOrder(d)
	o.ID, o.Instance = "spot/"+earlier, earlier
	outcome, _, err := d.first.Put(ctx, o)
	return string(outcome), err
}

func readOrder(ctx context.Context, d *desk) (string, error) {
	o, ok, err := d.first.Order(ctx, cluster, instance)
	if err != nil || !ok {
		return "none", err
	}
	d.order = o
	text := fmt.Sprintf("%s, step %s, hook %s, beat %s", o.Origin, o.Step, or(o.Hook),
		moment(o.Beat))
	if o.Tasks > 0 {
		text += fmt.Sprintf(", %d tasks, heartbeat %v", o.Tasks, o.Heartbeat)
	}
	if o.Ending != "" {
		text += fmt.Sprintf(", ending %s at %s", o.Ending, moment(o.Finished))
	}
	return text, nil
}

// markDraining advances the order as the first invocation read it last.
func markDraining(ctx context.Context, d *desk) (string, error) {
	after := d.order
	after.Step, after.Draining = fleet.StepDraining, d.clock.Now()
	after.Tasks, after.Heartbeat = 4, 10*time.Minute
	ok, err := d.first.Advance(ctx, d.order, after)
	if err != nil {
		return "", err
	}
	was := d.order
	got, err := readOrder(ctx, d)
	if !ok {
		d.order = was
		return "refused; then: " + got, err
	}
	return "done; then: " + got, err
}

// markStale advances the order as it was a write ago.
func markStale(ctx context.Context, d *desk) (string, error) {
	d.order.Rev--
	return markDraining(ctx, d)
}

func markBeat(ctx context.Context, d *desk) (string, error) {
	o := terminateOrder(d)
	o.Beat = d.clock.Now().Add(5 * time.Minute)
	if err := d.first.MarkBeat(ctx, o); err != nil {
		return "", err
	}
	return readOrder(ctx, d)
}

func listOrders(ctx context.Context, d *desk) (string, error) { return list(ctx, d, cluster) }

// listOthers asks for a cluster whose name begins with the other's.
func listOthers(ctx context.Context, d *desk) (string, error) {
	return list(ctx, d, cluster+"-2")
}

func list(ctx context.Context, d *desk, cluster string) (string, error) {
	work, err := d.first.Work(ctx, cluster)
	if err != nil {
		return "", err
	}
	var out []string
	for _, o := range work.Orders {
		out = append(out, o.Instance)
	}
	return strings.Join(out, ", "), nil
}

func or(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "none"
	}
	return t.UTC().Format(time.TimeOnly)
}
