package awssim_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"sashweight/shared/awssim"
	rules "sashweight/shared/awssim/eventbridge"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/iam"
	"sashweight/shared/awssim/lambda"
	"sashweight/shared/awssim/sqs"
)

const everything = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*",
	"Action":["sqs:*","sns:Publish","events:PutEvents"]}]}`

// selfish is an account with a function that reads the queue jobs and runs code.
func selfish(t *testing.T, o awssim.Options, code func(*awssim.Account, string)) (
	a *awssim.Account, url string,
) {
	t.Helper()
	o.Start = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	a = awssim.New(o)
	policy, err := iam.ParseDocument([]byte(everything))
	if err != nil {
		t.Fatal(err)
	}
	role, err := a.IAM.Create(iam.Role{Name: "r", Policies: map[string]iam.Document{"p": policy}})
	if err != nil {
		t.Fatal(err)
	}
	_, dead := a.SQS.Create("dead", sqs.Options{})
	url, arn := a.SQS.Create("jobs", sqs.Options{DeadLetters: dead, MaxReceives: 5})
	a.Lambda.Build = func(lambda.Spec) (lambda.Handler, error) {
		return func(_ context.Context, payload json.RawMessage) (any, error) {
			code(a, string(payload))
			return nil, nil
		}, nil
	}
	if _, err := a.Lambda.Create(lambda.Spec{
		Name: "f", FunctionName: "f", Role: role, Timeout: 30 * time.Second,
		Async: lambda.DefaultAsync(),
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Lambda.Map(lambda.Mapping{Queue: arn, Function: "f"}); err != nil {
		t.Fatal(err)
	}
	return a, url
}

// send puts a message into the queue as whoever the configuration is of.
func send(t *testing.T, client *sdk.Client, url, body string) {
	t.Helper()
	if _, err := client.SendMessage(context.Background(), &sdk.SendMessageInput{
		QueueUrl: &url, MessageBody: &body, DelaySeconds: 1,
	}); err != nil {
		t.Log(err) // a fault
	}
}

// again lets the function make itself run once more, by the way that is named.
func again(t *testing.T, a *awssim.Account, by, url, topic string) {
	t.Helper()
	cfg, ctx := a.FunctionConfig("f"), context.Background()
	var err error
	switch by {
	case "queue":
		send(t, sdk.NewFromConfig(cfg), url, "again")
	case "event":
		_, err = eventbridge.NewFromConfig(cfg).PutEvents(ctx, &eventbridge.PutEventsInput{
			Entries: []ebtypes.PutEventsRequestEntry{{
				Source: new("own"), DetailType: new("Again"), Detail: new("{}"),
			}},
		})
	default:
		_, err = sns.NewFromConfig(cfg).Publish(ctx, &sns.PublishInput{
			TopicArn: &topic, Message: new("again"),
		})
	}
	if err != nil {
		t.Error(err)
	}
}

// runsBy counts how often a function runs that makes itself run again up to 40 times.
func runsBy(t *testing.T, by string, typed bool) (runs, turns int) {
	t.Helper()
	var url, topic string
	a, url := selfish(t, awssim.Options{Typed: typed}, func(a *awssim.Account, _ string) {
		if runs++; runs < 40 {
			again(t, a, by, url, topic)
		}
	})
	user := sns.NewFromConfig(a.UserConfig())
	made, err := user.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: new("own")})
	if err != nil {
		t.Fatal(err)
	}
	topic = *made.TopicArn
	protocol, endpoint := "lambda", a.ARN("lambda", "function:f")
	if by == "topic and queue" {
		protocol, endpoint = "sqs", a.ARN("sqs", "jobs")
	}
	if _, err := user.Subscribe(t.Context(), &sns.SubscribeInput{
		TopicArn: &topic, Protocol: &protocol, Endpoint: &endpoint,
	}); err != nil {
		t.Fatal(err)
	}
	pattern, err := rules.ParsePattern([]byte(`{"source":["own"]}`))
	if err != nil {
		t.Fatal(err)
	}
	a.EventBridge.PutRule(rules.Rule{
		Name: "again", Pattern: pattern, Targets: []rules.Target{{ARN: a.ARN("lambda", "function:f")}},
	})
	send(t, sdk.NewFromConfig(a.UserConfig()), url, "first")
	a.Advance(time.Hour)
	return runs, a.Lambda.Turns("f")
}

// LAM-16: the chain is seen on the wire and in process, through queues and topics; an event begins
// a new one.
func TestChainsAreSeenThroughQueuesAndTopicsAndNotThroughEvents(t *testing.T) {
	for _, typed := range []bool{false, true} {
		for _, by := range []string{"queue", "topic", "topic and queue"} {
			if runs, turns := runsBy(t, by, typed); runs != 16 || turns != 16 {
				t.Errorf("by %s, typed %v: %d runs, %d turns, want 16", by, typed, runs, turns)
			}
		}
		if runs, turns := runsBy(t, "event", typed); runs != 40 || turns != 1 {
			t.Errorf("by event, typed %v: %d runs, %d turns, want 40 of 1", typed, runs, turns)
		}
	}
}

// LAM-15: with every fault there is, each message is handled, some twice, and none is lost.
func TestAFunctionsOwnQueueLivesThroughFaults(t *testing.T) {
	seen := map[byte]int{}
	a, url := selfish(t, awssim.Options{Seed: 7, Rates: faults.Rates{
		faults.EventDoubled: 0.3, faults.EventLost: 0.5, faults.EventReordered: 0.3,
	}}, func(_ *awssim.Account, payload string) {
		for _, part := range strings.Split(payload, `"body":"`)[1:] {
			seen[part[0]]++
		}
	})
	client, total := sdk.NewFromConfig(a.UserConfig()), 0
	for i := range 20 {
		send(t, client, url, string(rune('a'+i)))
	}
	a.Advance(time.Hour)
	for _, n := range seen {
		total += n
	}
	if len(seen) != 20 || total == 20 {
		t.Errorf("%d messages of 20 came, %d times in all", len(seen), total)
	}
	if struck := a.Faults.Struck(); struck[faults.EventDoubled] != total-20 {
		t.Errorf("struck %v, %d came twice", struck, total-20)
	}
}
