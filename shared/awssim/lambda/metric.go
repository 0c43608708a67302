package lambda

import (
	"time"

	"sashweight/shared/awssim/kernel"
)

// measure counts something of a function as of now (Lambda developer guide,
// monitoring-metrics-types).
func (l *Lambda) measure(f *function, name string) {
	l.measureAt(f, name, 1, time.Time{})
}

// measureAt puts a datapoint of a function and, without dimensions, of all functions. Those of an
// invocation bear the time at which the function was invoked, not that of the error (Lambda
// developer guide, monitoring-metrics-types).
func (l *Lambda) measureAt(f *function, name string, value float64, at time.Time) {
	m := kernel.Metric{Namespace: "AWS/Lambda", Name: name, Value: value, At: at}
	l.env.Measure(m)
	m.Dimensions = f.dimensions
	l.env.Measure(m)
}
