package elbv2

import (
	"context"
	"slices"
	"strconv"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"sashweight/shared/awssim/host"
)

// begin gives a target the state that it starts with: unused while no listener forwards to its
// group, else initial.
func (e *ELB) begin(t *target) {
	t.timer.Stop()
	switch {
	case e.ended(t):
		e.set(t, unused(types.TargetHealthReasonEnumInvalidState,
			"Target is in the "+string(e.machines.Get(t.host).State)+" state"))
		return
	case !t.group.inUse:
		e.set(t, unused(types.TargetHealthReasonEnumNotInUse,
			"Target group is not configured to receive traffic from the load balancer"))
		return
	case !*t.group.set.HealthCheckEnabled:
		e.set(t, types.TargetHealth{
			State:       types.TargetHealthStateEnumUnavailable,
			Reason:      types.TargetHealthReasonEnumHealthCheckDisabled,
			Description: new("Health checks are disabled for this target group"),
		})
		return
	}
	t.registered, t.passing = e.env.Now(), e.answers(t)
	e.set(t, types.TargetHealth{
		State:       types.TargetHealthStateEnumInitial,
		Reason:      types.TargetHealthReasonEnumRegistrationInProgress,
		Description: new("Target registration is in progress"),
	})
	e.judge(t)
}

func unused(why types.TargetHealthReasonEnum, text string) types.TargetHealth {
	return types.TargetHealth{
		State: types.TargetHealthStateEnumUnused, Reason: why, Description: new(text),
	}
}

func (e *ELB) answers(t *target) bool { return e.machines.Answers(t.check.host, t.check.port) }

// ended reports whether the target is a machine that has ended or was stopped.
func (e *ELB) ended(t *target) bool {
	m := e.machines.Get(t.host)
	return m != nil && m.State != host.Running && m.State != host.Pending
}

// judge sets the time at which what the checks find changes the target's state. A new target is
// healthy after one check that passes, one that was unhealthy after the healthy threshold; any is
// unhealthy after as many failures in a row as the unhealthy threshold (Application Load Balancer
// guide, target-group-health-checks).
func (e *ELB) judge(t *target) {
	if t.state() == types.TargetHealthStateEnumDraining {
		return
	}
	t.timer.Stop()
	var checks int32
	switch state := t.state(); {
	case state == types.TargetHealthStateEnumInitial && t.passing:
		checks = 1
	case state == types.TargetHealthStateEnumUnhealthy && t.passing:
		checks = *t.group.set.HealthyThresholdCount
	case !t.passing && (state == types.TargetHealthStateEnumInitial ||
		state == types.TargetHealthStateEnumHealthy):
		checks = *t.group.set.UnhealthyThresholdCount
	default:
		return
	}
	at := e.nextCheck(t).Add(e.env.Lasts(time.Duration(checks-1) * t.group.interval()))
	t.timer = e.env.At(at, func() { e.decide(t) })
}

// nextCheck is when the target is checked next, or now.
func (e *ELB) nextCheck(t *target) time.Time {
	if e.env.Instant {
		return e.env.Now()
	}
	first, now, every := t.registered.Add(e.Timings.Register), e.env.Now(), t.group.interval()
	if !now.After(first) {
		return first
	}
	return first.Add((now.Sub(first) + every - 1) / every * every)
}

func (e *ELB) decide(t *target) {
	if t.passing {
		e.set(t, types.TargetHealth{State: types.TargetHealthStateEnumHealthy})
		return
	}
	e.set(t, types.TargetHealth{
		State:       types.TargetHealthStateEnumUnhealthy,
		Reason:      types.TargetHealthReasonEnumFailedHealthChecks,
		Description: new("Health checks failed"),
	})
}

func (e *ELB) set(t *target, h types.TargetHealth) {
	t.health = h
	e.note("target", t.group.name, t.text(), string(h.State), string(h.Reason))
	e.tell(t.group)
}

func (e *ELB) tell(g *group) {
	for _, f := range e.watchers {
		f(g.arn)
	}
}

// listenChanged hears what answers where.
func (e *ELB) listenChanged(host string, port uint16) {
	for _, t := range e.at[place{host, port}] {
		if now := e.answers(t); now != t.passing {
			t.passing = now
			e.judge(t)
		}
	}
}

// machineChanged hears of a machine's end, stop or start: its targets get nothing while it does not
// run.
func (e *ELB) machineChanged(m *host.Machine) {
	for _, t := range slices.Clone(e.onHost[m.InstanceID]) {
		out := t.health.Reason == types.TargetHealthReasonEnumInvalidState
		if t.state() != types.TargetHealthStateEnumDraining && out != e.ended(t) {
			e.begin(t)
		}
	}
}

func (e *ELB) describeTargetHealth(
	_ context.Context, in *api.DescribeTargetHealthInput,
) (*api.DescribeTargetHealthOutput, error) {
	g, err := e.group(in.TargetGroupArn)
	if err != nil {
		return nil, err
	}
	if len(in.Include) > 0 {
		return nil, later("Include")
	}
	out := &api.DescribeTargetHealthOutput{
		TargetHealthDescriptions: []types.TargetHealthDescription{},
	}
	add := func(at place, h types.TargetHealth, check uint16) {
		out.TargetHealthDescriptions = append(out.TargetHealthDescriptions,
			types.TargetHealthDescription{
				Target:          &types.TargetDescription{Id: new(at.host), Port: new(int32(at.port))},
				HealthCheckPort: new(strconv.Itoa(int(check))), TargetHealth: new(h),
			})
	}
	if len(in.Targets) == 0 {
		for _, t := range slices.Concat(g.targets, g.leaving) {
			add(t.place, t.health, t.check.port)
		}
	}
	for _, d := range in.Targets {
		at, err := g.where(d)
		if err != nil {
			return nil, err
		}
		if t := g.find(at); t != nil {
			add(at, t.health, t.check.port)
			continue
		}
		add(at, unused(types.TargetHealthReasonEnumNotRegistered,
			"Target is not registered to the target group"), at.port)
	}
	return out, nil
}
