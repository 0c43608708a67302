package functions_test

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/cockroachdb/datadriven"

	"sashweight/events"
)

// Verbs of what other owners of the fleet do to it.

// ownerVerbs are the commands of this file.
var ownerVerbs = map[string]func(*talk, *datadriven.TestData) error{
	"ask-drain":        (*talk).askDrain,
	"managed-draining": (*talk).managedDraining,
	"processes":        (*talk).processes,
	"register-again":   (*talk).registerAgain,
	"standby":          (*talk).standby,
	"open-refresh":     (*talk).openRefresh,
	"topic":            (*talk).topic,
}

// ask-drain: ask-drain node-1 [then=replace] [deadline=30m] [at=return] [urgent] is another
// function's order by an event.
func (s *talk) askDrain(d *datadriven.TestData) error {
	o := events.DrainOrdered{
		Order: "o-" + first(d), Cluster: cluster, Instance: s.ids[first(d)],
		Requester: "scale-nodes", Reason: "it is hardly used", Then: word(d, "then", "replace"),
		AtDeadline: word(d, "at", ""), Urgent: d.HasArg("urgent"),
	}
	if v := duration(d, "deadline", 0); v > 0 {
		o.Deadline = s.world.Now().Add(v)
	}
	detail, err := o.Detail()
	if err != nil {
		return err
	}
	_, err = eventbridge.NewFromConfig(s.world.UserConfig()).PutEvents(s.ctx(),
		&eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{{
			Source: aws.String(events.SourceSashweight), Detail: aws.String(string(detail)),
			DetailType: aws.String(events.DetailTypeDrainOrdered),
		}}})
	return err
}

// managed-draining makes a capacity provider of the group with managed draining.
func (s *talk) managedDraining(*datadriven.TestData) error {
	_, err := s.user.ECS.CreateCapacityProvider(s.ctx(), &ecs.CreateCapacityProviderInput{
		Name: aws.String("windows"), AutoScalingGroupProvider: &ecstypes.AutoScalingGroupProvider{
			AutoScalingGroupArn: aws.String(s.world.AutoScaling.GroupARN(group)),
			ManagedDraining:     ecstypes.ManagedDrainingEnabled,
		},
	})
	if err != nil {
		return err
	}
	_, err = s.user.ECS.PutClusterCapacityProviders(s.ctx(), &ecs.PutClusterCapacityProvidersInput{
		Cluster: aws.String(cluster), CapacityProviders: []string{"windows"},
		DefaultCapacityProviderStrategy: []ecstypes.CapacityProviderStrategyItem{},
	})
	return err
}

// processes: processes suspend|resume Terminate
func (s *talk) processes(d *datadriven.TestData) error {
	names := []string{d.CmdArgs[1].Key}
	var err error
	if first(d) == "suspend" {
		_, err = s.user.Groups.SuspendProcesses(s.ctx(), &autoscaling.SuspendProcessesInput{
			AutoScalingGroupName: aws.String(group), ScalingProcesses: names,
		})
	} else {
		_, err = s.user.Groups.ResumeProcesses(s.ctx(), &autoscaling.ResumeProcessesInput{
			AutoScalingGroupName: aws.String(group), ScalingProcesses: names,
		})
	}
	return err
}

// standby: standby enter|exit node-1
func (s *talk) standby(d *datadriven.TestData) error {
	ids := []string{s.ids[d.CmdArgs[1].Key]}
	if first(d) == "exit" {
		_, err := s.user.Groups.ExitStandby(s.ctx(), &autoscaling.ExitStandbyInput{
			AutoScalingGroupName: aws.String(group), InstanceIds: ids,
		})
		return err
	}
	_, err := s.user.Groups.EnterStandby(s.ctx(), &autoscaling.EnterStandbyInput{
		AutoScalingGroupName: aws.String(group), InstanceIds: ids,
		ShouldDecrementDesiredCapacity: aws.Bool(true),
	})
	return err
}

// open-refresh has an instance refresh of the group open; with close it ends.
func (s *talk) openRefresh(d *datadriven.TestData) error {
	if d.HasArg("close") {
		return s.world.AutoScaling.CloseRefresh(group, "Cancelled")
	}
	_, err := s.world.AutoScaling.OpenRefresh(group)
	return err
}

// register-again: register-again node-1: its agent lost its data and registers a second time.
func (s *talk) registerAgain(d *datadriven.TestData) error {
	id := s.ids[first(d)]
	_, err := s.user.ECS.RegisterContainerInstance(s.ctx(), &ecs.RegisterContainerInstanceInput{
		Cluster: aws.String(cluster), InstanceIdentityDocument: aws.String(fmt.Sprintf(
			`{"instanceId":%q,"availabilityZone":%q}`, id, s.world.Machines.Get(id).Zone)),
		TotalResources: []ecstypes.Resource{
			{Name: aws.String("CPU"), Type: aws.String("INTEGER"), IntegerValue: 8192},
			{Name: aws.String("MEMORY"), Type: aws.String("INTEGER"), IntegerValue: 32768},
		},
	})
	return err
}

// topic: topic oncall makes a topic, as the ARN that policies of scenarios name.
func (s *talk) topic(d *datadriven.TestData) error {
	out, err := sns.NewFromConfig(s.world.UserConfig()).CreateTopic(s.ctx(),
		&sns.CreateTopicInput{Name: aws.String(first(d))})
	if err == nil {
		s.out("%s", aws.ToString(out.TopicArn))
	}
	s.hearPages()
	s.world.Advance(time.Second)
	return err
}
