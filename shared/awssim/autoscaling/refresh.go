package autoscaling

import (
	"context"
	"fmt"
	"maps"
	"slices"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// pageRefreshes is the most of DescribeInstanceRefreshes (Auto Scaling API reference).
const pageRefreshes = 100

// OpenRefresh has a group tell of an instance refresh that is InProgress. Nothing is replaced. It
// returns the refresh's id, or an error when there is no such group or one is in progress.
func (a *AutoScaling) OpenRefresh(group string) (id string, err error) {
	g := a.groups[group]
	if g == nil {
		return "", fmt.Errorf("open refresh of group %s: no such group", group)
	}
	if n := len(g.refreshes); n > 0 && g.refreshes[n-1].EndTime == nil {
		return "", fmt.Errorf("open refresh of group %s: one is in progress", group)
	}
	id = a.env.UUID("refresh")
	g.refreshes = append(g.refreshes, types.InstanceRefresh{
		AutoScalingGroupName: new(group), InstanceRefreshId: new(id),
		Status: types.InstanceRefreshStatusInProgress, StartTime: new(a.env.Now()),
		PercentageComplete: new(int32(0)), InstancesToUpdate: new(int32(len(g.live()))),
		Strategy: types.RefreshStrategyRolling,
	})
	a.note(group, "instance refresh", id, "opened")
	return id, nil
}

// CloseRefresh ends the group's refresh that is in progress with a status such as Successful. An
// error says that there is none.
func (a *AutoScaling) CloseRefresh(group string, status types.InstanceRefreshStatus) error {
	g := a.groups[group]
	if g == nil {
		return fmt.Errorf("close refresh of group %s: no such group", group)
	}
	n := len(g.refreshes) - 1
	if n < 0 || g.refreshes[n].EndTime != nil {
		return fmt.Errorf("close refresh of group %s: none is in progress", group)
	}
	refreshes := slices.Clone(g.refreshes)
	x := &refreshes[n]
	x.Status, x.EndTime = status, new(a.env.Now())
	if status == types.InstanceRefreshStatusSuccessful {
		x.PercentageComplete, x.InstancesToUpdate = new(int32(100)), new(int32(0))
	}
	g.refreshes = refreshes
	a.note(group, "instance refresh", *x.InstanceRefreshId, string(status))
	return nil
}

// describeRefreshes tells of a group's refreshes, the newest first.
func (a *AutoScaling) describeRefreshes(
	_ context.Context, in *as.DescribeInstanceRefreshesInput,
) (*as.DescribeInstanceRefreshesOutput, error) {
	g, err := a.named(in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := within(in.MaxRecords, "maxRecords", 1, pageRefreshes); err != nil {
		return nil, err
	}
	byKey := map[string]types.InstanceRefresh{}
	for n, x := range g.refreshes { // the newest has the smallest key
		byKey[fmt.Sprintf("%010d", maxInt-n)] = x
	}
	size := int(override(pageDefault, in.MaxRecords))
	keys, next, err := page(slices.Sorted(maps.Keys(byKey)), size, in.NextToken,
		func(key string) bool {
			return len(in.InstanceRefreshIds) == 0 ||
				slices.Contains(in.InstanceRefreshIds, *byKey[key].InstanceRefreshId)
		})
	if err != nil {
		return nil, err
	}
	out := &as.DescribeInstanceRefreshesOutput{
		InstanceRefreshes: []types.InstanceRefresh{}, NextToken: next,
	}
	for _, key := range keys {
		out.InstanceRefreshes = append(out.InstanceRefreshes, byKey[key])
	}
	return out, nil
}

func (a *AutoScaling) startRefresh(
	_ context.Context, in *as.StartInstanceRefreshInput,
) (*as.StartInstanceRefreshOutput, error) {
	if _, err := a.named(in.AutoScalingGroupName); err != nil {
		return nil, err
	}
	return nil, invalid("StartInstanceRefresh is not simulated yet")
}
