package sns

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// world is an account with a topic and what its subscribers got.
type world struct {
	*SNS
	kernel          *kernel.Kernel
	client          *api.Client
	topic           string
	invoked, queued []string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{kernel: kernel.New(1, time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC))}
	w.SNS = New(&kernel.Env{Kernel: w.kernel, Account: "123456789012", Region: "us-east-1"})
	w.Invoke = func(_ string, payload []byte, _, _ string) error {
		w.invoked = append(w.invoked, string(payload))
		return nil
	}
	w.Send = func(_, body, _ string) error {
		w.queued = append(w.queued, body)
		return nil
	}
	w.client = api.NewFromConfig(wire.NewServer(w.Service).Config(
		wire.Caller{AccessKey: "tester"}, "us-east-1"))
	out, err := w.client.CreateTopic(t.Context(), &api.CreateTopicInput{
		Name: new("alarms"), Attributes: map[string]string{"DisplayName": "Alarms"},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.topic = *out.TopicArn
	return w
}

func (w *world) subscribe(t *testing.T, protocol, endpoint string, raw bool) string {
	t.Helper()
	in := &api.SubscribeInput{TopicArn: &w.topic, Protocol: &protocol, Endpoint: &endpoint}
	if raw {
		in.Attributes = map[string]string{"RawMessageDelivery": "true"}
	}
	out, err := w.client.Subscribe(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return *out.SubscriptionArn
}

const (
	function = "arn:aws:lambda:us-east-1:123456789012:function:f"
	queue    = "arn:aws:sqs:us-east-1:123456789012:q"
)

// SNS-1: each subscriber gets the message in its own envelope.
func TestAMessageReachesFunctionsAndQueuesInTheirEnvelopes(t *testing.T) {
	w := newWorld(t)
	w.subscribe(t, "lambda", function, false)
	w.subscribe(t, "sqs", queue, false)
	w.subscribe(t, "sqs", queue+"-raw", true)
	out, err := w.client.Publish(t.Context(), &api.PublishInput{
		TopicArn: &w.topic, Message: new("hello"), Subject: new("S"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"k": {DataType: new("String"), StringValue: new("v")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.kernel.Advance(time.Minute)
	var event struct {
		Records []struct {
			EventSource string
			Sns         notification
		}
	}
	if err := json.Unmarshal([]byte(strings.Join(w.invoked, "")), &event); err != nil {
		t.Fatal(err)
	}
	got := event.Records[0].Sns
	if got.Message != "hello" || *got.Subject != "S" || got.MessageID != *out.MessageId ||
		got.Attributes["k"].Value != "v" || event.Records[0].EventSource != "aws:sns" {
		t.Errorf("the function got %s", w.invoked)
	}
	raw, enveloped := 0, 0
	for _, body := range w.queued {
		var n notification
		switch {
		case body == "hello":
			raw++
		case json.Unmarshal([]byte(body), &n) == nil && n.Type == "Notification":
			enveloped++
		}
	}
	if raw != 1 || enveloped != 1 {
		t.Errorf("the queues got %q", w.queued)
	}
}

// SNS-2: an email address has to confirm before it hears anything.
func TestAnEmailSubscriptionWaitsForItsConfirmation(t *testing.T) {
	w := newWorld(t)
	if got := w.subscribe(t, "email", "a@example.com", false); got != awaiting {
		t.Errorf("subscription %q", got)
	}
	out, err := w.client.GetTopicAttributes(t.Context(),
		&api.GetTopicAttributesInput{TopicArn: &w.topic})
	if err != nil || out.Attributes["SubscriptionsPending"] != "1" ||
		out.Attributes["DisplayName"] != "Alarms" {
		t.Errorf("%v, %v", out, err)
	}
}

func TestTheSameTopicAndSubscriptionTwiceAreOne(t *testing.T) {
	w := newWorld(t)
	first := w.subscribe(t, "lambda", function, false)
	if second := w.subscribe(t, "lambda", function, false); second != first {
		t.Errorf("%s, then %s", first, second)
	}
	_, err := w.client.CreateTopic(t.Context(), &api.CreateTopicInput{Name: new("alarms")})
	if err != nil || len(w.topics) != 1 {
		t.Errorf("%d topics, %v", len(w.topics), err)
	}
	if _, err := w.client.Unsubscribe(t.Context(),
		&api.UnsubscribeInput{SubscriptionArn: &first}); err != nil {
		t.Fatal(err)
	}
	list, err := w.client.ListSubscriptions(t.Context(), &api.ListSubscriptionsInput{})
	if err != nil || len(list.Subscriptions) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

// SNS-3: lists come in pages of 100.
func TestTopicsComeInPagesOfAHundred(t *testing.T) {
	w := newWorld(t)
	for n := range 119 {
		_, err := w.client.CreateTopic(t.Context(), &api.CreateTopicInput{
			Name: new("t" + strings.Repeat("x", n+1)),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	pages := api.NewListTopicsPaginator(w.client, &api.ListTopicsInput{})
	var sizes []int
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(page.Topics))
	}
	if len(sizes) != 2 || sizes[0] != 100 || sizes[1] != 20 {
		t.Errorf("pages of %v", sizes)
	}
}

func TestWhatSNSRefusesHasItsCode(t *testing.T) {
	w := newWorld(t)
	gone := "arn:aws:sns:us-east-1:123456789012:gone"
	for _, c := range []struct {
		do   func() error
		want string
	}{
		{func() error {
			_, err := w.client.Publish(t.Context(), &api.PublishInput{
				TopicArn: &gone, Message: new("m"),
			})
			return err
		}, "NotFound"},
		{func() error {
			_, err := w.client.Publish(t.Context(), &api.PublishInput{
				TopicArn: &w.topic, Message: new(""),
			})
			return err
		}, "InvalidParameter"},
		{func() error {
			_, err := w.client.CreateTopic(t.Context(), &api.CreateTopicInput{Name: new("a.fifo")})
			return err
		}, "InvalidParameter"},
		{func() error {
			_, err := w.client.Subscribe(t.Context(), &api.SubscribeInput{
				TopicArn: &w.topic, Protocol: new("https"), Endpoint: new("https://example.com"),
			})
			return err
		}, "InvalidParameter"},
	} {
		var got smithy.APIError
		if err := c.do(); !errors.As(err, &got) || got.ErrorCode() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
