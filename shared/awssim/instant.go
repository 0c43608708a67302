package awssim

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"

	simulatedec2 "sashweight/shared/awssim/ec2"
	"sashweight/shared/awssim/wire"
)

// settleMost bounds how many entries of the queue one call runs: what begins again and again
// without any pause must not hold the caller for ever.
const settleMost = 100_000

// settle lets everything happen that is due now, in an instant account, after a call from outside:
// not one of a function that runs, of AWS's own services, or out of the middle of a step.
func (a *Account) settle(call *wire.Call) {
	if !a.outside(call) {
		return
	}
	now := a.Now()
	for range settleMost {
		if at, ok := a.NextAt(); !ok || at.After(now) {
			return
		}
		a.Step()
	}
}

func (a *Account) outside(call *wire.Call) bool {
	return a.Instant && a.Running() == nil && !a.Stepping() && !ofAWS(call)
}

// refreshed is an output with what it shows of tasks, services and instances as they are after
// settle; other outputs are returned as they are. An output that cannot be had again stays.
func (a *Account) refreshed(ctx context.Context, call *wire.Call, out any) any {
	if !a.outside(call) {
		return out
	}
	switch o := out.(type) {
	case *ecs.RunTaskOutput:
		fresh := *o
		fresh.Tasks = a.tasksNow(ctx, o.Tasks)
		return &fresh
	case *ecs.StartTaskOutput:
		fresh := *o
		fresh.Tasks = a.tasksNow(ctx, o.Tasks)
		return &fresh
	case *ecs.StopTaskOutput:
		fresh := *o
		fresh.Task = &a.tasksNow(ctx, []ecstypes.Task{*o.Task})[0]
		return &fresh
	case *ecs.CreateServiceOutput:
		fresh := *o
		fresh.Service = a.serviceNow(ctx, o.Service)
		return &fresh
	case *ecs.UpdateServiceOutput:
		fresh := *o
		fresh.Service = a.serviceNow(ctx, o.Service)
		return &fresh
	case *ecs.DeleteServiceOutput:
		fresh := *o
		fresh.Service = a.serviceNow(ctx, o.Service)
		return &fresh
	}
	return a.refreshedInstances(ctx, out)
}

func (a *Account) refreshedInstances(ctx context.Context, out any) any {
	switch o := out.(type) {
	case *ec2.RunInstancesOutput:
		fresh := *o
		fresh.Instances = a.instancesNow(ctx, o.Instances)
		return &fresh
	case *ec2.TerminateInstancesOutput:
		fresh := *o
		fresh.TerminatingInstances = a.changesNow(o.TerminatingInstances)
		return &fresh
	case *ec2.StopInstancesOutput:
		fresh := *o
		fresh.StoppingInstances = a.changesNow(o.StoppingInstances)
		return &fresh
	case *ec2.StartInstancesOutput:
		fresh := *o
		fresh.StartingInstances = a.changesNow(o.StartingInstances)
		return &fresh
	}
	return out
}

// itself is the configuration of calls that the account makes to see what became of a call.
func (a *Account) itself() aws.Config {
	return a.Server.Typed(serviceRole("AWSServiceRoleForECS", a.Env.Account), a.Region)
}

// tasksNow are tasks of one cluster as they are now, with their tags.
func (a *Account) tasksNow(ctx context.Context, tasks []ecstypes.Task) []ecstypes.Task {
	if len(tasks) == 0 {
		return tasks
	}
	in := &ecs.DescribeTasksInput{
		Cluster: tasks[0].ClusterArn, Include: []ecstypes.TaskField{ecstypes.TaskFieldTags},
	}
	for _, t := range tasks {
		in.Tasks = append(in.Tasks, *t.TaskArn)
	}
	out, err := ecs.NewFromConfig(a.itself()).DescribeTasks(ctx, in)
	if err != nil || len(out.Tasks) != len(tasks) {
		return tasks
	}
	return out.Tasks
}

func (a *Account) serviceNow(ctx context.Context, s *ecstypes.Service) *ecstypes.Service {
	out, err := ecs.NewFromConfig(a.itself()).DescribeServices(ctx, &ecs.DescribeServicesInput{
		Cluster: s.ClusterArn, Services: []string{*s.ServiceArn},
		Include: []ecstypes.ServiceField{ecstypes.ServiceFieldTags},
	})
	if err != nil || len(out.Services) != 1 {
		return s
	}
	return &out.Services[0]
}

// instancesNow are instances of one reservation as they are now, in the same order.
func (a *Account) instancesNow(
	ctx context.Context, instances []ec2types.Instance,
) []ec2types.Instance {
	in := &ec2.DescribeInstancesInput{}
	for _, i := range instances {
		in.InstanceIds = append(in.InstanceIds, *i.InstanceId)
	}
	out, err := ec2.NewFromConfig(a.itself()).DescribeInstances(ctx, in)
	if err != nil {
		return instances
	}
	known := map[string]ec2types.Instance{}
	for _, r := range out.Reservations {
		for _, i := range r.Instances {
			known[*i.InstanceId] = i
		}
	}
	fresh := make([]ec2types.Instance, len(instances))
	for n, i := range instances {
		fresh[n] = i
		if now, ok := known[*i.InstanceId]; ok {
			fresh[n] = now
		}
	}
	return fresh
}

// changesNow are changes of state that have come to their end.
func (a *Account) changesNow(
	changes []ec2types.InstanceStateChange,
) []ec2types.InstanceStateChange {
	fresh := make([]ec2types.InstanceStateChange, len(changes))
	for n, c := range changes {
		fresh[n] = c
		if m := a.Machines.Get(*c.InstanceId); m != nil {
			fresh[n].CurrentState = simulatedec2.StateOf(m.State)
		}
	}
	return fresh
}
