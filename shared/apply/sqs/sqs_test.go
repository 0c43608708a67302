package sqs_test

import (
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	apply "sashweight/shared/apply/sqs"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/sqs"
)

func TestAMessageIsSeenAfterItsDelay(t *testing.T) {
	a := awssim.New(awssim.Options{})
	url, _ := a.SQS.Create("timers", sqs.Options{})
	client, w := sdk.NewFromConfig(a.UserConfig()), apply.New(a.UserConfig())
	take := func() (bodies []string) {
		t.Helper()
		out, err := client.ReceiveMessage(t.Context(), &sdk.ReceiveMessageInput{
			QueueUrl: &url, MaxNumberOfMessages: 10,
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range out.Messages {
			bodies = append(bodies, *m.Body)
			if _, err := client.DeleteMessage(t.Context(), &sdk.DeleteMessageInput{
				QueueUrl: &url, ReceiptHandle: m.ReceiptHandle,
			}); err != nil {
				t.Fatal(err)
			}
		}
		return bodies
	}
	for _, c := range []struct {
		delay, seen time.Duration
	}{
		{-time.Second, 0}, {0, 0}, {1500 * time.Millisecond, 2 * time.Second},
		{time.Minute, time.Minute}, {time.Hour, apply.DelayMax},
	} {
		if err := w.Send(t.Context(), url, "body", c.delay); err != nil {
			t.Fatal(err)
		}
		if c.seen > 0 {
			a.Advance(c.seen - time.Second)
			if got := take(); len(got) != 0 {
				t.Errorf("delay %s: seen a second early", c.delay)
			}
			a.Advance(time.Second)
		}
		if got := take(); len(got) != 1 || got[0] != "body" {
			t.Errorf("delay %s: got %v after %s", c.delay, got, c.seen)
		}
	}
}

func TestAQueueThatIsNotThereIsAnError(t *testing.T) {
	a := awssim.New(awssim.Options{})
	url := "https://sqs.us-east-1.amazonaws.com/123456789012/nobody"
	if err := apply.New(a.UserConfig()).Send(t.Context(), url, "body", 0); err == nil {
		t.Error("no error")
	}
}
