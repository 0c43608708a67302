package autoscaling

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
)

// maxOverrides is how many overrides a mixed instances policy may have (EC2 Auto Scaling user
// guide, ec2-auto-scaling-quotas).
const maxOverrides = 40

// mixed is a mixed instances policy: its choices are the overrides in turn.
type mixed struct {
	policy  *types.MixedInstancesPolicy
	choices []choice
	base    int // On-Demand instances that come first
	percent int // of On-Demand instances above them
}

// choice is one override: a launch template, and an instance type if not its own.
type choice struct {
	template templateRef
	kind     string
}

// mix reads a policy; what it leaves out is as in the old one (Auto Scaling API reference,
// MixedInstancesPolicy).
func (a *AutoScaling) mix(in *types.MixedInstancesPolicy, old *mixed) (*mixed, error) {
	m := &mixed{policy: &types.MixedInstancesPolicy{}}
	given := in.LaunchTemplate
	if given == nil && old != nil {
		given = old.policy.LaunchTemplate
	}
	if given == nil || given.LaunchTemplateSpecification == nil {
		return nil, required(given, "mixedInstancesPolicy.launchTemplate")
	}
	if len(given.Overrides) > maxOverrides {
		return nil, tooMany("overrides", maxOverrides)
	}
	own, err := a.reference(given.LaunchTemplateSpecification)
	if err != nil {
		return nil, err
	}
	told := &types.LaunchTemplate{LaunchTemplateSpecification: own.output()}
	for _, o := range given.Overrides {
		c, out, err := a.override(o, own)
		if err != nil {
			return nil, err
		}
		m.choices, told.Overrides = append(m.choices, c), append(told.Overrides, out)
	}
	if len(m.choices) == 0 {
		m.choices = []choice{{template: own}}
	}
	m.policy.LaunchTemplate = told
	if in.InstancesDistribution == nil && old != nil {
		in = old.policy
	}
	return m, m.distribute(in.InstancesDistribution)
}

func (a *AutoScaling) override(
	o types.LaunchTemplateOverrides, own templateRef,
) (choice, types.LaunchTemplateOverrides, error) {
	c, out := choice{own, aws.ToString(o.InstanceType)}, types.LaunchTemplateOverrides{
		InstanceType: copied(o.InstanceType),
	}
	err := onlyKnown(&o, "InstanceType", "LaunchTemplateSpecification")
	if err == nil && o.LaunchTemplateSpecification != nil {
		c.template, err = a.reference(o.LaunchTemplateSpecification)
		out.LaunchTemplateSpecification = c.template.output()
	}
	return c, out, err
}

// distribute reads how many are On-Demand and how many Spot, with the documented defaults (Auto
// Scaling API reference, InstancesDistribution). Allocation strategies are only told back: types
// are tried in the order of the overrides, as the strategy prioritized does.
func (m *mixed) distribute(in *types.InstancesDistribution) error {
	d := types.InstancesDistribution{}
	if in != nil {
		d = *in
	}
	err := first(
		onlyKnown(&d, "OnDemandAllocationStrategy", "OnDemandBaseCapacity",
			"OnDemandPercentageAboveBaseCapacity", "SpotAllocationStrategy", "SpotInstancePools",
			"SpotMaxPrice"),
		within(d.OnDemandBaseCapacity, "onDemandBaseCapacity", 0, maxInt),
		within(d.OnDemandPercentageAboveBaseCapacity, "onDemandPercentageAboveBaseCapacity", 0, 100))
	if err != nil {
		return err
	}
	m.base = int(override(0, d.OnDemandBaseCapacity))
	m.percent = int(override(100, d.OnDemandPercentageAboveBaseCapacity))
	m.policy.InstancesDistribution = &types.InstancesDistribution{
		OnDemandAllocationStrategy: new(override("prioritized", d.OnDemandAllocationStrategy)),
		OnDemandBaseCapacity:       new(int32(m.base)), SpotMaxPrice: copied(d.SpotMaxPrice),
		OnDemandPercentageAboveBaseCapacity: new(int32(m.percent)),
		SpotAllocationStrategy:              new(override("lowest-price", d.SpotAllocationStrategy)),
		SpotInstancePools:                   copied(d.SpotInstancePools),
	}
	return nil
}

// onDemand is how many of a number of instances are On-Demand; fractions are rounded up in their
// favor (EC2 Auto Scaling user guide, mixed-instances-groups-set-up-overview).
func (m *mixed) onDemand(size int) int {
	first := min(m.base, size)
	return first + ((size-first)*m.percent+99)/100
}

// mixedChoices are the choices of a mixed group's next launch: On-Demand while there are too few
// of those, else Spot.
func (a *AutoScaling) mixedChoices(g *group) ([]host.Template, error) {
	running := 0
	for _, i := range g.live() {
		if !i.machine.Spot {
			running++
		}
	}
	var out []host.Template
	for _, c := range g.mixed.choices {
		t, err := a.template(c.template)
		if err != nil {
			return nil, err
		}
		if c.kind != "" && c.kind != t.InstanceType {
			t.InstanceType, t.CPU, t.Memory = c.kind, 0, 0
		}
		t.Spot = running >= g.mixed.onDemand(max(int(g.desired), len(g.live())+1))
		out = append(out, t)
	}
	return out, nil
}

// overfull are those of a mixed group's instances that are of the market with too many; all when
// none has (EC2 Auto Scaling user guide, ec2-auto-scaling-termination-policies: the default policy
// keeps the allocation first).
func (m *mixed) overfull(live, free []*instance) []*instance {
	if m == nil {
		return free
	}
	running := 0
	for _, i := range live {
		if !i.machine.Spot {
			running++
		}
	}
	spot := running <= m.onDemand(len(live)-1)
	some := slices.DeleteFunc(slices.Clone(free),
		func(i *instance) bool { return i.machine.Spot != spot })
	if len(some) == 0 {
		return free
	}
	return some
}
