package functions_test

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/cockroachdb/datadriven"

	"sashweight/functions/simulated"
	awsscaling "sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/host"
	"sashweight/shared/state"
)

type worldArgs struct {
	seed   uint64
	mode   string
	settle time.Duration
	group  simulated.Group
}

func worldOptions(d *datadriven.TestData) worldArgs {
	n := int32(number(d, "instances", 3))
	o := worldArgs{
		seed: uint64(number(d, "seed", 1)), mode: word(d, "mode", "act"),
		settle: duration(d, "settle", 30*time.Minute),
		group: simulated.Group{
			Name: word(d, "group", group), Cluster: cluster, Least: 0, Most: n + 5, Want: n,
			Spot: d.HasArg("spot"), Hook: word(d, "hook", "sashweight-drain"),
			Heartbeat: duration(d, "heartbeat", 10*time.Minute),
			Default:   word(d, "default", "CONTINUE"),
		},
	}
	boot := duration(d, "boot", 4*time.Minute)
	o.group.Boot = host.Duration{Median: boot, Least: boot}
	return o
}

// word is the argument key of a command, or else fallback.
func word(d *datadriven.TestData, key, fallback string) string {
	for _, a := range d.CmdArgs {
		if a.Key == key && len(a.Vals) > 0 {
			return strings.Join(a.Vals, ",")
		}
	}
	return fallback
}

func number(d *datadriven.TestData, key string, fallback int) int {
	var n int
	if _, err := fmt.Sscan(word(d, key, ""), &n); err != nil {
		return fallback
	}
	return n
}

func duration(d *datadriven.TestData, key string, fallback time.Duration) time.Duration {
	v, err := time.ParseDuration(word(d, key, ""))
	if err != nil {
		return fallback
	}
	return v
}

// first is the command's first argument.
func first(d *datadriven.TestData) string {
	if len(d.CmdArgs) == 0 {
		return ""
	}
	return d.CmdArgs[0].Key
}

// service: service web want=4 [cpu=1024] [memory=2048] [port=8080] [min=100 max=200] [stop=30s]
func (s *talk) service(d *datadriven.TestData) error {
	return s.user.CreateService(s.ctx(), serviceOf(d))
}

func serviceOf(d *datadriven.TestData) simulated.Service {
	return simulated.Service{
		Name: first(d), Cluster: cluster, Want: int32(number(d, "want", 1)),
		CPU: int32(number(d, "cpu", 1024)), Memory: int32(number(d, "memory", 2048)),
		HostPort: int32(number(d, "port", 0)), Least: int32(number(d, "min", 0)),
		Most: int32(number(d, "max", 0)), StopTimeout: duration(d, "stop", 0),
	}
}

// task: task batch count=2 starts standalone tasks.
func (s *talk) task(d *datadriven.TestData) error {
	return s.user.RunTask(s.ctx(), serviceOf(d), int32(number(d, "count", 1)))
}

// policy: the input is the cluster's document.
func (s *talk) policy(d *datadriven.TestData) error {
	if mode, ok := strings.CutPrefix(strings.Split(d.Input, "\n")[0], "mode: "); ok {
		if mode == "act" || mode == "report" { // under a broken one the last good one holds
			s.mode = mode
		}
	}
	return s.user.PutPolicy(s.ctx(), cluster, d.Input)
}

// delete-policy deletes the cluster's document.
func (s *talk) deletePolicy(*datadriven.TestData) error {
	s.mode = "none"
	_, err := s.user.SSM.DeleteParameter(s.ctx(), &ssm.DeleteParameterInput{
		Name: aws.String("/sashweight/clusters/" + cluster),
	})
	return err
}

// hook: hook name [heartbeat=10m] [default=CONTINUE] adds a terminate hook, or changes one.
func (s *talk) hook(d *datadriven.TestData) error {
	return s.user.PutHook(s.ctx(), simulated.Group{
		Name: word(d, "group", group), Hook: first(d), Default: word(d, "default", "CONTINUE"),
		Heartbeat: duration(d, "heartbeat", 10*time.Minute),
	})
}

// advance: advance 5m
func (s *talk) advance(d *datadriven.TestData) error {
	v, err := time.ParseDuration(first(d))
	if err != nil {
		return fmt.Errorf("advance %s: %w", first(d), err)
	}
	s.world.Advance(v)
	s.hush(d)
	return nil
}

// wait: wait drained [most=60m] advances until no order is open.
func (s *talk) wait(d *datadriven.TestData) error {
	until := s.world.Now().Add(duration(d, "most", time.Hour))
	for s.world.Now().Before(until) {
		s.world.Advance(10 * time.Second)
		work, err := s.store().Work(s.ctx(), cluster)
		if err != nil {
			return err
		}
		if len(work.Open()) == 0 {
			s.hush(d)
			return nil
		}
	}
	return fmt.Errorf("orders are still open after %s", duration(d, "most", time.Hour))
}

// scale-in: scale-in to=2
func (s *talk) scaleIn(d *datadriven.TestData) error {
	_, err := s.user.Groups.SetDesiredCapacity(s.ctx(), &autoscaling.SetDesiredCapacityInput{
		AutoScalingGroupName: aws.String(word(d, "group", group)),
		DesiredCapacity:      aws.Int32(int32(number(d, "to", 0))),
	})
	return err
}

// terminate: terminate node-2 [decrement] has the group terminate one instance.
func (s *talk) terminate(d *datadriven.TestData) error {
	_, err := s.user.Groups.TerminateInstanceInAutoScalingGroup(s.ctx(),
		&autoscaling.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: aws.String(s.ids[first(d)]), ShouldDecrementDesiredCapacity: aws.Bool(true),
		})
	return err
}

// spot: spot node-1 sends the two-minute notice.
func (s *talk) spot(d *datadriven.TestData) error {
	s.world.Machines.InterruptSpot(s.ids[first(d)])
	return nil
}

// drain-by-hand: drain-by-hand node-1, by a person.
func (s *talk) drainByHand(d *datadriven.TestData) error {
	arn := ""
	for _, n := range s.instances() {
		if aws.ToString(n.Ec2InstanceId) == s.ids[first(d)] {
			arn = aws.ToString(n.ContainerInstanceArn)
		}
	}
	_, err := s.user.ECS.UpdateContainerInstancesState(s.ctx(),
		&ecs.UpdateContainerInstancesStateInput{
			Cluster: aws.String(cluster), ContainerInstances: []string{arn},
			Status: ecstypes.ContainerInstanceStatusDraining,
		})
	return err
}

// warm-pool: warm-pool node-1: the instance leaves the group's warm pool.
func (s *talk) warmPool(d *datadriven.TestData) error {
	_, err := s.world.AutoScaling.WarmPoolEvent(awsscaling.WarmPool{
		Group: group, Hook: "sashweight-drain", Instance: s.ids[first(d)], Origin: "WarmPool",
		Destination: "EC2",
	})
	return err
}

// event: event lost|doubled|late [detail=…] [by=5m] is what becomes of the next terminate event;
// the detail-type contains the word detail.
func (s *talk) event(d *datadriven.TestData) error {
	kinds := map[string]string{
		"lost": faults.EventLost, "doubled": faults.EventDoubled, "late": faults.EventLate,
	}
	s.world.Faults.TellEvent(kinds[first(d)], word(d, "detail", "terminate"),
		duration(d, "by", 30*time.Second), number(d, "times", 1))
	return nil
}

// fault: fault crash-before|crash-after|throttle service=ecs op=ListTasks [skip=0] [times=1] is
// what becomes of the function's next such calls.
func (s *talk) fault(d *datadriven.TestData) error {
	kinds := map[string]string{
		"crash-before": faults.CrashBefore, "crash-after": faults.CrashAfter,
		"throttle": faults.Throttled,
	}
	op := ""
	if d.HasArg("op") {
		op = word(d, "service", "ecs") + " " + word(d, "op", "")
	}
	s.world.Faults.TellCall(kinds[first(d)], "drain-nodes", op, number(d, "skip", 0),
		number(d, "times", 1))
	return nil
}

// calls: the function's AWS calls since the last time, by operation; those that a schedule or a
// sweep began apart.
func (s *talk) countCalls(*datadriven.TestData) error {
	for _, op := range slices.Sorted(maps.Keys(s.calls.ByOperation)) {
		s.out("%4d %s", s.calls.ByOperation[op], op)
	}
	s.out("%4d calls, %d of them by sweeps", s.calls.All(), s.calls.Sweeps)
	s.calls.Reset()
	return nil
}

func (s *talk) store() *state.Store {
	store := state.New(s.world.UserConfig(), s.world.Table())
	store.Clock = s.world.Kernel
	return store
}

// orders: the drain orders in the table.
func (s *talk) orders(*datadriven.TestData) error {
	work, err := s.store().Work(s.ctx(), cluster)
	if err != nil {
		return err
	}
	for _, o := range work.Orders {
		s.out("%s %s %s %s, %d tasks", o.Instance, o.ID, o.Step, o.Ending, o.Tasks)
	}
	return nil
}

func (s *talk) instances() []ecstypes.ContainerInstance {
	list, err := s.user.ECS.ListContainerInstances(s.ctx(), &ecs.ListContainerInstancesInput{
		Cluster: aws.String(cluster),
	})
	if err != nil || len(list.ContainerInstanceArns) == 0 {
		return nil
	}
	out, err := s.user.ECS.DescribeContainerInstances(s.ctx(), &ecs.DescribeContainerInstancesInput{
		Cluster: aws.String(cluster), ContainerInstances: list.ContainerInstanceArns,
	})
	if err != nil {
		return nil
	}
	slices.SortFunc(out.ContainerInstances, func(a, b ecstypes.ContainerInstance) int {
		return strings.Compare(s.nodeName(*a.Ec2InstanceId), s.nodeName(*b.Ec2InstanceId))
	})
	return out.ContainerInstances
}

// nodes: the cluster's nodes and their tasks.
func (s *talk) listNodes(*datadriven.TestData) error {
	for _, n := range s.instances() {
		s.out("%s %s running %d pending %d", aws.ToString(n.Ec2InstanceId),
			path.Base(aws.ToString(n.Status)), n.RunningTasksCount, n.PendingTasksCount)
	}
	return nil
}

// scale-out: scale-out to=3 [boot=never]
func (s *talk) scaleOut(d *datadriven.TestData) error {
	if err := s.scaleIn(d); err != nil {
		return err
	}
	if word(d, "boot", "") == "never" {
		s.world.Advance(20 * time.Second)
		all := s.world.Machines.All()
		all[len(all)-1].NeverRegisters = true
	}
	return nil
}

// stop-tasks: stop-tasks node-1: a person stops the tasks of a node.
func (s *talk) stopTasks(d *datadriven.TestData) error {
	for _, n := range s.instances() {
		if aws.ToString(n.Ec2InstanceId) != s.ids[first(d)] {
			continue
		}
		list, err := s.user.ECS.ListTasks(s.ctx(), &ecs.ListTasksInput{
			Cluster: aws.String(cluster), ContainerInstance: n.ContainerInstanceArn,
		})
		if err != nil {
			return err
		}
		for _, arn := range list.TaskArns {
			if _, err := s.user.ECS.StopTask(s.ctx(), &ecs.StopTaskInput{
				Cluster: aws.String(cluster), Task: &arn, Reason: aws.String("by hand"),
			}); err != nil {
				return err
			}
		}
	}
	return nil
}
