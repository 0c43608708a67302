// Package state keeps what must outlive an invocation: drain orders, claims, the cluster's lease,
// decisions and findings, in one DynamoDB table of keys pk and sk. It uses GetItem, PutItem,
// UpdateItem, DeleteItem and Query with condition expressions only, so that any
// DynamoDB-compatible server runs it: no transactions, no scans, no streams. Expiry is part of the
// conditions; the table's TTL only tidies.
package state

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awsclient"
	"sashweight/shared/clock"
)

// Schema is the version of every row. A row of another version is not understood, and holds.
const Schema = 1

// How long rows outlive their use before the table's TTL may tidy them.
const (
	orderKept    = 24 * time.Hour
	decisionKept = 30 * 24 * time.Hour
	findingKept  = 90 * 24 * time.Hour
	learnedKept  = 90 * 24 * time.Hour
)

// Store is the table. Every field is needed.
type Store struct {
	client *dynamodb.Client
	// remembered is when clusters with work were last noted, by name.
	remembered map[string]time.Time
	// Table is the table's name.
	Table string
	// Function is whose lease counters are used, such as drain-nodes.
	Function string
	// Timeout is the function's; leases and claims outlive it by 15 seconds, so that a holder is
	// dead before what it held is free.
	Timeout time.Duration
	Clock   clock.Clock
	// Nonce returns a name that nobody used before: owners and claims are named by one drawn for
	// each attempt, because Lambda's request id repeats when it retries.
	Nonce func() string
}

// New returns the table of that name. The other fields are the caller's to set.
func New(cfg aws.Config, table string) *Store {
	return &Store{
		client: dynamodb.NewFromConfig(cfg), Table: table, remembered: map[string]time.Time{},
	}
}

// held is how long a lease or a claim lasts.
func (s *Store) held() time.Duration { return s.Timeout + 15*time.Second }

func key(pk, sk string) item { return item{"pk": text(pk), "sk": text(sk)} }

// get reads one row, strongly consistent; it is nil where there is none.
func (s *Store) get(ctx context.Context, pk, sk string) (item, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.Table, Key: key(pk, sk), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return nil, fmt.Errorf("read %s %s: %w", pk, sk, err)
	}
	if out.Item == nil {
		return nil, nil
	}
	return out.Item, known(out.Item)
}

// known is an error for a row of a schema that this build does not know.
func known(it item) error {
	if v := numberOf(it, "row_schema"); v != Schema {
		return &SchemaError{PK: textOf(it, "pk"), SK: textOf(it, "sk"), Version: v}
	}
	return nil
}

// rows reads all rows of a partition whose sort keys begin with the prefix, strongly consistent,
// sorted by their sort keys.
func (s *Store) rows(ctx context.Context, pk, prefix string) ([]item, error) {
	var all []item
	in := &dynamodb.QueryInput{
		TableName: &s.Table, ConsistentRead: aws.Bool(true),
		KeyConditionExpression:    aws.String("pk = :pk"),
		ExpressionAttributeValues: item{":pk": text(pk)},
	}
	if prefix != "" {
		in.KeyConditionExpression = aws.String("pk = :pk AND begins_with(sk, :prefix)")
		in.ExpressionAttributeValues[":prefix"] = text(prefix)
	}
	pages := dynamodb.NewQueryPaginator(s.client, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", pk, err)
		}
		for _, it := range page.Items {
			if err := known(it); err != nil {
				return nil, err
			}
			all = append(all, it)
		}
	}
	return all, nil
}

// row begins a row of the present schema.
func row(pk, sk string) item {
	it := key(pk, sk)
	it["row_schema"] = number(Schema)
	return it
}

// put writes a whole row, under a condition unless that is empty. It reports false, and no error,
// where the condition was refused.
func (s *Store) put(ctx context.Context, it item, condition string, values item) (bool, error) {
	in := &dynamodb.PutItemInput{
		TableName: &s.Table, Item: it, ExpressionAttributeValues: values,
	}
	if condition != "" {
		in.ConditionExpression = &condition
	}
	_, err := s.client.PutItem(ctx, in)
	if awsclient.IsConditionFailed(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("put %s %s: %w", textOf(it, "pk"), textOf(it, "sk"), err)
	}
	return true, nil
}

// update changes one row under a condition. It reports false, and no error, where the condition
// was refused.
func (s *Store) update(ctx context.Context, in *dynamodb.UpdateItemInput) (item, bool, error) {
	in.TableName, in.ReturnValues = &s.Table, types.ReturnValueAllNew
	out, err := s.client.UpdateItem(ctx, in)
	if awsclient.IsConditionFailed(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("update %s %s: %w", textOf(in.Key, "pk"),
			textOf(in.Key, "sk"), err)
	}
	return out.Attributes, true, nil
}

// remove deletes a row, under a condition unless that is empty. It reports false, and no error,
// where the condition was refused.
func (s *Store) remove(ctx context.Context, pk, sk, condition string, values item) (bool, error) {
	in := &dynamodb.DeleteItemInput{
		TableName: &s.Table, Key: key(pk, sk), ExpressionAttributeValues: values,
	}
	if condition != "" {
		in.ConditionExpression = &condition
	}
	_, err := s.client.DeleteItem(ctx, in)
	if awsclient.IsConditionFailed(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("delete %s %s: %w", pk, sk, err)
	}
	return true, nil
}

// SchemaError says that a row was written by a version of Sashweight that this one does not know.
type SchemaError struct {
	PK, SK  string
	Version int64
}

// Error names the row and its version.
func (e *SchemaError) Error() string {
	return fmt.Sprintf("row %s %s has schema %d, this build knows %d", e.PK, e.SK, e.Version, Schema)
}
