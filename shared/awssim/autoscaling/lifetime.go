package autoscaling

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// defaultHealthy is how many percent of a group stay in service while instances are replaced that
// have reached their maximum lifetime (EC2 Auto Scaling user guide,
// asg-max-instance-lifetime).
const defaultHealthy = 90

// expiry is when an instance has reached its group's maximum lifetime; zero: never.
func (i *instance) expiry() time.Time {
	if l := i.group.lifetime; l != nil && *l > 0 {
		return i.machine.Launched.Add(time.Duration(*l) * time.Second)
	}
	return time.Time{}
}

// age has the group look at an instance when it is to be replaced.
func (a *AutoScaling) age(i *instance) {
	if at := i.expiry(); !at.IsZero() {
		g := i.group
		a.env.At(at, func() { a.later(g) })
	}
}

// launchesFirst reports whether the group's maintenance policy has replacements launched before
// what they replace ends (EC2 Auto Scaling user guide,
// ec2-auto-scaling-instance-maintenance-policy).
func (g *group) launchesFirst() bool {
	p := g.maintenance
	return p != nil && p.MinHealthyPercentage != nil && *p.MinHealthyPercentage == 100
}

// renew replaces instances that have reached their maximum lifetime, while enough of the group is
// in service: at least one at a time once all are.
func (a *AutoScaling) renew(g *group, live []*instance) {
	if g.lifetime == nil || *g.lifetime == 0 || !g.runs(processLaunch) || !g.runs(processTerminate) {
		return
	}
	const why = "its maximum instance lifetime"
	serving := 0
	for _, i := range live {
		if i.state == types.LifecycleStateInService {
			serving++
		}
	}
	for _, i := range live {
		at := i.expiry()
		if i.state != types.LifecycleStateInService || at.After(a.env.Now()) || g.swapping(i) {
			continue
		}
		if g.launchesFirst() {
			a.swap(i, why)
			continue
		}
		if serving < int(g.desired) && serving-1 < g.floor() {
			return
		}
		serving--
		a.terminate(i, a.at()+"an instance was taken out of service in response to "+why+".")
		g.cause = a.at() + "an instance was launched to replace one that reached " + why + ".  "
	}
}

// floor is how many instances stay in service while others are replaced.
func (g *group) floor() int {
	percent := int32(defaultHealthy)
	if p := g.maintenance; p != nil && p.MinHealthyPercentage != nil && *p.MinHealthyPercentage >= 0 {
		percent = *p.MinHealthyPercentage
	}
	return (int(g.desired)*int(percent) + 99) / 100
}
