package autoscaling

import (
	"encoding/json"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// activitiesKept is how long an account tells of an activity (Auto Scaling API reference,
// DescribeScalingActivities).
const activitiesKept = 6 * 7 * 24 * time.Hour

// activity is the launch or the end of one instance.
type activity struct {
	id, description, cause string
	group, arn             string // of the group
	message                string // why it failed
	start, end             time.Time
	details                map[string]string
	launch, waits          bool // of an instance; for a lifecycle hook
	drains                 bool // waits for its target groups
}

// begin starts an activity of an instance's group.
func (a *AutoScaling) begin(i *instance, description, cause string) *activity {
	return a.beginIn(i.group, i.zone, description, cause)
}

func (a *AutoScaling) beginIn(g *group, zone, description, cause string) *activity {
	x := &activity{
		id: a.env.UUID("activity"), description: description, cause: cause, start: a.env.Now(),
		group: g.name, arn: g.arn,
		details: map[string]string{
			"Availability Zone": zone, "Subnet ID": g.subnets[zone],
		},
	}
	if x.details["Subnet ID"] == "" { // of a zone that the group has left since
		x.details["Subnet ID"] = a.defaultSubnet(zone)
	}
	g.last = x
	a.history = append(a.history, x)
	old := 0
	for a.history[old].start.Add(activitiesKept).Before(x.start) {
		a.history[old] = nil
		old++
	}
	a.history, a.forgotten = a.history[old:], a.forgotten+old
	return x
}

func (a *AutoScaling) finish(x *activity) { x.end = a.env.Now() }

// status is the activity's state (Auto Scaling API reference, Activity).
func (x *activity) status() types.ScalingActivityStatusCode {
	switch {
	case x.message != "" && !x.end.IsZero():
		return types.ScalingActivityStatusCodeFailed
	case !x.end.IsZero():
		return types.ScalingActivityStatusCodeSuccessful
	case x.waits:
		return types.ScalingActivityStatusCodeMidLifecycleAction
	case x.drains:
		return types.ScalingActivityStatusCodeWaitingForELBConnectionDraining
	case x.launch:
		return types.ScalingActivityStatusCodePreInService
	}
	return types.ScalingActivityStatusCodeInProgress
}

// output is the activity as TerminateInstanceInAutoScalingGroup returns it.
func (x *activity) output() (*types.Activity, error) {
	details, err := json.Marshal(x.details)
	if err != nil {
		return nil, err
	}
	out := &types.Activity{
		ActivityId: new(x.id), AutoScalingGroupName: new(x.group), AutoScalingGroupARN: new(x.arn),
		Cause: new(x.cause), Description: new(x.description), Details: new(string(details)),
		StartTime: new(x.start), StatusCode: x.status(), Progress: new(int32(0)),
	}
	if x.waits {
		out.Progress = new(int32(50))
	}
	if !x.end.IsZero() {
		out.EndTime, out.Progress = new(x.end), new(int32(100))
	}
	if x.message != "" {
		out.StatusMessage = new(x.message)
	}
	return out, nil
}
