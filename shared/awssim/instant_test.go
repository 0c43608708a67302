package awssim_test

import (
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim"
)

const windowsImage = "resolve:ssm:/aws/service/ami-windows-latest/" +
	"Windows_Server-2022-English-Core-ECS_Optimized/image_id"

// instant is an instant account with a cluster, a group of two nodes in it and a task definition.
type instant struct {
	*testing.T
	account *awssim.Account
	ecs     *ecs.Client
	ec2     *ec2.Client
	groups  *autoscaling.Client
	// machine and task are the last that were made.
	machine string
	task    string
}

func newInstant(t *testing.T, typed bool) *instant {
	t.Helper()
	a := awssim.New(awssim.Options{Instant: true, Typed: typed})
	cfg := a.UserConfig()
	w := &instant{
		T: t, account: a, ecs: ecs.NewFromConfig(cfg), ec2: ec2.NewFromConfig(cfg),
		groups: autoscaling.NewFromConfig(cfg),
	}
	_, err := w.ecs.CreateCluster(t.Context(), &ecs.CreateClusterInput{ClusterName: new("prod")})
	w.must(err)
	_, err = w.ecs.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{
		Family: new("app"), ContainerDefinitions: []types.ContainerDefinition{{
			Name: new("app"), Image: new("app"), Cpu: 64, Memory: new(int32(64)),
		}},
		RuntimePlatform: &types.RuntimePlatform{
			OperatingSystemFamily: types.OSFamilyWindowsServer2022Core,
		},
	})
	w.must(err)
	user := base64.StdEncoding.EncodeToString([]byte(
		"<powershell>\nInitialize-ECSAgent -Cluster 'prod'\n</powershell>"))
	_, err = w.ec2.CreateLaunchTemplate(t.Context(), &ec2.CreateLaunchTemplateInput{
		LaunchTemplateName: new("node"), LaunchTemplateData: &ec2types.RequestLaunchTemplateData{
			ImageId: new(windowsImage), InstanceType: ec2types.InstanceTypeM5Large, UserData: &user,
		},
	})
	w.must(err)
	_, err = w.groups.CreateAutoScalingGroup(t.Context(),
		&autoscaling.CreateAutoScalingGroupInput{
			AutoScalingGroupName: new("nodes"), MinSize: new(int32(0)), MaxSize: new(int32(9)),
			DesiredCapacity: new(int32(2)), AvailabilityZones: []string{"us-east-1a"},
			LaunchTemplate: &astypes.LaunchTemplateSpecification{LaunchTemplateName: new("node")},
		})
	w.must(err)
	return w
}

func (w *instant) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// groupShown is the size of the group, how many of it are in service, and the cluster's nodes.
func (w *instant) groupShown() string {
	w.Helper()
	out, err := w.groups.DescribeAutoScalingGroups(w.Context(),
		&autoscaling.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{"nodes"}})
	w.must(err)
	list, err := w.ecs.ListContainerInstances(w.Context(),
		&ecs.ListContainerInstancesInput{Cluster: new("prod")})
	w.must(err)
	serving := 0
	for _, i := range out.AutoScalingGroups[0].Instances {
		if i.LifecycleState == astypes.LifecycleStateInService {
			serving++
		}
	}
	return fmt.Sprintf("%d instances, %d in service, %d nodes",
		len(out.AutoScalingGroups[0].Instances), serving, len(list.ContainerInstanceArns))
}

// steps are calls in turn, and what each shows when it returns. No time passes between them.
var steps = []struct {
	name string
	call func(*instant) string
	want string
}{
	{"CreateAutoScalingGroup", (*instant).groupShown, "2 instances, 2 in service, 2 nodes"},
	{"RunTask", (*instant).runTask, "RUNNING"},
	{"StopTask", (*instant).stopTask, "STOPPED"},
	{"StartTask", (*instant).startTask, "RUNNING"},
	{"CreateService", (*instant).createService, "3 of 3 running, COMPLETED"},
	{"UpdateService", func(w *instant) string { return w.updateService(5) },
		"5 of 5 running, COMPLETED"},
	{"UpdateService, fewer", func(w *instant) string { return w.updateService(1) },
		"1 of 1 running, COMPLETED"},
	{"SetDesiredCapacity", func(w *instant) string { return w.setDesired(4) },
		"4 instances, 4 in service, 4 nodes"},
	{"SetDesiredCapacity, fewer", func(w *instant) string { return w.setDesired(1) },
		"1 instances, 1 in service, 1 nodes"},
	{"UpdateService, on the last node", func(w *instant) string { return w.updateService(2) },
		"2 of 2 running, COMPLETED"},
	{"RunInstances", (*instant).runInstances, "running"},
	{"StopInstances", (*instant).stopInstances, "stopped"},
	{"StartInstances", (*instant).startInstances, "running"},
	{"TerminateInstances", (*instant).terminateInstances, "terminated"},
	{"DeleteService", (*instant).deleteService, "INACTIVE, 0 tasks"},
}

func TestAnInstantAccountAnswersWithTheEndOfEachLifeCycle(t *testing.T) {
	for name, typed := range map[string]bool{"typed": true, "wire": false} {
		t.Run(name, func(t *testing.T) {
			w := newInstant(t, typed)
			before := w.account.Now()
			for _, s := range steps {
				if got := s.call(w); got != s.want {
					t.Errorf("after %s: %s, want %s", s.name, got, s.want)
				}
			}
			if got := w.account.Now(); !got.Equal(before) {
				t.Errorf("%v have passed, want none", got.Sub(before))
			}
		})
	}
}

func (w *instant) runTask() string {
	w.Helper()
	out, err := w.ecs.RunTask(w.Context(), &ecs.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("app"),
	})
	w.must(err)
	w.task = *out.Tasks[0].TaskArn
	return *out.Tasks[0].LastStatus
}

func (w *instant) stopTask() string {
	w.Helper()
	out, err := w.ecs.StopTask(w.Context(), &ecs.StopTaskInput{
		Cluster: new("prod"), Task: &w.task,
	})
	w.must(err)
	return *out.Task.LastStatus
}

func (w *instant) startTask() string {
	w.Helper()
	list, err := w.ecs.ListContainerInstances(w.Context(),
		&ecs.ListContainerInstancesInput{Cluster: new("prod")})
	w.must(err)
	out, err := w.ecs.StartTask(w.Context(), &ecs.StartTaskInput{
		Cluster: new("prod"), TaskDefinition: new("app"),
		ContainerInstances: list.ContainerInstanceArns[:1],
	})
	w.must(err)
	return *out.Tasks[0].LastStatus
}

func serviceShown(s *types.Service) string {
	return fmt.Sprintf("%d of %d running, %s", s.RunningCount, s.DesiredCount,
		s.Deployments[0].RolloutState)
}

func (w *instant) createService() string {
	w.Helper()
	out, err := w.ecs.CreateService(w.Context(), &ecs.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("web"), TaskDefinition: new("app"),
		DesiredCount: new(int32(3)),
	})
	w.must(err)
	return serviceShown(out.Service)
}

func (w *instant) updateService(n int32) string {
	w.Helper()
	out, err := w.ecs.UpdateService(w.Context(), &ecs.UpdateServiceInput{
		Cluster: new("prod"), Service: new("web"), DesiredCount: &n,
	})
	w.must(err)
	return serviceShown(out.Service)
}

func (w *instant) deleteService() string {
	w.Helper()
	out, err := w.ecs.DeleteService(w.Context(), &ecs.DeleteServiceInput{
		Cluster: new("prod"), Service: new("web"), Force: new(true),
	})
	w.must(err)
	return fmt.Sprintf("%s, %d tasks", *out.Service.Status, out.Service.RunningCount)
}

func (w *instant) setDesired(n int32) string {
	w.Helper()
	_, err := w.groups.SetDesiredCapacity(w.Context(), &autoscaling.SetDesiredCapacityInput{
		AutoScalingGroupName: new("nodes"), DesiredCapacity: &n,
	})
	w.must(err)
	return w.groupShown()
}

func (w *instant) runInstances() string {
	w.Helper()
	out, err := w.ec2.RunInstances(w.Context(), &ec2.RunInstancesInput{
		ImageId: new(windowsImage), InstanceType: ec2types.InstanceTypeM5Large,
		MinCount: new(int32(1)), MaxCount: new(int32(1)),
	})
	w.must(err)
	w.machine = *out.Instances[0].InstanceId
	return string(out.Instances[0].State.Name)
}

func (w *instant) stopInstances() string {
	w.Helper()
	out, err := w.ec2.StopInstances(w.Context(),
		&ec2.StopInstancesInput{InstanceIds: []string{w.machine}})
	w.must(err)
	return string(out.StoppingInstances[0].CurrentState.Name)
}

func (w *instant) startInstances() string {
	w.Helper()
	out, err := w.ec2.StartInstances(w.Context(),
		&ec2.StartInstancesInput{InstanceIds: []string{w.machine}})
	w.must(err)
	return string(out.StartingInstances[0].CurrentState.Name)
}

func (w *instant) terminateInstances() string {
	w.Helper()
	out, err := w.ec2.TerminateInstances(w.Context(),
		&ec2.TerminateInstancesInput{InstanceIds: []string{w.machine}})
	w.must(err)
	return string(out.TerminatingInstances[0].CurrentState.Name)
}
