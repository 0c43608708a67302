package autoscaling

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
)

// evaluate brings a group to its desired capacity, or its zones into balance.
func (a *AutoScaling) evaluate(g *group) {
	if g.deleted {
		return
	}
	coming := a.settleSwaps(g)
	live := g.live()
	excess := len(live) - int(g.desired)
	if g.surplus != nil {
		if g.surplus.state == types.LifecycleStateInService || g.surplus.leaving() {
			g.surplus = nil
		} else {
			excess-- // it is not in service yet: the one that it replaces stays
		}
	}
	excess -= coming
	switch {
	case excess < 0:
		a.scaleOut(g, len(live), -excess)
	case excess > 0:
		a.scaleIn(g, live, excess)
	default:
		a.renew(g, live)
		a.startSwaps(g)
		if now := g.live(); len(g.swaps) == 0 && len(now) == len(live) {
			a.rebalance(g, now)
		}
	}
}

// scaleOut launches as many instances as are too few, as far as EC2 has them.
func (a *AutoScaling) scaleOut(g *group, size, lack int) {
	if !g.runs(processLaunch) {
		return
	}
	for range lack {
		i := a.launch(g, g.byEmptiness(), g.cause+a.at()+fmt.Sprintf("an instance was started in "+
			"response to a difference between desired and actual capacity, increasing the "+
			"capacity from %d to %d.", size, size+1))
		if i == nil {
			return
		}
		size++
	}
}

// launch starts one instance in the first of the zones that has room; nil when none has.
func (a *AutoScaling) launch(g *group, zones []string, cause string) *instance {
	m := a.start(g, zones, cause)
	if m == nil {
		return nil
	}
	i := &instance{
		group: g, id: m.InstanceID, zone: m.Zone, machine: m, protected: g.protected,
	}
	a.add(i)
	i.launch = a.begin(i, "Launching a new EC2 instance: "+i.id, cause)
	i.launch.launch = true
	a.set(i, types.LifecycleStatePending)
	if a.Instant {
		a.started(i)
	}
	return i
}

// add makes an instance a member of its group.
func (a *AutoScaling) add(i *instance) {
	i.group.instances = append(i.group.instances, i)
	a.instances[i.id] = i
	n, _ := slices.BinarySearch(a.ids, i.id)
	a.ids = slices.Insert(a.ids, n, i.id)
}

// scaleIn terminates as many instances as are too many, as far as they are not protected.
func (a *AutoScaling) scaleIn(g *group, live []*instance, excess int) {
	if !g.runs(processTerminate) {
		return
	}
	for range excess {
		i := a.choose(g, live)
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

// rebalance launches one instance in the emptiest zone when another zone has two more, all is in
// service, and an unprotected one can go for it afterwards: the new one comes first (EC2 Auto
// Scaling user guide, auto-scaling-benefits, "Rebalancing activities").
func (a *AutoScaling) rebalance(g *group, live []*instance) {
	victim := a.choose(g, live)
	if victim == nil || g.surplus != nil || !g.runs(processLaunch) || !g.runs(processRebalance) {
		return
	}
	for _, i := range live {
		if i.state != types.LifecycleStateInService || i.machine.State != host.Running {
			return
		}
	}
	n := count(live)
	zone := g.emptiest(n)
	if n[victim.zone]-n[zone] < 2 || a.env.Now().Before(g.shut[zone].until) {
		return
	}
	a.note(g.name, "rebalances from", victim.zone, "to", zone)
	g.cause = ""
	g.surplus = a.launch(g, []string{zone},
		a.at()+"an instance was launched to aid in balancing the group's zones.")
}
