package autoscaling

import (
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/kernel"
)

// group is one Auto Scaling group.
type group struct {
	place
	settings
	name, arn string
	created   time.Time
	// size
	min, max, desired int32
	desiredBy         string    // who wrote desired last
	resized           time.Time // when that was
	cause             string    // why the group's size is to change, for its next activities
	// what it launches
	source
	protected bool // new instances are
	// settings that are only told back
	cooldown, grace int32
	warmup          *int32
	tags            []types.TagDescription

	hooks     []hook      // by name
	instances []*instance // in the order of their launch, until they are gone
	last      *activity   // the one that began last
	surplus   *instance   // launched to balance the zones before another one is terminated
	balancers []*balancer // attached target groups
	swaps     []*swap     // replacements that are launched first
	suspended []types.SuspendedProcess
	shut      map[string]shut // zones in which launches fail
	failing   failing
	deleted   bool
	planned   int                     // scheduled actions
	refreshes []types.InstanceRefresh // oldest first
	timer     *kernel.Timer
	out       *types.AutoScalingGroup // nil after a change
}

// live are the instances that count as capacity: those that are not on their way out, nor in
// Standby.
func (g *group) live() []*instance {
	live := make([]*instance, 0, len(g.instances))
	for _, i := range g.instances {
		if !i.leaving() && !i.away() {
			live = append(live, i)
		}
	}
	return live
}

// output is the group as DescribeAutoScalingGroups tells it; built once per change.
func (g *group) output() *types.AutoScalingGroup {
	if g.out != nil {
		return g.out
	}
	g.out = &types.AutoScalingGroup{
		AutoScalingGroupName: new(g.name), AutoScalingGroupARN: new(g.arn),
		CreatedTime: new(g.created), AvailabilityZones: slices.Clone(g.zones),
		MinSize: new(g.min), MaxSize: new(g.max), DesiredCapacity: new(g.desired),
		DefaultCooldown: new(g.cooldown), HealthCheckType: new(g.health),
		HealthCheckGracePeriod:           new(g.grace),
		NewInstancesProtectedFromScaleIn: new(g.protected),
		TerminationPolicies:              slices.Clone(g.termination),
		VPCZoneIdentifier:                new(g.vpc),
		DefaultInstanceWarmup:            g.warmup,
		Tags:                             g.tags,
		Instances:                        make([]types.Instance, 0, len(g.instances)),
		CapacityRebalance:                new(g.rebalance),
		SuspendedProcesses:               g.suspended,
		MaxInstanceLifetime:              g.lifetime,
		InstanceLifecyclePolicy:          g.lifecycle,
		InstanceMaintenancePolicy:        g.maintenance,
	}
	for _, i := range g.instances {
		g.out.Instances = append(g.out.Instances, *i.output())
	}
	g.tell(g.out)
	g.tellBalancers(g.out)
	return g.out
}

// resize writes the desired capacity.
func (a *AutoScaling) resize(g *group, desired int32, by, cause string) {
	if desired == g.desired {
		return
	}
	was := strconv.Itoa(int(g.desired))
	now := strconv.Itoa(int(desired))
	g.desired, g.desiredBy, g.resized, g.out = desired, by, a.env.Now(), nil
	g.cause = a.at() + cause + " changing the desired capacity from " + was + " to " + now + ".  "
	a.note(g.name, "desired", was, "->", now, "by", by)
	a.later(g)
}

// at begins a sentence of an activity's cause.
func (a *AutoScaling) at() string { return "At " + a.env.Now().Format(time.RFC3339) + " " }
