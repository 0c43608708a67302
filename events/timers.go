package events

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

const (
	sourceSQS        = "aws:sqs"
	detailTypeTimers = "SQS Messages"
	// recordsMax is the largest batch of a queue's mapping (Lambda developer guide,
	// services-sqs-configure).
	recordsMax = 10_000
)

// Timers is a batch of messages of the function's own queue, as Lambda hands them over (Lambda
// developer guide, with-sqs). Delivery is at least once.
type Timers struct {
	// Meta has the queue as its only resource, and neither id nor time.
	Meta
	// Timers are the messages that could be read, in their order.
	Timers []Timer
	// Malformed are the others.
	Malformed []MalformedTimer
}

// Timer is a message that a function sent to itself for later.
type Timer struct {
	// MessageID is by which the answer names a message that failed.
	MessageID string
	// Timer says what it is for; Cluster is a name.
	Timer, Cluster string
	// Order and Instance may be empty.
	Order, Instance string
	// At is when it was meant to go off, which may be later than now; zero for at once.
	At time.Time
}

// MalformedTimer is a message that is no timer.
type MalformedTimer struct {
	MessageID string
	// Err says what is wrong; offsets count from the start of the message's body.
	Err *ShapeError
}

// timerBody is the body of a timer's message.
type timerBody struct {
	Timer    string `json:"timer"`
	Cluster  string `json:"cluster"`
	Order    string `json:"order,omitempty"`
	Instance string `json:"instance,omitempty"`
	At       string `json:"at,omitempty"`
}

// sqsRecord is what is read of one message.
type sqsRecord struct {
	ID     string `json:"messageId"`
	Body   string `json:"body"`
	Queue  string `json:"eventSourceARN"`
	Region string `json:"awsRegion"`
}

func decodeTimers(in input) (Event, error) {
	var wire struct {
		Records []sqsRecord `json:"Records"`
	}
	if err := in.unmarshal(&wire); err != nil {
		return nil, err
	}
	c := checker{input: in}
	c.atMost("Records", len(wire.Records), recordsMax)
	first := wire.Records[0]
	c.limit("Records.0.eventSourceARN", first.Queue)
	c.limit("Records.0.awsRegion", first.Region)
	event := Timers{Meta: Meta{
		Source: sourceSQS, DetailType: detailTypeTimers, Account: arnPart(first.Queue, 4),
		Region: first.Region, Resources: []string{first.Queue},
	}}
	for i, r := range wire.Records {
		if c.need("Records."+strconv.Itoa(i)+".messageId", r.ID); c.err != nil {
			return nil, c.err
		}
		timer, err := decodeTimer([]byte(r.Body))
		var shape *ShapeError
		if errors.As(err, &shape) {
			event.Malformed = append(event.Malformed, MalformedTimer{r.ID, shape})
			continue
		}
		timer.MessageID = r.ID
		event.Timers = append(event.Timers, timer)
	}
	return event, nil
}

func decodeTimer(raw []byte) (Timer, error) {
	in := input{raw: raw, body: raw}
	var body timerBody
	if err := in.unmarshal(&body); err != nil {
		return Timer{}, err
	}
	at, err := body.check(in)
	if err != nil {
		return Timer{}, err
	}
	return Timer{
		Timer: body.Timer, Cluster: body.Cluster, Order: body.Order, Instance: body.Instance,
		At: at,
	}, nil
}

// check returns the time at which the timer goes off.
func (b timerBody) check(in input) (at time.Time, err error) {
	c := checker{input: in}
	c.need("timer", b.Timer)
	c.need("cluster", b.Cluster)
	c.limit("order", b.Order)
	c.limit("instance", b.Instance)
	if c.err != nil {
		return time.Time{}, c.err
	}
	return in.optionalTime("at", b.At)
}

// Body is the message's body as SendMessage takes it; it refuses what Decode would refuse.
func (t Timer) Body() (string, error) {
	body := timerBody{
		Timer: t.Timer, Cluster: t.Cluster, Order: t.Order, Instance: t.Instance, At: stamp(t.At),
	}
	raw, err := json.Marshal(body)
	if err == nil {
		_, err = body.check(input{raw: raw, body: raw})
	}
	if err != nil {
		return "", fmt.Errorf("encode timer %s of cluster %s: %w",
			name(t.Timer), name(t.Cluster), err)
	}
	return string(raw), nil
}

// About counts the messages and names the first timers.
func (e Timers) About() string {
	var names []string
	for _, t := range e.Timers {
		names = append(names, t.Timer)
	}
	about := fmt.Sprintf("%d timers of queue %s", len(e.Timers), short(first(e.Resources)))
	if len(names) > 0 {
		about += " (" + few(names) + ")"
	}
	if n := len(e.Malformed); n > 0 {
		about += fmt.Sprintf(", and %d messages that are none", n)
	}
	return about
}
