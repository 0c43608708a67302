package wire_test

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// call is one call of an SDK client with the given configuration.
type call func(context.Context, aws.Config) (any, error)

func listTasks(cluster string) call {
	return func(ctx context.Context, cfg aws.Config) (any, error) {
		return ecs.NewFromConfig(cfg).ListTasks(ctx, &ecs.ListTasksInput{Cluster: &cluster})
	}
}

func describe(name string) call {
	return func(ctx context.Context, cfg aws.Config) (any, error) {
		return autoscaling.NewFromConfig(cfg).DescribeAutoScalingGroups(ctx,
			&autoscaling.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{name}})
	}
}

func setDesired(ctx context.Context, cfg aws.Config) (any, error) {
	return autoscaling.NewFromConfig(cfg).SetDesiredCapacity(ctx,
		&autoscaling.SetDesiredCapacityInput{
			AutoScalingGroupName: aws.String("win"), DesiredCapacity: aws.Int32(1),
		})
}

func putItem(condition *string) call {
	return func(ctx context.Context, cfg aws.Config) (any, error) {
		return dynamodb.NewFromConfig(cfg).PutItem(ctx, &dynamodb.PutItemInput{
			TableName: aws.String("orders"), ConditionExpression: condition,
			Item: map[string]ddbtypes.AttributeValue{
				"pk": &ddbtypes.AttributeValueMemberS{Value: "order#1"},
			},
		})
	}
}

func queueURL(name string) call {
	return func(ctx context.Context, cfg aws.Config) (any, error) {
		return sqs.NewFromConfig(cfg).GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &name})
	}
}

func terminate(id string) call {
	return func(ctx context.Context, cfg aws.Config) (any, error) {
		return ec2.NewFromConfig(cfg).TerminateInstances(ctx,
			&ec2.TerminateInstancesInput{InstanceIds: []string{id}})
	}
}

func putMetric(namespace string) call {
	return func(ctx context.Context, cfg aws.Config) (any, error) {
		return cloudwatch.NewFromConfig(cfg).PutMetricData(ctx,
			&cloudwatch.PutMetricDataInput{Namespace: &namespace})
	}
}

func getSchedule(name string) call {
	return func(ctx context.Context, cfg aws.Config) (any, error) {
		return scheduler.NewFromConfig(cfg).GetSchedule(ctx,
			&scheduler.GetScheduleInput{Name: &name, GroupName: new("g")})
	}
}

func deleteGroup(ctx context.Context, cfg aws.Config) (any, error) {
	return scheduler.NewFromConfig(cfg).DeleteScheduleGroup(ctx,
		&scheduler.DeleteScheduleGroupInput{Name: new("g")})
}

func unknownOperation(ctx context.Context, cfg aws.Config) (any, error) {
	return ecs.NewFromConfig(cfg).ListClusters(ctx, nil)
}

func unknownService(ctx context.Context, cfg aws.Config) (any, error) {
	return sts.NewFromConfig(cfg).GetCallerIdentity(ctx, nil)
}

var calls = map[string]call{
	"json answer":            listTasks("prod"),
	"json typed error":       listTasks("gone"),
	"query answer":           describe("win"),
	"query generic error":    describe("refused"),
	"query typed error":      setDesired,
	"union in answer":        putItem(nil),
	"union in error":         putItem(aws.String("attribute_not_exists(pk)")),
	"query compatible":       queueURL("jobs"),
	"query compatible error": queueURL("none"),
	"ec2 answer":             terminate("i-1"),
	"ec2 error":              terminate("i-0"),
	"cbor answer":            putMetric("N"),
	"cbor error":             putMetric(""),
	"rest answer":            getSchedule("tick"),
	"rest error":             getSchedule("gone"),
	"rest unknown operation": deleteGroup,
	"unknown operation":      unknownOperation,
	"unknown service":        unknownService,
	"refused by the SDK":     nothing,
}

// nothing lacks a required member: it must not reach the server.
func nothing(ctx context.Context, cfg aws.Config) (any, error) {
	return dynamodb.NewFromConfig(cfg).PutItem(ctx, &dynamodb.PutItemInput{})
}

func TestBothFrontEndsAnswerAlike(t *testing.T) {
	for name, do := range calls {
		t.Run(name, func(t *testing.T) {
			wired, wiredErr := do(context.Background(), world().Config(tester, region))
			typed, typedErr := do(context.Background(), world().Typed(tester, region))
			if (wiredErr == nil) != (typedErr == nil) {
				t.Fatalf("wire says %v, typed says %v", wiredErr, typedErr)
			}
			if wiredErr != nil {
				compareErrors(t, wiredErr, typedErr)
				return
			}
			if got, want := metadataless(typed), metadataless(wired); !reflect.DeepEqual(got, want) {
				t.Errorf("typed gives %+v, wire gives %+v", got, want)
			}
		})
	}
}

func metadataless(out any) any {
	reflect.ValueOf(out).Elem().FieldByName("ResultMetadata").SetZero()
	return out
}

func compareErrors(t *testing.T, wired, typed error) {
	t.Helper()
	if wired.Error() != typed.Error() {
		t.Errorf("wire says %q, typed says %q", wired, typed)
	}
	var a, b smithy.APIError
	if errors.As(wired, &a) && errors.As(typed, &b) && !reflect.DeepEqual(a, b) {
		t.Errorf("wire gives %#v, typed gives %#v", a, b)
	}
	var p, q *awshttp.ResponseError
	if errors.As(wired, &p) != errors.As(typed, &q) {
		t.Fatalf("only one of them has a response: %v, %v", p, q)
	}
	if p != nil && p.HTTPStatusCode() != q.HTTPStatusCode() {
		t.Errorf("wire has status %d, typed %d", p.HTTPStatusCode(), q.HTTPStatusCode())
	}
	if p != nil && (p.RequestID == "" || p.RequestID != q.RequestID) {
		t.Errorf("wire has request id %q, typed %q", p.RequestID, q.RequestID)
	}
}

func TestErrorsCarryCodeAndMembers(t *testing.T) {
	for name, want := range map[string]string{
		"json typed error":       "ClusterNotFoundException",
		"query generic error":    "ValidationError",
		"query typed error":      "ScalingActivityInProgress",
		"query compatible error": "AWS.SimpleQueueService.NonExistentQueue",
		"unknown operation":      "UnknownOperationException",
		"unknown service":        "InvalidAction",
	} {
		_, err := calls[name](context.Background(), world().Config(tester, region))
		var failed smithy.APIError
		if !errors.As(err, &failed) || failed.ErrorCode() != want {
			t.Errorf("%s: got %v, want code %s", name, err, want)
		}
	}
	_, err := calls["union in error"](context.Background(), world().Config(tester, region))
	var failed *ddbtypes.ConditionalCheckFailedException
	if !errors.As(err, &failed) || len(failed.Item) != 1 {
		t.Errorf("got %v, want the failed condition with its item", err)
	}
}
