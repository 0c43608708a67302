package ecs

import (
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// protect calls UpdateTaskProtection for one task; zero minutes leave the time to ECS.
func (w *world) protect(arn string, enable bool, minutes int32) *api.UpdateTaskProtectionOutput {
	w.t.Helper()
	in := &api.UpdateTaskProtectionInput{
		Cluster: new("prod"), Tasks: []string{arn}, ProtectionEnabled: enable,
	}
	if minutes > 0 {
		in.ExpiresInMinutes = &minutes
	}
	return must(w.client.UpdateTaskProtection(w.ctx, in))(w.t)
}

func (w *world) protection(arn string) types.ProtectedTask {
	w.t.Helper()
	out := must(w.client.GetTaskProtection(w.ctx, &api.GetTaskProtectionInput{
		Cluster: new("prod"), Tasks: []string{arn},
	}))(w.t)
	if len(out.ProtectedTasks) != 1 {
		w.t.Fatalf("protection of %s: %v", arn, out.Failures)
	}
	return out.ProtectedTasks[0]
}

// TASK-1: two hours unless the caller says otherwise; each call begins them anew.
func TestProtectionLastsTwoHoursUnlessSaidOtherwise(t *testing.T) {
	w := newWorld(t)
	w.nodes(1)
	w.define("web")
	w.serve("web", 1, 100, 200)
	w.kernel.Advance(time.Minute)
	arn := *w.tasks(nil)[0].TaskArn
	w.protect(arn, true, 0)
	if got := w.protection(arn).ExpirationDate.Sub(w.kernel.Now()); got != 2*time.Hour {
		t.Errorf("protection lasts %s, want 2h", got)
	}
	w.protect(arn, true, 1)
	w.kernel.Advance(59 * time.Second)
	if !w.protection(arn).ProtectionEnabled {
		t.Error("protection ended early")
	}
	w.kernel.Advance(time.Second)
	if p := w.protection(arn); p.ProtectionEnabled || p.ExpirationDate != nil {
		t.Error("protection goes on after its time")
	}
	w.protect(arn, true, 2880)
	w.protect(arn, false, 0)
	if w.protection(arn).ProtectionEnabled {
		t.Error("protection was not taken back")
	}
	for _, minutes := range []int32{-1, 2881} {
		_, err := w.client.UpdateTaskProtection(w.ctx, &api.UpdateTaskProtectionInput{
			Cluster: new("prod"), Tasks: []string{arn}, ExpiresInMinutes: &minutes,
		})
		wantError(t, err, "InvalidParameterException", "expiresInMinutes")
	}
}

// TASK-2: standalone tasks cannot be protected, nor further ones behind a blocked deployment.
func TestOnlyServiceTasksCanBeProtected(t *testing.T) {
	w := newWorld(t)
	w.nodes(2)
	w.define("web")
	alone := *w.run("web", 1).Tasks[0].TaskArn
	if out := w.protect(alone, true, 0); len(out.Failures) != 1 ||
		*out.Failures[0].Reason != "TASK_NOT_VALID" {
		t.Errorf("a standalone task: %v", out)
	}
	missing := alone[:len(alone)-32] + "00000000000000000000000000000000"
	if out := w.protect(missing, true, 0); *out.Failures[0].Reason != "MISSING" {
		t.Errorf("a task that is not there: %v", *out.Failures[0].Reason)
	}
	w.serve("web", 2, 100, 100)
	w.kernel.Advance(time.Minute)
	var arns []string
	for _, x := range w.tasks(nil) {
		if *x.TaskArn != alone {
			arns = append(arns, *x.TaskArn)
		}
	}
	w.protect(arns[0], true, 0)
	must(w.client.UpdateService(w.ctx, &api.UpdateServiceInput{
		Cluster: new("prod"), Service: new("web"), ForceNewDeployment: true,
	}))(t)
	if out := w.protect(arns[1], true, 0); len(out.Failures) != 1 ||
		*out.Failures[0].Reason != "DEPLOYMENT_BLOCKED" {
		t.Errorf("a second task of the old deployment: %v", out)
	}
	if out := w.protect(arns[0], true, 5); len(out.Failures) != 0 {
		t.Errorf("the protected task again: %v", out.Failures)
	}
}
