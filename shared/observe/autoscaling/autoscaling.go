// Package autoscaling reads Auto Scaling groups, their instances, lifecycle hooks and instance
// refreshes and returns them as fleet values. It calls only Describe operations.
package autoscaling

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/fleet"
)

// Limits of one call (EC2 Auto Scaling API reference): ids of DescribeAutoScalingInstances, names
// of DescribeAutoScalingGroups, and the largest page.
const (
	instancesMax = 50
	namesMax     = 50
	pageMax      = 100
)

// healthy is a group's judgement of an instance; DescribeAutoScalingInstances writes it in capitals
// (EC2 Auto Scaling API reference, AutoScalingInstanceDetails).
const healthy = "Healthy"

// Reader reads one account's Auto Scaling groups.
type Reader struct{ client *autoscaling.Client }

// New returns a reader with the account and Region of cfg.
func New(cfg aws.Config) *Reader { return &Reader{client: autoscaling.NewFromConfig(cfg)} }

// Members finds the groups' view of the given instances, by id. An instance that no group has is
// absent.
func (r *Reader) Members(ctx context.Context, ids []string) (map[string]fleet.Member, error) {
	members := map[string]fleet.Member{}
	for some := range slices.Chunk(ids, instancesMax) {
		pages := autoscaling.NewDescribeAutoScalingInstancesPaginator(r.client,
			&autoscaling.DescribeAutoScalingInstancesInput{InstanceIds: some})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, fmt.Errorf("describe %d instances: %w", len(some), err)
			}
			for _, i := range page.AutoScalingInstances {
				members[aws.ToString(i.InstanceId)] = fleet.Member{
					Instance:  aws.ToString(i.InstanceId),
					Group:     aws.ToString(i.AutoScalingGroupName),
					State:     aws.ToString(i.LifecycleState),
					Zone:      aws.ToString(i.AvailabilityZone),
					Protected: aws.ToBool(i.ProtectedFromScaleIn),
					Healthy:   strings.EqualFold(aws.ToString(i.HealthStatus), healthy),
				}
			}
		}
	}
	return members, nil
}

// memberOf is an instance as the description of its group shows it.
func memberOf(group string, i types.Instance) fleet.Member {
	return fleet.Member{
		Instance: aws.ToString(i.InstanceId), Group: group, State: string(i.LifecycleState),
		Zone: aws.ToString(i.AvailabilityZone), Protected: aws.ToBool(i.ProtectedFromScaleIn),
		Healthy: strings.EqualFold(aws.ToString(i.HealthStatus), healthy),
	}
}
