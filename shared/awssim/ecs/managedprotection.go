package ecs

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// guard is managed termination protection and managed draining of one capacity provider.
type guard struct {
	// newly are EC2 instances that got their first task since the last call.
	newly []string
	due   bool
	// hooked is whether the group has ECS's lifecycle hook; leaving are the instances that it holds,
	// by EC2's id.
	hooked  bool
	leaving map[string]*farewell
}

// protectMax is how many instances one SetInstanceProtection takes (Auto Scaling API reference).
const protectMax = 50

// placed hears that a task was placed on an instance: with managed termination protection it is
// protected from scale-in from its first task on.
func (p *provider) placed(i *instance) {
	if p == nil {
		p = i.provider
	}
	if p == nil || !p.protects || i.provider != p || len(i.live) > 1 {
		return
	}
	p.guard.newly = append(p.guard.newly, i.ec2)
	if !p.guard.due {
		p.guard.due = true
		p.e.env.After(0, p.protectNew)
	}
}

func (p *provider) protectNew() {
	ids := p.guard.newly
	p.guard.newly, p.guard.due = nil, false
	p.protect(ids, true)
}

func (p *provider) protect(ids []string, on bool) {
	for len(ids) > 0 {
		n := min(len(ids), protectMax)
		_, err := p.e.AutoScaling.SetInstanceProtection(context.Background(),
			&autoscaling.SetInstanceProtectionInput{
				AutoScalingGroupName: new(p.group), InstanceIds: ids[:n],
				ProtectedFromScaleIn: new(on),
			})
		p.note("protection", err)
		ids = ids[n:]
	}
}

// unprotect makes the protection of every instance in service what it should be: on with a task
// that is no daemon's, else off (ECS developer guide, managed-termination-protection).
func (p *provider) unprotect(g *groups.AutoScalingGroup) {
	if !p.protects {
		return
	}
	var on, off []string
	for k := range g.Instances {
		i := &g.Instances[k]
		if i.LifecycleState != groups.LifecycleStateInService {
			continue
		}
		is := i.ProtectedFromScaleIn != nil && *i.ProtectedFromScaleIn
		switch want := p.busy(*i.InstanceId); {
		case want && !is:
			on = append(on, *i.InstanceId)
		case !want && is && p.registered(*i.InstanceId):
			off = append(off, *i.InstanceId)
		}
	}
	p.protect(on, true)
	p.protect(off, false)
}

// registered reports whether the machine is a container instance of the provider's cluster: of
// others ECS knows nothing.
func (p *provider) registered(ec2 string) bool {
	for _, i := range p.e.byEC2[ec2] {
		if i.cluster == p.cluster {
			return true
		}
	}
	return false
}
