package deploy

import (
	"strings"
	"testing"
)

// base is a small template that deploys. The tests spoil it.
const base = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Days: {Type: Number, Default: 7, AllowedValues: [1, 7]}
  Topic: {Type: String, Default: ''}
Conditions:
  HasTopic: !Not [!Equals [!Ref Topic, '']]
Globals:
  Function: {Runtime: provided.al2023, Handler: bootstrap, Timeout: 60}
Resources:
  EmptyBinsFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Role: !GetAtt Role.Arn
      EventInvokeConfig:
        DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Dead.Arn}}
      Events:
        Stopped:
          Type: EventBridgeRule
          Properties:
            Pattern: {source: [aws.ecs], detail: {state: [{exists: true}]}}
            DeadLetterConfig: {Arn: !GetAtt Dead.Arn}
        Tick:
          Type: ScheduleV2
          Properties:
            ScheduleExpression: rate(5 minutes)
            FlexibleTimeWindow: {Mode: 'OFF'}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: all
          PolicyDocument:
            Version: '2012-10-17'
            Statement: [{Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Dead.Arn}]
  Dead:
    Type: AWS::SQS::Queue
    Properties: {MessageRetentionPeriod: 86400}
  DeadPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Dead]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: sqs:*}
  Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub /a/${AWS::StackName}
      RetentionInDays: !Ref Days
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: N
      MetricName: M
      Statistic: Sum
      Threshold: 1
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: !If [HasTopic, [!Ref Topic], []]
Outputs:
  Queue: {Value: !Ref Dead}
`

func TestUnknownPartsFailTheDeploymentByName(t *testing.T) {
	for _, c := range []struct{ old, replacement, want string }{
		{"AWS::SQS::Queue\n", "AWS::SNS::Topic\n", "AWS::SNS::Topic"},
		{"CodeUri: .", "SnapStart: {}", "line 13: EmptyBinsFunction: unknown property SnapStart"},
		{"CodeUri: .", "Role2: x", "Role2"},
		{"{Mode: 'OFF'}", "{Mode: FLEXIBLE}", "FLEXIBLE"},
		{"{Mode: 'OFF'}", "{Mode: 'OFF', MaximumWindowInMinutes: 5}", "MaximumWindowInMinutes"},
		{"rate(5 minutes)", "rate(5 minute)", `unknown unit "minute"`},
		{"rate(5 minutes)", "cron(0 * * * ? *)", "cron(0 * * * ? *)"},
		{"exists: true", "exist: true", "Unrecognized match type exist"},
		{"state: [{exists: true}]", "state: STOPPED", `"state" must be an object or an array`},
		{"Type: EventBridgeRule", "Type: SNS", "event source SNS"},
		{"!Sub /a/${AWS::StackName}", "!Join [a, [b]]", "Fn::Join"},
		{"!Sub /a/${AWS::StackName}", "!Sub /a/${Nobody}", `"Nobody"`},
		{"!Sub /a/${AWS::StackName}", "!Sub '/a/${Dead.Nothing}'", `"Nothing"`},
		{"!Sub /a/${AWS::StackName}", "{'Fn::ImportValue': x}", "Fn::ImportValue"},
		{"Queue: {Value: !Ref Dead}", "Queue: {Value: !Ref Ghost}", `"Ghost"`},
		{"Queue: {Value: !Ref Dead}", "Queue: {Value: !GetAtt Dead.Color}", `"Color"`},
		{"Type: Number,", "Type: List<Number>,", "List<Number>"},
		{"Default: 7,", "Default: 8,", `"8" is not among them`},
		{"HasTopic: !Not", "HasTopic: !Or", "Fn::Or"},
		{"!If [HasTopic,", "!If [HasNone,", `"HasNone"`},
		{"!Ref Days", "13", "no retention of 13 days"},
		{"Timeout: 60", "Timeout: 901", "must be from 1 to 900 seconds"},
		{"Action: sqs:SendMessage", "NotAction: sqs:SendMessage", "NotAction"},
		{"Action: sqs:SendMessage", "Action: sqs:ReceiveMessage", "does not allow sqs:SendMessage"},
		{"Service: lambda.amazonaws", "Service: ec2.amazonaws", "cannot be assumed by lambda"},
		{"Service: events.amazonaws", "Service: sns.amazonaws", "no AWS::SQS::QueuePolicy"},
		{"Type: AWS::Logs::LogGroup", "Type: AWS::Logs::LogGroup\n    Retain: 1",
			"property Retain"},
		{"Outputs:", "Mappings: {}\nOutputs:", "unknown property Mappings"},
		{"{MessageRetentionPeriod: 86400}", "{FifoQueue: true}", "FifoQueue"},
		{"{MessageRetentionPeriod: 86400}", "{QueueName: !Ref Logs}\n    DependsOn: DeadPolicy",
			"dependency cycle"},
		{"Timeout: 60", "Timeout: &t 60", "not understood"},
	} {
		src := strings.Replace(base, c.old, c.replacement, 1)
		if src == base {
			t.Fatalf("%q is not in the template", c.old)
		}
		_, err := Template([]byte(src), scratch(), nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n got %v\nwant %q", c.replacement, err, c.want)
		}
	}
}

func TestParametersAndConditionsDecide(t *testing.T) {
	to := scratch()
	params := map[string]string{"Topic": "arn:aws:sns:us-east-1:1:t", "Days": "1"}
	if _, err := Template([]byte(base), to, params); err != nil {
		t.Fatal(err)
	}
	if got := to.CloudWatch.Alarms()[0].AlarmActions; len(got) != 1 || got[0] != params["Topic"] {
		t.Errorf("alarm actions = %v", got)
	}
	if g, _ := to.Logs.Group("/a/scratch"); g.RetentionDays != 1 {
		t.Errorf("log group = %+v", g)
	}
	_, err := Template([]byte(base), scratch(), map[string]string{"Colour": "red"})
	if err == nil || !strings.Contains(err.Error(), "there is no parameter Colour") {
		t.Errorf("unknown parameter: %v", err)
	}
}

func TestConditionalResourcesAreLeftOut(t *testing.T) {
	src := strings.Replace(base, "    Type: AWS::Logs::LogGroup",
		"    Type: AWS::Logs::LogGroup\n    Condition: HasTopic", 1)
	to := scratch()
	if _, err := Template([]byte(src), to, nil); err != nil {
		t.Fatal(err)
	}
	if got := to.Logs.Groups(); len(got) != 0 {
		t.Errorf("log groups = %+v", got)
	}
}

func TestCyclesAreNamed(t *testing.T) {
	src := strings.Replace(base, "LogGroupName: !Sub /a/${AWS::StackName}",
		"LogGroupName: !Sub /a/${EmptyBinsFunction}", 1)
	src = strings.Replace(src, "CodeUri: .", "LoggingConfig: {LogGroup: !Ref Logs}", 1)
	_, err := Template([]byte(src), scratch(), nil)
	want := "dependency cycle: EmptyBinsFunction -> Logs -> EmptyBinsFunction"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// extra is a rule, a permission and a schedule in CloudFormation's own form.
const extra = `  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [a]}
      Targets: [{Id: x, Arn: !GetAtt EmptyBinsFunction.Arn}]
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: {Ref: EmptyBinsFunction}
      Principal: events.amazonaws.com
      SourceArn: {'Fn::GetAtt': [Rule, Arn]}
  Hourly:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(1 hour)
      FlexibleTimeWindow: {Mode: 'OFF'}
      Target: {Arn: !GetAtt EmptyBinsFunction.Arn, RoleArn: !GetAtt Role.Arn}
`

func TestPlainCloudFormationNeedsItsPermissions(t *testing.T) {
	allowed := strings.NewReplacer("Outputs:", extra+"Outputs:",
		"Action: sqs:SendMessage, Resource: !GetAtt Dead.Arn",
		"Action: ['sqs:SendMessage', 'lambda:Invoke*'], Resource: '*'",
		"Service: lambda.amazonaws.com",
		"Service: [lambda.amazonaws.com, scheduler.amazonaws.com]").Replace(base)
	stack, err := Template([]byte(allowed), scratch(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := stack.Rules[len(stack.Rules)-1]; r.Function != "empty-bins" || r.Rule != "Rule" {
		t.Errorf("rule = %+v", r)
	}
	for _, c := range []struct{ old, replacement, want string }{
		{"Principal: events.", "Principal: sns.", "no AWS::Lambda::Permission"},
		{", 'lambda:Invoke*'", "", "does not let scheduler.amazonaws.com"},
	} {
		src := strings.Replace(allowed, c.old, c.replacement, 1)
		_, err := Template([]byte(src), scratch(), nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q instead of %q: got %v, want %s", c.replacement, c.old, err, c.want)
		}
	}
}
