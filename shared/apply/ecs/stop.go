package ecs

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/shared/fleet"
)

// reasonMax is how long the reason of a StopTask may be (ECS API reference, StopTask: 255
// characters; we count bytes, which are never fewer).
const reasonMax = 255

// Stop is a task that is to be stopped.
type Stop struct {
	// Function is ours that stops it, such as drain-nodes.
	Function string
	// Cluster is the cluster's name or ARN, Task the task's ARN.
	Cluster, Task string
	// Reason is a plain sentence; what is too long of it is cut.
	Reason string
	// Protected says that the task may go although it is protected from scale-in.
	Protected bool
}

// StopTask tells a task to stop, with its own stop timeout. It reads the task once more, and its
// protection where that counts: ok is false where it stops already or is gone; where it has become
// protected it is left alone with a *StaleError. The reason begins sashweight/<function>: so that
// the stop is known as ours wherever it is read.
func (w *Writer) StopTask(ctx context.Context, s Stop) (ok bool, err error) {
	again, err := w.runs(ctx, s)
	if err != nil || !again {
		return false, err
	}
	_, err = w.client.StopTask(ctx, &ecs.StopTaskInput{
		Cluster: &s.Cluster, Task: &s.Task, Reason: aws.String(s.reason()),
	})
	if err != nil {
		return false, fmt.Errorf("stop task %s: %w", s.Task, err)
	}
	return true, nil
}

func (s Stop) reason() string {
	text := "sashweight/" + s.Function + ": " + s.Reason
	if len(text) > reasonMax {
		text = strings.ToValidUTF8(text[:reasonMax], "")
	}
	return text
}

// runs says that the task is still to run, and may be stopped.
func (w *Writer) runs(ctx context.Context, s Stop) (bool, error) {
	out, err := w.client.DescribeTasks(ctx, &ecs.DescribeTasksInput{
		Cluster: &s.Cluster, Tasks: []string{s.Task},
	})
	if err == nil {
		err = unexplained(out.Failures, missing)
	}
	if err != nil {
		return false, fmt.Errorf("read task %s again: %w", s.Task, err)
	}
	if len(out.Tasks) == 0 || aws.ToString(out.Tasks[0].DesiredStatus) == "STOPPED" {
		return false, nil
	}
	t := fleet.Task{
		Group:     aws.ToString(out.Tasks[0].Group),
		StartedBy: aws.ToString(out.Tasks[0].StartedBy),
	}
	if s.Protected || t.Service() == "" { // only services' tasks can be protected
		return true, nil
	}
	return true, w.unprotected(ctx, s)
}

func (w *Writer) unprotected(ctx context.Context, s Stop) error {
	out, err := w.client.GetTaskProtection(ctx, &ecs.GetTaskProtectionInput{
		Cluster: &s.Cluster, Tasks: []string{s.Task},
	})
	if err == nil {
		err = unexplained(out.Failures, missing, notProtectable)
	}
	if err != nil {
		return fmt.Errorf("read protection of task %s again: %w", s.Task, err)
	}
	for _, p := range out.ProtectedTasks {
		if p.ProtectionEnabled {
			return &StaleError{
				Verb: "stop", Object: "task " + s.Task, Found: "protected", Wanted: "unprotected",
			}
		}
	}
	return nil
}
