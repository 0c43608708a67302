package eventbridge

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"sashweight/shared/awssim/page"
	"sashweight/shared/awssim/wire"
)

// pageMost is the largest and the usual page of rules and targets (EventBridge API reference,
// ListRules).
const pageMost = 100

// onDefaultBus refuses a bus that does not exist: there is only the default one.
func (e *EventBridge) onDefaultBus(bus *string) error {
	switch aws.ToString(bus) {
	case "", "default", e.env.ARN("events", "event-bus/default"):
		return nil
	}
	return notFound("Event bus %s does not exist.", *bus)
}

func notFound(format string, args ...any) error {
	return wire.Error("ResourceNotFoundException", format, args...)
}

// named finds a rule by its name.
func (e *EventBridge) named(name, bus *string) (*Rule, error) {
	if err := e.onDefaultBus(bus); err != nil {
		return nil, err
	}
	for _, r := range e.rules {
		if r.Name == aws.ToString(name) {
			return r, nil
		}
	}
	return nil, notFound("Rule %s does not exist on EventBus default.", aws.ToString(name))
}

func (r *Rule) state() types.RuleState {
	if r.Disabled {
		return types.RuleStateDisabled
	}
	return types.RuleStateEnabled
}

func (e *EventBridge) listRules(
	_ context.Context, in *api.ListRulesInput,
) (*api.ListRulesOutput, error) {
	if err := e.onDefaultBus(in.EventBusName); err != nil {
		return nil, err
	}
	var all []types.Rule
	for _, r := range e.sorted() {
		if strings.HasPrefix(r.Name, aws.ToString(in.NamePrefix)) {
			all = append(all, types.Rule{
				Name: new(r.Name), Arn: new(r.ARN), EventPattern: new(r.Pattern.String()),
				State: r.state(), EventBusName: new("default"),
			})
		}
	}
	page, next, err := pageOf(all, in.Limit, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.ListRulesOutput{Rules: page, NextToken: next}, nil
}

func (e *EventBridge) sorted() []*Rule {
	return slices.SortedFunc(slices.Values(e.rules),
		func(a, b *Rule) int { return strings.Compare(a.Name, b.Name) })
}

func (e *EventBridge) describeRule(
	_ context.Context, in *api.DescribeRuleInput,
) (*api.DescribeRuleOutput, error) {
	r, err := e.named(in.Name, in.EventBusName)
	if err != nil {
		return nil, err
	}
	return &api.DescribeRuleOutput{
		Name: new(r.Name), Arn: new(r.ARN), EventPattern: new(r.Pattern.String()),
		State: r.state(), EventBusName: new("default"), CreatedBy: new(e.env.Account),
	}, nil
}

func (e *EventBridge) listTargetsByRule(
	_ context.Context, in *api.ListTargetsByRuleInput,
) (*api.ListTargetsByRuleOutput, error) {
	r, err := e.named(in.Rule, in.EventBusName)
	if err != nil {
		return nil, err
	}
	all := make([]types.Target, 0, len(r.Targets))
	for n, t := range r.Targets {
		all = append(all, t.output(n))
	}
	page, next, err := pageOf(all, in.Limit, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.ListTargetsByRuleOutput{Targets: page, NextToken: next}, nil
}

func (t Target) output(n int) types.Target {
	out := types.Target{Arn: new(t.ARN), Id: new(t.id(n)), RetryPolicy: &types.RetryPolicy{
		MaximumRetryAttempts:     new(int32(t.Retry.MaxAttempts)),
		MaximumEventAgeInSeconds: new(int32(t.Retry.MaxAge.Seconds())),
	}}
	if t.DeadLetters != "" {
		out.DeadLetterConfig = &types.DeadLetterConfig{Arn: new(t.DeadLetters)}
	}
	return out
}

// id is the target's id, or one by its place where the template gave none.
func (t Target) id(n int) string {
	if t.ID != "" {
		return t.ID
	}
	return "Target" + strconv.Itoa(n)
}

func (e *EventBridge) listRuleNamesByTarget(
	_ context.Context, in *api.ListRuleNamesByTargetInput,
) (*api.ListRuleNamesByTargetOutput, error) {
	if err := e.onDefaultBus(in.EventBusName); err != nil {
		return nil, err
	}
	var all []string
	for _, r := range e.sorted() {
		if slices.ContainsFunc(r.Targets, func(t Target) bool {
			return t.ARN == aws.ToString(in.TargetArn)
		}) {
			all = append(all, r.Name)
		}
	}
	page, next, err := pageOf(all, in.Limit, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.ListRuleNamesByTargetOutput{RuleNames: page, NextToken: next}, nil
}

// pageOf cuts a page out of a list; the token is the place where it begins.
func pageOf[T any](all []T, limit *int32, token *string) ([]T, *string, error) {
	size := pageMost
	if limit != nil {
		size = int(*limit)
	}
	if size < 1 || size > pageMost {
		return nil, nil, wire.Error("ValidationException", "1 validation error detected: Value "+
			"'%d' at 'limit' failed to satisfy constraint: Member must have value between 1 and "+
			"100", size)
	}
	part, next, ok := page.Cut(all, size, token)
	if !ok {
		return nil, nil, wire.Error("ValidationException", "Invalid NextToken.")
	}
	return part, next, nil
}
