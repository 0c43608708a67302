package lambda

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// maxBatchPayload bounds the event of a batch, in bytes (Lambda developer guide,
// gettingstarted-limits).
const maxBatchPayload = 6 << 20

// queueRecord is a message as a function gets it (Lambda developer guide, with-sqs).
type queueRecord struct {
	MessageID         string                    `json:"messageId"`
	ReceiptHandle     string                    `json:"receiptHandle"`
	Body              string                    `json:"body"`
	Attributes        map[string]string         `json:"attributes"`
	MessageAttributes map[string]queueAttribute `json:"messageAttributes"`
	MD5OfAttributes   string                    `json:"md5OfMessageAttributes,omitempty"`
	MD5OfBody         string                    `json:"md5OfBody"`
	EventSource       string                    `json:"eventSource"`
	EventSourceARN    string                    `json:"eventSourceARN"`
	Region            string                    `json:"awsRegion"`
}

type queueAttribute struct {
	StringValue      *string  `json:"stringValue,omitempty"`
	BinaryValue      []byte   `json:"binaryValue,omitempty"`
	StringListValues []string `json:"stringListValues"`
	BinaryListValues [][]byte `json:"binaryListValues"`
	DataType         string   `json:"dataType"`
}

func (l *Lambda) queueRecord(queue string, m types.Message) json.RawMessage {
	r := queueRecord{
		MessageID: aws.ToString(m.MessageId), ReceiptHandle: aws.ToString(m.ReceiptHandle),
		Body: aws.ToString(m.Body), Attributes: m.Attributes,
		MessageAttributes: map[string]queueAttribute{},
		MD5OfAttributes:   aws.ToString(m.MD5OfMessageAttributes),
		MD5OfBody:         aws.ToString(m.MD5OfBody),
		EventSource:       "aws:sqs", EventSourceARN: queue, Region: l.env.Region,
	}
	for name, v := range m.MessageAttributes {
		r.MessageAttributes[name] = queueAttribute{
			StringValue: v.StringValue, BinaryValue: v.BinaryValue, StringListValues: []string{},
			BinaryListValues: [][]byte{}, DataType: aws.ToString(v.DataType),
		}
	}
	return written(r)
}

// handOver invokes the function with what was gathered, as much of it as an event can have.
func (l *Lambda) handOver(m *mapping) {
	m.full.Stop()
	m.full = nil
	var records []json.RawMessage
	size := len(`{"Records":[]}`)
	for _, message := range m.batch {
		r := l.queueRecord(m.Queue, message)
		size += len(r) + 1
		if size > maxBatchPayload && len(records) > 0 {
			break
		}
		records = append(records, r)
	}
	batch := m.batch[:len(records):len(records)]
	m.batch = m.batch[len(records):]
	payload := written(map[string]any{"Records": records})
	name := m.Queue[strings.LastIndexByte(m.Queue, ':')+1:]
	e := &event{
		function: m.function, payload: payload, requestID: l.env.UUID("invocation"),
		cause:  fmt.Sprintf("queue %s messages %d", name, len(batch)),
		queued: l.env.Now(), chain: l.chainOf(batch).next(m.function),
	}
	e.reply = func(r reply) { l.handled(m, e, batch, r) }
	m.inFlight++
	l.tryBatch(m, e, firstThrottled)
}

// tryBatch runs a batch once there is room. Lambda tries until the messages are visible again
// (Lambda developer guide, services-sqs-errorhandling); a chain that is too long it does not run at
// all.
func (l *Lambda) tryBatch(m *mapping, e *event, wait time.Duration) {
	hides, _ := l.Queues.Visibility(m.Queue)
	late := l.env.Now().Sub(e.queued) >= hides
	switch {
	case l.recursive(e):
		e.reply(failureReply(recursion()))
	case !late && l.free(e.function):
		l.start(e)
	case late:
		e.reply(failureReply(failure{"TooManyRequestsException", "Rate Exceeded."}))
	default:
		l.measure(e.function, "Throttles")
		l.journal(e, "throttled", "again after "+wait.String())
		l.env.After(wait, func() { l.tryBatch(m, e, min(maxThrottled, 2*wait)) })
	}
}

// handled deletes the messages that are done. The others become visible again by themselves.
func (l *Lambda) handled(m *mapping, e *event, batch []types.Message, r reply) {
	m.inFlight--
	failed := failedOf(m, batch, r)
	done := 0
	for _, message := range batch {
		if !failed[aws.ToString(message.MessageId)] {
			l.Queues.Done(m.Queue, aws.ToString(message.ReceiptHandle))
			done++
		}
	}
	if done < len(batch) {
		l.journal(e, "batch", fmt.Sprintf("done=%d failed=%d", done, len(batch)-done))
	}
	l.env.After(0, func() { l.poll(m) })
}

// failedOf are the ids of the messages that failed: all for an error of the function, else those
// that its answer names, where the mapping reads it.
func failedOf(m *mapping, batch []types.Message, r reply) map[string]bool {
	all := map[string]bool{}
	for _, message := range batch {
		all[aws.ToString(message.MessageId)] = true
	}
	switch {
	case r.failed:
		return all
	case !m.ReportFailures:
		return nil
	}
	failed, ok := itemFailures(r.payload)
	if !ok {
		return all
	}
	for id := range failed {
		if !all[id] {
			return all
		}
	}
	return failed
}

// itemFailures reads a batch's answer. No answer, an empty one and an empty list are success; what
// cannot be read is the failure of all, as is an id that is missing, empty or of no message (Lambda
// developer guide, services-sqs-errorhandling).
func itemFailures(answer []byte) (ids map[string]bool, ok bool) {
	var read struct {
		Failures []struct {
			ID string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if len(answer) > 0 {
		if err := json.Unmarshal(answer, &read); err != nil {
			return nil, false
		}
	}
	ids = map[string]bool{}
	for _, f := range read.Failures {
		ids[f.ID] = true
	}
	return ids, true
}

func written(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("lambda: write an event: " + err.Error())
	}
	return b
}
