package sqs

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sashweight/shared/awssim/kernel"
)

// queue is one queue with its messages, the oldest first.
type queue struct {
	Options
	name, url, arn string
	created        time.Time
	messages       []*message
	// ready is called when a message may be received; nil where nobody waits.
	ready func()
}

// message is one message of a queue.
type message struct {
	id         string
	body       string
	attributes map[string]types.MessageAttributeValue
	// system are the system attributes that do not change: SenderId, AWSTraceHeader, ….
	system   map[string]string
	sent     time.Time
	first    time.Time // when it was first received
	visible  time.Time // when it can be received
	receives int
	// copy tells the copies of a message that SQS delivers twice apart.
	copy int
	// wake is when whoever waits for it hears that it is visible.
	wake *kernel.Timer
}

// expire drops the messages that have been kept long enough.
func (q *queue) expire(now time.Time) {
	q.messages = slices.DeleteFunc(q.messages, func(m *message) bool {
		return !now.Before(m.sent.Add(q.Retention))
	})
}

// counts are the messages that can be received, those that were, and those that are delayed.
func (q *queue) counts(now time.Time) (waiting, hidden, delayed int) {
	q.expire(now)
	for _, m := range q.messages {
		switch {
		case !m.visible.After(now):
			waiting++
		case m.receives > 0:
			hidden++
		default:
			delayed++
		}
	}
	return waiting, hidden, delayed
}

// receive hides up to limit messages for a while and returns them. Messages that were received too
// often are taken out and handed to dead.
func (q *queue) receive(
	limit int, now time.Time, hide time.Duration, dead func(*message),
) []*message {
	q.expire(now)
	var out []*message
	q.messages = slices.DeleteFunc(q.messages, func(m *message) bool {
		if len(out) == limit || m.visible.After(now) {
			return false
		}
		if q.DeadLetters != "" && m.receives >= q.MaxReceives {
			dead(m)
			return true
		}
		m.receives++
		m.visible = now.Add(hide)
		if m.receives == 1 {
			m.first = now
		}
		out = append(out, m)
		return false
	})
	return out
}

// receipt names one receipt of a message.
func (q *queue) receipt(m *message) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%s %s %d", q.name, m.key(), m.receives))
}

// remove deletes the message that a receipt names. The receipt of an earlier reception deletes
// nothing; ok is false for what is no receipt of this queue.
func (q *queue) remove(receipt string) (ok bool) {
	text, err := base64.StdEncoding.DecodeString(receipt)
	parts := strings.Fields(string(text))
	if err != nil || len(parts) != 3 || parts[0] != q.name {
		return false
	}
	q.messages = slices.DeleteFunc(q.messages, func(m *message) bool {
		found := m.key() == parts[1] && strconv.Itoa(m.receives) == parts[2]
		if found {
			m.wake.Stop()
		}
		return found
	})
	return true
}

// key is unique among the messages of a queue.
func (m *message) key() string {
	if m.copy == 0 {
		return m.id
	}
	return m.id + "#" + strconv.Itoa(m.copy)
}
