package authorize

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"sashweight/shared/awssim/wire"
)

type names struct{}

func (names) GroupARN(name string) string {
	if name != "win" {
		return ""
	}
	return "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:u:autoScalingGroupName/win"
}

func (names) GroupOf(string) string { return "win" }

func TestACallIsAuthorisedOnEachOfItsResources(t *testing.T) {
	ecsARN := "arn:aws:ecs:eu-west-1:1:"
	for _, c := range []struct {
		scope, operation string
		input            any
		want             []string
	}{
		{"ecs", "StopTask", &ecs.StopTaskInput{Task: new("abc")}, []string{ecsARN + "task/default/abc"}},
		{"ecs", "DescribeTasks", &ecs.DescribeTasksInput{
			Cluster: new(ecsARN + "cluster/prod"), Tasks: []string{"a", ecsARN + "task/prod/b"},
		}, []string{ecsARN + "task/prod/a", ecsARN + "task/prod/b"}},
		{"ecs", "ListTasks", &ecs.ListTasksInput{Cluster: new("prod")},
			[]string{ecsARN + "container-instance/prod/*"}},
		{"ecs", "ListClusters", &ecs.ListClustersInput{}, []string{"*"}},
		{"autoscaling", "SetDesiredCapacity", &autoscaling.SetDesiredCapacityInput{
			AutoScalingGroupName: new("win"),
		}, []string{names{}.GroupARN("win")}},
		{"autoscaling", "TerminateInstanceInAutoScalingGroup",
			&autoscaling.TerminateInstanceInAutoScalingGroupInput{InstanceId: new("i-1")},
			[]string{names{}.GroupARN("win")}},
		{"dynamodb", "GetItem", &dynamodb.GetItemInput{TableName: new("t")},
			[]string{"arn:aws:dynamodb:eu-west-1:1:table/t"}},
		{"events", "PutEvents", &eventbridge.PutEventsInput{
			Entries: []ebtypes.PutEventsRequestEntry{{}, {EventBusName: new("own")}},
		}, []string{"arn:aws:events:eu-west-1:1:event-bus/default",
			"arn:aws:events:eu-west-1:1:event-bus/own"}},
		{"lambda", "Invoke", &lambda.InvokeInput{
			FunctionName: new("arn:aws:lambda:eu-west-1:1:function:f:$LATEST"),
		}, []string{"arn:aws:lambda:eu-west-1:1:function:f"}},
		{"lambda", "ListFunctions", &lambda.ListFunctionsInput{}, []string{"*"}},
		{"sqs", "GetQueueUrl", &sqs.GetQueueUrlInput{QueueName: new("q")},
			[]string{"arn:aws:sqs:eu-west-1:1:q"}},
		{"sqs", "SendMessage", &sqs.SendMessageInput{QueueUrl: new("https://sqs/1/q")},
			[]string{"arn:aws:sqs:eu-west-1:1:q"}},
		{"ssm", "GetParametersByPath", &ssm.GetParametersByPathInput{Path: new("/sashweight/")},
			[]string{"arn:aws:ssm:eu-west-1:1:parameter/sashweight"}},
		{"sns", "Publish", &sns.PublishInput{TopicArn: new("arn:aws:sns:eu-west-1:1:t")},
			[]string{"arn:aws:sns:eu-west-1:1:t"}},
		{"monitoring", "PutMetricData", &cloudwatch.PutMetricDataInput{Namespace: new("N")},
			[]string{"*"}},
	} {
		requests, err := Account{"1", "eu-west-1", names{}}.Of(&wire.Call{
			Scope: c.scope, Operation: c.operation, Input: c.input,
		})
		if err != nil {
			t.Errorf("%s: %v", c.operation, err)
		}
		var got []string
		for _, r := range requests {
			got = append(got, r.Resource)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s on %v, want %v", c.operation, got, c.want)
		}
	}
}

func TestARequestCarriesItsConditionKeys(t *testing.T) {
	a := Account{"1", "eu-west-1", names{}}
	for _, c := range []struct {
		call      wire.Call
		key, want string
	}{
		{wire.Call{Scope: "ecs", Operation: "StopTask", Input: &ecs.StopTaskInput{
			Cluster: new("prod"),
		}}, "ecs:cluster", "arn:aws:ecs:eu-west-1:1:cluster/prod"},
		{wire.Call{Scope: "monitoring", Operation: "PutMetricData",
			Input: &cloudwatch.PutMetricDataInput{Namespace: new("N")}}, "cloudwatch:namespace", "N"},
		{wire.Call{Scope: "ecs", Operation: "ListClusters", Input: &ecs.ListClustersInput{}},
			"aws:requestedregion", "eu-west-1"},
	} {
		requests, err := a.Of(&c.call)
		if err != nil || !slices.Equal(requests[0].Keys[c.key], []string{c.want}) {
			t.Errorf("%s: %v, %v", c.call.Operation, requests, err)
		}
	}
}

func TestAnUnknownActionIsNeverLetPass(t *testing.T) {
	_, err := Account{"1", "eu-west-1", names{}}.Of(&wire.Call{
		Scope: "ecs", Operation: "Invent", Input: &ecs.ListClustersInput{},
	})
	if err == nil || !strings.Contains(err.Error(), "ecs:Invent") {
		t.Errorf("got %v", err)
	}
}

// An action that a shipped role allows and that is unknown here would be denied at run time.
func TestEveryActionOfTheShippedRolesIsKnown(t *testing.T) {
	src, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	own := regexp.MustCompile(`\b(ecs|autoscaling|dynamodb|ssm|events|ec2|cloudwatch):[A-Z]\w+`)
	for _, name := range own.FindAllString(string(src), -1) {
		_, plain := actions[name]
		if _, more := special[name]; !plain && !more {
			t.Errorf("%s is not known", name)
		}
	}
}
