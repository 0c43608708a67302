package cloudwatch

import (
	"regexp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// query is one metric or expression among several, ready to be evaluated.
type query struct {
	id, label string
	stat      *types.MetricStat
	series    *series // once it was found
	expr      node
	returned  bool
	period    int32
}

// evaluation works queries out on a grid of datapoints.
type evaluation struct {
	c       *CloudWatch
	queries []*query
	from    int64 // the minute of the first datapoint
	period  int64 // in minutes
	n       int
	busy    []string
}

var queryID = regexp.MustCompile(`^[a-z][a-zA-Z0-9_]*$`)

// statistics that are simulated; percentiles and trimmed means are not.
var statistics = types.Statistic("").Values()

// queriesOf reads and checks a list of queries (CloudWatch API reference, MetricDataQuery).
func queriesOf(list []types.MetricDataQuery) ([]*query, error) {
	var out []*query
	for _, q := range list {
		id := aws.ToString(q.Id)
		x := &query{
			id: id, label: aws.ToString(q.Label), stat: q.MetricStat,
			returned: q.ReturnData == nil || *q.ReturnData, period: aws.ToInt32(q.Period),
		}
		switch {
		case !queryID.MatchString(id):
			return nil, validation("The value %s for parameter Id is not matching the expected "+
				"pattern ^[a-z][a-zA-Z0-9_]*$.", id)
		case slices.ContainsFunc(out, func(o *query) bool { return o.id == id }):
			return nil, validation("The Id %s is used more than once.", id)
		case (q.Expression == nil) == (q.MetricStat == nil):
			return nil, validation("Exactly one of MetricStat and Expression must be given for %s.",
				id)
		case q.AccountId != nil:
			return nil, notSimulated("cross-account monitoring")
		}
		var err error
		if q.Expression != nil {
			x.expr, err = parseMath(*q.Expression)
		} else {
			x.period = aws.ToInt32(q.MetricStat.Period)
			err = checkStat(q.MetricStat)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

func checkStat(s *types.MetricStat) error {
	if s.Metric == nil || aws.ToString(s.Metric.MetricName) == "" ||
		aws.ToString(s.Metric.Namespace) == "" {
		return missing("Metric")
	}
	if !slices.Contains(statistics, types.Statistic(aws.ToString(s.Stat))) {
		return notSimulated("statistic " + aws.ToString(s.Stat))
	}
	return checkPeriod(aws.ToInt32(s.Period))
}

func checkPeriod(seconds int32) error {
	switch {
	case seconds == 1 || seconds == 5 || seconds == 10 || seconds == 20 || seconds == 30:
		return notSimulated("a period under a minute")
	case seconds < 60 || seconds%60 != 0:
		return validation("Period must be 1, 5, 10, 20, 30 or a multiple of 60 seconds.")
	}
	return nil
}

// of is the value of a query by its id.
func (e *evaluation) of(id string) (operand, error) {
	i := slices.IndexFunc(e.queries, func(q *query) bool { return q.id == id })
	if i < 0 {
		return operand{}, validation("Error in expression: there is no id %s", id)
	}
	q := e.queries[i]
	if q.stat != nil {
		values := make([]float64, e.n)
		e.fill(q, values)
		return one(values), nil
	}
	if slices.Contains(e.busy, id) {
		return operand{}, validation("Error in expression: %s refers to itself", id)
	}
	e.busy = append(e.busy, id)
	o, err := q.expr(e)
	e.busy = e.busy[:len(e.busy)-1]
	return o, err
}

// fill reads a metric's datapoints.
func (e *evaluation) fill(q *query, values []float64) {
	if q.series == nil {
		q.series = e.c.find(q.stat.Metric)
	}
	s := q.series
	for i := range values {
		if values[i] = none; s == nil || q.stat.Unit != "" && s.unit != q.stat.Unit && s.unit != "" {
			continue
		}
		from := e.from + int64(i)*e.period
		values[i] = s.between(from, from+e.period).value(*q.stat.Stat)
	}
}
