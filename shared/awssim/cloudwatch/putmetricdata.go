package cloudwatch

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim/wire"
)

// The limits of a datum (CloudWatch API reference, PutMetricData and MetricDatum).
const (
	maxData       = 1000
	maxDimensions = 30
	maxValues     = 150
	oldest        = 14 * 24 * time.Hour
	newest        = 2 * time.Hour
	largest       = 0x1p360
)

// putMetricData takes data of users. High resolution is kept by the minute.
func (c *CloudWatch) putMetricData(
	_ context.Context, in *api.PutMetricDataInput,
) (*api.PutMetricDataOutput, error) {
	namespace := aws.ToString(in.Namespace)
	switch {
	case namespace == "":
		return nil, missing("Namespace")
	case strings.HasPrefix(namespace, "AWS/"):
		return nil, invalid("The value AWS/ for parameter Namespace is invalid.")
	case len(in.MetricData) > maxData:
		return nil, validation("The collection MetricData must not have a size greater than %d.",
			maxData)
	case in.EntityMetricData != nil:
		return nil, notSimulated("EntityMetricData")
	case in.MetricData == nil:
		return nil, missing("MetricData")
	}
	bins := make([][]bin, len(in.MetricData))
	for i := range in.MetricData {
		var err error
		if bins[i], err = c.check(&in.MetricData[i]); err != nil {
			return nil, err
		}
	}
	for i := range in.MetricData {
		c.put(namespace, &in.MetricData[i], bins[i])
	}
	return &api.PutMetricDataOutput{}, nil
}

// check refuses what CloudWatch would, and gives the datum's samples.
func (c *CloudWatch) check(d *types.MetricDatum) ([]bin, error) {
	now := c.env.Now()
	at := now
	if d.Timestamp != nil {
		at = *d.Timestamp
	}
	switch {
	case aws.ToString(d.MetricName) == "":
		return nil, missing("MetricData.member.1.MetricName")
	case len(d.Dimensions) > maxDimensions:
		return nil, validation("The collection MetricData.member.1.Dimensions must not have a "+
			"size greater than %d.", maxDimensions)
	case at.Before(now.Add(-oldest)):
		return nil, invalid("The parameter MetricData.member.1.Timestamp must specify a time " +
			"within the past two weeks.")
	case at.After(now.Add(newest)):
		return nil, invalid("The parameter MetricData.member.1.Timestamp must specify a time no " +
			"more than two hours in the future.")
	case d.Unit != "" && !slices.Contains(d.Unit.Values(), d.Unit):
		return nil, invalid("The parameter MetricData.member.1.Unit must be a value in the set %v",
			d.Unit.Values())
	case d.StorageResolution != nil && *d.StorageResolution != 1 && *d.StorageResolution != 60:
		return nil, invalid("The parameter MetricData.member.1.StorageResolution must be 1 or 60.")
	}
	for _, x := range d.Dimensions {
		if aws.ToString(x.Name) == "" || aws.ToString(x.Value) == "" {
			return nil, invalid("The parameters MetricData.member.1.Dimensions must have a name " +
				"and a value.")
		}
	}
	return samples(d, minuteOf(at))
}

// samples reads the one of value, statistic set and list of values that a datum has.
func samples(d *types.MetricDatum, minute int64) ([]bin, error) {
	given := 0
	var out []bin
	if d.Value != nil {
		given++
		out = append(out, bin{minute, 1, *d.Value, *d.Value, *d.Value})
	}
	if s := d.StatisticValues; s != nil {
		given++
		out = append(out, bin{minute, aws.ToFloat64(s.SampleCount), aws.ToFloat64(s.Sum),
			aws.ToFloat64(s.Minimum), aws.ToFloat64(s.Maximum)})
	}
	if d.Values != nil {
		given++
	}
	switch {
	case given != 1:
		return nil, wire.Error("InvalidParameterCombination",
			"Exactly one of Value, Values and StatisticValues must be given.")
	case len(d.Values) > maxValues || d.Counts != nil && len(d.Counts) != len(d.Values):
		return nil, invalid("The parameters MetricData.member.1.Values and MetricData.member.1."+
			"Counts must be of the same size, at most %d.", maxValues)
	}
	for i, v := range d.Values {
		n := 1.0
		if d.Counts != nil {
			n = d.Counts[i]
		}
		out = append(out, bin{minute, n, n * v, v, v})
	}
	for _, b := range out {
		for _, v := range [3]float64{b.sum, b.min, b.max} {
			if math.IsNaN(v) || math.Abs(v) > largest {
				return nil, invalid("The value %v for parameter MetricData.member.1.Value is "+
					"invalid.", v)
			}
		}
	}
	return out, nil
}

// put adds the samples of a checked datum.
func (c *CloudWatch) put(namespace string, d *types.MetricDatum, bins []bin) {
	pairs := make([]string, 0, 2*len(d.Dimensions))
	for _, x := range d.Dimensions {
		pairs = append(pairs, *x.Name, *x.Value)
	}
	s := c.seriesOf(namespace, *d.MetricName, pairs)
	s.unit = d.Unit
	for _, b := range bins {
		s.add(b)
	}
}

// Put takes one datum as PutMetricData does, for the metrics in log lines. What CloudWatch refuses
// is an error.
func (c *CloudWatch) Put(namespace string, d types.MetricDatum) error {
	bins, err := c.check(&d)
	if err != nil {
		return err
	}
	c.put(namespace, &d, bins)
	return nil
}
