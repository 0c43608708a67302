package wire_test

import (
	"testing"

	"sashweight/shared/awssim/wire"
)

// Whatever bytes arrive in whatever protocol, the answer is one that its client can read, and it
// is no fault of ours.
func FuzzServe(f *testing.F) {
	for _, body := range []string{
		"", "{}", `{"cluster":"prod","maxResults":1e3}`, `{"Item":{"pk":{"S":"order#1"}}}`,
		nested(3), `{"QueueName":"jobs"}`, "\xff\x00", `{"cluster":null}`,
		"Action=DescribeAutoScalingGroups&AutoScalingGroupNames.member.1=win",
		"Action=TerminateInstances&InstanceId.1=i-1", "\xa1iNamespaceaN", "\xbf\xff", "\xa1a",
		"Action=GetQueueUrl&QueueName=jobs",
		"Action=SetDesiredCapacity&DesiredCapacity=1", "Action=Nap&a.b=1&a=2",
	} {
		f.Add([]byte(body))
	}
	fronts := []raw{
		ecsCall(""), item(""), query(""),
		{auth: signed("sqs"), target: "AmazonSQS.GetQueueUrl", kind: json10},
		{auth: signed("ec2"), kind: form}, {auth: signed("sqs"), kind: form},
		{auth: signed("scheduler"), kind: "application/json", path: "/schedules/a"},
		{auth: signed("scheduler"), method: "GET", path: "/schedules?MaxResults=1"},
		{auth: signed("monitoring"), kind: "application/cbor", cbor: true,
			path: "/service/GraniteServiceVersion20100801/operation/PutMetricData"},
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, q := range fronts {
			q.body = string(body)
			checkAnswer(t, world(), q)
		}
		checkAnswer(t, world(), raw{auth: string(body), target: list, kind: json11, body: "{}"})
		checkAnswer(t, world(), ecsCall("{}").to(string(body)))
		checkAnswer(t, world(), query("Action=DescribeAutoScalingGroups").as(string(body)))
	})
}

// checkAnswer wants a success or a client error whose code can be read.
func checkAnswer(t *testing.T, s *wire.Server, q raw) {
	t.Helper()
	resp := q.send(s)
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode >= 500 {
		t.Fatalf("%+v: status %d", q, resp.StatusCode)
	}
	if resp.StatusCode == 200 {
		return
	}
	if code, err := codeOf(resp); err != nil || code == "" {
		t.Fatalf("%+v: status %d, code %q: %v", q, resp.StatusCode, code, err)
	}
}
