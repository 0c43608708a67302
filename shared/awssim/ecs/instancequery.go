package ecs

import (
	"time"

	"sashweight/shared/awssim/ecs/query"
)

// What the cluster query language asks of an instance.
var _ query.Instance = (*instance)(nil)

// Attribute is the value of an attribute.
func (i *instance) Attribute(name string) (string, bool) {
	v, ok := i.values[name]
	return v, ok
}

// EC2InstanceID is the EC2 instance's id.
func (i *instance) EC2InstanceID() string { return i.ec2 }

// AgentConnected reports whether the agent answers.
func (i *instance) AgentConnected() bool { return i.connected }

// AgentVersion is what the agent registered with.
func (i *instance) AgentVersion() string {
	if i.versions == nil {
		return ""
	}
	return text(i.versions.AgentVersion)
}

// RegisteredAt is when the instance registered.
func (i *instance) RegisteredAt() time.Time { return i.registered }

// RunningTasks is runningTasksCount as the API shows it.
func (i *instance) RunningTasks() int { return i.running }

// HasGroup looks for a task that is to stay among those of the instance.
func (i *instance) HasGroup(asked func(group string) bool) bool {
	for _, t := range i.live {
		if t.desired == running && asked(t.group) {
			return true
		}
	}
	return false
}
