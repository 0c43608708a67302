package ecs

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// taskDetail is the detail of an ECS Task State Change (ECS developer guide, ecs_task_events).
// Health and port ranges are not in it.
type taskDetail struct {
	Attachments          []attachmentDetail `json:"attachments"`
	Attributes           []pair             `json:"attributes"`
	AvailabilityZone     string             `json:"availabilityZone,omitempty"`
	CapacityProviderName string             `json:"capacityProviderName,omitempty"`
	ClusterARN           string             `json:"clusterArn"`
	Connectivity         string             `json:"connectivity"`
	ConnectivityAt       string             `json:"connectivityAt,omitempty"`
	ContainerInstanceARN string             `json:"containerInstanceArn,omitempty"`
	Containers           []containerDetail  `json:"containers"`
	CPU                  string             `json:"cpu"`
	CreatedAt            string             `json:"createdAt"`
	DesiredStatus        string             `json:"desiredStatus"`
	EnableExecuteCommand bool               `json:"enableExecuteCommand"`
	ExecutionStoppedAt   string             `json:"executionStoppedAt,omitempty"`
	Group                string             `json:"group"`
	LastStatus           string             `json:"lastStatus"`
	LaunchType           string             `json:"launchType"`
	Memory               string             `json:"memory"`
	Overrides            overridesDetail    `json:"overrides"`
	PullStartedAt        string             `json:"pullStartedAt,omitempty"`
	PullStoppedAt        string             `json:"pullStoppedAt,omitempty"`
	StartedAt            string             `json:"startedAt,omitempty"`
	StartedBy            string             `json:"startedBy,omitempty"`
	StopCode             string             `json:"stopCode,omitempty"`
	StoppedAt            string             `json:"stoppedAt,omitempty"`
	StoppedReason        string             `json:"stoppedReason,omitempty"`
	StoppingAt           string             `json:"stoppingAt,omitempty"`
	TaskARN              string             `json:"taskArn"`
	TaskDefinitionARN    string             `json:"taskDefinitionArn"`
	UpdatedAt            string             `json:"updatedAt"`
	Version              int64              `json:"version"`
}

type pair struct {
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
}

type containerDetail struct {
	ContainerARN      string            `json:"containerArn"`
	LastStatus        string            `json:"lastStatus"`
	Name              string            `json:"name"`
	Image             string            `json:"image"`
	RuntimeID         string            `json:"runtimeId,omitempty"`
	TaskARN           string            `json:"taskArn"`
	ExitCode          *int32            `json:"exitCode,omitempty"`
	Reason            string            `json:"reason,omitempty"`
	NetworkInterfaces []interfaceDetail `json:"networkInterfaces"`
	NetworkBindings   []bindingDetail   `json:"networkBindings,omitempty"`
	CPU               string            `json:"cpu"`
	Memory            string            `json:"memory,omitempty"`
	MemoryReservation string            `json:"memoryReservation,omitempty"`
}

type bindingDetail struct {
	BindIP        string `json:"bindIP"`
	Protocol      string `json:"protocol"`
	ContainerPort int32  `json:"containerPort"`
	HostPort      int32  `json:"hostPort"`
}

type overridesDetail struct {
	ContainerOverrides []overrideDetail `json:"containerOverrides"`
}

type overrideDetail struct {
	Name        string   `json:"name"`
	Command     []string `json:"command,omitempty"`
	Environment []pair   `json:"environment,omitempty"`
}

func taskDetailOf(t *types.Task, updated time.Time) taskDetail {
	return taskDetail{
		Attachments: attachmentDetails(t.Attachments), Attributes: pairs(t.Attributes),
		AvailabilityZone: text(t.AvailabilityZone), ClusterARN: text(t.ClusterArn),
		Connectivity: string(t.Connectivity), ConnectivityAt: stampOf(t.ConnectivityAt),
		ContainerInstanceARN: text(t.ContainerInstanceArn),
		CapacityProviderName: text(t.CapacityProviderName),
		Containers:           containerDetails(t.Containers),
		CPU:                  text(t.Cpu), Memory: text(t.Memory),
		CreatedAt: stampOf(t.CreatedAt), DesiredStatus: text(t.DesiredStatus),
		EnableExecuteCommand: t.EnableExecuteCommand,
		ExecutionStoppedAt:   stampOf(t.ExecutionStoppedAt), Group: text(t.Group),
		LastStatus: text(t.LastStatus), LaunchType: string(t.LaunchType),
		Overrides:     overridesOf(t.Overrides),
		PullStartedAt: stampOf(t.PullStartedAt), PullStoppedAt: stampOf(t.PullStoppedAt),
		StartedAt: stampOf(t.StartedAt), StartedBy: text(t.StartedBy),
		StopCode: string(t.StopCode), StoppedAt: stampOf(t.StoppedAt),
		StoppedReason: text(t.StoppedReason), StoppingAt: stampOf(t.StoppingAt),
		TaskARN: text(t.TaskArn), TaskDefinitionARN: text(t.TaskDefinitionArn),
		UpdatedAt: stamp(updated), Version: t.Version,
	}
}

func pairs(attributes []types.Attribute) []pair {
	out := make([]pair, len(attributes))
	for i, a := range attributes {
		out[i] = pair{text(a.Name), text(a.Value)}
	}
	return out
}

func overridesOf(o *types.TaskOverride) overridesDetail {
	d := overridesDetail{ContainerOverrides: make([]overrideDetail, len(o.ContainerOverrides))}
	for i, c := range o.ContainerOverrides {
		row := &d.ContainerOverrides[i]
		row.Name, row.Command = text(c.Name), c.Command
		for _, v := range c.Environment {
			row.Environment = append(row.Environment, pair{text(v.Name), text(v.Value)})
		}
	}
	return d
}

func containerDetails(containers []types.Container) []containerDetail {
	out := make([]containerDetail, len(containers))
	for i, c := range containers {
		out[i] = containerDetail{
			ContainerARN: text(c.ContainerArn), LastStatus: text(c.LastStatus),
			Name: text(c.Name), Image: text(c.Image), RuntimeID: text(c.RuntimeId),
			TaskARN: text(c.TaskArn), ExitCode: c.ExitCode, Reason: text(c.Reason),
			NetworkInterfaces: interfaceDetails(c.NetworkInterfaces),
			CPU:               text(c.Cpu), Memory: text(c.Memory),
			MemoryReservation: text(c.MemoryReservation),
		}
		for _, b := range c.NetworkBindings {
			out[i].NetworkBindings = append(out[i].NetworkBindings, bindingDetail{
				text(b.BindIP), string(b.Protocol), *b.ContainerPort, *b.HostPort,
			})
		}
	}
	return out
}
