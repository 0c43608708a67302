// Package elb reads settings of Elastic Load Balancing target groups. It calls only Describe
// operations.
package elb

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	elbv2 "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"sashweight/shared/awsclient"
)

// delayKey is the attribute with the deregistration delay in seconds (Elastic Load Balancing API
// reference, TargetGroupAttribute).
const delayKey = "deregistration_delay.timeout_seconds"

// Reader reads one account's target groups.
type Reader struct{ client *elbv2.Client }

// New returns a reader with the account and Region of cfg.
func New(cfg aws.Config) *Reader { return &Reader{client: elbv2.NewFromConfig(cfg)} }

// Delays returns how long the target groups drain a target, by ARN; one call for each. A target
// group that does not exist is absent.
func (r *Reader) Delays(ctx context.Context, targetGroups []string) (
	map[string]time.Duration, error,
) {
	delays := map[string]time.Duration{}
	for _, arn := range slices.Compact(slices.Sorted(slices.Values(targetGroups))) {
		out, err := r.client.DescribeTargetGroupAttributes(ctx,
			&elbv2.DescribeTargetGroupAttributesInput{TargetGroupArn: &arn})
		if awsclient.IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("describe attributes of target group %s: %w", arn, err)
		}
		for _, a := range out.Attributes {
			if aws.ToString(a.Key) != delayKey {
				continue
			}
			seconds, err := strconv.Atoi(aws.ToString(a.Value))
			if err != nil {
				return nil, fmt.Errorf("read %s of target group %s: %w", delayKey, arn, err)
			}
			delays[arn] = time.Duration(seconds) * time.Second
		}
	}
	return delays, nil
}
