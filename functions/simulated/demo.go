package simulated

import (
	"context"
	"time"
)

// DemoCluster is the name of the demo's cluster.
const DemoCluster = "prod"

// demoPolicy lets drain-nodes act on both groups.
const demoPolicy = `mode: act
nodes:
  groups:
    - name: win2022-*
`

// DemoFleet makes the fleet of the demo, of `sashweight serve` and of the simulation: twelve
// Windows nodes in two groups, nine on demand and three Spot, and six services. It returns once
// everything runs.
func DemoFleet(ctx context.Context, w *World) error {
	o := w.Operator()
	if err := o.CreateCluster(ctx, DemoCluster); err != nil {
		return err
	}
	if err := o.PutPolicy(ctx, DemoCluster, demoPolicy); err != nil {
		return err
	}
	for _, g := range []Group{
		{Name: "win2022-core", Least: 3, Most: 20, Want: 9},
		{Name: "win2022-spot", Most: 10, Want: 3, Spot: true},
	} {
		g.Cluster, g.Hook = DemoCluster, "sashweight-drain"
		g.Heartbeat, g.Default = 10*time.Minute, "CONTINUE"
		if err := o.CreateGroup(ctx, g); err != nil {
			return err
		}
	}
	for _, s := range []Service{
		{Name: "shop-web", Want: 9, CPU: 1024, Memory: 4096},
		{Name: "orders-api", Want: 6, CPU: 1024, Memory: 3072, Least: 50, Most: 200},
		{Name: "pricing", Want: 5, CPU: 2048, Memory: 4096},
		{Name: "reports", Want: 3, CPU: 2048, Memory: 8192, Least: 50, Most: 100},
		{Name: "legacy-soap", Want: 4, CPU: 512, Memory: 2048, HostPort: 8080},
		{Name: "admin", Want: 2, CPU: 512, Memory: 2048, StopTimeout: 90 * time.Second},
	} {
		s.Cluster = DemoCluster
		if err := o.CreateService(ctx, s); err != nil {
			return err
		}
	}
	w.Advance(40 * time.Minute)
	return nil
}
