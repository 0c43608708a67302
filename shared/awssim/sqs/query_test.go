package sqs

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// old sends a form as clients did before SQS spoke JSON, to the path of the queue.
func old(s *SQS, form string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/123456789012/jobs", strings.NewReader(form+
		"&Version=2012-11-05&QueueUrl="+url.QueryEscape("http://localhost/123456789012/jobs")))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization",
		"AWS4-HMAC-SHA256 Credential=AKID/20260102/us-east-1/sqs/aws4_request")
	w := httptest.NewRecorder()
	wire.NewServer(s.Service).ServeHTTP(w, r)
	return w
}

// SQS-1.
func TestOlderClientsSpeakTheQueryProtocol(t *testing.T) {
	k := kernel.New(1, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	s := New(&kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"})
	s.Create("jobs", Options{})
	for _, c := range []struct {
		form   string
		status int
		want   []string
	}{
		{"Action=GetQueueUrl&QueueName=jobs", 200, []string{
			`<GetQueueUrlResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/">`,
			"<GetQueueUrlResult><QueueUrl>https://sqs.us-east-1.amazonaws.com/123456789012/jobs",
		}},
		{"Action=SendMessage&MessageBody=a%26b&MessageAttribute.1.Name=n&" +
			"MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=v",
			200, []string{"<MD5OfMessageAttributes>"}},
		{"Action=GetQueueAttributes&AttributeName.1=QueueArn&AttributeName.2=VisibilityTimeout",
			200, []string{"<GetQueueAttributesResult><Attribute><Name>QueueArn</Name><Value>arn:",
				"</Attribute><Attribute><Name>VisibilityTimeout</Name><Value>30</Value>"}},
		{"Action=ReceiveMessage&AttributeName.1=All&MessageAttributeName.1=All", 200, []string{
			"<ReceiveMessageResult><Message>", "<Body>a&amp;b</Body>",
			"<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>",
			"<MessageAttribute><Name>n</Name><Value><DataType>String</DataType>",
		}},
		{"Action=GetQueueUrl&QueueName=none", 400, []string{
			"<Code>AWS.SimpleQueueService.NonExistentQueue</Code>",
		}},
	} {
		w := old(s, c.form)
		for _, want := range c.want {
			if w.Code != c.status || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d %s, want %s", c.form, w.Code, w.Body, want)
			}
		}
	}
}
