package eventbridge

import (
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"sashweight/shared/awssim/eventbridge/retry"
	"sashweight/shared/awssim/wire"
)

var ruleName = regexp.MustCompile(`^[.\-_A-Za-z0-9]{1,64}$`)

// maxTargets is how many targets a rule may have (EventBridge user guide, eb-quota).
const maxTargets = 5

// putRule makes or changes a rule; its targets stay.
func (e *EventBridge) putRule(
	_ context.Context, in *api.PutRuleInput,
) (*api.PutRuleOutput, error) {
	if err := e.onDefaultBus(in.EventBusName); err != nil {
		return nil, err
	}
	name := aws.ToString(in.Name)
	switch {
	case !ruleName.MatchString(name):
		return nil, wire.Error("ValidationException", "1 validation error detected: Value '%s' at "+
			"'name' failed to satisfy constraint: Member must satisfy regular expression pattern: "+
			"[\\.\\-_A-Za-z0-9]+", name)
	case in.ScheduleExpression != nil:
		return nil, wire.Error("ValidationException", "ScheduleExpression is not simulated yet: "+
			"use EventBridge Scheduler")
	case in.EventPattern == nil:
		return nil, wire.Error("ValidationException",
			"Parameter(s) EventPattern or ScheduleExpression must be specified.")
	}
	pattern, err := ParsePattern([]byte(*in.EventPattern))
	if err != nil {
		return nil, err
	}
	r := Rule{Name: name, Pattern: pattern, Disabled: in.State == types.RuleStateDisabled}
	if old, err := e.named(in.Name, nil); err == nil {
		r.Targets = old.Targets
	}
	return &api.PutRuleOutput{RuleArn: new(e.PutRule(r))}, nil
}

func (e *EventBridge) deleteRule(
	_ context.Context, in *api.DeleteRuleInput,
) (*api.DeleteRuleOutput, error) {
	r, err := e.named(in.Name, in.EventBusName)
	if err != nil {
		return &api.DeleteRuleOutput{}, e.onDefaultBus(in.EventBusName)
	}
	if len(r.Targets) > 0 {
		return nil, wire.Error("ValidationException",
			"Rule can't be deleted since it has targets.")
	}
	e.rules = slices.DeleteFunc(e.rules, func(x *Rule) bool { return x == r })
	clear(e.listeners)
	return &api.DeleteRuleOutput{}, nil
}

func (e *EventBridge) enableRule(
	_ context.Context, in *api.EnableRuleInput,
) (*api.EnableRuleOutput, error) {
	return &api.EnableRuleOutput{}, e.switchRule(in.Name, in.EventBusName, false)
}

func (e *EventBridge) disableRule(
	_ context.Context, in *api.DisableRuleInput,
) (*api.DisableRuleOutput, error) {
	return &api.DisableRuleOutput{}, e.switchRule(in.Name, in.EventBusName, true)
}

func (e *EventBridge) switchRule(name, bus *string, disabled bool) error {
	r, err := e.named(name, bus)
	if err != nil {
		return err
	}
	r.Disabled = disabled
	clear(e.listeners)
	return nil
}

// putTargets adds targets or changes those of the same ids. What a target transforms is not
// simulated: such an entry fails by itself.
func (e *EventBridge) putTargets(
	_ context.Context, in *api.PutTargetsInput,
) (*api.PutTargetsOutput, error) {
	r, err := e.named(in.Rule, in.EventBusName)
	if err != nil {
		return nil, err
	}
	out := &api.PutTargetsOutput{}
	targets := slices.Clone(r.Targets)
	for _, t := range in.Targets {
		if t.Input != nil || t.InputPath != nil || t.InputTransformer != nil {
			out.FailedEntries = append(out.FailedEntries, types.PutTargetsResultEntry{
				TargetId: t.Id, ErrorCode: new("ValidationException"),
				ErrorMessage: new("Input, InputPath and InputTransformer are not simulated yet"),
			})
			continue
		}
		targets = slices.DeleteFunc(targets,
			func(x Target) bool { return x.ID == aws.ToString(t.Id) })
		targets = append(targets, targetOf(t))
	}
	if len(targets) > maxTargets {
		return nil, wire.Error("LimitExceededException",
			"The requested resource exceeds the maximum number allowed.")
	}
	r.Targets = targets
	out.FailedEntryCount = int32(len(out.FailedEntries))
	return out, nil
}

func targetOf(t types.Target) Target {
	made := Target{ID: aws.ToString(t.Id), ARN: aws.ToString(t.Arn), Retry: retry.Default()}
	if p := t.RetryPolicy; p != nil {
		if p.MaximumRetryAttempts != nil {
			made.Retry.MaxAttempts = int(*p.MaximumRetryAttempts)
		}
		if p.MaximumEventAgeInSeconds != nil {
			made.Retry.MaxAge = time.Duration(*p.MaximumEventAgeInSeconds) * time.Second
		}
	}
	if t.DeadLetterConfig != nil {
		made.DeadLetters = aws.ToString(t.DeadLetterConfig.Arn)
	}
	return made
}

func (e *EventBridge) removeTargets(
	_ context.Context, in *api.RemoveTargetsInput,
) (*api.RemoveTargetsOutput, error) {
	r, err := e.named(in.Rule, in.EventBusName)
	if err != nil {
		return nil, err
	}
	r.Targets = slices.DeleteFunc(slices.Clone(r.Targets),
		func(t Target) bool { return slices.Contains(in.Ids, t.ID) })
	return &api.RemoveTargetsOutput{}, nil
}
