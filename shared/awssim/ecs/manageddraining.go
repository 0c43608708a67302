package ecs

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/kernel"
)

// Managed draining is a lifecycle hook of ECS's own on the group (ECS developer guide,
// managed-instance-draining).
const (
	drainHook = "ecs-managed-draining-termination-hook"
	// drainMost is how long ECS holds an instance for its tasks.
	drainMost = 48 * time.Hour
	// drainHeartbeat is the hook's heartbeat timeout, beatEvery the time between heartbeats, hears
	// how long ECS takes to hear of a transition (assumptions).
	drainHeartbeat = time.Hour
	beatEvery      = 30 * time.Minute
	hears          = 2 * time.Second
)

// farewell is one instance that managed draining empties before its machine ends.
type farewell struct {
	ec2   string
	began time.Time
	beat  *kernel.Timer
}

// hookGroup puts the hook on the group, or takes it away again.
func (p *provider) hookGroup() {
	wanted := p.drains && p.cluster != nil
	if wanted == p.guard.hooked {
		return
	}
	ctx := context.Background()
	var err error
	if wanted {
		_, err = p.e.AutoScaling.PutLifecycleHook(ctx, &autoscaling.PutLifecycleHookInput{
			AutoScalingGroupName: new(p.group), LifecycleHookName: new(drainHook),
			LifecycleTransition: new("autoscaling:EC2_INSTANCE_TERMINATING"),
			HeartbeatTimeout:    new(int32(drainHeartbeat / time.Second)),
			DefaultResult:       new("CONTINUE"),
		})
	} else {
		_, err = p.e.AutoScaling.DeleteLifecycleHook(ctx, &autoscaling.DeleteLifecycleHookInput{
			AutoScalingGroupName: new(p.group), LifecycleHookName: new(drainHook),
		})
	}
	p.note("lifecycle hook", err)
	if err == nil {
		p.guard.hooked = wanted
	}
}

// Hear tells ECS of an event on the account's bus: its managed rule listens to the terminations
// that its own lifecycle hook holds. It is to be called while the event is published.
func (e *ECS) Hear(x kernel.Event) {
	if x.DetailType != "EC2 Instance-terminate Lifecycle Action" || len(e.capacities) == 0 {
		return
	}
	detail, ok := x.Detail().(map[string]string)
	if !ok || detail["LifecycleHookName"] != drainHook {
		return
	}
	for _, p := range e.capacities {
		if p.group == detail["AutoScalingGroupName"] && p.cluster != nil {
			e.env.After(e.env.Lasts(hears), func() { p.empty(detail["EC2InstanceId"]) })
		}
	}
}

// findDraining finds held instances of which no event told.
func (p *provider) findDraining(g *groups.AutoScalingGroup) {
	if !p.guard.hooked {
		return
	}
	for k := range g.Instances {
		if i := &g.Instances[k]; i.LifecycleState == groups.LifecycleStateTerminatingWait {
			p.empty(*i.InstanceId)
		}
	}
}

// empty sets the instance to DRAINING and lets it go once no task is left; those of daemons are
// stopped last.
func (p *provider) empty(ec2 string) {
	if p.guard.leaving[ec2] != nil {
		return
	}
	if p.guard.leaving == nil {
		p.guard.leaving = map[string]*farewell{}
	}
	f := &farewell{ec2: ec2, began: p.e.env.Now()}
	p.guard.leaving[ec2] = f
	for _, i := range p.e.byEC2[ec2] {
		if i.cluster == p.cluster {
			i.setStatus(draining)
		}
	}
	if p.occupied(ec2) {
		f.beat = p.e.env.After(beatEvery, func() { p.beat(f) })
		return
	}
	p.letGo(ec2)
}

// beat prolongs the hook, up to 48 hours in all.
func (p *provider) beat(f *farewell) {
	if p.e.env.Now().Sub(f.began) >= drainMost {
		p.letGo(f.ec2)
		return
	}
	_, err := p.e.AutoScaling.RecordLifecycleActionHeartbeat(context.Background(),
		&autoscaling.RecordLifecycleActionHeartbeatInput{
			AutoScalingGroupName: new(p.group), LifecycleHookName: new(drainHook),
			InstanceId: new(f.ec2),
		})
	if err != nil {
		p.note("heartbeat", err)
		delete(p.guard.leaving, f.ec2)
		return
	}
	f.beat = p.e.env.After(beatEvery, func() { p.beat(f) })
}

// released hears that a task of the instance has stopped.
func (p *provider) released(i *instance) {
	if p == nil || p.guard.leaving[i.ec2] == nil || p.occupied(i.ec2) {
		return
	}
	p.e.env.After(0, func() { p.letGo(i.ec2) })
}

// occupied reports whether any task of the cluster is left on an instance.
func (p *provider) occupied(ec2 string) bool {
	for _, i := range p.e.byEC2[ec2] {
		if i.cluster == p.cluster && len(i.live) > 0 {
			return true
		}
	}
	return false
}

// letGo completes the lifecycle action of an instance that is empty, or gone.
func (p *provider) letGo(ec2 string) {
	f := p.guard.leaving[ec2]
	if f == nil {
		return
	}
	f.beat.Stop()
	delete(p.guard.leaving, ec2)
	_, err := p.e.AutoScaling.CompleteLifecycleAction(context.Background(),
		&autoscaling.CompleteLifecycleActionInput{
			AutoScalingGroupName: new(p.group), LifecycleHookName: new(drainHook),
			InstanceId: new(ec2), LifecycleActionResult: new("CONTINUE"),
		})
	p.note("complete "+ec2, err)
}
