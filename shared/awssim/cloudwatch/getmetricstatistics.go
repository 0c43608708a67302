package cloudwatch

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim/wire"
)

// maxStatistics is the most datapoints of a call (CloudWatch API reference, GetMetricStatistics).
const maxStatistics = 1440

// getMetricStatistics tells statistics of one metric, the oldest first; AWS promises no order.
func (c *CloudWatch) getMetricStatistics(
	_ context.Context, in *api.GetMetricStatisticsInput,
) (*api.GetMetricStatisticsOutput, error) {
	if err := checkStatistics(in); err != nil {
		return nil, err
	}
	period := int64(*in.Period) / 60
	from, to := minuteOf(*in.StartTime), minuteOf(in.EndTime.Add(time.Minute-1))
	from -= from % period
	if n := (to - from) / period; n > maxStatistics {
		return nil, wire.Error("InvalidParameterCombination", "You have requested up to %d "+
			"datapoints, which exceeds the limit of %d.", n, maxStatistics)
	}
	out := &api.GetMetricStatisticsOutput{Label: in.MetricName, Datapoints: []types.Datapoint{}}
	s := c.find(&types.Metric{
		Namespace: in.Namespace, MetricName: in.MetricName, Dimensions: in.Dimensions,
	})
	if s == nil || in.Unit != "" && s.unit != "" && in.Unit != s.unit {
		return out, nil
	}
	for at := from; at < to; at += period {
		if b := s.between(at, at+period); b.count > 0 {
			out.Datapoints = append(out.Datapoints, datapoint(b, in.Statistics, s.unit))
		}
	}
	return out, nil
}

func checkStatistics(in *api.GetMetricStatisticsInput) error {
	switch {
	case in.StartTime == nil || in.EndTime == nil || in.Period == nil:
		return missing("Period")
	case in.Namespace == nil || in.MetricName == nil:
		return missing("MetricName")
	case !in.StartTime.Before(*in.EndTime):
		return invalid("The parameter StartTime must be less than the parameter EndTime.")
	case in.ExtendedStatistics != nil:
		return notSimulated("ExtendedStatistics")
	case len(in.Statistics) == 0:
		return missing("Statistics")
	}
	for _, s := range in.Statistics {
		if !slices.Contains(statistics, s) {
			return invalid("The value %s for parameter Statistics is invalid.", s)
		}
	}
	return checkPeriod(aws.ToInt32(in.Period))
}

func datapoint(b bin, want []types.Statistic, unit types.StandardUnit) types.Datapoint {
	if unit == "" {
		unit = types.StandardUnitNone
	}
	d := types.Datapoint{Timestamp: new(time.Unix(b.minute*60, 0).UTC()), Unit: unit}
	for _, s := range want {
		v := new(b.value(string(s)))
		switch s {
		case types.StatisticSampleCount:
			d.SampleCount = v
		case types.StatisticAverage:
			d.Average = v
		case types.StatisticSum:
			d.Sum = v
		case types.StatisticMinimum:
			d.Minimum = v
		case types.StatisticMaximum:
			d.Maximum = v
		}
	}
	return d
}
