package statecheck

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/fleet"
	"sashweight/shared/state"
)

var recordSteps = []step{
	{"record a decision", "1 of them", record},
	{"record it again", "2 of them", record},
	{"raise a finding", "new", raise},
	{"raise it again", "known", raise},
	{"raise it with another text", "new", raiseOther},
	{"raise that again", "known", raiseOther},
	{"clear it", "cleared", clearFinding},
	{"clear it again", "was not raised", clearFinding},
	{"raise it once more", "new", raiseOther},
	{"put a row of a later version", "put", putFuture},
	{"read a cluster that has one", "schema 2 is not known", readFuture},
}

func record(ctx context.Context, d *desk) (string, error) {
	err := d.first.Record(ctx, state.Decision{
		Cluster: cluster, Plan: "drain " + instance, Saw: "version 3", PolicyVersion: 2, Build: "dev",
	})
	if err != nil {
		return "", err
	}
	out, err := d.client.Query(ctx, &dynamodb.QueryInput{
		TableName: &d.table, KeyConditionExpression: aws.String("pk = :pk AND begins_with(sk, :day)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":pk":  &types.AttributeValueMemberS{Value: "decisions#" + cluster},
			":day": &types.AttributeValueMemberS{Value: d.clock.Now().Format("2006-01-02")},
		},
	})
	if err != nil {
		return "", fmt.Errorf("query decisions: %w", err)
	}
	return fmt.Sprintf("%d of them", out.Count), nil
}

func raise(ctx context.Context, d *desk) (string, error) {
	return raised(ctx, d, "its heartbeat is short")
}

func raiseOther(ctx context.Context, d *desk) (string, error) {
	return raised(ctx, d, "its default is ABANDON")
}

func raised(ctx context.Context, d *desk, text string) (string, error) {
	isNew, err := d.first.Raise(ctx, cluster, fleet.Finding{ID: "hook/drain", Text: text})
	switch {
	case err != nil:
		return "", err
	case isNew:
		return "new", nil
	}
	return "known", nil
}

func clearFinding(ctx context.Context, d *desk) (string, error) {
	was, err := d.second.Cleared(ctx, cluster, "hook/drain")
	switch {
	case err != nil:
		return "", err
	case was:
		return "cleared", nil
	}
	return "was not raised", nil
}

const future = "future" // a cluster that a later build works on

func putFuture(ctx context.Context, d *desk) (string, error) {
	_, err := d.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &d.table, Item: map[string]types.AttributeValue{
			"pk":         &types.AttributeValueMemberS{Value: "cluster#" + future},
			"sk":         &types.AttributeValueMemberS{Value: "order#" + instance},
			"row_schema": &types.AttributeValueMemberN{Value: "2"},
		},
	})
	if err != nil {
		return "", fmt.Errorf("put row: %w", err)
	}
	return "put", nil
}

func readFuture(ctx context.Context, d *desk) (string, error) {
	_, err := d.first.Work(ctx, future)
	var unknown *state.SchemaError
	if errors.As(err, &unknown) {
		return fmt.Sprintf("schema %d is not known", unknown.Version), nil
	}
	return "read", err
}
