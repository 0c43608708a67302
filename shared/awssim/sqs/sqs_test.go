package sqs_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/sqs"
	"sashweight/shared/awssim/wire"
)

type world struct {
	*testing.T
	*sdk.Client
	env      *kernel.Env
	svc      *sqs.SQS
	url, arn string
}

func newWorld(t *testing.T, o sqs.Options) world {
	t.Helper()
	env := &kernel.Env{
		Kernel:  kernel.New(1, time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)),
		Account: "123456789012",
		Region:  "us-east-1",
	}
	svc := sqs.New(env)
	url, arn := svc.Create("jobs", o)
	cfg := wire.NewServer(svc.Service).Config(wire.Caller{Name: "test", AccessKey: "AKIATEST"},
		env.Region)
	return world{T: t, Client: sdk.NewFromConfig(cfg), env: env, svc: svc, url: url, arn: arn}
}

func (w world) send(body string, delay int32) {
	w.Helper()
	_, err := w.SendMessage(w.Context(), &sdk.SendMessageInput{
		QueueUrl: &w.url, MessageBody: &body, DelaySeconds: delay,
	})
	if err != nil {
		w.Fatalf("send %s: %v", body, err)
	}
}

func (w world) receive(limit, hide int32) []types.Message {
	w.Helper()
	out, err := w.ReceiveMessage(w.Context(), &sdk.ReceiveMessageInput{
		QueueUrl: &w.url, MaxNumberOfMessages: limit, VisibilityTimeout: hide,
		WaitTimeSeconds: 20, MessageAttributeNames: []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
	})
	if err != nil {
		w.Fatalf("receive: %v", err)
	}
	return out.Messages
}

// counts are the messages waiting, received, delayed.
func (w world) counts() string {
	w.Helper()
	out, err := w.GetQueueAttributes(w.Context(), &sdk.GetQueueAttributesInput{
		QueueUrl: &w.url, AttributeNames: []types.QueueAttributeName{"All"},
	})
	if err != nil {
		w.Fatalf("get attributes: %v", err)
	}
	return out.Attributes["ApproximateNumberOfMessages"] + " " +
		out.Attributes["ApproximateNumberOfMessagesNotVisible"] + " " +
		out.Attributes["ApproximateNumberOfMessagesDelayed"]
}

func bodies(messages []types.Message) string {
	var out []string
	for _, m := range messages {
		out = append(out, *m.Body)
	}
	return strings.Join(out, " ")
}

func fault(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode() + ": " + api.ErrorMessage()
	}
	return fmt.Sprint(err)
}

func TestReceivedMessageIsHiddenAndComesBack(t *testing.T) {
	w := newWorld(t, sqs.Options{})
	for _, body := range []string{"a", "b", "c"} {
		w.send(body, 0)
	}
	if got := bodies(w.receive(2, 0)); got != "a b" {
		t.Errorf("got %q", got)
	}
	if got := w.counts(); got != "1 2 0" {
		t.Errorf("counts: got %s", got)
	}
	if got := bodies(w.receive(10, 60)); got != "c" {
		t.Errorf("got %q", got)
	}
	w.env.Advance(30 * time.Second)
	again := w.receive(10, 0)
	if got := bodies(again); got != "a b" {
		t.Errorf("after the default visibility timeout: got %q", got)
	}
	if got := again[0].Attributes["ApproximateReceiveCount"]; got != "2" {
		t.Errorf("receive count: got %s", got)
	}
	w.env.Advance(30 * time.Second)
	if got := bodies(w.receive(10, 0)); got != "a b c" {
		t.Errorf("after its own visibility timeout: got %q", got)
	}
}

func TestOnlyTheLatestReceiptDeletes(t *testing.T) {
	w := newWorld(t, sqs.Options{})
	w.send("a", 0)
	first := w.receive(1, 1)[0].ReceiptHandle
	w.env.Advance(time.Second)
	second := w.receive(1, 1)[0].ReceiptHandle
	for i, receipt := range []*string{first, second, second} {
		_, err := w.DeleteMessage(t.Context(), &sdk.DeleteMessageInput{
			QueueUrl: &w.url, ReceiptHandle: receipt,
		})
		if err != nil {
			t.Errorf("receipt %d: %v", i, err)
		}
		want := "0 0 0"
		if i == 0 {
			want = "0 1 0"
		}
		if got := w.counts(); got != want {
			t.Errorf("after receipt %d: got %s, want %s", i, got, want)
		}
	}
	_, err := w.DeleteMessage(t.Context(), &sdk.DeleteMessageInput{
		QueueUrl: &w.url, ReceiptHandle: new("x"),
	})
	var invalid *types.ReceiptHandleIsInvalid
	if !errors.As(err, &invalid) {
		t.Errorf("no receipt: got %v", err)
	}
}

func TestDelayedMessageComesWhenItIsDue(t *testing.T) {
	w := newWorld(t, sqs.Options{Delay: 5 * time.Second})
	w.send("own", 900)
	w.send("queue's", 0)
	if got := w.counts(); got != "0 0 2" {
		t.Errorf("got %s", got)
	}
	w.env.Advance(5 * time.Second)
	if got := bodies(w.receive(10, 0)); got != "queue's" {
		t.Errorf("got %q", got)
	}
	w.env.Advance(895 * time.Second)
	if got := bodies(w.receive(1, 0)); got != "own" {
		t.Errorf("got %q", got)
	}
}

func TestMessagesAreKeptForTheRetentionPeriod(t *testing.T) {
	w := newWorld(t, sqs.Options{Retention: 14 * 24 * time.Hour})
	w.send("a", 0)
	w.env.Advance(14*24*time.Hour - time.Second)
	if got := w.counts(); got != "1 0 0" {
		t.Errorf("a second before: got %s", got)
	}
	w.env.Advance(time.Second)
	if got := w.counts(); got != "0 0 0" {
		t.Errorf("after: got %s", got)
	}
}

func TestMessageReceivedTooOftenGoesToTheDeadLetters(t *testing.T) {
	w := newWorld(t, sqs.Options{})
	_, dead := w.svc.Create("dead", sqs.Options{})
	w.url, w.arn = w.svc.Create("work", sqs.Options{DeadLetters: dead, MaxReceives: 2})
	w.send("a", 0)
	for range 2 {
		if got := bodies(w.receive(1, 1)); got != "a" {
			t.Errorf("got %q", got)
		}
		w.env.Advance(time.Second)
	}
	if got := w.receive(1, 1); got != nil {
		t.Errorf("a third time: got %q", bodies(got))
	}
	w.url = strings.Replace(w.url, "/work", "/dead", 1)
	if got := bodies(w.receive(1, 0)); got != "a" {
		t.Errorf("dead letters: got %q", got)
	}
}

func TestAttributesTravelWithTheMessage(t *testing.T) {
	w := newWorld(t, sqs.Options{})
	sent, err := w.SendMessage(t.Context(), &sdk.SendMessageInput{
		QueueUrl: &w.url, MessageBody: new("a"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"test_attribute_name_1": {DataType: new("String"), StringValue: new("one")},
			"test_attribute_name_2": {DataType: new("Binary"), BinaryValue: []byte{1, 2}},
		},
		MessageSystemAttributes: map[string]types.MessageSystemAttributeValue{
			"AWSTraceHeader": {DataType: new("String"), StringValue: new("Root=1")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	// Computed with another program, by the developer guide's algorithm.
	if got := *sent.MD5OfMessageAttributes; got != "9676bb08e8c27142b7e3fb37ced1a32f" {
		t.Errorf("digest of the attributes: got %s", got)
	}
	m := w.receive(1, 0)[0]
	if *m.MD5OfMessageAttributes != *sent.MD5OfMessageAttributes ||
		*m.MessageAttributes["test_attribute_name_1"].StringValue != "one" ||
		m.MessageAttributes["test_attribute_name_2"].BinaryValue[1] != 2 {
		t.Errorf("got %+v", m)
	}
	if m.Attributes["AWSTraceHeader"] != "Root=1" ||
		m.Attributes["SentTimestamp"] != "1772352000000" {
		t.Errorf("got %v", m.Attributes)
	}
}

func TestOtherServicesSendDeadLetters(t *testing.T) {
	w := newWorld(t, sqs.Options{})
	err := w.svc.Send(w.arn, `{"id":1}`, map[string]string{"ErrorCode": "200"})
	if err != nil {
		t.Fatal(err)
	}
	m := w.receive(1, 0)[0]
	if *m.Body != `{"id":1}` || *m.MessageAttributes["ErrorCode"].StringValue != "200" {
		t.Errorf("got %+v", m)
	}
	if err := w.svc.Send(w.arn+"x", "", nil); err == nil {
		t.Error("a message to a queue that is not there was taken")
	}
}

func TestQueueIsFoundByName(t *testing.T) {
	w := newWorld(t, sqs.Options{})
	out, err := w.GetQueueUrl(t.Context(), &sdk.GetQueueUrlInput{QueueName: new("jobs")})
	if err != nil || *out.QueueUrl != "https://sqs.us-east-1.amazonaws.com/123456789012/jobs" {
		t.Errorf("got %v, %v", out, err)
	}
	_, err = w.GetQueueUrl(t.Context(), &sdk.GetQueueUrlInput{QueueName: new("none")})
	want := "AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist."
	var typed *types.QueueDoesNotExist
	if got := fault(err); got != want || !errors.As(err, &typed) {
		t.Errorf("got %s, %T", got, err)
	}
	got, err := w.GetQueueAttributes(t.Context(), &sdk.GetQueueAttributesInput{
		QueueUrl:       &w.url,
		AttributeNames: []types.QueueAttributeName{"QueueArn", "VisibilityTimeout", "Policy"},
	})
	if err != nil || fmt.Sprint(got.Attributes) !=
		"map[QueueArn:arn:aws:sqs:us-east-1:123456789012:jobs VisibilityTimeout:30]" {
		t.Errorf("got %v, %v", got, err)
	}
	_, err = w.GetQueueAttributes(t.Context(), &sdk.GetQueueAttributesInput{
		QueueUrl: &w.url, AttributeNames: []types.QueueAttributeName{"Colour"},
	})
	if got := fault(err); got != "InvalidAttributeName: Unknown Attribute Colour." {
		t.Errorf("got %s", got)
	}
}

func TestBadMessagesAreRefused(t *testing.T) {
	w := newWorld(t, sqs.Options{})
	colour := func(v types.MessageAttributeValue) sdk.SendMessageInput {
		return sdk.SendMessageInput{
			MessageAttributes: map[string]types.MessageAttributeValue{"colour": v},
		}
	}
	for _, test := range []struct {
		in   sdk.SendMessageInput
		want string
	}{
		{sdk.SendMessageInput{MessageBody: new("")},
			"MissingParameter: The request must contain the parameter MessageBody."},
		{sdk.SendMessageInput{MessageBody: new(strings.Repeat("x", 1<<20+1))},
			"InvalidParameterValue: One or more parameters are invalid. Reason: Message must be " +
				"shorter than 1048576 bytes."},
		{sdk.SendMessageInput{MessageBody: new("a\x00b")}, "InvalidMessageContents: The message " +
			"contains characters outside the allowed set."},
		{sdk.SendMessageInput{DelaySeconds: 901}, "InvalidParameterValue: Value 901 for parameter " +
			"DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."},
		{sdk.SendMessageInput{MessageDeduplicationId: new("1")}, "InvalidParameterValue: Value 1 " +
			"for parameter MessageDeduplicationId is invalid. Reason: The request include " +
			"parameter that is not valid for this queue type"},
		{colour(types.MessageAttributeValue{DataType: new(""), StringValue: new("red")}),
			"InvalidParameterValue: The message attribute 'colour' must contain a non-empty " +
				"message attribute type."},
		{colour(types.MessageAttributeValue{DataType: new("Text"), StringValue: new("red")}),
			"InvalidParameterValue: The message attribute 'colour' has an invalid message " +
				"attribute type, the set of supported type prefixes is Binary, Number, and String."},
		{colour(types.MessageAttributeValue{DataType: new("String")}),
			"InvalidParameterValue: The message attribute 'colour' must contain a non-empty " +
				"message attribute value for message attribute type 'String'."},
	} {
		test.in.QueueUrl = &w.url
		if test.in.MessageBody == nil {
			test.in.MessageBody = new("a")
		}
		_, err := w.SendMessage(t.Context(), &test.in)
		if got := fault(err); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestBadReceiveCallsAreRefused(t *testing.T) {
	w := newWorld(t, sqs.Options{})
	for _, test := range []struct {
		in   sdk.ReceiveMessageInput
		want string
	}{
		{sdk.ReceiveMessageInput{MaxNumberOfMessages: 11}, "InvalidParameterValue: Value 11 for " +
			"parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if " +
			"provided."},
		{sdk.ReceiveMessageInput{WaitTimeSeconds: 21}, "InvalidParameterValue: Value 21 for " +
			"parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."},
		{sdk.ReceiveMessageInput{VisibilityTimeout: 43201}, "InvalidParameterValue: Value 43201 " +
			"for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200, if " +
			"provided."},
		{sdk.ReceiveMessageInput{AttributeNames: []types.QueueAttributeName{"Colour"}},
			"InvalidAttributeName: Unknown Attribute Colour."},
		{sdk.ReceiveMessageInput{QueueUrl: new("https://sqs/999999999999/jobs")},
			"AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist."},
	} {
		if test.in.QueueUrl == nil {
			test.in.QueueUrl = &w.url
		}
		_, err := w.ReceiveMessage(t.Context(), &test.in)
		if got := fault(err); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}
