package ecs

import "time"

// TaskView is a task as an invariant checker sees it.
type TaskView struct {
	// ARN names the task, Cluster its cluster, Service its service ("" when standalone), Instance
	// its EC2 instance.
	ARN, Cluster, Service, Instance string
	// LastStatus and DesiredStatus are ECS's.
	LastStatus, DesiredStatus string
	// Healthy: it runs and has passed its checks.
	Healthy bool
	// StopBy is who first ordered the stop: scheduler, agent, ec2, or a caller's name; StopReason
	// is the reason as the API shows it, StopOrdered when it was ordered.
	StopBy, StopReason string
	StopOrdered        time.Time
	// Grace is how long its containers may take to stop.
	Grace time.Duration
	// KilledWithoutGrace: its machine ended while its containers still ran.
	KilledWithoutGrace bool
	// Protected tasks may not be stopped by a scale-in or a deployment.
	Protected bool
	// Daemon: its service is of the DAEMON strategy.
	Daemon bool
	// Created is when it was created.
	Created time.Time
}

// InstanceView is a container instance as an invariant checker sees it.
type InstanceView struct {
	// ARN names the container instance, Cluster its cluster, EC2InstanceID its machine.
	ARN, Cluster, EC2InstanceID string
	// Status is ACTIVE, DRAINING or INACTIVE.
	Status string
	// Connected: its agent answers.
	Connected bool
	// Impaired: one of its health checks fails.
	Impaired bool
	// Live counts its tasks that are not STOPPED.
	Live int
	// Left is when it became INACTIVE; zero while it is not.
	Left time.Time
}

// ServiceView is a service as an invariant checker sees it.
type ServiceView struct {
	// ARN and Name name the service, Cluster its cluster.
	ARN, Name, Cluster string
	// Status is ACTIVE, DRAINING or INACTIVE.
	Status string
	// Desired is what is asked for; Least must be healthy, Most may exist at once.
	Desired, Least, Most int
	// Running and Pending count tasks in those states; Healthy those that run, are to go on and
	// have passed their checks; Live those that are not STOPPED.
	Running, Pending, Healthy, Live int
}

// EachTask shows every task that is still described, in the order of creation.
func (e *ECS) EachTask(f func(TaskView)) {
	for _, c := range e.order {
		for _, t := range c.tasks {
			f(t.view())
		}
	}
}

// EachLiveTask shows the tasks that are not STOPPED, by container instance.
func (e *ECS) EachLiveTask(f func(TaskView)) {
	for _, c := range e.order {
		for _, i := range c.instances {
			for _, t := range i.live {
				f(t.view())
			}
		}
	}
}

// EachInstance shows every container instance that is still described, in the order of
// registration.
func (e *ECS) EachInstance(f func(InstanceView)) {
	for _, c := range e.order {
		for _, i := range c.instances {
			f(InstanceView{
				ARN: i.arn, Cluster: c.title, EC2InstanceID: i.ec2, Status: i.status,
				Connected: i.connected, Live: len(i.live), Left: i.leftAt,
				Impaired: i.health.runtime.impaired || i.health.agent.impaired,
			})
		}
	}
}

// EachService shows every service, in the order of creation.
func (e *ECS) EachService(f func(ServiceView)) {
	for _, c := range e.order {
		for _, s := range c.services {
			least, most := bounds(s.desired, s.rules)
			f(ServiceView{
				ARN: s.arn, Name: s.title, Cluster: c.title, Status: s.status,
				Desired: s.desired, Least: least, Most: most, Running: s.running,
				Pending: s.pending, Healthy: s.healthy, Live: len(s.live),
			})
		}
	}
}

func (t *task) view() TaskView {
	v := TaskView{
		ARN: t.arn, Cluster: t.cluster.title, Instance: t.inst.ec2, LastStatus: t.last,
		DesiredStatus: t.desired, Healthy: t.healthy && t.desired == running, StopBy: t.stop.by,
		StopReason: t.stop.reason, StopOrdered: t.stoppingAt, Grace: t.grace(),
		KilledWithoutGrace: t.killed, Protected: t.protected(t.cluster.e.env.Now()),
		Daemon: t.daemon(), Created: t.created,
	}
	if t.svc != nil {
		v.Service = t.svc.title
	}
	return v
}

// grace is the longest that one of the task's containers may take to stop.
func (t *task) grace() time.Duration {
	var grace time.Duration
	for _, c := range t.def.containers {
		limit := c.StopTimeout
		if limit == 0 {
			limit = t.cluster.e.machines.Timings.StopTimeout
		}
		grace = max(grace, limit)
	}
	return grace
}
