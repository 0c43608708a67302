package dynamodb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func (d *DynamoDB) describeTable(
	_ context.Context, in *dynamodb.DescribeTableInput,
) (*dynamodb.DescribeTableOutput, error) {
	c := &constraints{}
	c.table(in.TableName)
	if err := c.err(); err != nil {
		return nil, err
	}
	t := d.lookUp(in.TableName)
	if t == nil {
		return nil, notFound("Requested resource not found: Table: " + *in.TableName + " not found")
	}
	return &dynamodb.DescribeTableOutput{Table: t.description()}, nil
}

func (t *table) description() *types.TableDescription {
	out := &types.TableDescription{
		TableName:        &t.name,
		TableArn:         &t.arn,
		TableId:          &t.id,
		TableStatus:      t.status,
		CreationDateTime: &t.created,
		ItemCount:        new(t.items),
		TableSizeBytes:   new(t.bytes),
		ProvisionedThroughput: &types.ProvisionedThroughputDescription{
			NumberOfDecreasesToday: new(int64(0)),
			ReadCapacityUnits:      orZero(t.throughput.ReadCapacityUnits),
			WriteCapacityUnits:     orZero(t.throughput.WriteCapacityUnits),
		},
		DeletionProtectionEnabled: new(t.protected),
	}
	for i, k := range t.keys {
		out.AttributeDefinitions = append(out.AttributeDefinitions,
			types.AttributeDefinition{AttributeName: new(k.name), AttributeType: k.kind})
		out.KeySchema = append(out.KeySchema, types.KeySchemaElement{
			AttributeName: new(k.name),
			KeyType:       []types.KeyType{types.KeyTypeHash, types.KeyTypeRange}[i],
		})
	}
	if t.billing == types.BillingModePayPerRequest {
		out.BillingModeSummary = &types.BillingModeSummary{
			BillingMode:                       t.billing,
			LastUpdateToPayPerRequestDateTime: &t.created,
		}
	}
	if t.encrypted {
		out.SSEDescription = &types.SSEDescription{
			Status: types.SSEStatusEnabled, SSEType: types.SSETypeKms,
		}
	}
	return out
}

func orZero(n *int64) *int64 {
	if n == nil {
		return new(int64(0))
	}
	return n
}
