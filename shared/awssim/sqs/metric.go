package sqs

import (
	"time"

	"sashweight/shared/awssim/kernel"
)

// watch starts the minute's timer of the queues' metrics unless it runs. SQS stops for queues that
// nobody used for six hours (SQS developer guide, sqs-monitoring-using-cloudwatch); the simulation
// goes on, which tells the same zeros.
func (s *SQS) watch() {
	if s.env.PutMetric == nil || s.timer.Waiting() {
		return
	}
	s.timer = s.env.At(s.env.Now().Truncate(time.Minute).Add(time.Minute), func() {
		for _, q := range s.order {
			s.measure(q)
		}
		s.watch()
	})
}

// measure puts what a queue holds (SQS developer guide, sqs-available-cloudwatch-metrics).
func (s *SQS) measure(q *queue) {
	now := s.env.Now()
	waiting, hidden, delayed := 0, 0, 0
	age := 0.0
	if len(q.messages) > 0 {
		waiting, hidden, delayed = q.counts(now)
	}
	if len(q.messages) > 0 {
		age = now.Sub(q.messages[0].sent).Seconds()
	}
	dimensions := []string{"QueueName", q.name}
	put := func(name string, value float64) {
		s.env.Measure(kernel.Metric{
			Namespace: "AWS/SQS", Name: name, Dimensions: dimensions, Value: value,
		})
	}
	put("ApproximateNumberOfMessagesVisible", float64(waiting))
	put("ApproximateNumberOfMessagesNotVisible", float64(hidden))
	put("ApproximateNumberOfMessagesDelayed", float64(delayed))
	put("ApproximateAgeOfOldestMessage", age)
}
