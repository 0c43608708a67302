package autoscaling

import (
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/wire"
)

// pageActivities is the most and the default of DescribeScalingActivities.
const pageActivities = 100

// describeActivities tells of activities, the newest first; those of groups that are gone when the
// request asks for them (Auto Scaling API reference, DescribeScalingActivities).
func (a *AutoScaling) describeActivities(
	_ context.Context, in *as.DescribeScalingActivitiesInput,
) (*as.DescribeScalingActivitiesOutput, error) {
	if err := first(onlyKnown(in, "ActivityIds", "AutoScalingGroupName", "IncludeDeletedGroups",
		"MaxRecords", "NextToken"), within(in.MaxRecords, "maxRecords", 1, pageActivities)); err != nil {
		return nil, err
	}
	name, deleted := aws.ToString(in.AutoScalingGroupName), aws.ToBool(in.IncludeDeletedGroups)
	if name != "" && a.groups[name] == nil && !deleted {
		return nil, groupNotFound(name)
	}
	before, err := a.activityToken(in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &as.DescribeScalingActivitiesOutput{Activities: []types.Activity{}}
	size := int(override(pageActivities, in.MaxRecords))
	for n := before - 1; n >= 0; n-- {
		x := a.history[n]
		if name != "" && x.group != name || !deleted && !a.current(x) ||
			len(in.ActivityIds) > 0 && !slices.Contains(in.ActivityIds, x.id) {
			continue
		}
		if len(out.Activities) == size {
			token := tokenPrefix + strconv.Itoa(a.forgotten+n+1)
			out.NextToken = new(base64.URLEncoding.EncodeToString([]byte(token)))
			break
		}
		told, err := x.output()
		if err != nil {
			return nil, err
		}
		out.Activities = append(out.Activities, *told)
	}
	return out, nil
}

// current reports whether the activity's group still exists.
func (a *AutoScaling) current(x *activity) bool {
	g := a.groups[x.group]
	return g != nil && g.arn == x.arn
}

// activityToken is the index in the history before which a page begins.
func (a *AutoScaling) activityToken(token *string) (int, error) {
	if aws.ToString(token) == "" {
		return len(a.history), nil
	}
	raw, err := base64.URLEncoding.DecodeString(*token)
	text, ok := strings.CutPrefix(string(raw), tokenPrefix)
	n, bad := strconv.Atoi(text)
	if err != nil || !ok || bad != nil || n-a.forgotten > len(a.history) {
		return 0, wire.Error("InvalidNextToken", "The token '%s' is invalid.", *token)
	}
	return max(0, n-a.forgotten), nil
}
