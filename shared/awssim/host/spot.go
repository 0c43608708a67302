package host

import (
	"time"

	"sashweight/shared/awssim/kernel"
)

// spotNotice is the warning before a Spot instance is taken (EC2 user guide,
// spot-instance-termination-notices).
const spotNotice = 2 * time.Minute

// InterruptSpot sends the two-minute notice and takes the machine when it has passed.
func (m *Machines) InterruptSpot(id string) {
	x := m.byID[id]
	if x == nil {
		return
	}
	m.env.Journal.Add("state", "ec2", id, "spot interruption notice")
	m.env.Publish(kernel.Event{
		Source: "aws.ec2", DetailType: "EC2 Spot Instance Interruption Warning", BestEffort: true,
		Resources: []string{m.env.ARN("ec2", "instance/"+id)}, Label: id,
		Detail: func() any {
			return map[string]string{"instance-id": id, "instance-action": "terminate"}
		},
	})
	m.env.After(spotNotice, func() {
		m.end(id, "Server.SpotInstanceTermination: Spot instance termination")
	})
}

// RecommendRebalance sends the signal that a Spot instance is at elevated risk of interruption;
// nothing follows from it by itself (EC2 user guide, rebalance-recommendations).
func (m *Machines) RecommendRebalance(id string) {
	x := m.byID[id]
	if x == nil {
		return
	}
	m.env.Journal.Add("state", "ec2", id, "rebalance recommendation")
	m.env.Publish(kernel.Event{
		Source: "aws.ec2", DetailType: "EC2 Instance Rebalance Recommendation", BestEffort: true,
		Resources: []string{m.env.ARN("ec2", "instance/"+id)}, Label: id,
		Detail: func() any { return map[string]string{"instance-id": id} },
	})
	for _, f := range m.onRebalance {
		f(x)
	}
}

// OnRebalance registers a function that is told of every rebalance recommendation.
func (m *Machines) OnRebalance(f func(*Machine)) { m.onRebalance = append(m.onRebalance, f) }
