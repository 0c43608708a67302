package lambda

import "time"

// How long a poller takes to see a message, drawn evenly between the two. It waits in a receive
// call of up to 20 seconds, which is answered at once.
const (
	pollLeast = 5 * time.Millisecond
	pollMost  = 100 * time.Millisecond
)

// How many batches run at once: five, and 300 more for each minute in which there are more
// messages (Lambda developer guide, services-sqs-scaling).
const (
	firstBatches  = 5
	batchesMinute = 300
)

// ready hears that the queue may have messages.
func (l *Lambda) ready(m *mapping) {
	if m.wake.Waiting() {
		return
	}
	takes := pollLeast + time.Duration(l.env.Stream("queue polling").Int64N(int64(pollMost-pollLeast)))
	m.wake = l.env.After(takes.Round(time.Millisecond), func() { l.poll(m) })
}

// poll reads the queue as long as batches may run.
func (l *Lambda) poll(m *mapping) {
	for l.mayRun(m) {
		taken := l.Queues.Take(m.Queue, m.BatchSize-len(m.batch))
		m.batch = append(m.batch, taken...)
		whole := len(m.batch) == m.BatchSize || !m.full.Waiting() && m.full != nil
		switch {
		case len(m.batch) == 0:
			m.busy = time.Time{}
			return
		case m.Window == 0 || whole:
			l.handOver(m)
		default:
			if m.full == nil {
				m.full = l.env.After(m.Window, func() { l.poll(m) })
			}
			return
		}
	}
}

// mayRun reports whether one more batch may run, and notes since when none may.
func (l *Lambda) mayRun(m *mapping) bool {
	limit := firstBatches
	if !m.busy.IsZero() {
		limit += batchesMinute * int(l.env.Now().Sub(m.busy)/time.Minute)
	}
	if m.Concurrency > 0 {
		limit = min(limit, m.Concurrency)
	}
	if m.inFlight < limit {
		return true
	}
	if m.busy.IsZero() {
		m.busy = l.env.Now()
	}
	if !m.grow.Waiting() {
		m.grow = l.env.After(time.Minute, func() { l.poll(m) })
	}
	return false
}
