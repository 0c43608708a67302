package logs

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"sashweight/shared/awssim/page"
)

// maxPage is the most groups or streams on a page (CloudWatch Logs API reference).
const maxPage = 50

func invalid(text string) error { return &types.InvalidParameterException{Message: &text} }

func notSimulated(what string) error { return invalid(what + " is not simulated yet") }

func notFound(what string) error {
	return &types.ResourceNotFoundException{Message: new("The specified " + what + " does not exist.")}
}

func (l *Logs) createLogGroup(
	_ context.Context, in *api.CreateLogGroupInput,
) (*api.CreateLogGroupOutput, error) {
	name := aws.ToString(in.LogGroupName)
	switch {
	case name == "":
		return nil, invalid("logGroupName must not be empty")
	case in.KmsKeyId != nil,
		in.LogGroupClass != "" && in.LogGroupClass != types.LogGroupClassStandard:
		return nil, notSimulated("kmsKeyId or logGroupClass")
	case l.find(name) != nil:
		return nil, &types.ResourceAlreadyExistsException{
			Message: new("The specified log group already exists"),
		}
	}
	if _, err := l.Create(Group{Name: name}); err != nil {
		return nil, err
	}
	return &api.CreateLogGroupOutput{}, nil
}

func (l *Logs) deleteLogGroup(
	_ context.Context, in *api.DeleteLogGroupInput,
) (*api.DeleteLogGroupOutput, error) {
	g := l.find(aws.ToString(in.LogGroupName))
	if g == nil {
		return nil, notFound("log group")
	}
	l.groups = slices.DeleteFunc(l.groups, func(o *group) bool { return o == g })
	return &api.DeleteLogGroupOutput{}, nil
}

func (l *Logs) putRetentionPolicy(
	_ context.Context, in *api.PutRetentionPolicyInput,
) (*api.PutRetentionPolicyOutput, error) {
	g := l.find(aws.ToString(in.LogGroupName))
	days := int(aws.ToInt32(in.RetentionInDays))
	switch {
	case g == nil:
		return nil, notFound("log group")
	case days == 0 || !slices.Contains(retentions, days):
		return nil, invalid("Invalid retentionInDays: " + strconv.Itoa(days))
	}
	g.RetentionDays = days
	return &api.PutRetentionPolicyOutput{}, nil
}

func (l *Logs) describeLogGroups(
	_ context.Context, in *api.DescribeLogGroupsInput,
) (*api.DescribeLogGroupsOutput, error) {
	if in.AccountIdentifiers != nil || in.LogGroupIdentifiers != nil ||
		in.LogGroupNamePattern != nil || aws.ToBool(in.IncludeLinkedAccounts) {
		return nil, notSimulated("searching for log groups by other than their prefix")
	}
	var all []types.LogGroup
	for _, g := range l.groups {
		if !strings.HasPrefix(g.Name, aws.ToString(in.LogGroupNamePrefix)) {
			continue
		}
		v := types.LogGroup{
			LogGroupName: new(g.Name), Arn: new(g.ARN), CreationTime: new(g.created.UnixMilli()),
			LogGroupArn:   new(strings.TrimSuffix(g.ARN, ":*")),
			LogGroupClass: types.LogGroupClassStandard, MetricFilterCount: new(int32(0)),
		}
		if g.RetentionDays > 0 {
			v.RetentionInDays = new(int32(g.RetentionDays))
		}
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b types.LogGroup) int {
		return strings.Compare(*a.LogGroupName, *b.LogGroupName)
	})
	page, next, err := pageOf(all, in.Limit, maxPage, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &api.DescribeLogGroupsOutput{LogGroups: page, NextToken: next}, nil
}

// pageOf cuts a page out of a list. Tokens are places in the list.
func pageOf[T any](all []T, limit *int32, most int, token *string) ([]T, *string, error) {
	size := most
	if limit != nil {
		if size = int(*limit); size < 1 || size > most {
			return nil, nil, invalid("limit must be from 1 to " + strconv.Itoa(most))
		}
	}
	part, next, ok := page.Cut(all, size, token)
	if !ok {
		return nil, nil, invalid("The specified nextToken is invalid.")
	}
	return part, next, nil
}
