package simulated

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"sashweight/shared/awsclient"
	"sashweight/shared/awssim/host"
)

// Operator is the person whose fleet it is: the account's user, with the clients that a person or
// a pipeline would use.
type Operator struct {
	ECS    *ecs.Client
	Groups *autoscaling.Client
	SSM    *ssm.Client

	world *World
}

// Operator returns the account's user.
func (w *World) Operator() *Operator {
	cfg := awsclient.Simulated(w.UserConfig(), w.Kernel, w.Stream("user"))
	return &Operator{
		ECS: ecs.NewFromConfig(cfg, func(o *ecs.Options) {
			o.IdempotencyTokenProvider = &awsclient.Tokens{}
		}),
		Groups: autoscaling.NewFromConfig(cfg),
		SSM:    ssm.NewFromConfig(cfg),
		world:  w,
	}
}

// Group is an Auto Scaling group of Windows nodes to make.
type Group struct {
	// Name of the group, Cluster that its nodes join.
	Name, Cluster     string
	Least, Most, Want int32
	Spot              bool
	// Protected: new nodes are protected from scale-in, as managed termination protection wants.
	Protected bool
	// Boot is how long a node takes from launch to a started agent.
	Boot host.Duration
	// Hook is the terminate lifecycle hook's name; empty for none. Heartbeat and Default are its.
	Hook      string
	Heartbeat time.Duration
	Default   string
}

// windowsBoot is the boot of a stock Windows image with fast launch off (AWS blog on EC2 Windows
// launches: some four minutes with an own image).
var windowsBoot = host.Duration{Median: 242 * time.Second, Least: 90 * time.Second, Spread: 0.25}

// CreateGroup makes the launch template and the group.
func (o *Operator) CreateGroup(ctx context.Context, g Group) error {
	if g.Boot.Median == 0 {
		g.Boot = windowsBoot
	}
	o.world.Machines.AddTemplate(host.Template{
		ID: "lt-" + g.Name, Name: g.Name, Version: "1", InstanceType: "m5.2xlarge", CPU: 8192,
		Memory: 32768, AMI: "ami-0a1b2c3d4e5f60718", OSFamily: "WINDOWS_SERVER_2022_CORE",
		Build: "10.0.20348", Cluster: g.Cluster, Spot: g.Spot, Boot: g.Boot,
	})
	in := &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: &g.Name, MinSize: &g.Least, MaxSize: &g.Most, DesiredCapacity: &g.Want,
		NewInstancesProtectedFromScaleIn: &g.Protected,
		AvailabilityZones:                []string{"us-east-1a", "us-east-1b", "us-east-1c"},
		LaunchTemplate: &astypes.LaunchTemplateSpecification{
			LaunchTemplateName: &g.Name, Version: aws.String("1"),
		},
	}
	for i, zone := range in.AvailabilityZones {
		in.AvailabilityZones[i] = o.world.Region + zone[len("us-east-1"):]
	}
	if _, err := o.Groups.CreateAutoScalingGroup(ctx, in); err != nil {
		return fmt.Errorf("create group %s: %w", g.Name, err)
	}
	if g.Hook == "" {
		return nil
	}
	return o.PutHook(ctx, g)
}

// PutHook gives the group its terminate lifecycle hook.
func (o *Operator) PutHook(ctx context.Context, g Group) error {
	_, err := o.Groups.PutLifecycleHook(ctx, &autoscaling.PutLifecycleHookInput{
		AutoScalingGroupName: &g.Name, LifecycleHookName: &g.Hook, DefaultResult: &g.Default,
		HeartbeatTimeout:    aws.Int32(int32(g.Heartbeat / time.Second)),
		LifecycleTransition: aws.String("autoscaling:EC2_INSTANCE_TERMINATING"),
	})
	if err != nil {
		return fmt.Errorf("put hook %s: %w", g.Hook, err)
	}
	return nil
}

// Service is a service of one container to make.
type Service struct {
	Name, Cluster string
	Want          int32
	// CPU in units of 1024 a vCPU, Memory in MiB.
	CPU, Memory int32
	// HostPort is a static host port; 0 for a dynamic one.
	HostPort int32
	// Least and Most are the minimum healthy and the maximum percent; 0 for ECS's own.
	Least, Most int32
	// StopTimeout is the container's; 0 for the agent's.
	StopTimeout time.Duration
	// Provider is the capacity provider that finds room; empty for none.
	Provider string
}

// CreateService makes the task definition and the service.
func (o *Operator) CreateService(ctx context.Context, s Service) error {
	if err := o.registerTask(ctx, s); err != nil {
		return err
	}
	in := &ecs.CreateServiceInput{
		Cluster: &s.Cluster, ServiceName: &s.Name, TaskDefinition: &s.Name, DesiredCount: &s.Want,
		LaunchType: ecstypes.LaunchTypeEc2,
		PlacementConstraints: []ecstypes.PlacementConstraint{{
			Type:       ecstypes.PlacementConstraintTypeMemberOf,
			Expression: aws.String("attribute:ecs.os-type == windows"),
		}},
	}
	if s.Provider != "" {
		in.LaunchType = ""
		in.CapacityProviderStrategy = []ecstypes.CapacityProviderStrategyItem{
			{CapacityProvider: &s.Provider, Weight: 1},
		}
	}
	if s.Most > 0 {
		in.DeploymentConfiguration = &ecstypes.DeploymentConfiguration{
			MinimumHealthyPercent: &s.Least, MaximumPercent: &s.Most,
		}
	}
	if _, err := o.ECS.CreateService(ctx, in); err != nil {
		return fmt.Errorf("create service %s: %w", s.Name, err)
	}
	return nil
}

func (o *Operator) registerTask(ctx context.Context, s Service) error {
	c := ecstypes.ContainerDefinition{
		Name: aws.String("app"), Cpu: s.CPU, Memory: &s.Memory, Essential: aws.Bool(true),
		Image: aws.String("111122223333.dkr.ecr.us-east-1.amazonaws.com/" + s.Name + ":ltsc2022"),
		PortMappings: []ecstypes.PortMapping{{
			ContainerPort: aws.Int32(80), HostPort: aws.Int32(s.HostPort),
		}},
	}
	if s.StopTimeout > 0 {
		c.StopTimeout = aws.Int32(int32(s.StopTimeout / time.Second))
	}
	_, err := o.ECS.RegisterTaskDefinition(ctx, &ecs.RegisterTaskDefinitionInput{
		Family: &s.Name, ContainerDefinitions: []ecstypes.ContainerDefinition{c},
		RequiresCompatibilities: []ecstypes.Compatibility{ecstypes.CompatibilityEc2},
		RuntimePlatform: &ecstypes.RuntimePlatform{
			OperatingSystemFamily: ecstypes.OSFamilyWindowsServer2022Core,
		},
	})
	if err != nil {
		return fmt.Errorf("register task definition %s: %w", s.Name, err)
	}
	return nil
}

// RunTask starts standalone tasks of the family.
func (o *Operator) RunTask(ctx context.Context, s Service, count int32) error {
	if err := o.registerTask(ctx, s); err != nil {
		return err
	}
	out, err := o.ECS.RunTask(ctx, &ecs.RunTaskInput{
		Cluster: &s.Cluster, TaskDefinition: &s.Name, Count: &count,
		LaunchType: ecstypes.LaunchTypeEc2,
	})
	if err != nil {
		return fmt.Errorf("run task %s: %w", s.Name, err)
	}
	for _, f := range out.Failures {
		return fmt.Errorf("run task %s: %s", s.Name, aws.ToString(f.Reason))
	}
	return nil
}

// PutPolicy writes a cluster's policy document.
func (o *Operator) PutPolicy(ctx context.Context, cluster, document string) error {
	_, err := o.SSM.PutParameter(ctx, &ssm.PutParameterInput{
		Name: aws.String("/sashweight/clusters/" + cluster), Value: &document,
		Type: ssmtypes.ParameterTypeString, Overwrite: aws.Bool(true),
	})
	if err != nil {
		return fmt.Errorf("put policy of cluster %s: %w", cluster, err)
	}
	return nil
}

// CreateCluster makes a cluster.
func (o *Operator) CreateCluster(ctx context.Context, name string) error {
	if _, err := o.ECS.CreateCluster(ctx, &ecs.CreateClusterInput{ClusterName: &name}); err != nil {
		return fmt.Errorf("create cluster %s: %w", name, err)
	}
	return nil
}
