package cloudwatch

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim/page"
	"sashweight/shared/awssim/wire"
)

// Metrics on a page, and the age from which metrics are no longer listed (CloudWatch API reference,
// ListMetrics).
const (
	metricsPerPage = 500
	listedMinutes  = 14 * 24 * 60
	recentMinutes  = 3 * 60
)

// listMetrics lists the metrics that had data in the last two weeks.
func (c *CloudWatch) listMetrics(
	_ context.Context, in *api.ListMetricsInput,
) (*api.ListMetricsOutput, error) {
	if aws.ToBool(in.IncludeLinkedAccounts) || in.OwningAccount != nil {
		return nil, notSimulated("cross-account monitoring")
	}
	since := minuteOf(c.env.Now()) - listedMinutes
	if in.RecentlyActive != "" {
		since = minuteOf(c.env.Now()) - recentMinutes
	}
	var all []types.Metric
	for _, s := range c.listed {
		if s.last() >= since && listed(&s.metric, in) {
			all = append(all, s.metric)
		}
	}
	page, next, err := pageOf(all, metricsPerPage, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.ListMetricsOutput{Metrics: page, NextToken: next}, nil
}

func listed(m *types.Metric, in *api.ListMetricsInput) bool {
	if in.Namespace != nil && *in.Namespace != *m.Namespace ||
		in.MetricName != nil && *in.MetricName != *m.MetricName {
		return false
	}
	for _, f := range in.Dimensions {
		if !hasDimension(m, f) {
			return false
		}
	}
	return true
}

func hasDimension(m *types.Metric, f types.DimensionFilter) bool {
	for _, d := range m.Dimensions {
		if *d.Name == aws.ToString(f.Name) && (f.Value == nil || *f.Value == *d.Value) {
			return true
		}
	}
	return false
}

// pageOf cuts a page out of a list. Tokens are places in the list.
func pageOf[T any](all []T, size int, token *string) ([]T, *string, error) {
	part, next, ok := page.Cut(all, size, token)
	if !ok {
		return nil, nil, wire.Error("InvalidNextToken", "The token %s is invalid.", *token)
	}
	return part, next, nil
}
