package limits

import (
	"testing"
	"time"

	"sashweight/shared/awssim/kernel"
)

func fresh() (*Limits, *kernel.Kernel) {
	k := kernel.New(1, time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC))
	return New(&kernel.Env{Kernel: k}), k
}

// passed counts how many of n calls are let pass at one moment.
func passed(l *Limits, scope, operation string, n int) int {
	ok := 0
	for range n {
		if l.Take(scope, operation) {
			ok++
		}
	}
	return ok
}

// LIMIT-1: the documented burst and refill of each class.
func TestEachClassHasItsDocumentedBurstAndRefill(t *testing.T) {
	for _, c := range []struct {
		scope, operation string
		burst, perSecond int
	}{
		{"ecs", "UpdateService", 50, 5},
		{"ecs", "DescribeTasks", 100, 20},
		{"ecs", "StopTask", 100, 40},
		{"ecs", "UpdateTaskProtection", 200, 80},
		{"ec2", "DescribeInstances", 100, 20},
		{"ec2", "RunInstances", 5, 2},
		{"ec2", "CreateTags", 50, 5},
		{"ssm", "GetParametersByPath", 40, 40},
	} {
		l, k := fresh()
		if got := passed(l, c.scope, c.operation, 1000); got != c.burst {
			t.Errorf("%s: %d calls at once, want %d", c.operation, got, c.burst)
		}
		k.Advance(time.Second)
		if got := passed(l, c.scope, c.operation, 1000); got != c.perSecond {
			t.Errorf("%s: %d calls a second later, want %d", c.operation, got, c.perSecond)
		}
	}
}

// LIMIT-2: actions of one class share its bucket.
func TestActionsOfOneClassShareTheirBucket(t *testing.T) {
	l, _ := fresh()
	passed(l, "ecs", "ListTasks", 60)
	if got := passed(l, "ecs", "DescribeContainerInstances", 100); got != 40 {
		t.Errorf("%d calls were left of 100, want 40", got)
	}
	if got := passed(l, "ecs", "StopTask", 1000); got != 100 {
		t.Errorf("the writes have %d calls, want 100", got)
	}
}

func TestWhatHasNoPublishedRateIsNeverRefused(t *testing.T) {
	l, _ := fresh()
	if got := passed(l, "autoscaling", "DescribeAutoScalingGroups", 1000); got != 1000 {
		t.Errorf("%d of 1,000 calls passed", got)
	}
}
