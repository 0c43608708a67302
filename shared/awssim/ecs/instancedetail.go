package ecs

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// instanceDetail is the detail of an ECS Container Instance State Change (ECS developer guide,
// ecs_container_instance_events).
type instanceDetail struct {
	AgentConnected       bool             `json:"agentConnected"`
	Attachments          []any            `json:"attachments"`
	Attributes           []pair           `json:"attributes"`
	ClusterARN           string           `json:"clusterArn"`
	ContainerInstanceARN string           `json:"containerInstanceArn"`
	EC2InstanceID        string           `json:"ec2InstanceId,omitempty"`
	PendingTasksCount    int32            `json:"pendingTasksCount"`
	RegisteredAt         string           `json:"registeredAt"`
	RegisteredResources  []resourceDetail `json:"registeredResources"`
	RemainingResources   []resourceDetail `json:"remainingResources"`
	RunningTasksCount    int32            `json:"runningTasksCount"`
	Status               string           `json:"status"`
	UpdatedAt            string           `json:"updatedAt"`
	Version              int64            `json:"version"`
	VersionInfo          *versionDetail   `json:"versionInfo,omitempty"`
}

type resourceDetail struct {
	Name           string    `json:"name"`
	Type           string    `json:"type"`
	IntegerValue   *int32    `json:"integerValue,omitempty"`
	StringSetValue *[]string `json:"stringSetValue,omitempty"`
}

type versionDetail struct {
	AgentHash     string `json:"agentHash"`
	AgentVersion  string `json:"agentVersion"`
	DockerVersion string `json:"dockerVersion"`
}

func instanceDetailOf(
	i *types.ContainerInstance, cluster string, updated time.Time,
) instanceDetail {
	d := instanceDetail{
		AgentConnected: i.AgentConnected, Attachments: []any{}, Attributes: pairs(i.Attributes),
		ClusterARN: cluster, ContainerInstanceARN: text(i.ContainerInstanceArn),
		EC2InstanceID: text(i.Ec2InstanceId), PendingTasksCount: i.PendingTasksCount,
		RegisteredAt:        stampOf(i.RegisteredAt),
		RegisteredResources: resourceDetails(i.RegisteredResources),
		RemainingResources:  resourceDetails(i.RemainingResources),
		RunningTasksCount:   i.RunningTasksCount, Status: text(i.Status),
		UpdatedAt: stamp(updated), Version: i.Version,
	}
	if v := i.VersionInfo; v != nil {
		d.VersionInfo = &versionDetail{
			text(v.AgentHash), text(v.AgentVersion), text(v.DockerVersion),
		}
	}
	return d
}

func resourceDetails(resources []types.Resource) []resourceDetail {
	out := make([]resourceDetail, len(resources))
	for n, r := range resources {
		out[n] = resourceDetail{Name: text(r.Name), Type: text(r.Type)}
		if text(r.Type) == "INTEGER" {
			out[n].IntegerValue = new(r.IntegerValue)
		} else {
			out[n].StringSetValue = new(r.StringSetValue)
		}
	}
	return out
}
