package autoscaling

import (
	"cmp"
	"slices"
	"time"
)

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
