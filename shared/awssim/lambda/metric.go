package lambda

import "sashweight/shared/awssim/kernel"

// measure puts a datapoint of a function (Lambda developer guide, monitoring-metrics-types).
func (l *Lambda) measure(f *function, name string, value float64) {
	l.env.Measure(kernel.Metric{
		Namespace: "AWS/Lambda", Name: name, Value: value, Dimensions: f.dimensions,
	})
}
