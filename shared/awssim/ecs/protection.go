package ecs

import (
	"context"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/wire"
)

// The bounds of task protection (ECS API reference, UpdateTaskProtection).
const (
	protectTasksMax     = 10
	describeProtectMax  = 100
	protectMinutesUsual = 120
	protectMinutesMax   = 2880
)

// Why a task cannot be protected (ECS developer guide, api_failures_messages).
const (
	taskNotValid      = "TASK_NOT_VALID"
	deploymentBlocked = "DEPLOYMENT_BLOCKED"
)

func (e *ECS) onProtection() {
	wire.On(e.Service, "UpdateTaskProtection", e.updateTaskProtection)
	wire.On(e.Service, "GetTaskProtection", e.getTaskProtection)
}

// protected reports whether a scale-in or a deployment has to leave the task alone.
func (t *task) protected(now time.Time) bool { return now.Before(t.protectedUntil) }

func (e *ECS) updateTaskProtection(
	_ context.Context, in *api.UpdateTaskProtectionInput,
) (*api.UpdateTaskProtectionOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	minutes := int32(protectMinutesUsual)
	if in.ExpiresInMinutes != nil {
		minutes = *in.ExpiresInMinutes
	}
	switch n := len(in.Tasks); {
	case n == 0:
		return nil, invalid("Tasks cannot be empty.")
	case n > protectTasksMax:
		return nil, invalid("Tasks cannot have more than %d elements.", protectTasksMax)
	case minutes < 1 || minutes > protectMinutesMax:
		return nil, invalid("expiresInMinutes must be between 1 and %d.", protectMinutesMax)
	}
	ids, err := c.identifiers("task", in.Tasks)
	if err != nil {
		return nil, err
	}
	var until time.Time
	if in.ProtectionEnabled {
		until = e.env.Now().Add(time.Duration(minutes) * time.Minute)
	}
	out := &api.UpdateTaskProtectionOutput{
		ProtectedTasks: []types.ProtectedTask{}, Failures: []types.Failure{},
	}
	for _, id := range ids {
		t := c.taskByID[id]
		if why := t.unprotectable(in.ProtectionEnabled, e.env.Now()); why != "" {
			out.Failures = append(out.Failures, failure(c.arnOf("task", id), why))
			continue
		}
		t.protect(until)
		out.ProtectedTasks = append(out.ProtectedTasks, t.protection(e.env.Now()))
	}
	return out, nil
}

// unprotectable is why a task's protection cannot be set, "" when it can. Where another protected
// task holds a deployment up already, no further task of its old revision may be protected.
func (t *task) unprotectable(enable bool, now time.Time) string {
	switch {
	case t == nil || t.last == stopped:
		return missing
	case t.svc == nil || t.desired == stopped:
		return taskNotValid
	case !enable || t.protected(now) || t.dep == t.svc.primary():
		return ""
	}
	for _, o := range t.svc.live {
		if o.dep == t.dep && o.protected(now) {
			return deploymentBlocked
		}
	}
	return ""
}

// protect keeps the task until a moment, the zero time gives it free; the service looks again at
// what then may go.
func (t *task) protect(until time.Time) {
	e := t.cluster.e
	t.protectedUntil = until
	word := "unprotected"
	if !until.IsZero() {
		word = "protected until " + stamp(until)
		e.env.At(until, t.svc.wake)
	}
	e.journal("ecs task", t.id, word)
	t.svc.wake()
}

func (t *task) protection(now time.Time) types.ProtectedTask {
	p := types.ProtectedTask{TaskArn: new(t.arn), ProtectionEnabled: t.protected(now)}
	if p.ProtectionEnabled {
		p.ExpirationDate = new(t.protectedUntil)
	}
	return p
}

func (e *ECS) getTaskProtection(
	_ context.Context, in *api.GetTaskProtectionInput,
) (*api.GetTaskProtectionOutput, error) {
	c, err := e.cluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if len(in.Tasks) > describeProtectMax {
		return nil, invalid("Tasks cannot have more than %d elements.", describeProtectMax)
	}
	ids, err := c.identifiers("task", in.Tasks)
	if err != nil {
		return nil, err
	}
	out := &api.GetTaskProtectionOutput{
		ProtectedTasks: []types.ProtectedTask{}, Failures: []types.Failure{},
	}
	now := e.env.Now()
	for _, id := range ids {
		switch t := c.taskByID[id]; {
		case t == nil || t.last == stopped:
			out.Failures = append(out.Failures, failure(c.arnOf("task", id), missing))
		case t.svc == nil:
			out.Failures = append(out.Failures, failure(t.arn, taskNotValid))
		default:
			out.ProtectedTasks = append(out.ProtectedTasks, t.protection(now))
		}
	}
	return out, nil
}
