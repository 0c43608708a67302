package ecs

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/kernel"
)

const source = "aws.ecs"

// publishTask tells of a task's change. Its detail is built within this call if at all, so that
// the task is still as it is now.
func (e *ECS) publishTask(t *task) {
	e.env.Publish(kernel.Event{
		Source: source, DetailType: "ECS Task State Change", Resources: []string{t.arn},
		Label: t.id + " " + t.last,
		Detail: func() any {
			out := t.build()
			return taskDetailOf(&out, e.env.Now())
		},
	})
}

// publishInstance tells of a container instance's change, as publishTask does.
func (e *ECS) publishInstance(i *instance) {
	e.env.Publish(kernel.Event{
		Source: source, DetailType: "ECS Container Instance State Change",
		Resources: []string{i.arn}, Label: i.ec2 + " " + i.status,
		Detail: func() any { return instanceDetailOf(i.output(), i.cluster.arn, e.env.Now()) },
	})
}

// action is the detail of an ECS Service Action (ECS developer guide, ecs_service_events).
type action struct {
	EventType             string   `json:"eventType"`
	EventName             string   `json:"eventName"`
	ClusterARN            string   `json:"clusterArn"`
	ContainerInstanceARNs []string `json:"containerInstanceArns,omitempty"`
	TaskARNs              []string `json:"taskArns,omitempty"`
	CapacityProviderARNs  []string `json:"capacityProviderArns,omitempty"`
	Reason                string   `json:"reason,omitempty"`
	CreatedAt             string   `json:"createdAt"`
}

func (e *ECS) publishAction(s *service, a action) {
	a.ClusterARN, a.CreatedAt = s.cluster.arn, stamp(e.env.Now())
	e.env.Publish(kernel.Event{
		Source: source, DetailType: "ECS Service Action", Resources: []string{s.arn},
		Label: s.title + " " + a.EventName, Detail: func() any { return a },
	})
}

func (e *ECS) publishPlacementFailure(s *service, closest *instance, why string) {
	a := action{EventType: "ERROR", EventName: "SERVICE_TASK_PLACEMENT_FAILURE", Reason: why}
	if closest != nil {
		a.ContainerInstanceARNs = []string{closest.arn}
	}
	e.publishAction(s, a)
}

func (e *ECS) publishSteady(s *service) {
	e.publishAction(s, action{EventType: "INFO", EventName: "SERVICE_STEADY_STATE"})
}

// deploymentDetail is the detail of an ECS Deployment State Change; it names no cluster (ECS
// developer guide, ecs_service_deployment_events).
type deploymentDetail struct {
	EventType    string `json:"eventType"`
	EventName    string `json:"eventName"`
	DeploymentID string `json:"deploymentId"`
	UpdatedAt    string `json:"updatedAt"`
	Reason       string `json:"reason"`
}

func (e *ECS) publishDeployment(s *service, d *deployment) {
	detail := deploymentDetail{
		EventType: "INFO", EventName: "SERVICE_DEPLOYMENT_" + string(d.state), DeploymentID: d.id,
		UpdatedAt: stamp(d.updated), Reason: d.reason,
	}
	if d.state == types.DeploymentRolloutStateFailed {
		detail.EventType = "ERROR"
	}
	e.env.Publish(kernel.Event{
		Source: source, DetailType: "ECS Deployment State Change", Resources: []string{s.arn},
		Label: s.title + " " + detail.EventName, Detail: func() any { return detail },
	})
}

// stamp is a time as events write it.
func stamp(t time.Time) string { return t.Format("2006-01-02T15:04:05.999Z") }

func stampOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return stamp(*t)
}
