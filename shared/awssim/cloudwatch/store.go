package cloudwatch

import (
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim/kernel"
)

// measure takes a datapoint of a service of the account.
func (c *CloudWatch) measure(m kernel.Metric) {
	at := m.At
	if at.IsZero() {
		at = c.env.Now()
	}
	s := c.seriesOf(m.Namespace, m.Name, m.Dimensions)
	s.add(bin{minuteOf(at), 1, m.Value, m.Value, m.Value})
}

// seriesOf is the series of a metric, made when it is new. dimensions are names and values in turn.
func (c *CloudWatch) seriesOf(namespace, name string, dimensions []string) *series {
	key := c.keyOf(namespace, name, dimensions)
	if s := c.series[string(key)]; s != nil {
		return s
	}
	s := &series{metric: types.Metric{Namespace: new(namespace), MetricName: new(name)}}
	for _, i := range sorted(dimensions) {
		s.metric.Dimensions = append(s.metric.Dimensions,
			types.Dimension{Name: new(dimensions[i]), Value: new(dimensions[i+1])})
	}
	c.series[string(key)] = s
	c.listed = append(c.listed, s)
	return s
}

// keyOf writes what names a metric. Dimensions are a set: their order says nothing (CloudWatch user
// guide, cloudwatch_concepts). The bytes hold until the next call.
func (c *CloudWatch) keyOf(namespace, name string, dimensions []string) []byte {
	k := append(c.key[:0], namespace...)
	k = append(append(k, 0), name...)
	if inOrder(dimensions) {
		for _, x := range dimensions {
			k = append(append(k, 0), x...)
		}
	} else {
		for _, i := range sorted(dimensions) {
			k = append(append(k, 0), dimensions[i]...)
			k = append(append(k, 0), dimensions[i+1]...)
		}
	}
	c.key = k
	return k
}

func inOrder(pairs []string) bool {
	for i := 2; i+1 < len(pairs); i += 2 {
		if pairs[i] < pairs[i-2] {
			return false
		}
	}
	return true
}

// sorted gives the places of the names in pairs, in the names' order.
func sorted(pairs []string) []int {
	var at []int
	for i := 0; i+1 < len(pairs); i += 2 {
		j := len(at)
		for at = append(at, i); j > 0 && pairs[at[j-1]] > pairs[i]; j-- {
			at[j] = at[j-1]
		}
		at[j] = i
	}
	return at
}
