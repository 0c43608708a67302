package ecs

import (
	"context"
	"slices"
	"strconv"
	"time"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/kernel"
)

// targets are a task's registrations in the target groups of its service.
type targets struct {
	rows []*registration
	// served says that all of them are healthy; sick is the one that fails its health checks after
	// the grace period, nil while there is none.
	served bool
	sick   *registration
	grace  *kernel.Timer
	// left: they were deregistered.
	left bool
}

// registration is one port of a task in one target group.
type registration struct {
	group string
	at    elbtypes.TargetDescription
	state elbtypes.TargetHealthStateEnum
}

// watched is a target group with tasks in it, in the order of their creation.
type watched struct {
	tasks list[*task]
	due   bool
}

// register puts the running task into the target groups of its deployment.
func (t *task) register() {
	e := t.cluster.e
	x := &targets{}
	for _, b := range t.dep.balancers {
		r := &registration{group: *b.TargetGroupArn, at: elbtypes.TargetDescription{
			Id: new(t.host()), Port: new(int32(t.hostPort(text(b.ContainerName),
				*b.ContainerPort))),
		}}
		_, err := e.ELB.RegisterTargets(context.Background(), &elb.RegisterTargetsInput{
			TargetGroupArn: &r.group, Targets: []elbtypes.TargetDescription{r.at},
		})
		if err != nil {
			t.svc.tell("target "+r.group, "was unable to register targets in (target-group "+
				r.group+"). Reason: "+err.Error())
			continue
		}
		t.svc.tell("", "registered 1 targets in (target-group "+r.group+")")
		x.rows = append(x.rows, r)
		e.watch(r.group).tasks.add(t)
	}
	t.targets = x
	x.grace = e.env.After(t.svc.grace, t.feel)
}

// host is where the task's ports are: at its own address, or on its instance.
func (t *task) host() string {
	if t.eni != nil {
		return t.eni.address
	}
	return t.inst.ec2
}

// hostPort is the port of that host behind a container's port.
func (t *task) hostPort(container string, port int32) uint16 {
	if t.eni != nil {
		return uint16(port)
	}
	n := 0
	for _, c := range t.def.output.ContainerDefinitions {
		for _, p := range c.PortMappings {
			if text(c.Name) == container && *p.ContainerPort == port && n < len(t.hostPorts) {
				return t.hostPorts[n]
			}
			n++
		}
	}
	return 0
}

func (e *ECS) watch(group string) *watched {
	g := e.targetGroups[group]
	if g == nil {
		if e.targetGroups == nil {
			e.targetGroups = map[string]*watched{}
		}
		g = &watched{}
		e.targetGroups[group] = g
	}
	return g
}

// TargetsChanged tells ECS that the health of targets of a target group, by its ARN, may have
// changed. ECS reads it within this moment.
func (e *ECS) TargetsChanged(group string) {
	if g := e.targetGroups[group]; g != nil && !g.due && len(g.tasks) > 0 {
		g.due = true
		e.env.After(0, func() { e.readTargets(group, g) })
	}
}

func (e *ECS) readTargets(group string, g *watched) {
	g.due = false
	out, err := e.ELB.DescribeTargetHealth(context.Background(),
		&elb.DescribeTargetHealthInput{TargetGroupArn: &group})
	states := map[string]elbtypes.TargetHealthStateEnum{}
	if err == nil {
		for _, d := range out.TargetHealthDescriptions {
			states[targetOf(d.Target)] = d.TargetHealth.State
		}
	}
	for _, t := range slices.Clone(g.tasks) {
		for _, r := range t.targets.rows {
			if r.group == group {
				r.state = states[targetOf(&r.at)]
			}
		}
		t.feel()
	}
}

func targetOf(at *elbtypes.TargetDescription) string {
	return *at.Id + " " + strconv.Itoa(int(*at.Port))
}

// feel draws the conclusions from the states of the task's targets.
func (t *task) feel() {
	x := t.targets
	if t.desired == stopped {
		t.drained()
		return
	}
	now := t.cluster.e.env.Now()
	served, sick := true, (*registration)(nil)
	for _, r := range x.rows {
		served = served && r.state == elbtypes.TargetHealthStateEnumHealthy
		if r.state == elbtypes.TargetHealthStateEnumUnhealthy &&
			!now.Before(t.started.Add(t.svc.grace)) {
			sick = r
		}
	}
	if sick != nil && x.sick == nil {
		who := "instance " + t.inst.ec2
		if t.eni != nil {
			who = "task " + t.id
		}
		t.svc.tell("", "("+who+") (port "+strconv.Itoa(int(*sick.at.Port))+
			") is unhealthy in (target-group "+sick.group+") due to (reason Health checks failed)")
		t.svc.wake()
	}
	x.served, x.sick = served, sick
	t.decide()
}

// sick reports whether the task has to be replaced, because a target group or its own health checks
// find it unhealthy and its grace period is over.
func (t *task) sick() bool {
	return t.targets != nil && t.targets.sick != nil || t.unhealthy &&
		!t.cluster.e.env.Now().Before(t.started.Add(t.svc.grace))
}

// sickOrder is why a sick task stops (ECS developer guide, stopped-task-error-codes).
func (t *task) sickOrder() order {
	o := order{
		code: types.TaskStopCodeServiceSchedulerInitiated, by: "scheduler",
		reason: "Task failed container health checks",
	}
	if t.targets != nil && t.targets.sick != nil {
		o.reason = "Task failed ELB health checks in (target-group " + t.targets.sick.group + ")"
	}
	return o
}

// deregister takes the task out of its target groups and reports whether that takes time: until
// their deregistration delay has passed the task is DEACTIVATING (ECS developer guide,
// task-lifecycle).
func (t *task) deregister() bool {
	if t.targets == nil || len(t.targets.rows) == 0 || t.targets.left {
		return false
	}
	t.targets.left = true
	e, left := t.cluster.e, false
	t.targets.grace.Stop()
	for _, r := range t.targets.rows {
		_, err := e.ELB.DeregisterTargets(context.Background(), &elb.DeregisterTargetsInput{
			TargetGroupArn: &r.group, Targets: []elbtypes.TargetDescription{r.at},
		})
		if err == nil {
			left = true
			t.svc.tell("", "deregistered 1 targets in (target-group "+r.group+")")
		}
		e.TargetsChanged(r.group)
	}
	if left {
		t.svc.tell("", "has begun draining connections on 1 tasks.")
	}
	return left
}

// drained stops the containers of a DEACTIVATING task that no target group holds any more.
func (t *task) drained() {
	if t.last != deactivating {
		return
	}
	for _, r := range t.targets.rows {
		if r.state == elbtypes.TargetHealthStateEnumDraining {
			return
		}
	}
	t.unwatch()
	t.work.Stop()
}

// unwatch ends what ECS does for the task's targets.
func (t *task) unwatch() {
	if t.targets == nil {
		return
	}
	t.targets.grace.Stop()
	for _, r := range t.targets.rows {
		t.cluster.e.watch(r.group).tasks.remove(t)
	}
	t.targets.rows = nil
}

// stopSick replaces tasks that a target group finds unhealthy: after their replacement is healthy,
// or one by one where the maximum leaves no room for it (ECS API reference,
// DeploymentConfiguration, maximumPercent).
func (s *service) stopSick(c census, room int) []*task {
	var gone []*task
	coming := c.stopping
	for _, t := range c.staying {
		coming += unready(t)
	}
	for _, t := range c.sick {
		better := room > 0 && !s.waiting || coming+len(gone) > 0
		if s.healthy < s.desired && better {
			continue
		}
		if t.stopFor(t.sickOrder()) {
			gone = append(gone, t)
		}
	}
	return gone
}

// graceOf is the health check grace period of a call.
func graceOf(seconds *int32) time.Duration {
	if seconds == nil {
		return 0
	}
	return time.Duration(*seconds) * time.Second
}
