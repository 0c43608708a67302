package events

import "fmt"

const sourceEC2 = "aws.ec2"

// SpotInterruption is the notice, two minutes ahead, that EC2 takes a Spot Instance back (EC2 user
// guide, spot-instance-termination-notices). Delivery is best effort.
type SpotInterruption struct {
	Meta     `json:"-"`
	Instance string `json:"instance-id"`
	// Action is terminate, stop or hibernate; hibernation starts at once.
	Action string `json:"instance-action"`
}

func (e *SpotInterruption) check(c *checker) {
	c.need("instance-id", e.Instance)
	c.need("instance-action", e.Action)
}

// About names the instance and what will be done to it.
func (e SpotInterruption) About() string {
	return fmt.Sprintf("instance %s, which EC2 will %s", name(e.Instance), name(e.Action))
}

// RebalanceRecommendation says that a Spot Instance is likelier to be taken back than others (EC2
// user guide, rebalance-recommendations). Delivery is best effort.
type RebalanceRecommendation struct {
	Meta     `json:"-"`
	Instance string `json:"instance-id"`
}

func (e *RebalanceRecommendation) check(c *checker) { c.need("instance-id", e.Instance) }

// About names the instance.
func (e RebalanceRecommendation) About() string {
	return fmt.Sprintf("instance %s, at risk of interruption", name(e.Instance))
}

// InstanceStateChange says that an EC2 instance changed state.
type InstanceStateChange struct {
	Meta     `json:"-"`
	Instance string `json:"instance-id"`
	// State is pending, running, stopping, stopped, shutting-down or terminated.
	State string `json:"state"`
}

func (e *InstanceStateChange) check(c *checker) {
	c.need("instance-id", e.Instance)
	c.need("state", e.State)
}

// About names the instance and its state.
func (e InstanceStateChange) About() string {
	return fmt.Sprintf("instance %s is %s", name(e.Instance), name(e.State))
}
