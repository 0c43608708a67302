package dynamodb

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// mostNames is how many names ListTables gives at most (API reference, ListTables).
const mostNames = 100

func (d *DynamoDB) listTables(
	_ context.Context, in *dynamodb.ListTablesInput,
) (*dynamodb.ListTablesOutput, error) {
	limit := mostNames
	if in.Limit != nil {
		limit = int(*in.Limit)
	}
	if limit < 1 || limit > mostNames {
		return nil, invalid("1 validation error detected: Value '%d' at 'limit' failed to satisfy "+
			"constraint: Member must have value between 1 and 100", limit)
	}
	out := &dynamodb.ListTablesOutput{TableNames: []string{}}
	for _, name := range slices.Sorted(maps.Keys(d.tables)) {
		if name <= aws.ToString(in.ExclusiveStartTableName) {
			continue
		}
		if len(out.TableNames) == limit {
			out.LastEvaluatedTableName = new(out.TableNames[limit-1])
			break
		}
		out.TableNames = append(out.TableNames, name)
	}
	return out, nil
}

// deletingFor is how long a table is DELETING.
const deletingFor = 5 * time.Second

func (d *DynamoDB) deleteTable(
	_ context.Context, in *dynamodb.DeleteTableInput,
) (*dynamodb.DeleteTableOutput, error) {
	t, err := d.active(in.TableName)
	if err != nil {
		return nil, err
	}
	if t.protected {
		return nil, invalid("Resource cannot be deleted as it is currently protected against " +
			"deletion. Disable deletion protection first.")
	}
	t.status = types.TableStatusDeleting
	t.sweep.Stop()
	d.env.Journal.Add("state", "dynamodb table "+t.name+" deleting")
	d.env.After(deletingFor, func() { delete(d.tables, t.name) })
	return &dynamodb.DeleteTableOutput{TableDescription: t.description()}, nil
}

func (d *DynamoDB) describeTimeToLive(
	_ context.Context, in *dynamodb.DescribeTimeToLiveInput,
) (*dynamodb.DescribeTimeToLiveOutput, error) {
	t, err := d.active(in.TableName)
	if err != nil {
		return nil, err
	}
	out := &types.TimeToLiveDescription{TimeToLiveStatus: types.TimeToLiveStatusDisabled}
	if t.ttl != "" {
		out.TimeToLiveStatus, out.AttributeName = types.TimeToLiveStatusEnabled, new(t.ttl)
	}
	return &dynamodb.DescribeTimeToLiveOutput{TimeToLiveDescription: out}, nil
}

func (d *DynamoDB) updateTimeToLive(
	_ context.Context, in *dynamodb.UpdateTimeToLiveInput,
) (*dynamodb.UpdateTimeToLiveOutput, error) {
	t, err := d.active(in.TableName)
	if err != nil {
		return nil, err
	}
	spec := in.TimeToLiveSpecification
	if spec == nil || spec.AttributeName == nil || spec.Enabled == nil {
		return nil, invalid("TimeToLiveSpecification is required")
	}
	switch on := *spec.Enabled; {
	case on && t.ttl != "":
		return nil, invalid("TimeToLive is already enabled")
	case !on && t.ttl == "":
		return nil, invalid("TimeToLive is already disabled")
	case !on && t.ttl != *spec.AttributeName:
		return nil, invalid("TimeToLive is active on a different AttributeName: current "+
			"AttributeName is %s", t.ttl)
	case on:
		t.ttl = *spec.AttributeName
		for _, rows := range t.partitions {
			for _, r := range rows {
				d.expire(t, r.item)
			}
		}
	default:
		t.ttl = ""
		t.sweep.Stop()
	}
	return &dynamodb.UpdateTimeToLiveOutput{TimeToLiveSpecification: spec}, nil
}
