package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sashweight/shared/fleet"
	observessm "sashweight/shared/observe/ssm"
)

// brakeOf is what is about to be set.
type brakeOf struct {
	cluster string
	now     fleet.Pause
	json    bool
}

// brake is a brake before and after a change, and what that means for the open orders. It is also
// the line of the JSON output.
type brake struct {
	Cluster   string `json:"cluster"` // empty for all clusters
	Parameter string `json:"parameter"`
	Was       string `json:"was"`
	Now       string `json:"now"`
	// Orders are the open ones that the brake holds.
	Orders []effect `json:"orders"`
	// Holding are the other brakes that hold the same clusters, or some of them.
	Holding []holding `json:"holding"`
	// Unread says why the open orders are not known.
	Unread string `json:"unread,omitempty"`

	config aws.Config
	set    bool // before the change
	since  time.Time
	times  times
	out    *output
	errs   *output
}

// holding is another brake that is set.
type holding struct {
	Cluster string `json:"cluster"`
	Pause   string `json:"pause"`
}

// clusterName is what ECS allows (ECS API reference, CreateCluster).
var clusterName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`)

// checkCluster refuses what cannot be a cluster's name; empty means all of them.
func checkCluster(name string) error {
	if name != "" && !clusterName.MatchString(name) {
		return fmt.Errorf("--cluster %q: a name has letters, digits, - and _, and is no ARN", name)
	}
	return nil
}

// brake reads how things stand before a brake is changed. That the open orders cannot be read does
// not keep anybody from braking.
func (f stackFlags) brake(ctx context.Context, c *console, of brakeOf) (*brake, error) {
	if err := checkCluster(of.cluster); err != nil {
		return nil, err
	}
	cfg, err := f.load(ctx)
	if err != nil {
		return nil, err
	}
	b := &brake{
		Cluster: of.cluster, Parameter: observessm.PauseParameter(of.cluster), Now: string(of.now),
		Orders: []effect{}, Holding: []holding{}, config: cfg,
		times: times{zone: c.zone, now: c.clock.Now()},
		out:   &output{w: c.out, json: of.json}, errs: &output{w: c.errs},
	}
	if err := b.read(ctx); err != nil {
		return nil, err
	}
	if err := b.readOrders(ctx, f, c); ctx.Err() != nil {
		return nil, ctx.Err()
	} else if err != nil {
		b.Unread = explained(err)
	}
	return b, nil
}

// read reads the brakes, and whether the cluster is one that is managed.
func (b *brake) read(ctx context.Context) error {
	settings, err := observessm.New(b.config).Settings(ctx)
	if err != nil {
		return err
	}
	for _, set := range settings.Brakes {
		switch {
		case set.Cluster == b.Cluster:
			b.set, b.Was, b.since = true, set.Value, set.Since
		case set.Cluster == "" || b.Cluster == "":
			b.Holding = append(b.Holding, holding{set.Cluster, string(set.Pause)})
		}
	}
	if b.Cluster == "" {
		return nil
	}
	if slices.ContainsFunc(settings.Documents, func(d observessm.Document) bool {
		return d.Cluster == b.Cluster
	}) {
		return nil
	}
	b.errs.print("Note: cluster %s has no policy document in this Region: Sashweight begins nothing "+
		"there. Is the name right?\n", b.Cluster)
	return b.errs.err
}

func (b *brake) readOrders(ctx context.Context, f stackFlags, c *console) error {
	s, err := f.findIn(ctx, c, b.config)
	if err != nil {
		return err
	}
	b.times = s.times()
	open, err := s.orders(ctx, b.Cluster, false)
	if err != nil {
		return err
	}
	for _, o := range open {
		b.Orders = append(b.Orders, effectOf(o, b.pauseOf(o.Cluster)))
	}
	return nil
}

// pauseOf is what holds a cluster after the change: this brake or another one, whichever is harder.
func (b *brake) pauseOf(cluster string) fleet.Pause {
	p := fleet.Pause(b.Now)
	for _, h := range b.Holding {
		if h.Cluster == "" || h.Cluster == cluster {
			p = p.Harder(fleet.Pause(h.Pause))
		}
	}
	return p
}

// done prints what was, what is now, and what follows.
func (b *brake) done() error {
	b.out.object(b)
	was := "no pause"
	if b.set {
		was = plain(b.Was) + " since " + b.times.at(b.since)
	}
	now := "no pause"
	if b.Now != "" {
		now = b.Now
	}
	b.out.print("Pause of %s (%s)\n  was  %s\n  now  %s\n", where(b.Cluster), b.Parameter, was, now)
	b.sayOrders()
	b.sayHolding()
	return b.out.err
}

// sayHolding names the other brakes that still hold.
func (b *brake) sayHolding() {
	for _, h := range b.Holding {
		b.out.print("Also paused: %s\n", h)
	}
}

// String says what is paused and how to end that.
func (h holding) String() string {
	flags := ""
	if h.Cluster != "" {
		flags = " --cluster " + plain(h.Cluster)
	}
	return fmt.Sprintf("%s, %s. To end that: sashweight resume%s", where(h.Cluster), h.Pause, flags)
}
