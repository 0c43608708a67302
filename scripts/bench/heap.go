package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/functions/simulated"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/clock"
)

// The fleet that lives while its events are counted.
const (
	fleetCluster = "large"
	fleetLife    = 3 * time.Hour
	// rounds is how often both are measured, in turns.
	rounds = 5
)

// rates are how many entries of a queue run in a second of the wall clock, round by round.
type rates []float64

func (r *rates) add(entries uint64, took time.Duration) {
	*r = append(*r, float64(entries)/took.Seconds())
}

func (r rates) median() float64 {
	sorted := slices.Sorted(slices.Values(r))
	return sorted[len(sorted)/2]
}

// heapRatio compares the rate at which the account's events run with that of events that do
// nothing. The account has none of our functions deployed.
func heapRatio(ctx context.Context, _ string) ([]figure, error) {
	w := &simulated.World{Account: awssim.New(awssim.Options{
		Seed: 1, Start: simulated.Start, Typed: true,
	})}
	if err := largeFleet(ctx, w); err != nil {
		return nil, err
	}
	var living, bare, speed rates
	wall := clock.Real{}
	for range rounds {
		popped, began := w.Popped(), wall.Now()
		if err := usual.live(ctx, w, fleetLife); err != nil {
			return nil, err
		}
		entries, took := w.Popped()-popped, wall.Now().Sub(began)
		living.add(entries, took)
		speed.add(uint64(fleetLife/time.Second), took)
		began = wall.Now()
		bareHeap(entries, w.Waiting())
		bare.add(entries, wall.Now().Sub(began))
	}
	return []figure{{
		name: "sim.heap_ratio", unit: "ratio", value: living.median() / bare.median(),
		least: new(0.1),
		about: fmt.Sprintf("%.0f against %.0f events/s, %d nodes, %d tasks, %.0f× real time",
			living.median(), bare.median(), usual.nodes, usual.tasks, speed.median()),
	}}, nil
}

// largeFleet makes the fleet and waits until all of it runs.
func largeFleet(ctx context.Context, w *simulated.World) error {
	o := w.Operator()
	if err := o.CreateCluster(ctx, fleetCluster); err != nil {
		return err
	}
	err := o.CreateGroup(ctx, simulated.Group{
		Name: fleetCluster, Cluster: fleetCluster, Most: int32(usual.nodes), Want: int32(usual.nodes),
	})
	if err != nil {
		return err
	}
	for i := range usual.services {
		err := o.CreateService(ctx, simulated.Service{
			Name: serviceName(i), Cluster: fleetCluster, Want: usual.share(i), CPU: 512, Memory: 2048,
		})
		if err != nil {
			return err
		}
	}
	w.Advance(time.Hour)
	return complete(ctx, o)
}

func serviceName(i int) string { return fmt.Sprintf("service-%02d", i) }

// complete is an error while tasks do not run, since a fleet that stands still costs nothing.
func complete(ctx context.Context, o *simulated.Operator) error {
	out, err := o.ECS.DescribeClusters(ctx, &ecs.DescribeClustersInput{
		Clusters: []string{fleetCluster},
	})
	if err != nil || len(out.Clusters) != 1 {
		return fmt.Errorf("describe cluster %s: %w", fleetCluster, err)
	}
	c := out.Clusters[0]
	if int(c.RegisteredContainerInstancesCount) != usual.nodes ||
		int(c.RunningTasksCount) != usual.tasks {
		return fmt.Errorf("start fleet: %d nodes and %d tasks run, want %d and %d",
			c.RegisteredContainerInstancesCount, c.RunningTasksCount, usual.nodes, usual.tasks)
	}
	return nil
}

func scale(ctx context.Context, o *simulated.Operator, service int, want int32) error {
	_, err := o.ECS.UpdateService(ctx, &ecs.UpdateServiceInput{
		Cluster: aws.String(fleetCluster), Service: aws.String(serviceName(service)),
		DesiredCount: &want,
	})
	if err != nil {
		return fmt.Errorf("scale %s: %w", serviceName(service), err)
	}
	return nil
}

// bareHeap runs as many entries that do nothing but plan their successor, on a queue of the length
// that the fleet's has.
func bareHeap(entries uint64, waiting int) {
	k := kernel.New(1, simulated.Start)
	delays := k.Stream("delays")
	var again func()
	again = func() { k.After(time.Duration(delays.Int64N(int64(time.Minute))), again) }
	for range waiting {
		again()
	}
	for range entries {
		k.Step()
	}
}
