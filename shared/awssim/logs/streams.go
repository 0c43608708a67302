package logs

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

func (l *Logs) createLogStream(
	_ context.Context, in *api.CreateLogStreamInput,
) (*api.CreateLogStreamOutput, error) {
	g, name := l.find(aws.ToString(in.LogGroupName)), aws.ToString(in.LogStreamName)
	switch {
	case g == nil:
		return nil, notFound("log group")
	case name == "":
		return nil, invalid("logStreamName must not be empty")
	case g.find(name) != nil:
		return nil, &types.ResourceAlreadyExistsException{
			Message: new("The specified log stream already exists"),
		}
	}
	g.streams = append(g.streams, &stream{name: name, created: l.env.Now()})
	return &api.CreateLogStreamOutput{}, nil
}

func (l *Logs) describeLogStreams(
	_ context.Context, in *api.DescribeLogStreamsInput,
) (*api.DescribeLogStreamsOutput, error) {
	g := l.find(aws.ToString(in.LogGroupName))
	switch {
	case in.LogGroupIdentifier != nil:
		return nil, notSimulated("logGroupIdentifier")
	case g == nil:
		return nil, notFound("log group")
	}
	var all []types.LogStream
	for _, s := range g.streams {
		if strings.HasPrefix(s.name, aws.ToString(in.LogStreamNamePrefix)) {
			all = append(all, l.view(g, s))
		}
	}
	slices.SortFunc(all, func(a, b types.LogStream) int {
		if in.OrderBy == types.OrderByLastEventTime {
			return int(aws.ToInt64(a.LastEventTimestamp) - aws.ToInt64(b.LastEventTimestamp))
		}
		return strings.Compare(*a.LogStreamName, *b.LogStreamName)
	})
	if aws.ToBool(in.Descending) {
		slices.Reverse(all)
	}
	page, next, err := pageOf(all, in.Limit, maxPage, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.DescribeLogStreamsOutput{LogStreams: page, NextToken: next}, nil
}

func (l *Logs) view(g *group, s *stream) types.LogStream {
	v := types.LogStream{
		LogStreamName: new(s.name), CreationTime: new(s.created.UnixMilli()),
		Arn: new(strings.TrimSuffix(g.ARN, "*") + "log-stream:" + s.name),
	}
	if n := len(s.events); n > 0 {
		v.FirstEventTimestamp, v.LastEventTimestamp = new(s.events[0].at), new(s.events[n-1].at)
		v.LastIngestionTime = new(s.events[n-1].ingested)
	}
	return v
}
