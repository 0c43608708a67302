package check

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"sashweight/shared/awssim"
)

// pauseAll is the brake of all clusters; each has its own beside it.
const pauseAll = "/sashweight/pause"

// everything is the value of a brake that stops the involuntary work too. Any other stops what is
// voluntary.
const everything = "everything"

func pauseOf(cluster string) string { return "/sashweight/clusters/" + cluster + "/pause" }

// pause is a brake that is set: since when, and since when on everything (zero: it is not).
type pause struct{ since, everything time.Time }

// paused hears of the brakes, whoever sets them.
func (c *Checker) paused(input any) {
	switch in := input.(type) {
	case *ssm.PutParameterInput:
		c.brake(aws.ToString(in.Name), aws.ToString(in.Value))
	case *ssm.DeleteParameterInput:
		c.unbrake(aws.ToString(in.Name))
	case *ssm.DeleteParametersInput:
		for _, name := range in.Names {
			c.unbrake(name)
		}
	}
}

func (c *Checker) brake(name, value string) {
	ofOne := strings.HasPrefix(name, "/sashweight/clusters/") && strings.HasSuffix(name, "/pause")
	if name != pauseAll && !ofOne {
		return
	}
	p, now := c.pauses[name], c.account.Now()
	if p.since.IsZero() {
		p.since = now
	}
	switch {
	case value != everything && !p.everything.IsZero():
		p.everything, c.unpaused = time.Time{}, now
	case value == everything && p.everything.IsZero():
		p.everything = now
	}
	c.pauses[name] = p
}

func (c *Checker) unbrake(name string) {
	if !c.pauses[name].everything.IsZero() {
		c.unpaused = c.account.Now()
	}
	delete(c.pauses, name)
}

// held judges something voluntary that a function has done in a cluster: no brake was set when the
// function last looked at it.
func (c *Checker) held(cluster, what string) {
	c.judging(PauseHolds)
	for _, name := range []string{pauseAll, pauseOf(cluster)} {
		c.heldSince(name, c.pauses[name].since, what)
	}
}

// heldSince judges something that a brake forbids since a time.
func (c *Checker) heldSince(name string, since time.Time, what string) {
	if since.IsZero() {
		return
	}
	if i := c.current(); i != nil && since.After(i.lastAsked(name)) {
		c.excuse(BeforePause)
		return
	}
	c.broken(PauseHolds, "%s, and %s is set since %s", what, name, since.Format("15:04:05"))
}

// written judges a write of a function to the fleet under a pause of everything.
func (c *Checker) written(m awssim.Made) {
	if m.Output == nil || reads(m.Call.Operation) {
		return
	}
	switch m.Call.Scope {
	case "ecs", "autoscaling", "ec2", "elasticloadbalancing":
	default:
		return
	}
	for _, name := range []string{pauseAll, pauseOf(c.clusterOfCall(m.Call.Input))} {
		c.heldSince(name, c.pauses[name].everything, m.Call.Operation+" was called")
	}
}

func reads(operation string) bool {
	for _, read := range []string{"Describe", "List", "Get"} {
		if strings.HasPrefix(operation, read) {
			return true
		}
	}
	return false
}

// clusterOfCall is the cluster that a write is about; empty where nothing tells.
func (c *Checker) clusterOfCall(input any) string {
	switch in := input.(type) {
	case *ecs.UpdateContainerInstancesStateInput:
		return lastPart(aws.ToString(in.Cluster))
	case *ecs.StopTaskInput:
		return lastPart(aws.ToString(in.Cluster))
	case *ecs.DeregisterContainerInstanceInput:
		return lastPart(aws.ToString(in.Cluster))
	case *ecs.PutAttributesInput:
		return lastPart(aws.ToString(in.Cluster))
	case *ecs.DeleteAttributesInput:
		return lastPart(aws.ToString(in.Cluster))
	case *autoscaling.TerminateInstanceInAutoScalingGroupInput:
		return c.clusterOf(aws.ToString(in.InstanceId))
	case *autoscaling.CompleteLifecycleActionInput:
		return c.clusterOfGroup(aws.ToString(in.AutoScalingGroupName))
	case *autoscaling.RecordLifecycleActionHeartbeatInput:
		return c.clusterOfGroup(aws.ToString(in.AutoScalingGroupName))
	case *autoscaling.SetDesiredCapacityInput:
		return c.clusterOfGroup(aws.ToString(in.AutoScalingGroupName))
	}
	return ""
}

// clusterOfGroup is the cluster that the machines of a group join; empty where it has had none.
func (c *Checker) clusterOfGroup(group string) string {
	for _, m := range c.account.Machines.All() {
		if m.Group == group {
			return m.Cluster
		}
	}
	return ""
}

// pausedAll says whether a brake on everything holds a cluster's orders, or did until a time.
func (c *Checker) pausedAll(cluster string) bool {
	return !c.pauses[pauseAll].everything.IsZero() ||
		!c.pauses[pauseOf(cluster)].everything.IsZero()
}

// braked says whether a pause, report mode or a missing policy undoes the drains of a node.
func (c *Checker) braked(instance string) bool {
	cluster := c.clusterOf(instance)
	return !c.pauses[pauseAll].since.IsZero() || !c.pauses[pauseOf(cluster)].since.IsZero() ||
		c.modeOf(c.groupOf(instance)) != Act
}
