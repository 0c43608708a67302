package awssim

import (
	"fmt"
	"path"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// Subject is what a call is about, in a few words, for the journal: of the calls that change
// something. Contents are never shown.
func Subject(input any) string {
	switch in := input.(type) {
	case *ecs.UpdateContainerInstancesStateInput:
		return fmt.Sprintf("%d nodes %s", len(in.ContainerInstances), in.Status)
	case *ecs.StopTaskInput:
		return path.Base(aws.ToString(in.Task))
	case *autoscaling.CompleteLifecycleActionInput:
		return aws.ToString(in.InstanceId) + " " + aws.ToString(in.LifecycleActionResult)
	case *autoscaling.RecordLifecycleActionHeartbeatInput:
		return aws.ToString(in.InstanceId)
	case *autoscaling.SetDesiredCapacityInput:
		return fmt.Sprintf("%s %d", aws.ToString(in.AutoScalingGroupName),
			aws.ToInt32(in.DesiredCapacity))
	case *dynamodb.PutItemInput:
		return rowOf(in.Item)
	case *dynamodb.UpdateItemInput:
		return rowOf(in.Key)
	case *dynamodb.GetItemInput:
		return rowOf(in.Key)
	}
	return "-"
}

func rowOf(key map[string]types.AttributeValue) string {
	pk, _ := key["pk"].(*types.AttributeValueMemberS)
	sk, _ := key["sk"].(*types.AttributeValueMemberS)
	if pk == nil || sk == nil {
		return "-"
	}
	return pk.Value + "/" + sk.Value
}
