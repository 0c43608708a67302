package logs

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// maxRead is the most events of a call (CloudWatch Logs API reference, GetLogEvents).
const maxRead = 10000

func (l *Logs) stream(groupName, streamName *string) (*stream, error) {
	g := l.find(aws.ToString(groupName))
	if g == nil {
		return nil, notFound("log group")
	}
	if s := g.find(aws.ToString(streamName)); s != nil {
		return s, nil
	}
	return nil, notFound("log stream")
}

// putLogEvents takes events in the order of time, none of them older than 14 days or more than two
// hours ahead.
func (l *Logs) putLogEvents(
	_ context.Context, in *api.PutLogEventsInput,
) (*api.PutLogEventsOutput, error) {
	s, err := l.stream(in.LogGroupName, in.LogStreamName)
	if err != nil {
		return nil, err
	}
	if in.Entity != nil {
		return nil, notSimulated("entity")
	}
	now := l.env.Now()
	old, ahead := now.AddDate(0, 0, -14).UnixMilli(), now.Add(2*time.Hour).UnixMilli()
	last := int64(math.MinInt64)
	for _, e := range in.LogEvents {
		if e.Timestamp == nil || aws.ToString(e.Message) == "" {
			return nil, invalid("Log events must have a timestamp and a message")
		}
		if *e.Timestamp < last {
			return nil, invalid("Log events in a single PutLogEvents request must be in " +
				"chronological order.")
		}
		last = *e.Timestamp
	}
	out := &api.PutLogEventsOutput{}
	for i, e := range in.LogEvents {
		switch {
		case *e.Timestamp < old:
			rejected(out).TooOldLogEventEndIndex = new(int32(i + 1))
		case *e.Timestamp > ahead && rejected(out).TooNewLogEventStartIndex == nil:
			rejected(out).TooNewLogEventStartIndex = new(int32(i))
		case *e.Timestamp <= ahead:
			l.add(s, *e.Message, *e.Timestamp)
		}
	}
	return out, nil
}

func rejected(out *api.PutLogEventsOutput) *types.RejectedLogEventsInfo {
	if out.RejectedLogEventsInfo == nil {
		out.RejectedLogEventsInfo = &types.RejectedLogEventsInfo{}
	}
	return out.RejectedLogEventsInfo
}

// getLogEvents reads a stream, from its end unless StartFromHead says otherwise. The same token
// again means that there is no more.
func (l *Logs) getLogEvents(
	_ context.Context, in *api.GetLogEventsInput,
) (*api.GetLogEventsOutput, error) {
	if in.LogGroupIdentifier != nil {
		return nil, notSimulated("logGroupIdentifier")
	}
	s, err := l.stream(in.LogGroupName, in.LogStreamName)
	if err != nil {
		return nil, err
	}
	var all []types.OutputLogEvent
	for _, e := range s.events {
		if within(e, in.StartTime, in.EndTime) {
			all = append(all, types.OutputLogEvent{
				Message: new(e.message), Timestamp: new(e.at), IngestionTime: new(e.ingested),
			})
		}
	}
	size := maxRead
	if n := aws.ToInt32(in.Limit); n > 0 {
		size = min(size, int(n))
	}
	from, to := max(0, len(all)-size), len(all)
	if aws.ToBool(in.StartFromHead) {
		from, to = 0, min(size, len(all))
	}
	if in.NextToken != nil {
		way, place, _ := strings.Cut(*in.NextToken, "/")
		at, err := strconv.Atoi(place)
		switch at -= s.dropped; {
		case err != nil || way != "f" && way != "b":
			return nil, invalid("The specified nextToken is invalid.")
		case way == "f":
			from = min(max(0, at), len(all))
			to = min(from+size, len(all))
		default:
			to = min(max(0, at), len(all))
			from = max(0, to-size)
		}
	}
	return &api.GetLogEventsOutput{
		Events: all[from:to], NextForwardToken: new("f/" + strconv.Itoa(to+s.dropped)),
		NextBackwardToken: new("b/" + strconv.Itoa(from+s.dropped)),
	}, nil
}

func within(e event, from, to *int64) bool {
	return (from == nil || e.at >= *from) && (to == nil || e.at < *to)
}

// filterLogEvents looks for a part of the messages in all streams of a group.
func (l *Logs) filterLogEvents(
	_ context.Context, in *api.FilterLogEventsInput,
) (*api.FilterLogEventsOutput, error) {
	g := l.find(aws.ToString(in.LogGroupName))
	pattern := aws.ToString(in.FilterPattern)
	switch {
	case in.LogGroupIdentifier != nil:
		return nil, notSimulated("logGroupIdentifier")
	case g == nil:
		return nil, notFound("log group")
	case strings.ContainsAny(pattern, "{}[]?%|*") || strings.HasPrefix(pattern, "-"):
		return nil, notSimulated("a filter pattern other than words")
	}
	var all []types.FilteredLogEvent
	for _, s := range g.streams {
		if in.LogStreamNames != nil && !slices.Contains(in.LogStreamNames, s.name) ||
			!strings.HasPrefix(s.name, aws.ToString(in.LogStreamNamePrefix)) {
			continue
		}
		for i, e := range s.events {
			if within(e, in.StartTime, in.EndTime) && matches(e.message, pattern) {
				all = append(all, types.FilteredLogEvent{
					EventId: new(s.name + "/" + strconv.Itoa(s.dropped+i)), Message: new(e.message),
					LogStreamName: new(s.name), Timestamp: new(e.at), IngestionTime: new(e.ingested),
				})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b types.FilteredLogEvent) int {
		return cmp.Compare(*a.Timestamp, *b.Timestamp)
	})
	page, next, err := pageOf(all, in.Limit, maxRead, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.FilterLogEventsOutput{Events: page, NextToken: next}, nil
}

// matches reports whether a message has every word; a phrase in quotes is one (CloudWatch Logs user
// guide, FilterAndPatternSyntax).
func matches(message, pattern string) bool {
	for i, part := range strings.Split(pattern, `"`) {
		words := strings.Fields(part)
		if i%2 == 1 {
			words = []string{part}
		}
		for _, w := range words {
			if !strings.Contains(message, w) {
				return false
			}
		}
	}
	return true
}
