package autoscaling

import (
	"cmp"
	"slices"
	"time"
)

// The termination policies of a group (EC2 Auto Scaling user guide,
// ec2-auto-scaling-termination-policies).
const (
	policyDefault  = "Default"
	policyOldest   = "OldestInstance"
	policyNewest   = "NewestInstance"
	policyConfig   = "OldestLaunchConfiguration"
	policyTemplate = "OldestLaunchTemplate"
	policyHour     = "ClosestToNextInstanceHour"
)

var terminationPolicies = []string{
	policyHour, policyDefault, policyNewest, policyOldest, policyConfig, policyTemplate,
}

// choose is the instance that scale-in takes: of those that are not protected, in the zones with
// the most, the one that the group's termination policies find in turn. The default policy takes
// those of another launch template than the group's, then those of the oldest version, then the
// one closest to its next billing hour.
func (a *AutoScaling) choose(g *group, live []*instance) *instance {
	free := slices.DeleteFunc(slices.Clone(live), func(i *instance) bool { return i.protected })
	if len(free) == 0 {
		return nil
	}
	n, most := count(live), 0
	for _, i := range free {
		most = max(most, n[i.zone])
	}
	free = slices.DeleteFunc(free, func(i *instance) bool { return n[i.zone] < most })
	if g.termination[0] == policyDefault {
		free = g.mixed.overfull(live, free)
	}
	return slices.MinFunc(free, func(x, y *instance) int {
		for _, p := range g.termination {
			if c := a.compare(p, x, y); c != 0 {
				return c
			}
		}
		return 0
	})
}

// compare is negative when a policy ends x before y.
func (a *AutoScaling) compare(policy string, x, y *instance) int {
	switch policy {
	case policyOldest:
		return x.machine.Launched.Compare(y.machine.Launched)
	case policyNewest:
		return y.machine.Launched.Compare(x.machine.Launched)
	case policyTemplate:
		return a.byTemplate(x, y)
	case policyConfig:
		return cmp.Compare(a.configAge(x), a.configAge(y))
	case policyHour:
		return cmp.Compare(a.hourLeft(x), a.hourLeft(y))
	case policyDefault:
		return cmp.Or(a.byTemplate(x, y), cmp.Compare(a.configAge(x), a.configAge(y)),
			cmp.Compare(a.hourLeft(x), a.hourLeft(y)))
	}
	return 0
}

// byTemplate puts instances of another launch template first, then those of older versions.
func (a *AutoScaling) byTemplate(x, y *instance) int {
	own := func(i *instance) int {
		switch s := i.group.source; {
		case i.machine.Template.ID != s.template.id,
			s.config != nil && i.machine.Template.Name != s.config.name():
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(own(x), own(y)), cmp.Compare(
		a.machines.TemplateAge(x.machine.Template), a.machines.TemplateAge(y.machine.Template)))
}

// configAge orders launch configurations, the oldest first; 0 is one that is gone, or none.
func (a *AutoScaling) configAge(i *instance) int {
	if c := a.configurations[i.machine.Template.Name]; c != nil && i.machine.Template.ID == "" {
		return c.number
	}
	return 0
}

// hourLeft is how much of an instance's billing hour is left.
func (a *AutoScaling) hourLeft(i *instance) time.Duration {
	return time.Hour - a.env.Now().Sub(i.machine.Launched)%time.Hour
}
