package faults

import "time"

// Message says how much later than usual each copy of a queue's message arrives. A queue may
// deliver twice and out of order, and loses nothing: an order to lose an event is left to events.
// Orders name it as "SQS message" and the queue.
func (f *Faults) Message(queue string) []time.Duration {
	d := Delivery{Delays: []time.Duration{0}}
	if o := f.told("SQS message "+queue, EventLost); o != nil {
		f.apply(&d, o.fault, o.delay)
		return d.Delays
	}
	if f.Draw(EventDoubled, 1) {
		f.apply(&d, EventDoubled, f.upTo(2*time.Minute))
	}
	if f.Draw(EventReordered, 1) {
		f.apply(&d, EventReordered, f.upTo(20*time.Second))
	}
	return d.Delays
}
