package ecs

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Scaling is how managed scaling behaves where AWS documents no number.
type Scaling struct {
	// LowPoints is how many datapoints in a row must lie below the target before the group
	// shrinks: 15 (ECS developer guide, cluster-auto-scaling).
	LowPoints int
	// StepEvery is the time between steps of shrinking, the first one included. AWS's own figures
	// (334 instances to 34 in ten minutes, at most half of them in a step) make it 150 s.
	StepEvery time.Duration
	// ByMinimum grows by exactly the minimum step when a group has several instance types, as
	// older texts of the API reference say (ManagedScaling, minimumScalingStepSize).
	ByMinimum bool
	// GiveUp is how long a task waits in PROVISIONING before it is stopped; zero: for ever. AWS
	// documents no such time-out.
	GiveUp time.Duration
}

// DefaultScaling is what is known of AWS.
func DefaultScaling() Scaling { return Scaling{LowPoints: 15, StepEvery: 150 * time.Second} }

// reading is one datapoint of a capacity provider: how many instances it needs and how many run.
type reading struct{ needed, running int }

// reservation is the metric CapacityProviderReservation, in percent (ECS developer guide,
// cluster-auto-scaling): needed by running instances; without any running 200 when some are
// needed, else 100.
func (r reading) reservation() float64 {
	switch {
	case r.running > 0:
		return float64(r.needed) / float64(r.running) * 100
	case r.needed > 0:
		return 200
	}
	return 100
}

// size is a group's desired capacity with its bounds.
type size struct{ least, desired, most int }

func (s size) within(n int) int { return max(s.least, min(n, s.most)) }

// fromZero is how many instances a group without any gets, however many are needed: the metric is
// 200 then (ECS developer guide, cluster-auto-scaling).
const fromZero = 2

// goal is how many instances make the metric reach the target. Below a target of 100 one instance
// is always left.
func (r reading) goal(target int32) int {
	t := int(target)
	n := (r.needed*100 + t - 1) / t
	if t < 100 {
		n = max(n, 1)
	}
	return n
}

// grow is the desired capacity after the high alarm, which one datapoint above the target raises.
func grow(r reading, s size, target int32) int {
	if r.reservation() <= float64(target) {
		return s.desired
	}
	n := r.goal(target)
	if r.running == 0 {
		n = fromZero
		if r.needed == 0 {
			n = 1
		}
	}
	return max(s.desired, s.within(n))
}

// shrink is the desired capacity after one step of the low alarm: at least one instance and at most
// half of them go, down to what brings the metric to the target.
func shrink(r reading, s size, target int32) int {
	if r.reservation() >= float64(target) || s.desired == 0 {
		return s.desired
	}
	n := max(r.goal(target), s.desired-max(1, s.desired/2))
	return min(s.desired, max(s.least, n))
}

// shape is what one instance type offers to a task.
type shape struct {
	kind        string
	cpu, memory int32
	reserved    ports
}

// larger orders instance types by vCPU, then memory (ECS developer guide, cluster-auto-scaling).
func (s shape) larger(o shape) bool {
	if s.cpu != o.cpu {
		return s.cpu > o.cpu
	}
	return s.memory > o.memory
}

// holds is how many tasks of the same needs one new instance takes; 0: not even one.
func (s shape) holds(n *need, distinct bool) int {
	if n.cpu > s.cpu || n.memory > s.memory {
		return 0
	}
	for _, p := range n.tcp {
		if s.reserved.has(p) {
			return 0
		}
	}
	if distinct || len(n.tcp)+len(n.udp) > 0 {
		return 1
	}
	most := 1 << 20
	if n.cpu > 0 {
		most = int(s.cpu / n.cpu)
	}
	if n.memory > 0 {
		most = min(most, int(s.memory/n.memory))
	}
	if n.eni {
		most = min(most, int(enisOf(s.kind)))
	}
	return most
}

// batch is tasks in PROVISIONING with the same needs.
type batch struct {
	need     *need
	distinct bool
	count    int
}

// estimate is how many more instances the waiting tasks need at least: the greatest count over the
// batches, each packed on the largest type. A batch that does not fit the smallest type is left
// out, and waits for ever (ECS developer guide, cluster-auto-scaling).
func estimate(batches []batch, shapes []shape) int {
	if len(shapes) == 0 {
		return 0
	}
	small, large := shapes[0], shapes[0]
	for _, s := range shapes[1:] {
		if s.larger(large) {
			large = s
		}
		if small.larger(s) {
			small = s
		}
	}
	most := 0
	for _, b := range batches {
		if small.holds(b.need, b.distinct) == 0 {
			continue
		}
		each := max(1, large.holds(b.need, b.distinct))
		most = max(most, (b.count+each-1)/each)
	}
	return most
}

// stepped holds an estimate within the step sizes.
func stepped(n int, m types.ManagedScaling, byMinimum bool) int {
	if n == 0 {
		return 0
	}
	if byMinimum {
		return int(*m.MinimumScalingStepSize)
	}
	return max(int(*m.MinimumScalingStepSize), min(n, int(*m.MaximumScalingStepSize)))
}
