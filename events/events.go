// Package events turns what arrives, and what Sashweight itself publishes, into typed values.
//
// An event is a hint to look: it names what may have changed, and the reader then observes the
// present state. The types therefore hold only what somebody reads, and most of that is names.
// Everything that arrives is untrusted: sizes are bounded, unknown fields are passed over, and what
// is shown is escaped.
package events

import (
	"encoding/json"
	"fmt"
	"time"
)

// InputBytesMax is the largest input that Decode takes: a batch of a queue's messages has at most
// 6 MiB, as a synchronous invocation; an asynchronous one carries at most 1 MiB (Lambda developer
// guide, gettingstarted-limits), an EventBridge event 256 KiB.
const InputBytesMax = 6 << 20

// Meta is the envelope: what every event says of itself. A form without an EventBridge envelope
// fills what it can, and leaves the rest empty.
type Meta struct {
	// ID tells deliveries of one event apart from other events; delivery is at least once.
	// Empty for direct alarm payloads and for schedules that do not pass one.
	ID string
	// Source and DetailType are the key by which EventBridge rules and Decode tell events apart.
	Source, DetailType string
	// Account and Region are where it happened.
	Account, Region string
	// Time is when the sender says that it happened, in UTC; zero when the form has no time.
	Time time.Time
	// Resources are ARNs, except for AWS Health, where they are bare instance ids.
	Resources []string
}

// Envelope returns the event's envelope.
func (m Meta) Envelope() Meta { return m }

func (m *Meta) setMeta(to Meta) { *m = to }

// Event is one decoded event: a value (never a pointer) of one of this package's types.
type Event interface {
	// Envelope returns what every event has.
	Envelope() Meta
	// About says in one plain phrase what the event is about. It is safe to print: untrusted
	// text in it is cut short, and escaped where it is not plain.
	About() string
}

// Decode reads one event in any of the forms in which it may arrive: the EventBridge envelope, an
// SNS notification (as Lambda and as HTTP or SQS get it, or the parsed message of the ECS AMI
// topic), messages of the function's own queue, an alarm's direct call of a function, a bare
// CloudTrail record, a schedule's tick.
// A well-formed envelope of an unheard-of kind is an Unknown, not an error. Every error is a
// *ShapeError.
func Decode(raw []byte) (Event, error) {
	if len(raw) > InputBytesMax {
		return nil, &ShapeError{
			Offset: InputBytesMax,
			Reason: fmt.Sprintf("longer than %d bytes", InputBytesMax),
		}
	}
	top := input{raw: raw, body: raw}
	var keys map[string]present
	if err := top.unmarshal(&keys); err != nil {
		return nil, err
	}
	for _, form := range forms {
		if _, ok := keys[form.key]; ok {
			return form.decode(top)
		}
	}
	return nil, top.fail("detail-type", "missing: this is no form of event that is known here")
}

// forms tells the forms apart by a top-level key that each has and those after it lack.
var forms = []struct {
	key    string
	decode decoder
}{
	{"detail-type", decodeEnvelope},
	{"alarmData", decodeAlarmPayload},
	{"Records", decodeRecords},
	{"TopicArn", decodeNotification},
	{"ECSAmis", decodeAMIMessage},
	{"eventName", decodeTrailRecord},
}

// present is a JSON value of which only the existence matters.
type present struct{}

// UnmarshalJSON takes anything.
func (*present) UnmarshalJSON([]byte) error { return nil }

var _ json.Unmarshaler = (*present)(nil)
