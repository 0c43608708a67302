package statecheck

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

var tableSteps = []step{
	{"create the table", "made", createTable},
	{"create it again", "in use", createTable},
	{"the table becomes usable", "active, keys pk HASH, sk RANGE", awaitTable},
}

func createTable(ctx context.Context, d *desk) (string, error) {
	_, err := d.client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: &d.table, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange},
		},
	})
	var inUse *types.ResourceInUseException
	if errors.As(err, &inUse) {
		return "in use", nil
	}
	return "made", err
}

// awaitTable asks for at most half a minute.
func awaitTable(ctx context.Context, d *desk) (string, error) {
	for range 300 {
		in := &dynamodb.DescribeTableInput{TableName: &d.table}
		out, err := d.client.DescribeTable(ctx, in)
		if err != nil {
			return "", fmt.Errorf("describe table %s: %w", d.table, err)
		}
		if out.Table.TableStatus == types.TableStatusActive {
			return "active, keys " + keys(out.Table.KeySchema), nil
		}
		if err := d.server.Sleep(ctx, 100*time.Millisecond); err != nil {
			return "", err
		}
	}
	return "not active yet", nil
}

func keys(schema []types.KeySchemaElement) string {
	var out []string
	for _, k := range schema {
		out = append(out, fmt.Sprintf("%s %s", aws.ToString(k.AttributeName), k.KeyType))
	}
	return strings.Join(out, ", ")
}
