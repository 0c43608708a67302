package wire_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"sashweight/shared/awssim/wire"
)

type reply struct {
	status int
	header http.Header
	body   string
}

// answer sends a well-formed call and returns what comes back.
func answer(t *testing.T, s *wire.Server, q raw) reply {
	t.Helper()
	resp := q.send(s)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header, string(body)}
}

func TestClientsOtherThanTheSDKAreServed(t *testing.T) {
	const inQuery = "<DescribeAutoScalingGroupsResponse " +
		`xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">` +
		"<DescribeAutoScalingGroupsResult><AutoScalingGroups><member>" +
		"<AutoScalingGroupName>a&amp;b</AutoScalingGroupName><MinSize>1</MinSize>" +
		"</member></AutoScalingGroups></DescribeAutoScalingGroupsResult><ResponseMetadata>" +
		"<RequestId>00000000-0000-4000-8000-000000000001</RequestId></ResponseMetadata>" +
		"</DescribeAutoScalingGroupsResponse>"
	for name, c := range map[string]struct {
		send raw
		want string
	}{
		"json":                {ecsCall(`{"cluster":"prod","x":[1]}`), `{"taskArns":["arn:prod"]}`},
		"either content type": {ecsCall(`{}`).as(json10), `{"taskArns":["arn:"]}`},
		"union": {item(`{"Item":{"pk":{"M":{"a":{"B":"AQ=="}}}}}`),
			`{"Attributes":{"pk":{"M":{"a":{"B":"AQ=="}}}}}`},
		"query": {query("Action=DescribeAutoScalingGroups&Version=2011-01-01&" +
			"AutoScalingGroupNames.member.1=a%26b"), inQuery},
		"known by its target": {raw{auth: signed("ecs-fips"), target: list, kind: json11,
			body: `{}`}, `{"taskArns":["arn:"]}`},
	} {
		if got := answer(t, world(), c.send); got.status != http.StatusOK || got.body != c.want {
			t.Errorf("%s: got %d %s", name, got.status, got.body)
		}
	}
}

func TestOldCodesTravelInAHeader(t *testing.T) {
	got := answer(t, world(), raw{
		auth: signed("sqs"), target: "AmazonSQS.GetQueueUrl", kind: json10,
		body: `{"QueueName":"none"}`,
	})
	const want = "AWS.SimpleQueueService.NonExistentQueue;Sender"
	if code := got.header.Get("x-amzn-query-error"); code != want {
		t.Errorf("got header %q, want %q", code, want)
	}
	if !strings.Contains(got.body, `"__type":"com.amazonaws.sqs#QueueDoesNotExist"`) {
		t.Errorf("got body %s", got.body)
	}
}

func TestAPanicIsAnsweredOnThePort(t *testing.T) {
	s := world()
	s.Lock = &sync.Mutex{}
	s.Gate = func(context.Context, *wire.Call, func() (any, error)) (any, error) {
		panic("an invariant broke")
	}
	for name, q := range map[string]raw{
		"json": ecsCall("{}"), "query": query("Action=DescribeAutoScalingGroups"),
	} {
		resp := q.send(s)
		code, err := codeOf(resp)
		_ = resp.Body.Close()
		if err != nil || code != "InternalFailure" || resp.StatusCode != 500 {
			t.Errorf("%s: got %d %q (%v)", name, resp.StatusCode, code, err)
		}
	}
}

func TestAnEndedRequestIsNotServed(t *testing.T) {
	s := world()
	s.Gate = func(context.Context, *wire.Call, func() (any, error)) (any, error) {
		t.Error("the call was served")
		return nil, errors.New("served")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("{}")).WithContext(ctx)
	r.Header.Set("Authorization", signed("ecs"))
	r.Header.Set("X-Amz-Target", list)
	r.Header.Set("Content-Type", json11)
	resp, err := s.Do(r)
	if err == nil {
		_ = resp.Body.Close()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}
