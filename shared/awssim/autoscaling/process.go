package autoscaling

import (
	"context"
	"slices"
	"strings"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/wire"
)

// The processes of a group (EC2 Auto Scaling user guide, as-suspend-resume-processes).
const (
	processLaunch    = "Launch"
	processTerminate = "Terminate"
	processHealth    = "HealthCheck"
	processReplace   = "ReplaceUnhealthy"
	processRebalance = "AZRebalance"
	processAlarm     = "AlarmNotification"
	processSchedule  = "ScheduledActions"
	processBalancer  = "AddToLoadBalancer"
	processRefresh   = "InstanceRefresh"
)

// processTypes are all processes, by name.
var processTypes = []string{
	processRebalance, processBalancer, processAlarm, processHealth, processRefresh,
	processLaunch, processReplace, processSchedule, processTerminate,
}

// runs reports whether a process of the group is not suspended.
func (g *group) runs(process string) bool {
	return !slices.ContainsFunc(g.suspended, func(p types.SuspendedProcess) bool {
		return *p.ProcessName == process
	})
}

// processes are those that a request names, or all.
func processes(names []string) ([]string, error) {
	if len(names) == 0 {
		return processTypes, nil
	}
	for _, name := range names {
		if !slices.Contains(processTypes, name) {
			return nil, invalid("Invalid Process Type: %s", name)
		}
	}
	return names, nil
}

// processesOf reads which processes of which group a request means.
func (a *AutoScaling) processesOf(name *string, given []string) (*group, []string, error) {
	g, err := a.named(name)
	if err != nil {
		return nil, nil, err
	}
	names, err := processes(given)
	return g, names, err
}

func (a *AutoScaling) suspendProcesses(
	ctx context.Context, in *as.SuspendProcessesInput,
) (*as.SuspendProcessesOutput, error) {
	g, names, err := a.processesOf(in.AutoScalingGroupName, in.ScalingProcesses)
	if err != nil {
		return nil, err
	}
	a.note(g.name, "suspended", strings.Join(names, ","), "by", wire.CallerOf(ctx).Name)
	a.suspend(g, names, "User suspended at "+stamp(a.env.Now()))
	return &as.SuspendProcessesOutput{}, nil
}

// suspend stops processes. One that is suspended keeps the reason that it has.
func (a *AutoScaling) suspend(g *group, names []string, reason string) {
	suspended := slices.Clone(g.suspended)
	for _, name := range names {
		if g.runs(name) {
			suspended = append(suspended, types.SuspendedProcess{
				ProcessName: new(name), SuspensionReason: new(reason),
			})
		}
	}
	slices.SortFunc(suspended, func(x, y types.SuspendedProcess) int {
		return strings.Compare(*x.ProcessName, *y.ProcessName)
	})
	g.suspended, g.out = suspended, nil
}

// resumeProcesses lets processes run again: what has become unhealthy or too few meanwhile is
// replaced at once (EC2 Auto Scaling user guide,
// understand-how-suspending-processes-affects-other-processes).
func (a *AutoScaling) resumeProcesses(
	ctx context.Context, in *as.ResumeProcessesInput,
) (*as.ResumeProcessesOutput, error) {
	g, names, err := a.processesOf(in.AutoScalingGroupName, in.ScalingProcesses)
	if err != nil {
		return nil, err
	}
	a.note(g.name, "resumed", strings.Join(names, ","), "by", wire.CallerOf(ctx).Name)
	g.suspended = slices.DeleteFunc(slices.Clone(g.suspended),
		func(p types.SuspendedProcess) bool { return slices.Contains(names, *p.ProcessName) })
	g.out, g.failing = nil, failing{}
	clear(g.shut)
	for _, i := range slices.Clone(g.instances) {
		a.examine(i)
		a.replace(i)
	}
	a.later(g)
	return &as.ResumeProcessesOutput{}, nil
}

func (a *AutoScaling) describeProcesses(
	context.Context, *as.DescribeScalingProcessTypesInput,
) (*as.DescribeScalingProcessTypesOutput, error) {
	out := &as.DescribeScalingProcessTypesOutput{}
	for _, name := range processTypes {
		out.Processes = append(out.Processes, types.ProcessType{ProcessName: new(name)})
	}
	return out, nil
}
