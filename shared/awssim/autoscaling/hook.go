package autoscaling

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/wire"
)

// Limits of lifecycle hooks (Auto Scaling API reference, PutLifecycleHook and LifecycleHook; EC2
// Auto Scaling user guide, ec2-auto-scaling-quotas).
const (
	heartbeatLeast, heartbeatDefault, heartbeatMost = 30, 3600, 7200

	maxHooks    = 50
	maxMetadata = 1023
	maxWait     = 48 * time.Hour
	maxBeats    = 100
)

var hookName = regexp.MustCompile(`^[A-Za-z0-9\-_/]{1,255}$`)

// hook is a group's lifecycle hook.
type hook struct {
	name, transition, fallback, metadata string
	heartbeat                            time.Duration
}

// limit is how long an action may stay open however often it is prolonged.
func (h hook) limit() time.Duration { return min(maxWait, maxBeats*h.heartbeat) }

func (a *AutoScaling) putHook(
	_ context.Context, in *as.PutLifecycleHookInput,
) (*as.PutLifecycleHookOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := a.addHook(g, in); err != nil {
		return nil, err
	}
	return &as.PutLifecycleHookOutput{}, nil
}

// addHook creates a hook, or changes the given parts of one. Open actions keep what they began
// with.
func (a *AutoScaling) addHook(g *group, in *as.PutLifecycleHookInput) error {
	if err := checkHook(in); err != nil {
		return err
	}
	h := hook{
		name: *in.LifecycleHookName, fallback: resultAbandon,
		heartbeat: heartbeatDefault * time.Second,
	}
	at, found := slices.BinarySearchFunc(g.hooks, h.name,
		func(h hook, name string) int { return strings.Compare(h.name, name) })
	switch {
	case found:
		h = g.hooks[at]
	case in.LifecycleTransition == nil:
		return required(in.LifecycleTransition, "lifecycleTransition")
	case len(g.hooks) >= maxHooks:
		return wire.Error("LimitExceeded",
			"You may only define up to %d lifecycle hooks for an Auto Scaling group", maxHooks)
	}
	h.transition = override(h.transition, in.LifecycleTransition)
	h.fallback = override(h.fallback, in.DefaultResult)
	h.metadata = override(h.metadata, in.NotificationMetadata)
	if in.HeartbeatTimeout != nil {
		h.heartbeat = time.Duration(*in.HeartbeatTimeout) * time.Second
	}
	if found {
		g.hooks[at] = h
	} else {
		g.hooks = slices.Insert(g.hooks, at, h)
	}
	a.note("hook", g.name, h.name, h.transition, h.heartbeat.String(), h.fallback)
	return nil
}

func override[T any](old T, given *T) T {
	if given != nil {
		return *given
	}
	return old
}

func checkHook(in *as.PutLifecycleHookInput) error {
	if err := required(in.LifecycleHookName, "lifecycleHookName"); err != nil {
		return err
	}
	if !hookName.MatchString(*in.LifecycleHookName) {
		return violated("'"+*in.LifecycleHookName+"'", "lifecycleHookName",
			`satisfy regular expression pattern: [A-Za-z0-9\-_\/]+`)
	}
	if n := aws.ToString(in.NotificationMetadata); len(n) > maxMetadata {
		return violated("'"+n+"'", "notificationMetadata",
			"have length less than or equal to 1023")
	}
	switch t := aws.ToString(in.LifecycleTransition); {
	case aws.ToString(in.NotificationTargetARN) != "":
		return invalid("Unable to publish test message to notification target %s using IAM role "+
			"%s. Please check your target and role configuration and try to put lifecycle hook "+
			"again.", *in.NotificationTargetARN, aws.ToString(in.RoleARN))
	case in.LifecycleTransition != nil && t != launching && t != terminating:
		return invalid("Lifecycle transition %s is not one of [%s, %s]", t, launching, terminating)
	case in.DefaultResult != nil:
		if err := checkResult(*in.DefaultResult, "DefaultResult"); err != nil {
			return err
		}
	}
	return within(in.HeartbeatTimeout, "heartbeatTimeout", heartbeatLeast, heartbeatMost)
}

func checkResult(result, member string) error {
	if result != resultContinue && result != resultAbandon {
		return invalid("%s must be CONTINUE or ABANDON, not %s", member, result)
	}
	return nil
}

func (a *AutoScaling) describeHooks(
	_ context.Context, in *as.DescribeLifecycleHooksInput,
) (*as.DescribeLifecycleHooksOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if len(in.LifecycleHookNames) > maxHooks {
		return nil, tooMany("lifecycle hook names", maxHooks)
	}
	out := &as.DescribeLifecycleHooksOutput{LifecycleHooks: []types.LifecycleHook{}}
	for _, h := range g.hooks {
		if len(in.LifecycleHookNames) > 0 && !slices.Contains(in.LifecycleHookNames, h.name) {
			continue
		}
		out.LifecycleHooks = append(out.LifecycleHooks, h.output(g.name))
	}
	return out, nil
}

func (h hook) output(group string) types.LifecycleHook {
	out := types.LifecycleHook{
		AutoScalingGroupName: new(group), LifecycleHookName: new(h.name),
		LifecycleTransition: new(h.transition), DefaultResult: new(h.fallback),
		HeartbeatTimeout: new(int32(h.heartbeat / time.Second)),
		GlobalTimeout:    new(int32(h.limit() / time.Second)),
	}
	if h.metadata != "" {
		out.NotificationMetadata = new(h.metadata)
	}
	return out
}
