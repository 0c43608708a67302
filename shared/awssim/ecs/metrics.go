package ecs

import (
	"time"

	"sashweight/shared/awssim/kernel"
)

// Use is what tasks use of what they reserve, as fractions: 0.5 is half.
type Use struct{ CPU, Memory float64 }

// DefaultUse is what tasks use where no load model says otherwise (assumption).
var DefaultUse = Use{CPU: 0.4, Memory: 0.6}

// Load says what the running tasks of a service use on average; service is "" for the cluster's
// standalone tasks. It is asked once a minute. Windows caps CPU at what a container reserves: more
// than all of it counts as all of it (ECS developer guide, task_definition_parameters).
type Load func(cluster, service string, running int) Use

// amount is CPU units and MiB.
type amount struct{ cpu, memory float64 }

func (a *amount) add(n *need, times int) {
	a.cpu += float64(n.cpu) * float64(times)
	a.memory += float64(n.memory) * float64(times)
}

func (a *amount) use(of amount, u Use) {
	a.cpu += of.cpu * u.CPU
	a.memory += of.memory * u.Memory
}

// measure begins the metrics of every minute, unless they are on their way.
func (e *ECS) measure() {
	if e.env.PutMetric == nil || e.metrics.Waiting() {
		return
	}
	e.metrics = e.env.At(e.env.Now().Truncate(time.Minute).Add(time.Minute), e.measureAll)
}

// measureAll writes the metrics of clusters and services in which a task runs; of others there are
// none (ECS developer guide, cloudwatch-metrics).
func (e *ECS) measureAll() {
	runs := false
	for _, c := range e.order {
		if c.running > 0 {
			runs = true
			c.measure()
		}
	}
	if runs {
		e.measure()
	}
}

func (e *ECS) use(c *cluster, service string, running int) Use {
	if e.Load == nil {
		return DefaultUse
	}
	u := e.Load(c.title, service, running)
	u.CPU = min(u.CPU, 1)
	return u
}

// measure writes the cluster's metrics and those of its services. Reservation and utilisation of a
// cluster are of what its ACTIVE and DRAINING instances registered, utilisation of a service of
// what its running tasks reserve (ECS developer guide, cloudwatch-metrics).
func (c *cluster) measure() {
	var total, reserved, used amount
	for _, i := range c.instances {
		if i.status == inactive {
			continue
		}
		total.cpu += float64(i.cpu)
		total.memory += float64(i.memory)
		reserved.cpu += float64(i.cpu - i.cpuLeft)
		reserved.memory += float64(i.memory - i.memoryLeft)
	}
	for _, s := range c.services {
		if s.running > 0 {
			s.measure(&used)
		}
	}
	if c.alone.running > 0 {
		used.use(c.alone.reserved, c.e.use(c, "", c.alone.running))
	}
	if c.dimensions == nil {
		c.dimensions = []string{"ClusterName", c.title}
	}
	c.e.ratio("CPUReservation", c.dimensions, reserved.cpu, total.cpu)
	c.e.ratio("MemoryReservation", c.dimensions, reserved.memory, total.memory)
	c.e.ratio("CPUUtilization", c.dimensions, used.cpu, total.cpu)
	c.e.ratio("MemoryUtilization", c.dimensions, used.memory, total.memory)
}

// measure writes the service's metrics and adds what it uses.
func (s *service) measure(used *amount) {
	var reserves, uses amount
	for _, d := range s.deployments {
		reserves.add(&d.def.need, d.running)
	}
	e := s.cluster.e
	uses.use(reserves, e.use(s.cluster, s.title, s.running))
	used.cpu += uses.cpu
	used.memory += uses.memory
	if s.dimensions == nil {
		s.dimensions = []string{"ClusterName", s.cluster.title, "ServiceName", s.title}
	}
	e.ratio("CPUUtilization", s.dimensions, uses.cpu, reserves.cpu)
	e.ratio("MemoryUtilization", s.dimensions, uses.memory, reserves.memory)
}

func (e *ECS) ratio(name string, dimensions []string, part, whole float64) {
	if whole > 0 {
		e.env.Measure(kernel.Metric{
			Namespace: "AWS/ECS", Name: name, Dimensions: dimensions, Value: part / whole * 100,
		})
	}
}

// standalone is what the running tasks of a cluster that belong to no service reserve.
type standalone struct {
	running  int
	reserved amount
}

func (s *standalone) tally(t *task, n int) {
	s.running += n
	s.reserved.add(t.need, n)
}
