package state

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"sashweight/shared/awsclient"
	"sashweight/shared/fleet"
)

// decisionBytesMax bounds what one decision stores: small enough for a table item of 400 KB, and
// for a person to read.
const decisionBytesMax = 16 << 10

// Decision is one look's plans and holds, and what they rested on.
type Decision struct {
	Cluster string
	// Plan has a line for each action, hold and finding.
	Plan string
	// Saw has the ids and versions of what was read, a line each.
	Saw string
	// PolicyVersion is the version of the cluster's parameter, 0 without one; Build the version of
	// the code.
	PolicyVersion int64
	Build         string
}

// Record keeps a decision for thirty days.
func (s *Store) Record(ctx context.Context, d Decision) error {
	now := s.Clock.Now()
	sk := now.UTC().Format("2006-01-02T15:04:05.000Z") + "#" + s.Nonce()
	it := key("decisions#"+d.Cluster, sk)
	it["row_schema"] = number(Schema)
	it["function"] = text(s.Function)
	it["plan"] = text(bounded(d.Plan))
	it["saw"] = text(bounded(d.Saw))
	it["policy_version"] = number(d.PolicyVersion)
	it["build"] = text(d.Build)
	it["expires"] = seconds(now.Add(decisionKept))
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.Table, Item: it})
	if err != nil {
		return fmt.Errorf("record decision of cluster %s: %w", d.Cluster, err)
	}
	return nil
}

// Raise keeps a finding and says whether it is new or changed: only then a person is told.
func (s *Store) Raise(ctx context.Context, cluster string, f fleet.Finding) (bool, error) {
	it := key("findings#"+cluster, f.ID)
	it["row_schema"] = number(Schema)
	it["finding"] = text(bounded(f.Text))
	it["raised"] = moment(s.Clock.Now())
	it["expires"] = seconds(s.Clock.Now().Add(findingKept))
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &s.Table, Item: it,
		ConditionExpression:       aws.String("attribute_not_exists(pk) OR finding <> :text"),
		ExpressionAttributeValues: item{":text": it["finding"]},
	})
	if awsclient.IsConditionFailed(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("raise finding %s: %w", f.ID, err)
	}
	return true, nil
}

// bounded cuts text that is too long for a row, and says so.
func bounded(s string) string {
	if len(s) <= decisionBytesMax {
		return s
	}
	return s[:decisionBytesMax] + fmt.Sprintf("\n… %d bytes more", len(s)-decisionBytesMax)
}
