package authorize

import (
	"path"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"sashweight/shared/awssim/iam"
)

// special are the actions whose resources or keys take more than a table.
var special = map[string]func(a Account, name string, input any) []iam.Request{
	"autoscaling:CompleteLifecycleAction":             group,
	"autoscaling:RecordLifecycleActionHeartbeat":      group,
	"autoscaling:SetDesiredCapacity":                  group,
	"autoscaling:SetInstanceProtection":               group,
	"autoscaling:StartInstanceRefresh":                group,
	"autoscaling:CancelInstanceRefresh":               group,
	"autoscaling:RollbackInstanceRefresh":             group,
	"autoscaling:TerminateInstanceInAutoScalingGroup": group,
	"events:PutEvents":                                putEvents,
	"lambda:Invoke":                                   invoke,
	"sqs:ChangeMessageVisibility":                     queue,
	"sqs:DeleteMessage":                               queue,
	"sqs:GetQueueAttributes":                          queue,
	"sqs:ReceiveMessage":                              queue,
	"sqs:SendMessage":                                 queue,
	"ssm:GetParameter":                                parameters,
	"ssm:GetParameters":                               parameters,
	"ssm:GetParametersByPath":                         parameters,
	"ssm:PutParameter":                                parameters,
}

// group is the ARN of the Auto Scaling group that a request names, by its name or an instance. A
// group that does not exist has no ARN that a policy could name but in part.
func group(a Account, name string, input any) []iam.Request {
	in := reflect.ValueOf(input).Elem()
	group := strings.Join(texts(in.FieldByName("AutoScalingGroupName")), "")
	if group == "" {
		group = a.Names.GroupOf(strings.Join(texts(in.FieldByName("InstanceId")), ""))
	}
	arn := a.Names.GroupARN(group)
	if arn == "" {
		arn = a.prefix("autoscaling") + "autoScalingGroup:unknown:autoScalingGroupName/" + group
	}
	return []iam.Request{{Action: name, Resource: arn, Keys: a.keys()}}
}

// putEvents is authorised entry by entry: each has its own source and detail-type (EventBridge user
// guide, eb-use-conditions).
func putEvents(a Account, name string, input any) []iam.Request {
	in, ok := input.(*eventbridge.PutEventsInput)
	if !ok {
		return nil
	}
	var out []iam.Request
	for _, e := range in.Entries {
		keys := a.keys()
		keys["events:source"] = []string{aws.ToString(e.Source)}
		keys["events:detail-type"] = []string{aws.ToString(e.DetailType)}
		bus := path.Base(aws.ToString(e.EventBusName))
		if e.EventBusName == nil {
			bus = "default"
		}
		out = append(out, iam.Request{
			Action: name, Resource: a.prefix("events") + "event-bus/" + bus, Keys: keys,
		})
	}
	return out
}

// invoke is authorised by another name than the operation's, on the function without its version.
func invoke(a Account, _ string, input any) []iam.Request {
	in, ok := input.(*lambda.InvokeInput)
	if !ok {
		return nil
	}
	name := aws.ToString(in.FunctionName)
	if _, end, found := strings.Cut(name, "function:"); found {
		name = end
	}
	name, _, _ = strings.Cut(name, ":")
	return []iam.Request{{
		Action: "lambda:InvokeFunction", Resource: a.prefix("lambda") + "function:" + name,
		Keys: a.keys(),
	}}
}

// queue is the ARN of the queue of a URL.
func queue(a Account, name string, input any) []iam.Request {
	url := strings.Join(texts(reflect.ValueOf(input).Elem().FieldByName("QueueUrl")), "")
	return []iam.Request{{
		Action: name, Resource: a.prefix("sqs") + path.Base(url), Keys: a.keys(),
	}}
}

// parameters are the ARNs of parameters; a path is authorised as the parameter of its name (Systems
// Manager user guide, sysman-paramstore-access).
func parameters(a Account, name string, input any) []iam.Request {
	var names []string
	switch in := input.(type) {
	case *ssm.GetParameterInput:
		names = []string{aws.ToString(in.Name)}
	case *ssm.GetParametersInput:
		names = in.Names
	case *ssm.GetParametersByPathInput:
		names = []string{strings.TrimSuffix(aws.ToString(in.Path), "/")}
	case *ssm.PutParameterInput:
		names = []string{aws.ToString(in.Name)}
	}
	var out []iam.Request
	for _, n := range names {
		out = append(out, iam.Request{
			Action:   name,
			Resource: a.prefix("ssm") + "parameter/" + strings.TrimPrefix(n, "/"), Keys: a.keys(),
		})
	}
	return out
}
