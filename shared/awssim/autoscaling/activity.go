package autoscaling

import (
	"encoding/json"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// activity is the launch or the end of one instance.
type activity struct {
	id, description, cause string
	message                string // why it failed
	start, end             time.Time
	details                map[string]string
}

// begin starts an activity of an instance's group.
func (a *AutoScaling) begin(i *instance, description, cause string) *activity {
	x := &activity{
		id: a.env.UUID("activity"), description: description, cause: cause, start: a.env.Now(),
		details: map[string]string{
			"Availability Zone": i.zone, "Subnet ID": i.group.subnets[i.zone],
		},
	}
	if x.details["Subnet ID"] == "" { // of a zone that the group has left since
		x.details["Subnet ID"] = a.defaultSubnet(i.zone)
	}
	i.group.last = x
	return x
}

func (a *AutoScaling) finish(x *activity) { x.end = a.env.Now() }

// output is the activity as TerminateInstanceInAutoScalingGroup returns it.
func (x *activity) output(g *group) (*types.Activity, error) {
	details, err := json.Marshal(x.details)
	if err != nil {
		return nil, err
	}
	return &types.Activity{
		ActivityId: new(x.id), AutoScalingGroupName: new(g.name), AutoScalingGroupARN: new(g.arn),
		Cause: new(x.cause), Description: new(x.description), Details: new(string(details)),
		StartTime: new(x.start), StatusCode: types.ScalingActivityStatusCodeInProgress,
		Progress: new(int32(0)),
	}, nil
}
