package ecs

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
)

// instanceCheck is one health check of a container instance. The zero value is OK.
type instanceCheck struct {
	impaired bool
	changed  time.Time
	reason   string
}

// instanceHealth is what ECS knows of a container instance's health: of its runtime and of the
// connection of its agent (ECS developer guide, ecs_container_instance_health_events).
type instanceHealth struct {
	runtime, agent instanceCheck
	// lost ends the time that an agent may be away.
	lost *kernel.Timer
}

// runtimeAnswers follows the container runtime of a machine, as its agent sees it.
func (e *ECS) runtimeAnswers(m *host.Machine, answers bool) {
	for _, i := range e.byEC2[m.InstanceID] {
		i.setHealth(&i.health.runtime, !answers, "")
	}
}

// watchConnection makes an instance IMPAIRED when its agent stays away.
func (i *instance) watchConnection() {
	h := &i.health
	h.lost.Stop()
	if i.connected {
		i.setHealth(&h.agent, false, "")
		return
	}
	e := i.cluster.e
	since := "Agent disconnected since " + stamp(e.env.Now())
	h.lost = e.env.After(e.Timings.AgentLost, func() {
		if i.status != inactive {
			i.setHealth(&h.agent, true, since)
		}
	})
}

// setHealth notes a check and tells of it when it has changed. ECS does nothing about an impaired
// instance of EC2; that is left to the customer.
func (i *instance) setHealth(c *instanceCheck, impaired bool, reason string) {
	if c.impaired == impaired {
		return
	}
	e := i.cluster.e
	*c = instanceCheck{impaired, e.env.Now(), reason}
	e.changes++
	overall := i.overallHealth()
	e.journal("ecs instance health", i.id, i.ec2, string(overall), reason)
	detail := i.healthDetail()
	e.env.Publish(kernel.Event{
		Source: source, DetailType: "ECS Container Instance Health Change",
		Resources: []string{i.arn}, Label: i.ec2 + " " + string(overall),
		Detail: func() any { return detail },
	})
}

func (i *instance) overallHealth() types.InstanceHealthCheckState {
	return stateOf(i.health.runtime.impaired || i.health.agent.impaired)
}

func stateOf(impaired bool) types.InstanceHealthCheckState {
	if impaired {
		return types.InstanceHealthCheckStateImpaired
	}
	return types.InstanceHealthCheckStateOk
}

// healthStatus is the instance's health as DescribeContainerInstances shows it when it is asked.
func (i *instance) healthStatus() *types.ContainerInstanceHealthStatus {
	row := func(kind types.InstanceHealthCheckType, c instanceCheck) types.InstanceHealthCheckResult {
		if c.changed.IsZero() {
			c.changed = i.registered
		}
		return types.InstanceHealthCheckResult{
			Type: kind, Status: stateOf(c.impaired), StatusReason: optional(c.reason),
			LastStatusChange: new(c.changed), LastUpdated: new(c.changed),
		}
	}
	return &types.ContainerInstanceHealthStatus{
		OverallStatus: i.overallHealth(),
		Details: []types.InstanceHealthCheckResult{
			row(types.InstanceHealthCheckTypeContainerRuntime, i.health.runtime),
			row(types.InstanceHealthCheckTypeAgentConnectivity, i.health.agent),
		},
	}
}

// described is the instance as DescribeContainerInstances shows it.
func (i *instance) described(include []types.ContainerInstanceField) types.ContainerInstance {
	out := *i.output()
	if slices.Contains(include, types.ContainerInstanceFieldContainerInstanceHealth) {
		out.HealthStatus = i.healthStatus()
	}
	if !slices.Contains(include, types.ContainerInstanceFieldTags) {
		out.Tags = []types.Tag{}
	}
	return out
}

// healthDetail is the detail of an ECS Container Instance Health Change.
type healthDetail struct {
	ClusterARN           string             `json:"clusterArn"`
	ContainerInstanceARN string             `json:"containerInstanceArn"`
	CapacityProviderName *string            `json:"capacityProviderName"`
	EC2InstanceID        string             `json:"ec2InstanceId"`
	OverallStatus        string             `json:"overallStatus"`
	HealthChecks         []healthCheckEntry `json:"healthChecks"`
}

type healthCheckEntry struct {
	Type             string  `json:"type"`
	Status           string  `json:"status"`
	LastStatusChange string  `json:"lastStatusChange"`
	LastUpdated      string  `json:"lastUpdated"`
	StatusReason     *string `json:"statusReason"`
}

func (i *instance) healthDetail() healthDetail {
	d := healthDetail{
		ClusterARN: i.cluster.arn, ContainerInstanceARN: i.arn,
		CapacityProviderName: i.provider.titleOf(), EC2InstanceID: i.ec2,
		OverallStatus: string(i.overallHealth()),
	}
	for _, r := range i.healthStatus().Details {
		d.HealthChecks = append(d.HealthChecks, healthCheckEntry{
			string(r.Type), string(r.Status), stampOf(r.LastStatusChange), stampOf(r.LastUpdated),
			r.StatusReason,
		})
	}
	return d
}
