package elbv2

import (
	"context"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
)

// target is one registration in a target group.
type target struct {
	group *group
	place
	// check is where its health checks go: its own port, or the group's health check port.
	check place
	// registered is when, which fixes the times of its checks.
	registered time.Time
	health     types.TargetHealth
	// passing is what the checks find at present; timer is when that makes a difference.
	passing bool
	timer   *kernel.Timer
}

func (t *target) state() types.TargetHealthStateEnum { return t.health.State }

// find is the registration of a target, draining ones included.
func (g *group) find(at place) *target {
	same := func(t *target) bool { return t.place == at }
	if n := slices.IndexFunc(g.targets, same); n >= 0 {
		return g.targets[n]
	}
	if n := slices.IndexFunc(g.leaving, same); n >= 0 {
		return g.leaving[n]
	}
	return nil
}

// where is the place that a request means: its port, else the group's.
func (g *group) where(d types.TargetDescription) (place, error) {
	id, port := aws.ToString(d.Id), *g.set.Port
	if d.Port != nil {
		port = *d.Port
	}
	if id == "" {
		return place{}, required("Id")
	}
	if port < 1 || port > 65535 {
		return place{}, invalid("Target port '%d' must be between 1 and 65535", port)
	}
	return place{id, uint16(port)}, nil
}

func (e *ELB) registerTargets(
	_ context.Context, in *api.RegisterTargetsInput,
) (*api.RegisterTargetsOutput, error) {
	g, places, err := e.places(in.TargetGroupArn, in.Targets)
	if err != nil {
		return nil, err
	}
	for _, at := range places {
		if err := e.checkTarget(g, at.host); err != nil {
			return nil, err
		}
	}
	for _, at := range places {
		e.register(g, at)
	}
	return &api.RegisterTargetsOutput{}, nil
}

// places are the target group and the targets that a request names.
func (e *ELB) places(
	arn *string, targets []types.TargetDescription,
) (*group, []place, error) {
	g, err := e.group(arn)
	if err != nil {
		return nil, nil, err
	}
	if len(targets) == 0 {
		return nil, nil, required("Targets")
	}
	places := make([]place, len(targets))
	for n, d := range targets {
		if places[n], err = g.where(d); err != nil {
			return nil, nil, err
		}
	}
	return g, places, nil
}

func (e *ELB) checkTarget(g *group, id string) error {
	if g.set.TargetType == types.TargetTypeEnumIp {
		if _, err := netip.ParseAddr(id); err != nil {
			return invalid("The IP address '%s' is not a valid IPv4 address", id)
		}
		return nil
	}
	switch m := e.machines.Get(id); {
	case m == nil:
		return invalidTarget("The following targets do not exist: '%s'", id)
	case m.State != host.Running:
		return invalidTarget("The following targets are not in a running state and cannot be "+
			"registered: '%s'", id)
	}
	return nil
}

// register adds a target; one that is there stays as it is, one that is draining begins anew.
func (e *ELB) register(g *group, at place) {
	if t := g.find(at); t != nil {
		if t.state() != types.TargetHealthStateEnumDraining {
			return
		}
		e.remove(t)
	}
	t := &target{group: g, place: at, check: at, registered: e.env.Now()}
	if n, err := strconv.ParseUint(*g.set.HealthCheckPort, 10, 16); err == nil {
		t.check.port = uint16(n)
	}
	g.targets = append(g.targets, t)
	e.at[t.check] = append(e.at[t.check], t)
	e.onHost[at.host] = append(e.onHost[at.host], t)
	e.begin(t)
}

func (e *ELB) deregisterTargets(
	_ context.Context, in *api.DeregisterTargetsInput,
) (*api.DeregisterTargetsOutput, error) {
	g, places, err := e.deregistered(in)
	if err != nil {
		return nil, err
	}
	for _, at := range places {
		for _, t := range slices.Clone(g.targets) {
			if t.place == at {
				e.drain(t)
			}
		}
	}
	return &api.DeregisterTargetsOutput{}, nil
}

// deregistered are the targets that a request means: without a port every one of the id (Elastic
// Load Balancing API reference, DeregisterTargets). Those that are not registered are passed over.
func (e *ELB) deregistered(in *api.DeregisterTargetsInput) (*group, []place, error) {
	g, places, err := e.places(in.TargetGroupArn, in.Targets)
	if err != nil {
		return nil, nil, err
	}
	for n, d := range in.Targets {
		if d.Port != nil {
			continue
		}
		for _, t := range g.targets {
			if t.host == places[n].host {
				places = append(places, t.place)
			}
		}
	}
	return g, places, nil
}

// drain begins the deregistration delay of a target; when it is over, the target is gone. Nothing
// is routed to a target of a group that no listener uses: it is gone at once.
func (e *ELB) drain(t *target) {
	g := t.group
	g.targets = slices.DeleteFunc(g.targets, func(o *target) bool { return o == t })
	delay := g.deregistrationDelay()
	if !g.inUse || delay == 0 {
		e.remove(t)
		return
	}
	g.leaving = append(g.leaving, t)
	t.timer.Stop()
	e.set(t, types.TargetHealth{
		State:       types.TargetHealthStateEnumDraining,
		Reason:      types.TargetHealthReasonEnumDeregistrationInProgress,
		Description: new("Target deregistration is in progress"),
	})
	t.timer = e.env.After(e.env.Lasts(delay), func() { e.remove(t) })
}

// remove forgets a target.
func (e *ELB) remove(t *target) {
	g := t.group
	is := func(o *target) bool { return o == t }
	t.timer.Stop()
	g.targets = slices.DeleteFunc(g.targets, is)
	g.leaving = slices.DeleteFunc(g.leaving, is)
	e.at[t.check] = slices.DeleteFunc(e.at[t.check], is)
	if len(e.at[t.check]) == 0 {
		delete(e.at, t.check)
	}
	e.onHost[t.host] = slices.DeleteFunc(e.onHost[t.host], is)
	if len(e.onHost[t.host]) == 0 {
		delete(e.onHost, t.host)
	}
	e.note("target", g.name, t.text(), "deregistered")
	e.tell(g)
}

func (t *target) text() string { return t.host + ":" + strconv.Itoa(int(t.port)) }
