package events

import "fmt"

const sourceAutoScaling = "aws.autoscaling"

// TerminateLifecycle says that an instance waits in Terminating:Wait for a lifecycle hook's answer
// (EC2 Auto Scaling user guide, ec2-auto-scaling-event-reference). Delivery is best effort.
type TerminateLifecycle struct {
	Meta `json:"-"`
	// Group and Hook are names, Instance is the EC2 id. Token names this one wait.
	Group    string `json:"AutoScalingGroupName"`
	Hook     string `json:"LifecycleHookName"`
	Token    string `json:"LifecycleActionToken"`
	Instance string `json:"EC2InstanceId"`
	// Metadata is what the hook's owner wrote on the hook.
	Metadata string `json:"NotificationMetadata"`
	// Origin and Destination are EC2, AutoScalingGroup or WarmPool; empty when not known.
	Origin      string `json:"Origin"`
	Destination string `json:"Destination"`
}

func (e *TerminateLifecycle) check(c *checker) {
	c.need("AutoScalingGroupName", e.Group)
	c.need("LifecycleHookName", e.Hook)
	c.need("LifecycleActionToken", e.Token)
	c.need("EC2InstanceId", e.Instance)
	c.limit("Origin", e.Origin)
	c.limit("Destination", e.Destination)
	e.Metadata = clip(e.Metadata, textBytesMax)
}

// About names the instance, its group and the hook.
func (e TerminateLifecycle) About() string {
	about := fmt.Sprintf("instance %s of group %s, hook %s",
		name(e.Instance), name(e.Group), name(e.Hook))
	if e.Origin != "" && e.Destination != "" {
		about += fmt.Sprintf(", from %s to %s", name(e.Origin), name(e.Destination))
	}
	return about
}

// LaunchLifecycle says that an instance waits in Pending:Wait for a lifecycle hook's answer. Its
// fields are those of TerminateLifecycle.
type LaunchLifecycle TerminateLifecycle

func (e *LaunchLifecycle) check(c *checker) { (*TerminateLifecycle)(e).check(c) }

// About names the instance, its group and the hook.
func (e LaunchLifecycle) About() string { return TerminateLifecycle(e).About() }
