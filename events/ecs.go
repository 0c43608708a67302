package events

import (
	"fmt"
	"slices"
	"strings"
)

const sourceECS = "aws.ecs"

// TaskStateChange says that a task, or a container in it, changed state. What stopped a task
// (StopCode, StoppedReason) arrives before LastStatus is STOPPED (ECS developer guide,
// ecs_task_events).
type TaskStateChange struct {
	Meta `json:"-"`
	// Task, Cluster and ContainerInstance are ARNs; ContainerInstance is empty on Fargate and
	// for a task that was never placed.
	Task              string `json:"taskArn"`
	Cluster           string `json:"clusterArn"`
	ContainerInstance string `json:"containerInstanceArn"`
	// Group is "service:NAME" or "family:NAME".
	Group         string `json:"group"`
	DefinitionARN string `json:"taskDefinitionArn"`
	LastStatus    string `json:"lastStatus"`
	DesiredStatus string `json:"desiredStatus"`
	// StopCode and StoppedReason are empty until something stops the task.
	StopCode      string `json:"stopCode"`
	StoppedReason string `json:"stoppedReason"`
	// Version rises with each change of the task; the same number is the same change
	// delivered again (ECS developer guide, ecs_cwet_handling).
	Version int64 `json:"version"`
}

func (e *TaskStateChange) check(c *checker) {
	c.need("taskArn", e.Task)
	c.need("clusterArn", e.Cluster)
	c.need("lastStatus", e.LastStatus)
	c.need("desiredStatus", e.DesiredStatus)
	c.limit("containerInstanceArn", e.ContainerInstance)
	c.limit("group", e.Group)
	c.limit("taskDefinitionArn", e.DefinitionARN)
	c.limit("stopCode", e.StopCode)
	c.atLeast("version", e.Version, 1)
	e.StoppedReason = clip(e.StoppedReason, textBytesMax)
}

// About names the task, its cluster and its state.
func (e TaskStateChange) About() string {
	about := fmt.Sprintf("task %s of cluster %s is %s, wanted %s",
		short(e.Task), short(e.Cluster), name(e.LastStatus), name(e.DesiredStatus))
	if e.Group != "" {
		about += ", group " + name(e.Group)
	}
	if e.StopCode != "" {
		about += ", stop code " + name(e.StopCode) + because(e.StoppedReason)
	}
	return about
}

// ContainerInstanceStateChange says that a container instance changed: its status, its agent's
// connection, or its resources.
type ContainerInstanceStateChange struct {
	Meta `json:"-"`
	// Cluster and ContainerInstance are ARNs.
	Cluster           string `json:"clusterArn"`
	ContainerInstance string `json:"containerInstanceArn"`
	// Instance is the EC2 id, or "mi-…" of an External instance.
	Instance string `json:"ec2InstanceId"`
	Status   string `json:"status"`
	// AgentConnected turns false several times an hour in normal operation (ECS developer
	// guide, ecs_container_instance_events).
	AgentConnected bool `json:"agentConnected"`
	// Running and Pending count tasks; 0 also when the event does not say.
	Running int `json:"runningTasksCount"`
	Pending int `json:"pendingTasksCount"`
	// Version rises with each change of the container instance.
	Version int64 `json:"version"`
}

func (e *ContainerInstanceStateChange) check(c *checker) {
	c.need("clusterArn", e.Cluster)
	c.need("containerInstanceArn", e.ContainerInstance)
	c.need("status", e.Status)
	c.limit("ec2InstanceId", e.Instance)
	if !e.AgentConnected {
		c.there("agentConnected")
	}
	c.atLeast("version", e.Version, 1)
}

// About names the instance, its cluster and its state.
func (e ContainerInstanceStateChange) About() string {
	agent := "agent connected"
	if !e.AgentConnected {
		agent = "agent not connected"
	}
	return fmt.Sprintf("container instance %s%s of cluster %s is %s, %s",
		short(e.ContainerInstance), ec2(e.Instance), short(e.Cluster), name(e.Status), agent)
}

// ec2 is the EC2 id of a container instance in brackets; an event may lack it.
func ec2(instance string) string {
	if instance == "" {
		return ""
	}
	return " (" + name(instance) + ")"
}

// ServiceAction is what the service scheduler says of a service: steady, cannot place, throttled.
type ServiceAction struct {
	Meta `json:"-"`
	// Cluster and Service are ARNs; the service is the event's first resource.
	Cluster string `json:"clusterArn"`
	Service string `json:"-"`
	// EventType is INFO, WARN or ERROR.
	EventType string `json:"eventType"`
	EventName string `json:"eventName"`
	// Reason is for example RESOURCE:MEMORY; most events have none.
	Reason string `json:"reason"`
}

func (e *ServiceAction) check(c *checker) {
	e.Service = serviceOf(c, e.Resources)
	c.need("clusterArn", e.Cluster)
	c.need("eventType", e.EventType)
	c.need("eventName", e.EventName)
	e.Reason = clip(e.Reason, textBytesMax)
}

// serviceOf takes a service's ARN from the envelope, the only place that has it.
func serviceOf(c *checker, resources []string) string {
	service := first(resources)
	envelope := checker{input: input{raw: c.raw}, err: c.err}
	envelope.need("resources.0", service)
	c.err = envelope.err
	return service
}

// About names the service, its cluster and what the scheduler says.
func (e ServiceAction) About() string {
	return fmt.Sprintf("service %s of cluster %s: %s%s",
		short(e.Service), short(e.Cluster), name(e.EventName), because(e.Reason))
}

// DeploymentStateChange says that a deployment began, ended, or failed. It names no cluster.
type DeploymentStateChange struct {
	Meta `json:"-"`
	// Service is an ARN, the event's first resource; its last parts are cluster and service.
	Service      string `json:"-"`
	DeploymentID string `json:"deploymentId"`
	// EventName is SERVICE_DEPLOYMENT_IN_PROGRESS, _COMPLETED or _FAILED; a rollback is told
	// from a deployment only by the reason's text.
	EventName string `json:"eventName"`
	Reason    string `json:"reason"`
}

func (e *DeploymentStateChange) check(c *checker) {
	e.Service = serviceOf(c, e.Resources)
	c.need("deploymentId", e.DeploymentID)
	c.need("eventName", e.EventName)
	e.Reason = clip(e.Reason, textBytesMax)
}

// About names the deployment and its service.
func (e DeploymentStateChange) About() string {
	// The resource part is service/CLUSTER/NAME, or service/NAME in the old short form.
	_, service, _ := strings.Cut(arnPart(e.Service, 5), "/")
	return fmt.Sprintf("deployment %s of service %s: %s%s",
		name(e.DeploymentID), name(service), name(e.EventName), because(e.Reason))
}

// ContainerInstanceHealth says that ECS judges a container instance anew. ECS does not replace the
// instance itself on EC2 (ECS developer guide, ecs_container_instance_health_events).
type ContainerInstanceHealth struct {
	Meta
	// Cluster and ContainerInstance are ARNs; Instance is the EC2 id.
	Cluster, ContainerInstance, Instance string
	// Status is the worst of the checks: OK, INITIALIZING, INSUFFICIENT_DATA or IMPAIRED.
	Status string
	// Impaired are the types of the checks that are IMPAIRED, such as AGENT_CONNECTIVITY.
	Impaired []string
}

func decodeContainerInstanceHealth(in input) (Event, error) {
	var wire struct {
		Cluster           string `json:"clusterArn"`
		ContainerInstance string `json:"containerInstanceArn"`
		Instance          string `json:"ec2InstanceId"`
		Status            string `json:"overallStatus"`
		Checks            []struct {
			Type   string `json:"type"`
			Status string `json:"status"`
		} `json:"healthChecks"`
	}
	if err := in.unmarshal(&wire); err != nil {
		return nil, err
	}
	c := checker{input: in}
	c.need("clusterArn", wire.Cluster)
	c.need("containerInstanceArn", wire.ContainerInstance)
	c.need("overallStatus", wire.Status)
	c.limit("ec2InstanceId", wire.Instance)
	event := ContainerInstanceHealth{
		Meta: in.meta, Cluster: wire.Cluster, ContainerInstance: wire.ContainerInstance,
		Instance: wire.Instance, Status: wire.Status,
	}
	for _, check := range wire.Checks {
		c.limit("healthChecks", check.Type)
		if check.Status == "IMPAIRED" {
			event.Impaired = append(event.Impaired, check.Type)
		}
	}
	if c.err != nil {
		return nil, c.err
	}
	slices.Sort(event.Impaired)
	return event, nil
}

// About names the instance, its cluster and what is wrong with it.
func (e ContainerInstanceHealth) About() string {
	return fmt.Sprintf("container instance %s%s of cluster %s is %s%s",
		short(e.ContainerInstance), ec2(e.Instance), short(e.Cluster), name(e.Status),
		of(e.Impaired))
}
