package autoscaling

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
)

// How long a group takes to look at its size after a change, and to notice that EC2 ended one of
// its machines.
const (
	evaluateLeast, evaluateMost = time.Second, 5 * time.Second
	noticeLeast, noticeMost     = 5 * time.Second, 30 * time.Second
)

// later has the group look at its size soon.
func (a *AutoScaling) later(g *group) {
	if !g.timer.Waiting() {
		g.timer = a.env.After(a.delay(evaluateLeast, evaluateMost), func() { a.evaluate(g) })
	}
}

// evaluate brings a group to its desired capacity, or its zones into balance.
func (a *AutoScaling) evaluate(g *group) {
	live := g.live()
	excess := len(live) - int(g.desired)
	if g.surplus != nil {
		if g.surplus.state == types.LifecycleStateInService || g.surplus.leaving() {
			g.surplus = nil
		} else {
			excess-- // it is not in service yet: the one that it replaces stays
		}
	}
	switch {
	case excess < 0:
		for n := range -excess {
			size := len(live) + n
			a.launch(g, g.cause+a.at()+fmt.Sprintf("an instance was started in response to a "+
				"difference between desired and actual capacity, increasing the capacity "+
				"from %d to %d.", size, size+1))
		}
	case excess > 0:
		a.scaleIn(g, live, excess)
	default:
		a.rebalance(g, live)
	}
}

// launch starts one instance in the zone that has the fewest.
func (a *AutoScaling) launch(g *group, cause string) *instance {
	t, ok := a.machines.FindTemplate(g.template.id, g.template.version)
	if !ok {
		panic("autoscaling: a seeded launch template is gone: " + g.template.id)
	}
	zone := g.emptiest(count(g.live()))
	m, err := a.machines.LaunchIn(t, host.Where{
		Zone: zone, Subnet: g.subnets[zone], Group: g.name,
	})
	if err != nil {
		panic("autoscaling: a launch failed: " + err.Error())
	}
	i := &instance{group: g, id: m.InstanceID, zone: zone, machine: m, protected: g.protected}
	g.instances = append(g.instances, i)
	a.instances[i.id] = i
	n, _ := slices.BinarySearch(a.ids, i.id)
	a.ids = slices.Insert(a.ids, n, i.id)
	i.launch = a.begin(i, "Launching a new EC2 instance: "+i.id, cause)
	a.set(i, types.LifecycleStatePending)
	return i
}

// scaleIn terminates as many instances as are too many, as far as they are not protected.
func (a *AutoScaling) scaleIn(g *group, live []*instance, excess int) {
	for range excess {
		i := a.choose(live)
		if i == nil {
			a.note(g.name, "cannot scale in: every instance is protected")
			return
		}
		a.terminate(i, g.cause+a.at()+fmt.Sprintf("an instance was taken out of service in "+
			"response to a difference between desired and actual capacity, shrinking the "+
			"capacity from %d to %d.  ", len(live), len(live)-1)+
			a.at()+"instance "+i.id+" was selected for termination.")
		live = slices.DeleteFunc(live, func(x *instance) bool { return x == i })
	}
}

// choose is the default termination policy: in the zones with the most instances (and an
// unprotected one) those of another launch template than the group's, then those of the oldest
// version, then the one closest to its next billing hour (EC2 Auto Scaling user guide,
// ec2-auto-scaling-termination-policies).
func (a *AutoScaling) choose(live []*instance) *instance {
	free := slices.DeleteFunc(slices.Clone(live), func(i *instance) bool { return i.protected })
	if len(free) == 0 {
		return nil
	}
	n, most := count(live), 0
	for _, i := range free {
		most = max(most, n[i.zone])
	}
	free = slices.DeleteFunc(free, func(i *instance) bool { return n[i.zone] < most })
	rank := func(i *instance) (foreign, age int, left time.Duration) {
		if i.machine.Template.ID == i.group.template.id {
			foreign = 1
		}
		run := a.env.Now().Sub(i.machine.Launched) % time.Hour
		return foreign, a.machines.TemplateAge(i.machine.Template), time.Hour - run
	}
	return slices.MinFunc(free, func(x, y *instance) int {
		xForeign, xAge, xLeft := rank(x)
		yForeign, yAge, yLeft := rank(y)
		return cmp.Or(cmp.Compare(xForeign, yForeign), cmp.Compare(xAge, yAge),
			cmp.Compare(xLeft, yLeft))
	})
}

// rebalance launches one instance in the emptiest zone when another zone has two more, all is in
// service, and an unprotected one can go for it afterwards: the new one comes first (EC2 Auto
// Scaling user guide, auto-scaling-benefits, "Rebalancing activities").
func (a *AutoScaling) rebalance(g *group, live []*instance) {
	victim := a.choose(live)
	if victim == nil || g.surplus != nil {
		return
	}
	for _, i := range live {
		if i.state != types.LifecycleStateInService || i.machine.State != host.Running {
			return
		}
	}
	n := count(live)
	zone := g.emptiest(n)
	if n[victim.zone]-n[zone] < 2 {
		return
	}
	a.note(g.name, "rebalances from", victim.zone, "to", zone)
	g.cause = ""
	g.surplus = a.launch(g,
		a.at()+"an instance was launched to aid in balancing the group's zones.")
}
