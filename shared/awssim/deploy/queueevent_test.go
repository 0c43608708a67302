package deploy

import (
	"strings"
	"testing"
	"time"

	"sashweight/shared/awssim/lambda"
)

// reading is the base with a queue that the function reads.
var reading = strings.NewReplacer(
	"        Tick:\n", `        Timers:
          Type: SQS
          Properties:
            Queue: !GetAtt Timers.Arn
            BatchSize: 5
            MaximumBatchingWindowInSeconds: 1
            FunctionResponseTypes: [ReportBatchItemFailures]
            ScalingConfig: {MaximumConcurrency: 2}
            Enabled: true
        Tick:
`,
	"  DeadPolicy:\n", `  Timers:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
  DeadPolicy:
`,
	"Action: sqs:SendMessage, Resource: !GetAtt Dead.Arn",
	"Action: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', "+
		"'sqs:GetQueueAttributes'], Resource: '*'",
	"CodeUri: .", "RecursiveLoop: Allow",
).Replace(base)

func TestAFunctionReadsAQueueOfItsStack(t *testing.T) {
	to := scratch()
	stack, err := Template([]byte(reading), to, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := lambda.Mapping{
		Queue: stack.Resources["Timers"].Attributes["Arn"], BatchSize: 5, Window: time.Second,
		Function:       stack.Resources["EmptyBinsFunction"].Attributes["Arn"],
		ReportFailures: true, Concurrency: 2,
	}
	if got := to.Lambda.Mappings(); len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := stack.Functions[0].RecursiveLoop; got != lambda.Allow {
		t.Errorf("recursive loop %q", got)
	}
}

func TestAQueueThatCannotBeReadFailsTheDeployment(t *testing.T) {
	for _, c := range []struct{ old, replacement, want string }{
		{"BatchSize: 5", "FilterCriteria: {}", "unknown property FilterCriteria"},
		{"MaximumConcurrency: 2", "MinimumPollers: 2", "unknown property MinimumPollers"},
		{"[ReportBatchItemFailures]", "[Report]", "Report is not simulated"},
		{"!GetAtt Timers.Arn\n", "arn:aws:sqs:us-east-1:1:x\n", "is the ARN of no queue"},
		{"Enabled: true", "Enabled: often", "often is neither true nor false"},
		{"VisibilityTimeout: 60", "VisibilityTimeout: 59", "Queue visibility timeout: 59 seconds " +
			"is less than Function timeout: 60 seconds"},
		{", 'sqs:GetQueueAttributes'", "", "does not have permissions to call GetQueueAttributes"},
		{"RecursiveLoop: Allow", "RecursiveLoop: Ignore", "Ignore is not simulated, only " +
			"Terminate, Allow"},
	} {
		src := strings.Replace(reading, c.old, c.replacement, 1)
		if src == reading {
			t.Fatalf("%q is not in the template", c.old)
		}
		_, err := Template([]byte(src), scratch(), nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n got %v\nwant %q", c.replacement, err, c.want)
		}
	}
}
