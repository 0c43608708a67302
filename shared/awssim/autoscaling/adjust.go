package autoscaling

import (
	"math"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// AlarmMetric is what an alarm that calls a scaling policy tells of its metric.
type AlarmMetric struct {
	// Alarm is the alarm's name.
	Alarm string
	// Value is the metric's latest value, aggregated over the alarm's period; Threshold the
	// alarm's.
	Value, Threshold float64
	// Namespace and Name name the metric; Dimensions are names and values in turn.
	Namespace, Name string
	Dimensions      []string
	// Values are the datapoints that the alarm went by, the oldest first; none: only Value.
	Values []float64
}

// AlarmAction runs the policy of an ARN because an alarm in ALARM calls it. CloudWatch calls when
// the alarm goes off, and once a minute while it stays (CloudWatch user guide,
// AlarmThatSendsEmail, "Alarm actions"). A policy that is gone, disabled or of a group whose
// AlarmNotification is suspended does nothing.
func (a *AutoScaling) AlarmAction(policyARN string, m AlarmMetric) {
	p := a.policyByARN(policyARN)
	if p == nil || !p.enabled || !p.group.runs(processAlarm) {
		return
	}
	cause := "a monitor alarm " + m.Alarm + " in state ALARM triggered policy " + p.name
	switch p.kind {
	case simpleScaling:
		if !a.coolingFor(p.group, p.cooldown) {
			a.adjustSimply(p, m.Alarm, cause)
		}
	case stepScaling:
		a.adjustByStep(p, m, m.Alarm, cause)
	case targetTracking:
		a.track(p, m, cause)
	}
	if a.Instant {
		a.reach()
	}
}

// adjustSimply changes the desired capacity by the one adjustment of a policy.
func (a *AutoScaling) adjustSimply(p *policy, by, cause string) {
	a.move(p.group, p.adjusted(p.amount, p.group.desired), by, cause)
}

// adjustByStep changes the desired capacity by the step in which a metric lies. Instances that
// warm up do not count when capacity is added, so that an alarm that goes on adds nothing twice;
// instances that end still count when capacity is removed, which waits until all have warmed up
// (EC2 Auto Scaling user guide, as-scaling-simple-step, "Instance warmup").
func (a *AutoScaling) adjustByStep(p *policy, m AlarmMetric, by, cause string) {
	amount, ok := p.step(p.aggregated(m) - m.Threshold)
	if !ok {
		return
	}
	g := p.group
	switch {
	case p.adjustment == exactCapacity:
		a.move(g, amount, by, cause)
	case amount > 0:
		a.move(g, max(g.desired, p.adjusted(amount, a.warm(p))), by, cause)
	case !a.warming(p):
		a.move(g, min(g.desired, p.adjusted(amount, int32(len(g.instances)-g.aside()))), by, cause)
	}
}

// aggregated is the metric by the policy's aggregation type (Auto Scaling API reference,
// PutScalingPolicy, MetricAggregationType).
func (p *policy) aggregated(m AlarmMetric) float64 {
	if len(m.Values) == 0 {
		return m.Value
	}
	switch p.aggregation {
	case "Minimum":
		return slices.Min(m.Values)
	case "Maximum":
		return slices.Max(m.Values)
	}
	sum := 0.0
	for _, v := range m.Values {
		sum += v
	}
	return sum / float64(len(m.Values))
}

// step is the adjustment for a breach of that size: above the threshold the lower bound belongs to
// a step, below it the upper bound.
func (p *policy) step(breach float64) (amount int32, ok bool) {
	for _, s := range p.steps {
		low, high := lower(s), upper(s)
		if breach >= 0 && low <= breach && breach < high ||
			breach < 0 && low < breach && breach <= high {
			return *s.ScalingAdjustment, true
		}
	}
	return 0, false
}

// adjusted is a capacity after an adjustment.
func (p *policy) adjusted(amount, capacity int32) int32 {
	switch p.adjustment {
	case exactCapacity:
		return amount
	case percentCapacity:
		return capacity + percent(capacity, amount, p.magnitude)
	}
	return capacity + amount
}

// percent is a part of a capacity, rounded towards zero, but at least one instance and at least the
// magnitude (EC2 Auto Scaling user guide, as-scaling-simple-step, "Scaling adjustment types").
func percent(capacity, amount, magnitude int32) int32 {
	exact := float64(capacity) * float64(amount) / 100
	if exact == 0 {
		return 0
	}
	least := float64(max(1, magnitude))
	return int32(math.Copysign(max(math.Trunc(math.Abs(exact)), least), exact))
}

// move sets the desired capacity within the group's bounds, unless the process that would have to
// follow is suspended.
func (a *AutoScaling) move(g *group, to int32, by, cause string) {
	to = max(g.min, min(to, g.max))
	if to > g.desired && !g.runs(processLaunch) || to < g.desired && !g.runs(processTerminate) {
		return
	}
	a.resize(g, to, by, cause)
}

// warmup is how long the policy has new instances warm up: as it says, else as the group's default
// instance warmup, else its cooldown.
func (p *policy) warmupTime() time.Duration {
	g := p.group
	s := g.cooldown
	if g.warmup != nil {
		s = *g.warmup
	}
	return time.Duration(override(s, p.warmup)) * time.Second
}

// warm counts the instances that have warmed up.
func (a *AutoScaling) warm(p *policy) (n int32) {
	takes, now := p.warmupTime(), a.env.Now()
	for _, i := range p.group.instances {
		if i.state == types.LifecycleStateInService && !now.Before(i.served.Add(takes)) {
			n++
		}
	}
	return n
}

// warming reports whether a scale-out is in progress: instances are missing or warm up.
func (a *AutoScaling) warming(p *policy) bool {
	live := len(p.group.live())
	return int(p.group.desired) > live || int(a.warm(p)) < live
}

// aside counts the instances that belong to the group without being part of its capacity.
func (g *group) aside() (n int) {
	for _, i := range g.instances {
		if i.away() {
			n++
		}
	}
	return n
}
