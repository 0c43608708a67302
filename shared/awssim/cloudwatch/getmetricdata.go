package cloudwatch

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// The most queries and datapoints of a call (CloudWatch API reference, GetMetricData).
const (
	maxQueries    = 500
	maxDatapoints = 100800
)

// getMetricData answers queries, the newest datapoint first unless asked otherwise. A page holds up
// to MaxDatapoints of all queries together.
func (c *CloudWatch) getMetricData(
	_ context.Context, in *api.GetMetricDataInput,
) (*api.GetMetricDataOutput, error) {
	switch {
	case in.StartTime == nil || in.EndTime == nil:
		return nil, missing("StartTime")
	case !in.StartTime.Before(*in.EndTime):
		return nil, validation("The parameter StartTime must be less than the parameter EndTime.")
	case len(in.MetricDataQueries) > maxQueries:
		return nil, validation("The collection MetricDataQueries must not have a size greater "+
			"than %d.", maxQueries)
	}
	queries, err := queriesOf(in.MetricDataQueries)
	if err != nil {
		return nil, err
	}
	var all []dataPoint
	for i, q := range queries {
		points, err := c.answer(queries, q, in)
		if err != nil {
			return nil, err
		}
		for _, p := range points {
			p.query = i
			all = append(all, p)
		}
	}
	size := int(aws.ToInt32(in.MaxDatapoints))
	if size <= 0 || size > maxDatapoints {
		size = maxDatapoints
	}
	page, next, err := pageOf(all, size, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.GetMetricDataOutput{
		MetricDataResults: results(queries, page, next != nil), NextToken: next,
	}, nil
}

type dataPoint struct {
	query int
	at    time.Time
	value float64
}

// answer is the datapoints of one query.
func (c *CloudWatch) answer(
	queries []*query, q *query, in *api.GetMetricDataInput,
) ([]dataPoint, error) {
	if !q.returned {
		return nil, nil
	}
	period := int64(max(periodOf(queries, q), 60)) / 60
	from, to := minuteOf(*in.StartTime), minuteOf(in.EndTime.Add(time.Minute-1))
	from -= from % period
	n := (to - from + period - 1) / period
	if n > maxDatapoints {
		return nil, validation("You have requested up to %d datapoints, which exceeds the limit "+
			"of %d.", n, maxDatapoints)
	}
	e := &evaluation{c: c, queries: queries, from: from, period: period, n: int(n)}
	o, err := e.of(q.id)
	switch {
	case err != nil:
		return nil, err
	case o.array || o.scalar:
		return nil, validation("Error in expression: %s must return a single time series", q.id)
	}
	var out []dataPoint
	for i, v := range o.series[0] {
		if !math.IsNaN(v) {
			at := time.Unix((from+int64(i)*period)*60, 0).UTC()
			out = append(out, dataPoint{at: at, value: v})
		}
	}
	if in.ScanBy != types.ScanByTimestampAscending {
		slices.Reverse(out)
	}
	return out, nil
}

// periodOf is a query's period; an expression has its own or the longest of the metrics.
func periodOf(queries []*query, q *query) int32 {
	if q.period > 0 {
		return q.period
	}
	return slices.MaxFunc(queries, func(a, b *query) int { return cmp.Compare(a.period, b.period) }).
		period
}

// results groups the datapoints of a page by their queries.
func results(queries []*query, page []dataPoint, more bool) []types.MetricDataResult {
	var out []types.MetricDataResult
	for i, q := range queries {
		if !q.returned {
			continue
		}
		r := types.MetricDataResult{
			Id: new(q.id), Label: new(q.name()), StatusCode: types.StatusCodeComplete,
			Timestamps: []time.Time{}, Values: []float64{},
		}
		for _, p := range page {
			if p.query == i {
				r.Timestamps, r.Values = append(r.Timestamps, p.at), append(r.Values, p.value)
			}
		}
		if more {
			r.StatusCode = types.StatusCodePartialData
		}
		out = append(out, r)
	}
	return out
}

func (q *query) name() string {
	switch {
	case q.label != "":
		return q.label
	case q.stat != nil:
		return *q.stat.Metric.MetricName
	}
	return q.id
}
