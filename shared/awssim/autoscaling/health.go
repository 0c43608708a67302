package autoscaling

import (
	"context"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/wire"
)

// examine marks an instance whose machine has ended, or fails its status checks once the grace
// period is over (EC2 Auto Scaling user guide, ec2-auto-scaling-health-checks and
// health-check-grace-period: a machine that is not running counts at once).
func (a *AutoScaling) examine(i *instance) {
	m := i.machine
	if i.leaving() || i.away() || i.unhealthy || !i.group.runs(processHealth) {
		return
	}
	if m.State != host.Running && m.State != host.Pending {
		a.mark(i, "an EC2 health check indicating it has been terminated or stopped")
		return
	}
	why := i.ailment()
	if why == "" {
		return
	}
	if i.state == types.LifecycleStateInService {
		if wait := a.graceLeft(i); wait > 0 {
			if !i.grace.Waiting() {
				i.grace = a.env.After(wait, func() { a.examine(i) })
			}
			return
		}
	}
	a.mark(i, why)
}

// ailment is what ails an instance whose machine runs, if anything.
func (i *instance) ailment() string {
	switch {
	case !i.machine.Impaired.IsZero():
		return "EC2 instance status checks failure"
	case i.group.health == healthELB && i.sick():
		return "an ELB system health check failure"
	}
	return ""
}

// graceLeft is how much of an instance's grace period is left.
func (a *AutoScaling) graceLeft(i *instance) time.Duration {
	grace := time.Duration(i.group.grace) * time.Second
	return i.served.Add(grace).Sub(a.env.Now())
}

// mark makes an instance unhealthy, and has it replaced.
func (a *AutoScaling) mark(i *instance, why string) {
	i.unhealthy, i.why = true, why
	i.changed()
	a.note(i.group.name, i.id, "Unhealthy")
	a.replace(i)
}

// replace ends an unhealthy instance; the group launches another one when it looks at its size.
func (a *AutoScaling) replace(i *instance) {
	g := i.group
	if !i.unhealthy || i.leaving() || i.away() || !g.runs(processReplace) ||
		!g.runs(processTerminate) {
		return
	}
	if g.launchesFirst() && i.state == types.LifecycleStateInService &&
		i.machine.State == host.Running && g.runs(processLaunch) {
		a.swap(i, i.why)
		return
	}
	if i.launch.end.IsZero() {
		i.launch.message = "Instance became unhealthy while waiting for instance to be in " +
			"InService state."
	}
	a.terminate(i, a.at()+"an instance was taken out of service in response to "+i.why+".")
	g.cause = a.at() + "an instance was launched in response to an unhealthy instance " +
		"needing to be replaced.  "
}

func (a *AutoScaling) setHealth(
	ctx context.Context, in *as.SetInstanceHealthInput,
) (*as.SetInstanceHealthOutput, error) {
	err := first(required(in.InstanceId, "instanceId"), required(in.HealthStatus, "healthStatus"))
	if err != nil {
		return nil, err
	}
	i := a.instances[*in.InstanceId]
	if i == nil {
		return nil, invalid("Instance Id not found - No managed instance found for instance ID: %s",
			*in.InstanceId)
	}
	by := wire.CallerOf(ctx).Name
	switch *in.HealthStatus {
	case "Healthy":
		i.unhealthy = false
		i.changed()
		a.note(i.group.name, i.id, "Healthy by", by)
	case "Unhealthy":
		if (in.ShouldRespectGracePeriod == nil || *in.ShouldRespectGracePeriod) &&
			i.state == types.LifecycleStateInService && a.graceLeft(i) > 0 {
			return &as.SetInstanceHealthOutput{}, nil
		}
		a.note(i.group.name, i.id, "Unhealthy by", by)
		if !i.leaving() {
			a.mark(i, "a user health-check")
		}
	default:
		return nil, invalid("HealthStatus must be Healthy or Unhealthy, not %s", *in.HealthStatus)
	}
	return &as.SetInstanceHealthOutput{}, nil
}
