package awssim_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	metrics "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/host"
)

// baseline is an account that AWS's own scaling looks after: a capacity provider with managed
// scaling and managed draining, and none of our functions.
type baseline struct {
	*awssim.Account
	t      *testing.T
	ecs    *ecs.Client
	groups *autoscaling.Client
	alarms *cloudwatch.Client
}

func newBaseline(t *testing.T) *baseline {
	t.Helper()
	b := &baseline{t: t, Account: awssim.New(awssim.Options{
		Seed: 1, Start: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC),
	})}
	b.setUp()
	return b
}

// setUp makes the group, its capacity provider and the service.
func (b *baseline) setUp() {
	t := b.t
	b.Machines.AddTemplate(host.Template{
		ID: "lt-1", Name: "web", Version: "1", InstanceType: "m5.large", CPU: 2048, Memory: 4096,
		Cluster: "prod", OSFamily: "WINDOWS_SERVER_2022_CORE",
		Boot: host.Duration{Median: 4 * time.Minute},
	})
	b.ecs = ecs.NewFromConfig(b.UserConfig())
	b.groups = autoscaling.NewFromConfig(b.UserConfig())
	b.alarms = cloudwatch.NewFromConfig(b.UserConfig())
	_, err := b.groups.CreateAutoScalingGroup(t.Context(),
		&autoscaling.CreateAutoScalingGroupInput{
			AutoScalingGroupName: new("web"), MinSize: new(int32(0)), MaxSize: new(int32(10)),
			AvailabilityZones: []string{"us-east-1a", "us-east-1b"},
			LaunchTemplate: &groups.LaunchTemplateSpecification{
				LaunchTemplateName: new("web"),
			},
		})
	check(t, err)
	_, err = b.ecs.CreateCapacityProvider(t.Context(), &ecs.CreateCapacityProviderInput{
		Name: new("web"), AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
			AutoScalingGroupArn: new("web"), ManagedScaling: &types.ManagedScaling{
				Status: types.ManagedScalingStatusEnabled,
			},
		},
	})
	check(t, err)
	_, err = b.ecs.CreateCluster(t.Context(), &ecs.CreateClusterInput{
		ClusterName: new("prod"), CapacityProviders: []string{"web"},
		DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{
			{CapacityProvider: new("web"), Weight: 1},
		},
	})
	check(t, err)
	_, err = b.ecs.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{
		Family: new("web"), ContainerDefinitions: []types.ContainerDefinition{{
			Name: new("app"), Image: new("web"), Cpu: 1024, Memory: new(int32(2048)),
		}},
	})
	check(t, err)
	_, err = b.ecs.CreateService(t.Context(), &ecs.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("web"), TaskDefinition: new("web"),
		DesiredCount: new(int32(8)),
	})
	check(t, err)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// running is how many tasks of the service run, and how large the group is.
func (b *baseline) running() (tasks, instances int) {
	b.t.Helper()
	s, err := b.ecs.DescribeServices(b.t.Context(), &ecs.DescribeServicesInput{
		Cluster: new("prod"), Services: []string{"web"},
	})
	check(b.t, err)
	g, err := b.groups.DescribeAutoScalingGroups(b.t.Context(),
		&autoscaling.DescribeAutoScalingGroupsInput{})
	check(b.t, err)
	return int(s.Services[0].RunningCount), len(g.AutoScalingGroups[0].Instances)
}

// points are the one-minute averages of a metric in the last ten minutes.
func (b *baseline) points(namespace, name string, dimensions ...string) []float64 {
	b.t.Helper()
	m := &metrics.Metric{Namespace: new(namespace), MetricName: new(name)}
	for n := 0; n < len(dimensions); n += 2 {
		m.Dimensions = append(m.Dimensions, metrics.Dimension{
			Name: new(dimensions[n]), Value: new(dimensions[n+1]),
		})
	}
	out, err := b.alarms.GetMetricData(b.t.Context(), &cloudwatch.GetMetricDataInput{
		StartTime: new(b.Now().Add(-10 * time.Minute)), EndTime: new(b.Now()),
		MetricDataQueries: []metrics.MetricDataQuery{{
			Id: new("m"), MetricStat: &metrics.MetricStat{
				Metric: m, Period: new(int32(60)), Stat: new("Average"),
			},
		}},
	})
	check(b.t, err)
	return out.MetricDataResults[0].Values
}

// MET-3, CP-5: what ECS measures can be read from CloudWatch, a datapoint for each minute.
func TestAccountMeasuresItsFleet(t *testing.T) {
	b := newBaseline(t)
	b.Advance(30 * time.Minute)
	for _, x := range []struct {
		namespace, name string
		dimensions      []string
	}{
		{"AWS/ECS/ManagedScaling", "CapacityProviderReservation",
			[]string{"CapacityProviderName", "web", "ClusterName", "prod"}},
		{"AWS/ECS", "CPUReservation", []string{"ClusterName", "prod"}},
		{"AWS/ECS", "MemoryReservation", []string{"ClusterName", "prod"}},
		{"AWS/ECS", "CPUUtilization", []string{"ClusterName", "prod", "ServiceName", "web"}},
	} {
		points := b.points(x.namespace, x.name, x.dimensions...)
		if n := len(points); n < 9 || n > 11 || points[0] <= 0 {
			t.Errorf("%s has the points %v, want one a minute", x.name, points)
		}
	}
}

// CP-18: the account itself scales a fleet out from nothing and, when the load goes, in again.
func TestAccountScalesAFleetByItself(t *testing.T) {
	b := newBaseline(t)
	b.Advance(30 * time.Minute)
	if tasks, instances := b.running(); tasks != 8 || instances < 4 {
		t.Errorf("%d tasks on %d instances, want 8 on four or more", tasks, instances)
	}
	_, err := b.ecs.UpdateService(t.Context(), &ecs.UpdateServiceInput{
		Cluster: new("prod"), Service: new("web"), DesiredCount: new(int32(2)),
	})
	check(t, err)
	b.Advance(2 * time.Hour)
	tasks, instances := b.running()
	if tasks != 2 || instances > 2 {
		t.Errorf("%d tasks on %d instances, want 2 on two at most", tasks, instances)
	}
}
