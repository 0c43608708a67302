package awssim_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/awssimtest"
	"sashweight/shared/awssim/eventbridge"
)

// heard has the details of the CloudTrail events that a rule of the account matched.
type heard struct {
	UserIdentity struct {
		Type, ARN      string
		SessionContext *struct{}
	}
	EventName, ErrorCode, ErrorMessage string
	RequestParameters                  map[string]any
	ResponseElements                   map[string]any
}

func listen(t *testing.T, a *awssim.Account, pattern string) *[]heard {
	t.Helper()
	p, err := eventbridge.ParsePattern([]byte(pattern))
	if err != nil {
		t.Fatal(err)
	}
	a.EventBridge.PutRule(eventbridge.Rule{
		Name: "trail", Pattern: p, Targets: []eventbridge.Target{{ARN: "arn:here"}},
	})
	var all []heard
	a.EventBridge.Deliver = func(_ string, event []byte, _ string) error {
		var e struct{ Detail heard }
		if err := json.Unmarshal(event, &e); err != nil {
			t.Error(err)
		}
		all = append(all, e.Detail)
		return nil
	}
	return &all
}

const allRecords = `{"detail-type":["AWS API Call via CloudTrail"]}`

func runTask(t *testing.T, client *ecs.Client, cpu int32) {
	t.Helper()
	_, err := client.RegisterTaskDefinition(t.Context(), &ecs.RegisterTaskDefinitionInput{
		Family: new("batch"), ContainerDefinitions: []types.ContainerDefinition{{
			Name: new("app"), Image: new("app"), Cpu: cpu, Memory: new(int32(512)),
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	// Its outcome is what the record has to tell.
	_, _ = client.RunTask(t.Context(), &ecs.RunTaskInput{
		Cluster: new("prod"), TaskDefinition: new("batch"),
	})
}

// TRAIL-1: a RunTask without room is a successful record that carries failures.
func TestARunTaskThatFailsForRoomIsASuccessfulRecordWithFailures(t *testing.T) {
	a, client, _ := awssimtest.Cluster(t, 1)
	a.Trail.Logging = true
	all := listen(t, a, `{"detail":{"responseElements":{"failures":{"reason":[{"exists":true}]}}}}`)
	runTask(t, client, 30000)
	a.Advance(5 * time.Minute)
	if len(*all) != 1 || (*all)[0].EventName != "RunTask" || (*all)[0].ErrorCode != "" ||
		(*all)[0].RequestParameters["taskDefinition"] != "batch" {
		t.Errorf("heard %+v", *all)
	}
}

// TRAIL-2: a refused call carries its error, and nothing in responseElements.
func TestARefusedCallIsARecordWithItsError(t *testing.T) {
	a, client, _ := awssimtest.Cluster(t, 0)
	a.Trail.Logging = true
	all := listen(t, a, `{"detail":{"errorCode":[{"exists":true}]}}`)
	runTask(t, client, 256)
	a.Advance(5 * time.Minute)
	if len(*all) != 1 || (*all)[0].ErrorCode != "InvalidParameterException" ||
		(*all)[0].ErrorMessage != "No Container Instances were found in your cluster." ||
		(*all)[0].ResponseElements != nil {
		t.Errorf("heard %+v", *all)
	}
}

// TRAIL-3: reads are not told, writes are; a user has no session issuer.
func TestOnlyWritesAreRecordedAndOnlyWhileATrailLogs(t *testing.T) {
	a, client, _ := awssimtest.Cluster(t, 1)
	all := listen(t, a, allRecords)
	runTask(t, client, 256)
	a.Trail.Logging = true
	runTask(t, client, 256)
	if _, err := client.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: new("prod")}); err != nil {
		t.Fatal(err)
	}
	a.Advance(5 * time.Minute)
	if len(*all) != 2 {
		t.Fatalf("heard %d records, want RegisterTaskDefinition and RunTask: %+v", len(*all), *all)
	}
	for _, r := range *all {
		if r.UserIdentity.Type != "IAMUser" || r.UserIdentity.SessionContext != nil {
			t.Errorf("identity %+v", r.UserIdentity)
		}
	}
}
