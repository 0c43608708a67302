package autoscaling

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
)

// swap replaces an instance by one that is launched first: the old one ends when the fresh one is
// in service.
type swap struct {
	old, fresh *instance
	why        string // as causes tell it
}

// recommended hears that EC2 expects to interrupt a Spot instance: with CapacityRebalance another
// one is launched for it (EC2 Auto Scaling user guide, ec2-auto-scaling-capacity-rebalancing).
func (a *AutoScaling) recommended(m *host.Machine) {
	i := a.instances[m.InstanceID]
	if i != nil && i.group.rebalance && i.state == types.LifecycleStateInService {
		a.swap(i, "an EC2 instance rebalance recommendation")
	}
}

func (a *AutoScaling) swap(i *instance, why string) {
	g := i.group
	if g.swapping(i) {
		return
	}
	g.swaps = append(g.swaps, &swap{old: i, why: why})
	a.note(g.name, i.id, "to be replaced:", why)
	a.later(g)
}

func (g *group) swapping(i *instance) bool {
	return slices.ContainsFunc(g.swaps, func(s *swap) bool { return s.old == i })
}

// settleSwaps ends the old instances whose fresh ones are in service, and forgets what is over. It
// returns how many fresh instances are on their way: they are no surplus.
func (a *AutoScaling) settleSwaps(g *group) (coming int) {
	for _, s := range slices.Clone(g.swaps) {
		switch {
		case s.old.leaving() || s.old.away():
			g.dropSwap(s)
		case s.fresh == nil:
		case s.fresh.leaving() || s.fresh.away():
			s.fresh = nil
		case s.fresh.state != types.LifecycleStateInService:
			coming++
		case !g.runs(processTerminate):
			coming++
		default:
			g.dropSwap(s)
			a.terminate(s.old, a.at()+"an instance was taken out of service in response to "+
				s.why+".")
		}
	}
	return coming
}

func (g *group) dropSwap(s *swap) {
	g.swaps = slices.DeleteFunc(g.swaps, func(o *swap) bool { return o == s })
}

// startSwaps launches fresh instances, as far as the group may be larger for a while.
func (a *AutoScaling) startSwaps(g *group) {
	if !g.runs(processLaunch) || !g.runs(processTerminate) {
		return
	}
	for _, s := range g.swaps {
		if s.fresh != nil {
			continue
		}
		if len(g.live()) >= g.ceiling() {
			return
		}
		s.fresh = a.launch(g, g.near(s.old.zone), a.at()+fmt.Sprintf("an instance was launched to "+
			"replace instance %s in response to %s.", s.old.id, s.why))
		if s.fresh == nil {
			return
		}
	}
}

// ceiling is how many instances the group may have while some are replaced: its maintenance
// policy's share of the desired capacity, else its maximum, and a tenth or one more (EC2 Auto
// Scaling user guide, ec2-auto-scaling-instance-maintenance-policy and auto-scaling-benefits,
// "Rebalancing activities").
func (g *group) ceiling() int {
	if p := g.maintenance; p != nil && p.MaxHealthyPercentage != nil && *p.MaxHealthyPercentage > 100 {
		more := int(g.desired) * int(*p.MaxHealthyPercentage-100) / 100
		return int(g.desired) + max(more, 1)
	}
	return int(g.max) + max(int(g.max)/10, 1)
}

// near are the group's zones, that of an instance to be replaced first.
func (g *group) near(zone string) []string {
	zones := g.byEmptiness()
	if n := slices.Index(zones, zone); n > 0 {
		zones = slices.Insert(slices.Delete(zones, n, n+1), 0, zone)
	}
	return zones
}
