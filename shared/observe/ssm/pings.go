package ssm

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"sashweight/shared/awsclient"
)

// pingsMax is how many ids are asked for in one DescribeInstanceInformation: what one page of its
// answer holds (Systems Manager API reference).
const pingsMax = 50

// Pings returns Systems Manager's PingStatus of the given instances, by id (i-… or mi-…): Online,
// ConnectionLost or Inactive. One that it does not manage is absent.
func (r *Reader) Pings(ctx context.Context, ids []string) (map[string]string, error) {
	pings := map[string]string{}
	for some := range slices.Chunk(ids, pingsMax) {
		err := r.ping(ctx, some, pings)
		if awsclient.IsInvalidInstance(err) {
			// One of them is none that it knows, and it does not say which.
			err = r.pingEach(ctx, some, pings)
		}
		if err != nil {
			return nil, fmt.Errorf("describe %d managed instances: %w", len(some), err)
		}
	}
	return pings, nil
}

func (r *Reader) pingEach(ctx context.Context, ids []string, pings map[string]string) error {
	for _, id := range ids {
		if err := r.ping(ctx, []string{id}, pings); err != nil && !awsclient.IsInvalidInstance(err) {
			return err
		}
	}
	return nil
}

func (r *Reader) ping(ctx context.Context, ids []string, pings map[string]string) error {
	pages := ssm.NewDescribeInstanceInformationPaginator(r.client,
		&ssm.DescribeInstanceInformationInput{
			MaxResults: aws.Int32(pingsMax),
			Filters: []types.InstanceInformationStringFilter{{
				Key: aws.String("InstanceIds"), Values: ids,
			}},
		})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, i := range page.InstanceInformationList {
			pings[aws.ToString(i.InstanceId)] = string(i.PingStatus)
		}
	}
	return nil
}
