package autoscaling

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"sashweight/shared/awssim/host"
)

// balance follows an instance that moved to a state: in service it is registered in the group's
// target groups, on its way out it is deregistered (EC2 Auto Scaling user guide,
// autoscaling-load-balancer and as-enter-exit-standby). What came into service while
// AddToLoadBalancer was suspended is not added later (as-suspend-resume-processes).
func (a *AutoScaling) balance(i *instance) {
	switch i.state {
	case types.LifecycleStateInService:
		if !i.group.runs(processBalancer) {
			return
		}
		for _, b := range i.group.balancers {
			if !b.removing() {
				a.register(b, i)
			}
		}
	case types.LifecycleStateEnteringStandby, types.LifecycleStateDetaching,
		types.LifecycleStateTerminating, types.LifecycleStateTerminatingProceed:
		for _, b := range i.group.balancers {
			a.deregister(b, i)
		}
	}
}

func (a *AutoScaling) register(b *balancer, i *instance) {
	if m := b.members[i]; m != nil && !m.leaving {
		return
	}
	m := &member{}
	b.members[i] = m
	a.env.After(0, func() { a.registerNow(b, i, m) })
}

// registerNow calls Elastic Load Balancing, again later when that cannot do it now.
func (a *AutoScaling) registerNow(b *balancer, i *instance, m *member) {
	if b.members[i] != m || m.leaving || i.leaving() {
		return
	}
	_, err := a.ELB.RegisterTargets(context.Background(), &elb.RegisterTargetsInput{
		TargetGroupArn: new(b.arn), Targets: []elbtypes.TargetDescription{{Id: new(i.id)}},
	})
	if err == nil {
		m.registered = true
		a.TargetsChanged(b.arn)
		return
	}
	a.note(b.group.name, i.id, "not registered:", err.Error())
	if none := (*elbtypes.TargetGroupNotFoundException)(nil); !errors.As(err, &none) {
		a.env.After(a.delay(a.Timings.Notice), func() { a.registerNow(b, i, m) })
	}
}

func (a *AutoScaling) deregister(b *balancer, i *instance) {
	m := b.members[i]
	if m == nil || m.leaving {
		return
	}
	m.leaving = true
	arn, id := b.arn, i.id
	a.env.After(0, func() {
		_, err := a.ELB.DeregisterTargets(context.Background(), &elb.DeregisterTargetsInput{
			TargetGroupArn: &arn, Targets: []elbtypes.TargetDescription{{Id: &id}},
		})
		if err != nil {
			a.note(id, "not deregistered:", err.Error())
		}
		a.TargetsChanged(arn)
	})
}

// drains reports whether an instance that is to end still is in a target group, so that its end
// waits for the requests that it serves, up to the deregistration delay. It does so in
// Terminating, before hooks run.
func (a *AutoScaling) drains(i *instance) bool {
	if a.Instant || i.machine.State != host.Running {
		return false
	}
	for _, b := range i.group.balancers {
		if b.members[i] != nil {
			return true
		}
	}
	return false
}

// TargetsChanged tells Auto Scaling that the health of targets of a target group, by its ARN, may
// have changed. It is read within this moment.
func (a *AutoScaling) TargetsChanged(arn string) {
	if len(a.targets[arn]) > 0 && !a.due[arn] {
		a.due[arn] = true
		a.env.After(0, func() { a.readTargets(arn) })
	}
}

func (a *AutoScaling) readTargets(arn string) {
	delete(a.due, arn)
	states := map[string]elbtypes.TargetHealthStateEnum{}
	out, err := a.ELB.DescribeTargetHealth(context.Background(),
		&elb.DescribeTargetHealthInput{TargetGroupArn: &arn})
	if err != nil {
		a.note("target group", arn, err.Error()) // nothing is registered in what is gone
		out = &elb.DescribeTargetHealthOutput{}
	}
	for _, d := range out.TargetHealthDescriptions {
		states[*d.Target.Id] = d.TargetHealth.State
	}
	for _, b := range append([]*balancer(nil), a.targets[arn]...) {
		a.readBalancer(b, states)
	}
}

// readBalancer takes in the health of a group's targets.
func (a *AutoScaling) readBalancer(b *balancer, states map[string]elbtypes.TargetHealthStateEnum) {
	added, served := true, false
	for _, i := range append([]*instance(nil), b.group.instances...) {
		m := b.members[i]
		if m == nil {
			continue
		}
		state, there := states[i.id]
		if m.leaving {
			if !there {
				delete(b.members, i)
				a.drained(i)
			}
			continue
		}
		m.healthy = state == elbtypes.TargetHealthStateEnumHealthy
		m.sick = state == elbtypes.TargetHealthStateEnumUnhealthy
		added, served = added && m.registered, served || m.healthy
		if m.sick {
			a.examine(i)
		}
	}
	switch {
	case b.removing():
		if len(b.members) == 0 {
			a.drop(b)
		}
	case served:
		a.setBalancer(b, balancerServes)
	case added && b.state == balancerAdding:
		a.setBalancer(b, balancerAdded)
	}
}

// drained goes on with the end of an instance that has left its target groups.
func (a *AutoScaling) drained(i *instance) {
	if i.state == types.LifecycleStateTerminating && !a.drains(i) {
		a.endHooked(i)
	}
}

// sick reports whether a target group finds the instance unhealthy.
func (i *instance) sick() bool {
	for _, b := range i.group.balancers {
		if m := b.members[i]; m != nil && m.sick && !m.leaving {
			return true
		}
	}
	return false
}

// leaveBalancers forgets an instance that is gone.
func (a *AutoScaling) leaveBalancers(i *instance) {
	for _, b := range i.group.balancers {
		a.deregister(b, i)
		delete(b.members, i)
		if b.removing() {
			a.TargetsChanged(b.arn)
		}
	}
}
