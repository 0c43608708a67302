package eventbridge

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

func caller(t *testing.T) *api.Client {
	t.Helper()
	k := kernel.New(1, time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC))
	env := &kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"}
	bus := New(env, faults.New(nil, k.Stream("faults")))
	client := api.NewFromConfig(wire.NewServer(bus.Service).Config(
		wire.Caller{AccessKey: "tester"}, "us-east-1"))
	for _, name := range []string{"b", "a", "c"} {
		_, err := client.PutRule(t.Context(), &api.PutRuleInput{
			Name: &name, EventPattern: new(`{"source":["` + name + `"]}`),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return client
}

// EVENTS-1: rules come by name, in pages, with what they were made of.
func TestRulesAreListedInPagesAndDescribed(t *testing.T) {
	client := caller(t)
	var names []string
	var token *string
	for {
		out, err := client.ListRules(t.Context(), &api.ListRulesInput{
			Limit: new(int32(1)), NextToken: token,
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range out.Rules {
			names = append(names, *r.Name)
		}
		if token = out.NextToken; token == nil {
			break
		}
	}
	if !slices.Equal(names, []string{"a", "b", "c"}) {
		t.Errorf("rules %v", names)
	}
	r, err := client.DescribeRule(t.Context(), &api.DescribeRuleInput{Name: new("b")})
	if err != nil || *r.EventPattern != `{"source":["b"]}` || r.State != types.RuleStateEnabled {
		t.Errorf("%+v, %v", r, err)
	}
}

// EVENTS-2: a rule with targets is not deleted; a bad target fails alone.
func TestTargetsAreKeptByTheirIdsAndABadOneFailsAlone(t *testing.T) {
	client := caller(t)
	put, err := client.PutTargets(t.Context(), &api.PutTargetsInput{
		Rule: new("a"), Targets: []types.Target{
			{Id: new("1"), Arn: new("arn:aws:lambda:us-east-1:1:function:f"),
				RetryPolicy: &types.RetryPolicy{MaximumRetryAttempts: new(int32(3))}},
			{Id: new("2"), Arn: new("arn:aws:sqs:us-east-1:1:q"), Input: new("{}")},
		},
	})
	if err != nil || put.FailedEntryCount != 1 || *put.FailedEntries[0].TargetId != "2" {
		t.Fatalf("%+v, %v", put, err)
	}
	list, err := client.ListTargetsByRule(t.Context(),
		&api.ListTargetsByRuleInput{Rule: new("a")})
	if err != nil || len(list.Targets) != 1 || *list.Targets[0].Id != "1" ||
		*list.Targets[0].RetryPolicy.MaximumRetryAttempts != 3 {
		t.Fatalf("%+v, %v", list, err)
	}
	_, err = client.DeleteRule(t.Context(), &api.DeleteRuleInput{Name: new("a")})
	if err == nil || !strings.Contains(err.Error(), "has targets") {
		t.Errorf("got %v", err)
	}
	if _, err := client.RemoveTargets(t.Context(), &api.RemoveTargetsInput{
		Rule: new("a"), Ids: []string{"1"},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.DeleteRule(t.Context(), &api.DeleteRuleInput{Name: new("a")}); err != nil {
		t.Error(err)
	}
}

func TestRulesThatDoNotExistAreNotFound(t *testing.T) {
	client := caller(t)
	_, err := client.DescribeRule(t.Context(), &api.DescribeRuleInput{Name: new("gone")})
	var got smithy.APIError
	if !errors.As(err, &got) || got.ErrorCode() != "ResourceNotFoundException" {
		t.Errorf("got %v", err)
	}
	_, err = client.PutRule(t.Context(), &api.PutRuleInput{
		Name: new("bad"), EventPattern: new(`{"source":"b"}`),
	})
	if !errors.As(err, &got) || got.ErrorCode() != "InvalidEventPatternException" {
		t.Errorf("got %v", err)
	}
}
