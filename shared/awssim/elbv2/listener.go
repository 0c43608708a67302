package elbv2

import (
	"context"
	"slices"
	"strconv"
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"sashweight/shared/awssim/wire"
)

// listener is one listener of a load balancer.
type listener struct {
	balancer *balancer
	arn      string
	set      types.Listener
}

func (e *ELB) listener(arn *string) (*listener, error) {
	if arn == nil {
		return nil, required("ListenerArn")
	}
	for _, l := range e.listeners {
		if l.arn == *arn {
			return l, nil
		}
	}
	return nil, listenerNotFound(*arn)
}

func (e *ELB) createListener(
	_ context.Context, in *api.CreateListenerInput,
) (*api.CreateListenerOutput, error) {
	b, err := e.balancer(in.LoadBalancerArn)
	if err != nil {
		return nil, err
	}
	if in.Port == nil || *in.Port < 1 || *in.Port > 65535 {
		return nil, invalid("A port between 1 and 65535 must be specified")
	}
	if in.Protocol == "" {
		return nil, invalid("A protocol must be specified")
	}
	if in.MutualAuthentication != nil {
		return nil, later("MutualAuthentication")
	}
	if e.taken(b, *in.Port, nil) {
		return nil, duplicateListener(*in.Port)
	}
	actions, err := e.actions(in.DefaultActions)
	if err != nil {
		return nil, err
	}
	arn := strings.Replace(b.arn, "loadbalancer/", "listener/", 1) + "/" +
		e.env.HexID("listener", 16)
	l := &listener{balancer: b, arn: arn, set: types.Listener{
		ListenerArn: new(arn), LoadBalancerArn: new(b.arn), Port: new(*in.Port),
		Protocol: in.Protocol, DefaultActions: actions, SslPolicy: copied(in.SslPolicy),
		Certificates: slices.Clone(in.Certificates), AlpnPolicy: slices.Clone(in.AlpnPolicy),
	}}
	e.listeners = append(e.listeners, l)
	e.setTags(arn, in.Tags)
	e.note("listener", b.name, strconv.Itoa(int(*in.Port)), "created")
	e.connect()
	return &api.CreateListenerOutput{Listeners: []types.Listener{l.set}}, nil
}

func (e *ELB) taken(b *balancer, port int32, but *listener) bool {
	return slices.ContainsFunc(e.listeners, func(l *listener) bool {
		return l != but && l.balancer == b && *l.set.Port == port
	})
}

func duplicateListener(port int32) error {
	return wire.Error("DuplicateListener",
		"A listener already exists on port '%d' of this load balancer", port)
}

func duplicateBalancer(name string) error {
	return wire.Error("DuplicateLoadBalancerName",
		"A load balancer with the same name '%s' exists, but with different settings", name)
}

// actions checks default actions; of those that forward, the target groups must exist.
func (e *ELB) actions(in []types.Action) ([]types.Action, error) {
	if len(in) == 0 {
		return nil, required("DefaultActions")
	}
	for _, a := range in {
		switch a.Type {
		case types.ActionTypeEnumForward:
		case types.ActionTypeEnumFixedResponse, types.ActionTypeEnumRedirect:
			continue
		default:
			return nil, later("action type " + string(a.Type))
		}
		arns := forwards(a)
		if len(arns) == 0 {
			return nil, invalid("A target group ARN must be specified")
		}
		for _, arn := range arns {
			if _, err := e.group(&arn); err != nil {
				return nil, err
			}
		}
	}
	return slices.Clone(in), nil
}

// forwards are the target groups that an action forwards to.
func forwards(a types.Action) []string {
	var arns []string
	if a.TargetGroupArn != nil {
		arns = append(arns, *a.TargetGroupArn)
	}
	if a.ForwardConfig != nil {
		for _, t := range a.ForwardConfig.TargetGroups {
			if t.TargetGroupArn != nil && !slices.Contains(arns, *t.TargetGroupArn) {
				arns = append(arns, *t.TargetGroupArn)
			}
		}
	}
	return arns
}

// connect works out which target groups are in use. The targets of one that comes into use begin
// their health checks, those of one that goes out of use are unused.
func (e *ELB) connect() {
	for _, g := range e.groups {
		var by []string
		for _, l := range e.listeners {
			for _, a := range l.set.DefaultActions {
				if slices.Contains(forwards(a), g.arn) && !slices.Contains(by, l.balancer.arn) {
					by = append(by, l.balancer.arn)
				}
			}
		}
		was := g.inUse
		g.balancer, g.inUse = by, len(by) > 0
		if g.inUse == was {
			continue
		}
		for _, t := range g.targets {
			e.begin(t)
		}
	}
}

func (e *ELB) describeListeners(
	_ context.Context, in *api.DescribeListenersInput,
) (*api.DescribeListenersOutput, error) {
	for _, arn := range in.ListenerArns {
		if _, err := e.listener(&arn); err != nil {
			return nil, err
		}
	}
	if in.LoadBalancerArn != nil {
		if _, err := e.balancer(in.LoadBalancerArn); err != nil {
			return nil, err
		}
	} else if len(in.ListenerArns) == 0 {
		return nil, invalid("You must specify either listener ARNs or a load balancer ARN")
	}
	part, next, err := page(e.listeners, in.PageSize, in.Marker, func(l *listener) bool {
		return (len(in.ListenerArns) == 0 || slices.Contains(in.ListenerArns, l.arn)) &&
			(in.LoadBalancerArn == nil || l.balancer.arn == *in.LoadBalancerArn)
	})
	if err != nil {
		return nil, err
	}
	out := &api.DescribeListenersOutput{
		Listeners: make([]types.Listener, len(part)), NextMarker: next,
	}
	for n, l := range part {
		out.Listeners[n] = l.set
	}
	return out, nil
}

func (e *ELB) modifyListener(
	_ context.Context, in *api.ModifyListenerInput,
) (*api.ModifyListenerOutput, error) {
	l, err := e.listener(in.ListenerArn)
	if err != nil {
		return nil, err
	}
	set := l.set
	if in.DefaultActions != nil {
		if set.DefaultActions, err = e.actions(in.DefaultActions); err != nil {
			return nil, err
		}
	}
	over(&set.Port, in.Port)
	over(&set.SslPolicy, in.SslPolicy)
	if e.taken(l.balancer, *set.Port, l) {
		return nil, duplicateListener(*set.Port)
	}
	if in.Protocol != "" {
		set.Protocol = in.Protocol
	}
	if in.Certificates != nil {
		set.Certificates = slices.Clone(in.Certificates)
	}
	if in.AlpnPolicy != nil {
		set.AlpnPolicy = slices.Clone(in.AlpnPolicy)
	}
	if in.MutualAuthentication != nil {
		return nil, later("MutualAuthentication")
	}
	l.set = set
	e.note("listener", l.balancer.name, strconv.Itoa(int(*set.Port)), "modified")
	e.connect()
	return &api.ModifyListenerOutput{Listeners: []types.Listener{l.set}}, nil
}

func (e *ELB) deleteListener(
	_ context.Context, in *api.DeleteListenerInput,
) (*api.DeleteListenerOutput, error) {
	l, err := e.listener(in.ListenerArn)
	if err != nil {
		return nil, err
	}
	e.listeners = slices.DeleteFunc(e.listeners, func(o *listener) bool { return o == l })
	delete(e.tags, l.arn)
	e.note("listener", l.balancer.name, strconv.Itoa(int(*l.set.Port)), "deleted")
	e.connect()
	return &api.DeleteListenerOutput{}, nil
}
