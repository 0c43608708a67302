// Package sqs is Amazon SQS in the simulated account: standard queues. Messages come in the order
// in which they were sent, and a receive call that waits answers at once: whoever serves it holds
// virtual time still.
package sqs

import (
	"fmt"
	"time"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// SQS is the service of one account.
type SQS struct {
	// Service has the operations.
	Service *wire.Service
	// Trace is the tracing header of the call that is served, "" for none; nil: none.
	Trace func() string
	// Copies says when the copies of a message arrive that somebody waits for; nil: one, at once.
	Copies func(queue string) []time.Duration

	env    *kernel.Env
	queues map[string]*queue
	order  []*queue // as they were made, for their metrics
	timer  *kernel.Timer
}

// Options makes a queue. What is zero is SQS's default, 30 seconds and 4 days for the first two.
type Options struct {
	// Visibility is how long a received message is hidden.
	Visibility time.Duration
	// Retention is how long a message is kept, at most 14 days.
	Retention time.Duration
	// Delay is how long a new message is hidden, at most 15 minutes.
	Delay time.Duration
	// Wait is how long a receive call waits for a message.
	Wait time.Duration
	// DeadLetters is the ARN of the queue for messages received more than MaxReceives times; empty
	// for none.
	DeadLetters string
	MaxReceives int
}

// The defaults of a queue (SQS API reference, SetQueueAttributes).
const (
	defaultVisibility = 30 * time.Second
	defaultRetention  = 4 * 24 * time.Hour
)

// flat are the lists and maps as clients before November 2023 write them (SQS API reference,
// making-query-requests).
var flat = map[string]string{
	"AttributeNames":              "AttributeName",
	"Attributes":                  "Attribute",
	"MessageAttributeNames":       "MessageAttributeName",
	"MessageAttributes":           "MessageAttribute",
	"MessageSystemAttributeNames": "MessageSystemAttributeName",
	"MessageSystemAttributes":     "MessageSystemAttribute",
	"Messages":                    "Message",
}

// New returns the service without queues.
func New(env *kernel.Env) *SQS {
	s := &SQS{
		Service: wire.NewService(wire.Spec{
			ID: "SQS", Scope: "sqs", Target: "AmazonSQS", Protocol: wire.JSON10,
			ErrorPrefix: "com.amazonaws.sqs#", QueryCompatible: true,
			Also: []wire.Protocol{wire.Query}, Flat: flat,
			Namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
		}),
		env:    env,
		queues: map[string]*queue{},
	}
	wire.On(s.Service, "GetQueueUrl", s.getQueueURL)
	wire.On(s.Service, "GetQueueAttributes", s.getQueueAttributes)
	wire.On(s.Service, "SendMessage", s.sendMessage)
	wire.On(s.Service, "ReceiveMessage", s.receiveMessage)
	wire.On(s.Service, "DeleteMessage", s.deleteMessage)
	return s
}

// Create makes a standard queue. The caller makes sure that the name is free.
func (s *SQS) Create(name string, o Options) (url, arn string) {
	if o.Visibility == 0 {
		o.Visibility = defaultVisibility
	}
	if o.Retention == 0 {
		o.Retention = defaultRetention
	}
	q := &queue{
		Options: o,
		name:    name,
		arn:     s.env.ARN("sqs", name),
		url:     fmt.Sprintf("https://sqs.%s.amazonaws.com/%s/%s", s.env.Region, s.env.Account, name),
		created: s.env.Now(),
	}
	s.queues[name] = q
	s.order = append(s.order, q)
	s.watch()
	s.env.Journal.Add("state", "sqs queue "+name+" created")
	return q.url, q.arn
}

// Send puts a message with string attributes into a queue by its ARN, as other services send dead
// letters. The error says that the queue is not there or what is wrong with the message.
func (s *SQS) Send(arn, body string, attributes map[string]string) error {
	return s.put(arn, &message{body: body, attributes: stringAttributes(attributes)})
}

// SendTraced is Send for a service that passes on the tracing header of what it was sent.
func (s *SQS) SendTraced(arn, body, header string) error {
	m := &message{body: body}
	if header != "" {
		m.system = map[string]string{traceHeader: header}
	}
	return s.put(arn, m)
}

func (s *SQS) put(arn string, m *message) error {
	q := s.byARN(arn)
	if q == nil {
		return noQueue()
	}
	if err := checkBody(m.body); err != nil {
		return err
	}
	m.id, m.sent = s.env.UUID("sqs message"), s.env.Now()
	m.visible = m.sent.Add(q.Delay)
	s.add(q, m)
	return nil
}
