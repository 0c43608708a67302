package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alecthomas/kong"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"

	"sashweight/functions/simulated"
	"sashweight/shared/awssim"
	awsscaling "sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/check"
	"sashweight/shared/awssim/faults"
)

// demoCmd plays several virtual hours of the demo's fleet.
type demoCmd struct {
	Seed uint64 `default:"1" help:"What all chance is drawn from: same seed, same day."`
	JSON bool   `help:"Print one JSON object a line, for machines."`
}

// Run is called by kong.
func (c *demoCmd) Run(ctx context.Context, k *kong.Context) error {
	w, err := simulated.New(awssim.Options{Seed: c.Seed})
	if err != nil {
		return err
	}
	show := newShow(k.Stdout, k.Stderr, c.JSON)
	show.say("A simulated AWS account with template.yaml deployed on it, seed %d.", c.Seed)
	show.say("Twelve Windows nodes boot and six services start on them.")
	checker := check.New(w.Account)
	simulated.CheckRules(w, checker)
	if err := simulated.DemoFleet(ctx, w); err != nil {
		return err
	}
	calls := simulated.CountCalls(w)
	simulated.NewStory(w, show.line)
	if err := c.play(ctx, w, show); err != nil {
		return err
	}
	sum, err := simulated.Sum(ctx, w, calls, checker.Counts)
	if err != nil {
		return err
	}
	return errors.Join(show.closing(sum), checker.Err())
}

// chapter is something that happens to the fleet at a time of the day.
type chapter struct {
	at    time.Duration
	title string
	do    func(context.Context, *simulated.World) error
}

// day is the demo's story: what people, AWS and the network do. What follows from it is not here.
var day = []chapter{
	{10 * time.Minute, "An operator scales group win2022-core in from 9 nodes to 7.",
		func(ctx context.Context, w *simulated.World) error { return setDesired(ctx, w, 7) }},
	{80 * time.Minute, "EC2 wants a Spot instance back in two minutes.",
		func(_ context.Context, w *simulated.World) error {
			w.Machines.InterruptSpot(someNode(w, "win2022-spot"))
			return nil
		}},
	{150 * time.Minute, "An instance is terminated by hand; its event arrives twice.",
		func(ctx context.Context, w *simulated.World) error {
			w.Faults.TellEvent(faults.EventDoubled, terminateEvent, 40*time.Second, 1)
			return terminate(ctx, w)
		}},
	{220 * time.Minute, "Another one; its event arrives seven minutes late.",
		func(ctx context.Context, w *simulated.World) error {
			w.Faults.TellEvent(faults.EventLate, terminateEvent, 7*time.Minute, 1)
			return terminate(ctx, w)
		}},
	{290 * time.Minute, "Another one; its event is lost.",
		func(ctx context.Context, w *simulated.World) error {
			w.Faults.TellEvent(faults.EventLost, terminateEvent, 0, 1)
			return terminate(ctx, w)
		}},
	{360 * time.Minute, "Six hours have passed.",
		func(context.Context, *simulated.World) error { return nil }},
}

const terminateEvent = "EC2 Instance-terminate Lifecycle Action"

func (c *demoCmd) play(ctx context.Context, w *simulated.World, show *show) error {
	start := w.Now()
	for _, ch := range day {
		for w.Now().Before(start.Add(ch.at)) {
			if err := ctx.Err(); err != nil {
				show.clear()
				return err
			}
			w.Advance(time.Minute)
			show.progress(w.Now().Sub(start), day[len(day)-1].at)
		}
		show.chapter(w.Now(), ch.title)
		if err := ch.do(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

func setDesired(ctx context.Context, w *simulated.World, n int32) error {
	_, err := w.Operator().Groups.SetDesiredCapacity(ctx, &autoscaling.SetDesiredCapacityInput{
		AutoScalingGroupName: aws.String("win2022-core"), DesiredCapacity: &n,
	})
	if err != nil {
		return fmt.Errorf("scale in: %w", err)
	}
	return nil
}

func terminate(ctx context.Context, w *simulated.World) error {
	id := someNode(w, "win2022-core")
	_, err := w.Operator().Groups.TerminateInstanceInAutoScalingGroup(ctx,
		&autoscaling.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: &id, ShouldDecrementDesiredCapacity: aws.Bool(false),
		})
	if err != nil {
		return fmt.Errorf("terminate %s: %w", id, err)
	}
	return nil
}

// someNode is the oldest instance in service of the group.
func someNode(w *simulated.World, group string) string {
	inService := map[string]bool{}
	w.AutoScaling.Each(func(i awsscaling.InstanceView) {
		inService[i.Instance] = i.Group == group && i.State == "InService"
	})
	for _, m := range w.Machines.All() {
		if inService[m.InstanceID] {
			return m.InstanceID
		}
	}
	return ""
}
