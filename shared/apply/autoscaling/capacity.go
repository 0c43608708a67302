package autoscaling

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awsclient"
	"sashweight/shared/fleet"
)

// StaleError says that something was no longer as the plan had seen it, so it was left alone.
type StaleError struct {
	// Verb and Object are what was to be done: such as "terminate" and "instance i-…".
	Verb, Object string
	// Found is what was found instead of Wanted; empty where the object was gone.
	Found, Wanted string
}

// Error names the object and what was found.
func (e *StaleError) Error() string {
	return fmt.Sprintf("%s %s: found it %q, not %s", e.Verb, e.Object, e.Found, e.Wanted)
}

// Result is how a call ended that must not be made twice.
type Result string

// The results.
const (
	// Asked: AWS has taken the order, or had taken it before.
	Asked Result = "asked"
	// Refused: nothing was done, and the same order would be refused again.
	Refused Result = "refused"
	// Ambiguous: it may have been done or not. Who asked reads the instance's lifecycle state.
	Ambiguous Result = "ambiguous"
)

// Outcome is a result with AWS's own words.
type Outcome struct {
	Result Result
	// Text is AWS's code and message where the result is not Asked.
	Text string
}

// retained is the state of an instance whose terminate hook was abandoned and whose group keeps
// such (EC2 Auto Scaling API reference, RetentionTriggers): it ends only by being told to.
const retained = "Terminating:Retained"

// Terminate tells the group to terminate an instance of it, and to want one instance less where
// decrement says so. It reads the group once more first, in one call: a *StaleError where the
// instance is no member any more, is not in service, has become protected from scale-in, or where
// the group is at its minimum and would have to go below. One that the group terminates already is
// Asked, without a call.
//
// The call is made once and never retried: a second one could cost the group a second instance. err
// is for what surely did nothing and may be tried later, such as a throttled call.
func (w *Writer) Terminate(ctx context.Context, group, instance string, decrement bool) (
	Outcome, error,
) {
	state, err := w.terminable(ctx, group, instance, decrement)
	if err != nil {
		return Outcome{}, err
	}
	if (fleet.Member{State: state}).Leaving() && state != retained {
		return Outcome{Result: Asked}, nil
	}
	_, err = w.client.TerminateInstanceInAutoScalingGroup(ctx,
		&autoscaling.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: &instance, ShouldDecrementDesiredCapacity: &decrement,
		}, func(o *autoscaling.Options) { o.Retryer = aws.NopRetryer{} })
	switch {
	case err == nil:
		return Outcome{Result: Asked}, nil
	case awsclient.IsThrottle(err):
		return Outcome{}, fmt.Errorf("terminate instance %s: %w", instance, err)
	case awsclient.IsRefused(err):
		return Outcome{Refused, err.Error()}, nil
	default:
		return Outcome{Ambiguous, err.Error()}, nil
	}
}

// terminable reads the group again and returns the lifecycle state of the instance, which may be
// terminated or is being terminated.
func (w *Writer) terminable(ctx context.Context, group, instance string, decrement bool) (
	string, error,
) {
	stale := func(found, wanted string) error {
		return &StaleError{
			Verb: "terminate", Object: "instance " + instance, Found: found, Wanted: wanted,
		}
	}
	g, ok, err := w.group(ctx, group)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", stale("", "in group "+group)
	}
	for _, i := range g.Instances {
		if aws.ToString(i.InstanceId) != instance {
			continue
		}
		m := fleet.Member{State: string(i.LifecycleState)}
		least, desired := aws.ToInt32(g.MinSize), aws.ToInt32(g.DesiredCapacity)
		switch {
		case m.Leaving():
			return m.State, nil
		case !m.InService():
			return "", stale(m.State, fleet.StateInService)
		case aws.ToBool(i.ProtectedFromScaleIn):
			return "", stale("protected from scale-in", "unprotected")
		case decrement && desired <= least:
			return "", stale(fmt.Sprintf("one of %d", desired),
				fmt.Sprintf("above the group's minimum of %d", least))
		}
		return m.State, nil
	}
	return "", stale("", "in group "+group)
}

// Grow sets the group's desired capacity from one number of instances to a larger one, whatever its
// cooldown. It reads the group once more first: a *StaleError where it wants another number by now,
// or may not have so many. A group that wants the larger number already is done.
func (w *Writer) Grow(ctx context.Context, group string, from, to int) error {
	stale := func(found, wanted string) error {
		return &StaleError{Verb: "grow", Object: "group " + group, Found: found, Wanted: wanted}
	}
	if to <= from {
		return fmt.Errorf("grow group %s: %d is not more than %d", group, to, from)
	}
	g, ok, err := w.group(ctx, group)
	if err != nil {
		return err
	}
	if !ok {
		return stale("", "there")
	}
	desired, most := int(aws.ToInt32(g.DesiredCapacity)), int(aws.ToInt32(g.MaxSize))
	switch {
	case desired == to:
		return nil
	case desired != from:
		return stale(fmt.Sprintf("desired %d", desired), fmt.Sprintf("desired %d", from))
	case to > most:
		return stale(fmt.Sprintf("maximum %d", most), fmt.Sprintf("at least %d", to))
	}
	_, err = w.client.SetDesiredCapacity(ctx, &autoscaling.SetDesiredCapacityInput{
		AutoScalingGroupName: &group, DesiredCapacity: aws.Int32(int32(to)),
		HonorCooldown: aws.Bool(false),
	})
	if err != nil {
		return fmt.Errorf("grow group %s to %d: %w", group, to, err)
	}
	return nil
}

// group reads a group again; ok is false where there is none of that name.
func (w *Writer) group(ctx context.Context, name string) (
	g types.AutoScalingGroup, ok bool, err error,
) {
	out, err := w.client.DescribeAutoScalingGroups(ctx,
		&autoscaling.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{name}})
	if err != nil {
		return g, false, fmt.Errorf("read group %s again: %w", name, err)
	}
	if len(out.AutoScalingGroups) == 0 {
		return g, false, nil
	}
	return out.AutoScalingGroups[0], true, nil
}
