package serve

import "context"

// reply is what an invocation answers.
type reply struct{ value any }

type replyKey struct{}

// Reply makes v, as JSON, the answer of the invocation that ctx belongs to; the last one counts.
// Whoever invokes a function and waits gets it: a person's command, and a queue's mapping, which
// takes a Batch. An invocation that ends with an error to be retried has no answer. Outside of an
// invocation Reply does nothing.
func Reply(ctx context.Context, v any) {
	if r, ok := ctx.Value(replyKey{}).(*reply); ok {
		r.value = v
	}
}

// Batch answers a batch of a queue's messages: those that it does not name are done, and deleted
// (Lambda developer guide, services-sqs-errorhandling). The mapping must say
// ReportBatchItemFailures; without, the answer is not read.
type Batch struct {
	Failures []Failure `json:"batchItemFailures"`
}

// Failure names a message that is to be delivered again after the queue's visibility timeout.
type Failure struct {
	// MessageID is the message's id. One that is not of the batch fails the whole batch.
	MessageID string `json:"itemIdentifier"`
}

// Failed is the answer by which the messages of these ids, and no others, are delivered again;
// without ids all are done.
func Failed(messageIDs ...string) Batch {
	b := Batch{Failures: []Failure{}}
	for _, id := range messageIDs {
		b.Failures = append(b.Failures, Failure{id})
	}
	return b
}
