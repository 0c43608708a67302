package wire_test

import (
	"context"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sashweight/shared/awssim/wire"
)

const region = "us-east-1"

var tester = wire.Caller{Name: "tester", AccessKey: "AKIDTESTER"}

// world is a server with an operation or two of each protocol.
func world() *wire.Server {
	return wire.NewServer(containers(), scaling(), tables(), queues(), schedules(),
		(&metrics{}).service(), machines())
}

func containers() *wire.Service {
	s := wire.NewService(wire.Spec{
		ID: "ECS", Scope: "ecs", Target: "AmazonEC2ContainerServiceV20141113",
		Protocol: wire.JSON11, LowerCamel: true,
	})
	wire.On(s, "ListTasks",
		func(_ context.Context, in *ecs.ListTasksInput) (*ecs.ListTasksOutput, error) {
			if aws.ToString(in.Cluster) == "gone" {
				message := "Cluster not found."
				return nil, &ecstypes.ClusterNotFoundException{Message: &message}
			}
			return &ecs.ListTasksOutput{TaskArns: []string{"arn:" + aws.ToString(in.Cluster)}}, nil
		})
	return s
}

func scaling() *wire.Service {
	s := wire.NewService(wire.Spec{
		ID: "Auto Scaling", Scope: "autoscaling", Protocol: wire.Query,
		Namespace: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
	})
	wire.On(s, "DescribeAutoScalingGroups", describeGroups)
	wire.On(s, "SetDesiredCapacity", func(
		context.Context, *autoscaling.SetDesiredCapacityInput,
	) (*autoscaling.SetDesiredCapacityOutput, error) {
		message := "busy & <waiting>"
		return nil, &astypes.ScalingActivityInProgressFault{Message: &message}
	})
	return s
}

func describeGroups(
	_ context.Context, in *autoscaling.DescribeAutoScalingGroupsInput,
) (*autoscaling.DescribeAutoScalingGroupsOutput, error) {
	out := &autoscaling.DescribeAutoScalingGroupsOutput{}
	for _, name := range in.AutoScalingGroupNames {
		if name == "refused" {
			return nil, wire.Error("ValidationError", "no group %q & co", name)
		}
		out.AutoScalingGroups = append(out.AutoScalingGroups,
			astypes.AutoScalingGroup{AutoScalingGroupName: &name, MinSize: aws.Int32(1)})
	}
	return out, nil
}

func tables() *wire.Service {
	s := wire.NewService(wire.Spec{
		ID: "DynamoDB", Scope: "dynamodb", Target: "DynamoDB_20120810", Protocol: wire.JSON10,
		ErrorPrefix: "com.amazonaws.dynamodb.v20120810#",
		Unions: map[reflect.Type]map[string]reflect.Type{
			reflect.TypeFor[ddbtypes.AttributeValue](): {
				"S": reflect.TypeFor[ddbtypes.AttributeValueMemberS](),
				"B": reflect.TypeFor[ddbtypes.AttributeValueMemberB](),
				"L": reflect.TypeFor[ddbtypes.AttributeValueMemberL](),
				"M": reflect.TypeFor[ddbtypes.AttributeValueMemberM](),
			},
		},
	})
	wire.On(s, "PutItem",
		func(_ context.Context, in *dynamodb.PutItemInput) (*dynamodb.PutItemOutput, error) {
			message := "The conditional request failed"
			if in.ConditionExpression != nil {
				return nil, &ddbtypes.ConditionalCheckFailedException{
					Message: &message, Item: in.Item,
				}
			}
			return &dynamodb.PutItemOutput{Attributes: in.Item}, nil
		})
	return s
}

func machines() *wire.Service {
	s := wire.NewService(wire.Spec{
		ID: "EC2", Scope: "ec2", Protocol: wire.EC2Query,
		Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
	})
	wire.On(s, "TerminateInstances", func(
		_ context.Context, in *ec2.TerminateInstancesInput,
	) (*ec2.TerminateInstancesOutput, error) {
		out := &ec2.TerminateInstancesOutput{}
		for _, id := range in.InstanceIds {
			if id == "i-0" {
				return nil, wire.Error("InvalidInstanceID.NotFound", "no %s & co", id)
			}
			out.TerminatingInstances = append(out.TerminatingInstances,
				ec2types.InstanceStateChange{InstanceId: &id})
		}
		return out, nil
	})
	return s
}

func queues() *wire.Service {
	s := wire.NewService(wire.Spec{
		ID: "SQS", Scope: "sqs", Target: "AmazonSQS", Protocol: wire.JSON10,
		ErrorPrefix: "com.amazonaws.sqs#", QueryCompatible: true,
	})
	wire.On(s, "GetQueueUrl",
		func(_ context.Context, in *sqs.GetQueueUrlInput) (*sqs.GetQueueUrlOutput, error) {
			if aws.ToString(in.QueueName) == "jobs" {
				return &sqs.GetQueueUrlOutput{QueueUrl: aws.String("https://sqs/jobs")}, nil
			}
			return nil, &sqstypes.QueueDoesNotExist{
				Message:           aws.String("The specified queue does not exist."),
				ErrorCodeOverride: aws.String("AWS.SimpleQueueService.NonExistentQueue"),
			}
		})
	return s
}
