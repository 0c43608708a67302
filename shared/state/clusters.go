package state

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// clustersKey is the partition that names every cluster in which something was begun lately: its
// policy document may be deleted or broken by now, and the work must still be found.
const clustersKey = "clusters"

// clusterKept outlives every order: a lifecycle action ends after 48 hours at the latest (EC2 Auto
// Scaling guide, lifecycle-hooks).
const clusterKept = 72 * time.Hour

// remember notes that the cluster has work. It comes before the work is written.
func (s *Store) remember(ctx context.Context, cluster string) error {
	it := key(clustersKey, cluster)
	it["row_schema"] = number(Schema)
	it["expires"] = seconds(s.Clock.Now().Add(clusterKept))
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.Table, Item: it})
	if err != nil {
		return fmt.Errorf("remember cluster %s: %w", cluster, err)
	}
	return nil
}

// Clusters names the clusters in which something was begun within three days, sorted.
func (s *Store) Clusters(ctx context.Context) ([]string, error) {
	var names []string
	pages := dynamodb.NewQueryPaginator(s.client, &dynamodb.QueryInput{
		TableName: &s.Table, ConsistentRead: aws.Bool(true),
		KeyConditionExpression:    aws.String("pk = :pk"),
		ExpressionAttributeValues: item{":pk": text(clustersKey)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("query clusters with work: %w", err)
		}
		for _, it := range page.Items {
			if numberOf(it, "expires") > s.Clock.Now().Unix() {
				names = append(names, textOf(it, "sk"))
			}
		}
	}
	slices.Sort(names)
	return names, nil
}
