package authorize

const (
	cluster     = "{Cluster}"
	node        = "container-instance/{Cluster}/"
	service     = "service/{Cluster}/"
	task        = "task/{Cluster}/"
	definition  = "task-definition/{TaskDefinition}"
	clusterKey  = "ecs:cluster"
	clusterARN  = "$cluster/{Cluster}"
	launchGroup = "launch-template/{LaunchTemplateId|*}"
)

var inCluster = map[string]string{clusterKey: clusterARN}

// actions are those that a table can say (Service Authorization Reference, the page of each
// service, "Actions").
var actions = map[string]action{
	"ecs:ContinueServiceDeployment":     {resource: "service-deployment/*"},
	"ecs:DeregisterContainerInstance":   {resource: "cluster/" + cluster},
	"ecs:DescribeCapacityProviders":     {resource: "capacity-provider/{CapacityProviders|*}"},
	"ecs:DescribeClusters":              {resource: "cluster/{Clusters|default}"},
	"ecs:DescribeContainerInstances":    {node + "{ContainerInstances|*}", inCluster},
	"ecs:DescribeServices":              {service + "{Services|*}", inCluster},
	"ecs:DescribeTaskDefinition":        {resource: anyResource},
	"ecs:DescribeTasks":                 {task + "{Tasks|*}", inCluster},
	"ecs:GetTaskProtection":             {task + "{Tasks|*}", inCluster},
	"ecs:ListAttributes":                {resource: "cluster/" + cluster},
	"ecs:ListClusters":                  {resource: anyResource},
	"ecs:ListContainerInstances":        {resource: "cluster/" + cluster},
	"ecs:ListServices":                  {anyResource, inCluster},
	"ecs:ListTaskDefinitions":           {resource: anyResource},
	"ecs:ListTasks":                     {node + "{ContainerInstance|*}", inCluster},
	"ecs:PutAttributes":                 {resource: node + "*", keys: inCluster},
	"ecs:RunTask":                       {definition, inCluster},
	"ecs:StartTask":                     {definition, inCluster},
	"ecs:StopTask":                      {task + "{Task}", inCluster},
	"ecs:UpdateContainerInstancesState": {node + "{ContainerInstances|*}", inCluster},
	"ecs:UpdateService":                 {service + "{Service}", inCluster},
	"ecs:UpdateTaskProtection":          {task + "{Tasks|*}", inCluster},

	"autoscaling:DescribeAutoScalingGroups":    {resource: anyResource},
	"autoscaling:DescribeAutoScalingInstances": {resource: anyResource},
	"autoscaling:DescribeInstanceRefreshes":    {resource: anyResource},
	"autoscaling:DescribeLifecycleHooks":       {resource: anyResource},
	"autoscaling:DescribePolicies":             {resource: anyResource},
	"autoscaling:DescribeScalingActivities":    {resource: anyResource},
	"autoscaling:DescribeScheduledActions":     {resource: anyResource},

	"dynamodb:DeleteItem":    {resource: "table/{TableName}"},
	"dynamodb:DescribeTable": {resource: "table/{TableName}"},
	"dynamodb:GetItem":       {resource: "table/{TableName}"},
	"dynamodb:PutItem":       {resource: "table/{TableName}"},
	"dynamodb:Query":         {resource: "table/{TableName}"},
	"dynamodb:Scan":          {resource: "table/{TableName}"},
	"dynamodb:UpdateItem":    {resource: "table/{TableName}"},

	"ec2:CreateLaunchTemplateVersion":    {resource: launchGroup},
	"ec2:DescribeImages":                 {resource: anyResource},
	"ec2:DescribeInstanceStatus":         {resource: anyResource},
	"ec2:DescribeInstanceTypes":          {resource: anyResource},
	"ec2:DescribeInstances":              {resource: anyResource},
	"ec2:DescribeLaunchTemplateVersions": {resource: anyResource},
	"ec2:DescribeLaunchTemplates":        {resource: anyResource},
	"ec2:ModifyLaunchTemplate":           {resource: launchGroup},

	"cloudwatch:DescribeAlarms":      {resource: "alarm:{AlarmNames|*}"},
	"cloudwatch:GetMetricData":       {resource: anyResource},
	"cloudwatch:GetMetricStatistics": {resource: anyResource},
	"cloudwatch:PutMetricData": {
		anyResource, map[string]string{"cloudwatch:namespace": "{Namespace}"},
	},

	"elasticloadbalancing:DescribeTargetGroups": {resource: anyResource},
	"elasticloadbalancing:DescribeTargetHealth": {resource: anyResource},

	"lambda:GetFunctionConfiguration":   {resource: "function:{FunctionName}"},
	"lambda:GetFunctionRecursionConfig": {resource: "function:{FunctionName}"},
	"lambda:ListFunctions":              {resource: anyResource},
	"lambda:PutFunctionRecursionConfig": {resource: "function:{FunctionName}"},

	"ssm:DescribeInstanceInformation": {resource: anyResource},
	"sns:Publish":                     {resource: "{TopicArn}"},
	"sqs:GetQueueUrl":                 {resource: "{QueueName}"},
}
