package deploy

import (
	"os"
	"slices"
	"testing"
	"time"

	"sashweight/shared/awssim/iam"
)

// shipped is the template that SAM deploys.
func shipped(t *testing.T) []byte {
	t.Helper()
	src, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestShippedTemplateDeploys(t *testing.T) {
	to := scratch()
	to.Stack = "sashweight"
	stack, err := Template(shipped(t), to, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := stack.Functions[0]
	if f.Name != "drain-nodes" || f.Timeout != time.Minute || f.Async.MaxAge != time.Hour {
		t.Errorf("function = %+v", f)
	}
	table := stack.Resources["Table"].Ref
	if got := f.Environment["SASHWEIGHT_TABLE"]; got != table || table == "" {
		t.Errorf("SASHWEIGHT_TABLE = %q, the table is %q", got, table)
	}
	may := func(action, resource string) bool {
		return to.IAM.Allows(f.Role, iam.Request{Action: action, Resource: resource})
	}
	node := "arn:aws:ecs:us-east-1:123456789012:container-instance/prod/1"
	if !may("ecs:UpdateContainerInstancesState", node) {
		t.Error("the role does not let the function drain")
	}
	if may("ecs:UpdateService", "arn:aws:ecs:us-east-1:123456789012:service/prod/web") {
		t.Error("the role allows ecs:UpdateService")
	}
	if got := to.Scheduler.Schedules(); len(got) != 1 || got[0].Name != "DrainNodesFunctionTick" {
		t.Errorf("schedules = %+v", got)
	}
	if got := len(to.CloudWatch.Alarms()); got < 2 {
		t.Errorf("%d alarms, want 2 or more", got)
	}
	if _, ok := to.Logs.Group("/aws/lambda/sashweight-drain-nodes"); !ok {
		t.Errorf("log groups = %+v", to.Logs.Groups())
	}
	if stack.Outputs["TableName"] != table {
		t.Errorf("outputs = %v", stack.Outputs)
	}
}

func TestShippedRulesMatchWhatTheyAreFor(t *testing.T) {
	rules, err := Rules(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	match := func(event string) []string {
		var out []string
		for _, r := range rules {
			if r.Pattern.Match([]byte(event)) {
				out = append(out, r.Function+"/"+r.Rule)
			}
		}
		return out
	}
	for event, want := range map[string][]string{
		`{"source":"aws.autoscaling","detail-type":"EC2 Instance-terminate Lifecycle Action"}`: {
			"drain-nodes/TerminateHook"},
		`{"source":"aws.ecs","detail-type":"ECS Task State Change",
			"detail":{"lastStatus":"STOPPED","containerInstanceArn":"arn:x"}}`: {
			"drain-nodes/TaskStopped"},
		`{"source":"aws.ecs","detail-type":"ECS Task State Change",
			"detail":{"lastStatus":"STOPPED"}}`: nil,
	} {
		if got := match(event); !slices.Equal(got, want) {
			t.Errorf("%s\nmatched %v, want %v", event, got, want)
		}
	}
}

func TestEqualAccountsDeployEqualStacks(t *testing.T) {
	names := func() (out []string) {
		to := scratch()
		stack, err := Template(shipped(t), to, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range stack.Rules {
			out = append(out, r.Name)
		}
		return append(out, stack.Resources["Table"].Ref, stack.Resources["DrainNodesRole"].Ref)
	}
	if a, b := names(), names(); !slices.Equal(a, b) {
		t.Errorf("%v\n%v", a, b)
	}
}
