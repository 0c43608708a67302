package autoscaling

import (
	"time"

	"sashweight/shared/awssim/kernel"
)

// The detail-types of what Auto Scaling publishes about activities and lifecycle actions (EC2 Auto
// Scaling user guide, ec2-auto-scaling-event-reference). Delivery is best effort.
const (
	launchAction        = "EC2 Instance-launch Lifecycle Action"
	terminateAction     = "EC2 Instance-terminate Lifecycle Action"
	launchSuccessful    = "EC2 Instance Launch Successful"
	launchUnsuccessful  = "EC2 Instance Launch Unsuccessful"
	terminateSuccessful = "EC2 Instance Terminate Successful"
)

const eventTime = "2006-01-02T15:04:05.000Z"

// publishActivity tells of the end of an activity. AWS writes InProgress into the events of a
// success, and leaves Description out of those of a failure.
func (a *AutoScaling) publishActivity(id, kind string, x *activity) {
	g, status := x.group, "InProgress"
	if kind == launchUnsuccessful {
		status = "Failed"
	}
	shown, resources, label := *x, []string{x.arn}, g
	if id != "" { // a failed launch has no instance
		resources, label = append(resources, a.env.ARN("ec2", "instance/"+id)), id+" "+g
	}
	a.env.Publish(kernel.Event{
		Source: "aws.autoscaling", DetailType: kind, BestEffort: true, Label: label,
		Resources: resources,
		Detail: func() any {
			detail := map[string]any{
				"StatusCode": status, "StatusMessage": shown.message, "AutoScalingGroupName": g,
				"ActivityId": shown.id, "RequestId": shown.id, "EC2InstanceId": id,
				"Cause": shown.cause, "Details": shown.details,
				"StartTime": stamp(shown.start), "EndTime": stamp(shown.end),
			}
			if status != "Failed" {
				detail["Description"] = shown.description
			}
			return detail
		},
	})
}

func stamp(t time.Time) string { return t.UTC().Format(eventTime) }

// publishAction tells that a lifecycle action waits for an answer.
func (a *AutoScaling) publishAction(x *action) {
	kind := launchAction
	if x.Transition == terminating {
		kind = terminateAction
	}
	v := x.HookView
	a.env.Publish(kernel.Event{
		Source: "aws.autoscaling", DetailType: kind, BestEffort: true,
		Label: v.Instance + " " + v.Group + " " + v.Hook, Resources: []string{x.group.arn},
		Detail: func() any {
			detail := map[string]string{
				"LifecycleActionToken": v.Token, "AutoScalingGroupName": v.Group,
				"LifecycleHookName": v.Hook, "EC2InstanceId": v.Instance,
				"LifecycleTransition": v.Transition,
				"Origin":              v.Origin, "Destination": v.Destination,
			}
			if v.Metadata != "" {
				detail["NotificationMetadata"] = v.Metadata
			}
			return detail
		},
	})
}
