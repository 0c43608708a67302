package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/functions/simulated"
	"sashweight/shared/awssim"
	"sashweight/shared/clock"
)

// size is how large a fleet is that AWS's own scaling looks after. A task takes cpu units of the
// 8,192 of a node, so that managed scaling comes to about that many nodes.
type size struct {
	nodes, services, tasks int
	cpu                    int32
}

var (
	usual = size{nodes: 300, services: 30, tasks: 2000, cpu: 1130}
	huge  = size{nodes: 5000, services: 500, tasks: 50000, cpu: 810}
)

// accountRatio is how much faster than the wall clock an account runs that scales itself: a
// capacity provider with managed scaling, termination protection and draining, and none of our
// functions.
func accountRatio(ctx context.Context, _ string) ([]figure, error) {
	w, err := selfScaling(ctx, usual)
	if err != nil {
		return nil, err
	}
	var speed rates
	wall := clock.Real{}
	for range rounds {
		began := wall.Now()
		if err := usual.live(ctx, w, fleetLife); err != nil {
			return nil, err
		}
		speed.add(uint64(fleetLife/time.Second), wall.Now().Sub(began))
	}
	nodes, tasks, err := fleetNow(ctx, w)
	if err != nil {
		return nil, err
	}
	return []figure{{
		name: "sim.account_ratio", unit: "×", value: speed.median(), least: new(10000.0),
		about: fmt.Sprintf("AWS's own scaling, %d nodes, %d tasks, %d services, one core", nodes,
			tasks, usual.services),
	}}, nil
}

// accountMemory is what the heap of a very large account takes, after a collection.
func accountMemory(ctx context.Context, _ string) ([]figure, error) {
	w, err := selfScaling(ctx, huge)
	if err != nil {
		return nil, err
	}
	nodes, tasks, err := fleetNow(ctx, w)
	if err != nil {
		return nil, err
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	runtime.KeepAlive(w)
	return []figure{{
		name: "sim.memory_mib", unit: "MiB", value: float64(m.HeapAlloc) / (1 << 20),
		most:  new(1024.0),
		about: fmt.Sprintf("live heap of an account with %d nodes and %d tasks", nodes, tasks),
	}}, nil
}

// selfScaling makes an account whose capacity provider grows the fleet from nothing to the size,
// and waits until all tasks run.
func selfScaling(ctx context.Context, s size) (*simulated.World, error) {
	w := &simulated.World{Account: awssim.New(awssim.Options{
		Seed: 1, Start: simulated.Start, Typed: true,
	})}
	o := w.Operator()
	if err := o.CreateCluster(ctx, fleetCluster); err != nil {
		return nil, err
	}
	err := o.CreateGroup(ctx, simulated.Group{
		Name: fleetCluster, Cluster: fleetCluster, Most: int32(2 * s.nodes), Protected: true,
	})
	if err != nil {
		return nil, err
	}
	if err := capacityProvider(ctx, o); err != nil {
		return nil, err
	}
	for i := range s.services {
		err := o.CreateService(ctx, simulated.Service{
			Name: serviceName(i), Cluster: fleetCluster, Want: s.share(i), CPU: s.cpu, Memory: 3000,
			Provider: fleetCluster,
		})
		if err != nil {
			return nil, err
		}
	}
	for range 24 * 14 {
		w.Advance(time.Hour)
		if _, tasks, err := fleetNow(ctx, w); err != nil || tasks == s.tasks {
			return w, err
		}
	}
	return nil, fmt.Errorf("start fleet: %d tasks do not all run after two weeks", s.tasks)
}

func capacityProvider(ctx context.Context, o *simulated.Operator) error {
	_, err := o.ECS.CreateCapacityProvider(ctx, &ecs.CreateCapacityProviderInput{
		Name: aws.String(fleetCluster),
		AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
			AutoScalingGroupArn: aws.String(fleetCluster),
			ManagedScaling: &types.ManagedScaling{
				Status: types.ManagedScalingStatusEnabled, TargetCapacity: aws.Int32(100),
			},
			ManagedTerminationProtection: types.ManagedTerminationProtectionEnabled,
			ManagedDraining:              types.ManagedDrainingEnabled,
		},
	})
	if err != nil {
		return fmt.Errorf("create capacity provider: %w", err)
	}
	_, err = o.ECS.PutClusterCapacityProviders(ctx, &ecs.PutClusterCapacityProvidersInput{
		Cluster: aws.String(fleetCluster), CapacityProviders: []string{fleetCluster},
		DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{},
	})
	if err != nil {
		return fmt.Errorf("attach capacity provider: %w", err)
	}
	return nil
}

// share is one service's part of all tasks.
func (s size) share(i int) int32 {
	return int32(s.tasks*(i+1)/s.services - s.tasks*i/s.services)
}

// live lets time pass. Every minute one service gives up a fifth of its tasks, and another has its
// own again.
func (s size) live(ctx context.Context, w *simulated.World, d time.Duration) error {
	o := w.Operator()
	for minute := range int(d / time.Minute) {
		small, whole := minute%s.services, (minute+s.services-5)%s.services
		if err := scale(ctx, o, small, s.share(small)*4/5); err != nil {
			return err
		}
		if err := scale(ctx, o, whole, s.share(whole)); err != nil {
			return err
		}
		w.Advance(time.Minute)
	}
	return nil
}

func fleetNow(ctx context.Context, w *simulated.World) (nodes, tasks int, err error) {
	out, err := w.Operator().ECS.DescribeClusters(ctx, &ecs.DescribeClustersInput{
		Clusters: []string{fleetCluster},
	})
	if err != nil || len(out.Clusters) != 1 {
		return 0, 0, fmt.Errorf("describe cluster %s: %w", fleetCluster, err)
	}
	c := out.Clusters[0]
	return int(c.RegisteredContainerInstancesCount), int(c.RunningTasksCount), nil
}
