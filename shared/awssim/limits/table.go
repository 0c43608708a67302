package limits

import "strings"

// ecsBuckets are the classes of the ECS API (ECS API reference, request-throttling), each with its
// actions.
var ecsBuckets = []struct {
	bucket
	actions string
}{
	{bucket{"ecs cluster modify", 20, 1}, "CreateCluster DeleteCluster UpdateCluster " +
		"UpdateClusterSettings PutClusterCapacityProviders"},
	{bucket{"ecs cluster read", 50, 20}, "DescribeClusters ListClusters"},
	{bucket{"ecs definition modify", 20, 1}, "RegisterTaskDefinition DeregisterTaskDefinition"},
	{bucket{"ecs definition read", 50, 20}, "DescribeTaskDefinition ListTaskDefinitions " +
		"ListTaskDefinitionFamilies"},
	{bucket{"ecs definition delete", 5, 1}, "DeleteTaskDefinitions"},
	{bucket{"ecs capacity provider modify", 10, 1}, "CreateCapacityProvider " +
		"UpdateCapacityProvider DeleteCapacityProvider"},
	{bucket{"ecs capacity provider read", 50, 20}, "DescribeCapacityProviders"},
	{bucket{"ecs tag modify", 20, 10}, "TagResource UntagResource"},
	{bucket{"ecs tag read", 50, 20}, "ListTagsForResource"},
	{bucket{"ecs setting modify", 10, 1}, "PutAccountSetting PutAccountSettingDefault " +
		"DeleteAccountSetting"},
	{bucket{"ecs setting read", 50, 20}, "ListAccountSettings"},
	{bucket{"ecs cluster resource modify", 100, 40}, "RunTask StartTask StopTask " +
		"UpdateContainerInstancesState DeregisterContainerInstance PutAttributes " +
		"DeleteAttributes ExecuteCommand UpdateContainerAgent"},
	{bucket{"ecs cluster resource read", 100, 20}, "DescribeTasks DescribeContainerInstances " +
		"ListTasks ListContainerInstances ListAttributes"},
	{bucket{"ecs agent modify", 200, 120}, "RegisterContainerInstance SubmitTaskStateChange " +
		"SubmitContainerStateChange SubmitAttachmentStateChanges"},
	{bucket{"ecs service modify", 50, 5}, "CreateService UpdateService DeleteService " +
		"CreateTaskSet UpdateTaskSet DeleteTaskSet UpdateServicePrimaryTaskSet"},
	{bucket{"ecs service read", 100, 20}, "DescribeServices ListServices DescribeTaskSets"},
	{bucket{"ecs service deployment", 50, 20}, "DescribeServiceDeployments " +
		"ListServiceDeployments DescribeServiceRevisions"},
	{bucket{"ecs task protection", 200, 80}, "UpdateTaskProtection GetTaskProtection"},
	{bucket{"ecs services by namespace", 10, 1}, "ListServicesByNamespace"},
}

// others are single actions, each with a bucket of its own: CloudWatch (user guide,
// cloudwatch_limits) and Parameter Store (AWS general reference, ssm: 40 a second that the reads
// share). What is documented as a rate alone is taken as burst too.
var others = []struct {
	bucket
	scope, actions string
}{
	{bucket{"cloudwatch alarms read", 9, 9}, "monitoring", "DescribeAlarms"},
	{bucket{"cloudwatch data", 50, 50}, "monitoring", "GetMetricData"},
	{bucket{"cloudwatch statistics", 400, 400}, "monitoring", "GetMetricStatistics"},
	{bucket{"cloudwatch list", 25, 25}, "monitoring", "ListMetrics"},
	{bucket{"cloudwatch alarms modify", 3, 3}, "monitoring", "PutMetricAlarm"},
	{bucket{"cloudwatch put", 500, 500}, "monitoring", "PutMetricData"},
	{bucket{"ssm parameters read", 40, 40}, "ssm", "GetParameter GetParameters GetParametersByPath"},
	{bucket{"ssm parameters write", 3, 3}, "ssm", "PutParameter"},
}

var byAction = func() map[string]bucket {
	m := map[string]bucket{}
	for i := range ecsBuckets {
		for name := range strings.FieldsSeq(ecsBuckets[i].actions) {
			m["ecs:"+name] = ecsBuckets[i].bucket
		}
	}
	for i := range others {
		for name := range strings.FieldsSeq(others[i].actions) {
			m[others[i].scope+":"+name] = others[i].bucket
		}
	}
	for name, b := range ec2Own {
		m["ec2:"+name] = b
	}
	return m
}()

// EC2's buckets (EC2 API reference, ec2-api-throttling): one for each action, those of no special
// rate by their kind. The resource buckets of RunInstances and TerminateInstances are not counted.
var ec2Own = map[string]bucket{
	"CreateLaunchTemplateVersion": {"ec2 CreateLaunchTemplateVersion", 100, 5},
	"ModifyLaunchTemplate":        {"ec2 ModifyLaunchTemplate", 100, 5},
	"RunInstances":                {"ec2 RunInstances", 5, 2},
	"TerminateInstances":          {"ec2 TerminateInstances", 100, 5},
}

func ec2Bucket(operation string) bucket {
	for _, read := range []string{"Describe", "Get", "List", "Search"} {
		if strings.HasPrefix(operation, read) {
			return bucket{"ec2 " + operation, 100, 20}
		}
	}
	return bucket{"ec2 " + operation, 50, 5}
}
