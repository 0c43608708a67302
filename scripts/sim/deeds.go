package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/functions/simulated"
	awsscaling "sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/host"
)

const (
	core = "win2022-core"
	spot = "win2022-spot"
)

// operator is who does things to the fleet: people, pipelines and EC2.
type operator struct {
	world *simulated.World
	user  *simulated.Operator
	rng   *rand.Rand
	// done counts the deeds by name.
	done map[string]int
	// drained are nodes that were drained by hand, and when to give them back.
	drained []handDrain
	// reporting is whether the policy is in report mode, since when and until when.
	reporting         bool
	switched, reports time.Time
}

type handDrain struct {
	instance string
	until    time.Time
}

func newOperator(w *simulated.World, seed uint64) *operator {
	w.Machines.Images[batchImage] = host.Image{
		Size: 2e9, Start: host.Duration{Median: 15 * time.Second},
		Stop: host.Duration{Median: 4 * time.Second, Spread: 0.5},
		Runs: host.Duration{Median: 12 * time.Minute, Least: time.Minute, Spread: 0.6},
	}
	return &operator{
		world: w, user: w.Operator(), rng: stream(seed, "deeds"), done: map[string]int{},
	}
}

// deed is something that may be done; weight is how often compared with the others.
type deed struct {
	name   string
	weight int
	do     func(*operator, context.Context) error
}

var deeds = []deed{
	{"scale in or out", 4, (*operator).scale},
	{"terminate one", 4, (*operator).terminateOne},
	{"terminate several at once", 1, (*operator).burst},
	{"Spot interruption", 4, (*operator).interrupt},
	{"deployment", 2, (*operator).deploy},
	{"standalone tasks", 4, (*operator).runBatch},
	{"drain by hand", 2, (*operator).drainByHand},
	{"a machine dies", 1, (*operator).kill},
	{"report mode for a while", 1, (*operator).report},
}

// act does one deed. What AWS refuses at that moment is left.
func (o *operator) act(ctx context.Context) error {
	all := 0
	for _, d := range deeds {
		all += d.weight
	}
	n := o.rng.IntN(all)
	for _, d := range deeds {
		if n -= d.weight; n < 0 {
			o.done[d.name]++
			if err := d.do(o, ctx); err != nil {
				return fmt.Errorf("%s: %w", d.name, err)
			}
			return nil
		}
	}
	return nil
}

// pause is how long until the next deed: minutes, or in one of three cases so short that deeds meet
// in the middle of a drain.
func (o *operator) pause() time.Duration {
	if o.rng.IntN(3) == 0 {
		return time.Duration(5+o.rng.IntN(115)) * time.Second
	}
	return time.Duration(4+o.rng.IntN(14)) * time.Minute
}

// inService are the group's instances in service, by id.
func (o *operator) inService(group string) []string {
	var ids []string
	o.world.AutoScaling.Each(func(i awsscaling.InstanceView) {
		if i.Group == group && i.State == "InService" {
			ids = append(ids, i.Instance)
		}
	})
	return ids
}

// some is one of the ids; empty where there is none.
func (o *operator) some(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[o.rng.IntN(len(ids))]
}

func (o *operator) setDesired(ctx context.Context, n int32) error {
	_, err := o.user.Groups.SetDesiredCapacity(ctx, &autoscaling.SetDesiredCapacityInput{
		AutoScalingGroupName: aws.String(core), DesiredCapacity: &n,
	})
	return err
}

func (o *operator) scale(ctx context.Context) error {
	return o.setDesired(ctx, int32(6+o.rng.IntN(8)))
}

func (o *operator) terminate(ctx context.Context, id string) error {
	if id == "" {
		return nil
	}
	_, err := o.user.Groups.TerminateInstanceInAutoScalingGroup(ctx,
		&autoscaling.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: &id, ShouldDecrementDesiredCapacity: aws.Bool(false),
		})
	return err
}

func (o *operator) terminateOne(ctx context.Context) error {
	return o.terminate(ctx, o.some(o.inService([]string{core, spot}[o.rng.IntN(2)])))
}

func (o *operator) burst(ctx context.Context) error {
	ids := o.inService(core)
	o.rng.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	for _, id := range ids[:min(len(ids), 3+o.rng.IntN(4))] {
		if err := o.terminate(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (o *operator) interrupt(context.Context) error {
	o.world.Machines.InterruptSpot(o.some(o.inService(spot)))
	return nil
}

func (o *operator) kill(context.Context) error {
	o.world.Machines.Terminate(o.some(o.inService(core)))
	return nil
}

func (o *operator) deploy(ctx context.Context) error {
	names := []string{"shop-web", "orders-api", "pricing", "reports", "legacy-soap", "admin"}
	_, err := o.user.ECS.UpdateService(ctx, &ecs.UpdateServiceInput{
		Cluster: aws.String(simulated.DemoCluster), Service: aws.String(o.some(names)),
		ForceNewDeployment: true,
	})
	return err
}

const batchImage = "111122223333.dkr.ecr.us-east-1.amazonaws.com/batch:ltsc2022"

// runBatch starts standalone tasks that end by themselves. Where there is no room, there is none:
// whoever runs such tasks tries again later.
func (o *operator) runBatch(ctx context.Context) error {
	s := simulated.Service{
		Name: "batch", Cluster: simulated.DemoCluster, CPU: 512, Memory: 2048,
		StopTimeout: 20 * time.Second,
	}
	_ = o.user.RunTask(ctx, s, int32(1+o.rng.IntN(4)))
	return nil
}
