package events

import (
	"reflect"
	"testing"
	"time"
)

func TestEnvelopeIsKept(t *testing.T) {
	got := decodeSample[SpotInterruption](t, "spot_interruption").Envelope()
	want := Meta{
		ID: "5a5e0000-0000-4000-8000-000000000004", Source: "aws.ec2",
		DetailType: "EC2 Spot Instance Interruption Warning", Account: "111122223333",
		Region: "us-east-1", Time: time.Date(2026, 2, 3, 4, 4, 0, 0, time.UTC),
		Resources: []string{"arn:aws:ec2:us-east-1:111122223333:instance/i-0a11ce0000000000b"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestTerminateLifecycleHasWhatTheHookNeeds(t *testing.T) {
	got := decodeSample[TerminateLifecycle](t, "terminate_lifecycle")
	want := TerminateLifecycle{
		Meta: got.Meta, Group: "win2022-a", Hook: "sashweight-drain",
		Token: "70cce000-0000-4000-8000-00000000000a", Instance: "i-0a11ce0000000000b",
		Metadata: `{"cluster":"prod"}`, Origin: "AutoScalingGroup", Destination: "EC2",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestTaskStateChangeHasARNsAndVersion(t *testing.T) {
	got := decodeSample[TaskStateChange](t, "task_state_change_stopped")
	const ecs = "arn:aws:ecs:us-east-1:111122223333:"
	want := TaskStateChange{
		Meta: got.Meta, Task: ecs + "task/prod/7a5c7a5c7a5c7a5c7a5c7a5c7a5c7a5c",
		Cluster:           ecs + "cluster/prod",
		ContainerInstance: ecs + "container-instance/prod/c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1",
		Group:             "service:web", DefinitionARN: ecs + "task-definition/web:7",
		LastStatus: "STOPPED", DesiredStatus: "STOPPED", StopCode: "EssentialContainerExited",
		StoppedReason: "Essential container in task exited", Version: 6,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestContainerInstanceStateChangeCountsTasks(t *testing.T) {
	got := decodeSample[ContainerInstanceStateChange](t, "container_instance_state_change")
	if got.Running != 2 || got.Pending != 1 || got.Version != 418 || !got.AgentConnected {
		t.Errorf("got %+v", got)
	}
}

func TestServiceIsTheFirstResource(t *testing.T) {
	const want = "arn:aws:ecs:us-east-1:111122223333:service/prod/web"
	if got := decodeSample[ServiceAction](t, "service_action").Service; got != want {
		t.Errorf("service action of %s, want %s", got, want)
	}
	got := decodeSample[DeploymentStateChange](t, "deployment_state_change").Service
	if got != want {
		t.Errorf("deployment of %s, want %s", got, want)
	}
}

func TestBothAlarmFormsAreOneChange(t *testing.T) {
	event := decodeSample[AlarmStateChange](t, "alarm_state_change")
	direct := decodeSample[AlarmStateChange](t, "alarm_state_change_direct")
	if direct.Time.IsZero() || direct.ID != "" || event.ID == "" {
		t.Errorf("direct %+v, event %+v", direct.Meta, event.Meta)
	}
	const arn = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:prod-web-queue-long"
	if event.ARN != arn || event.State != "ALARM" || event.Previous != "OK" {
		t.Errorf("got %+v, want ALARM of %s after OK", event, arn)
	}
	// The direct form has no id, and its time is the alarm's, not EventBridge's.
	direct.ID, direct.Time = event.ID, event.Time
	if !reflect.DeepEqual(direct, event) {
		t.Errorf("direct %+v\nevent  %+v", direct, event)
	}
	if want := time.Date(2026, 2, 3, 4, 12, 0, 250e6, time.UTC); event.Since != want {
		t.Errorf("since %v, want %v", event.Since, want)
	}
}

func TestBareTrailRecordGetsAnEnvelope(t *testing.T) {
	got := decodeSample[APICall](t, "api_call_bare")
	want := Meta{
		ID: "0e0e-2", Source: "aws.ecs", DetailType: "AWS API Call via CloudTrail",
		Account: "111122223333", Region: "us-east-1",
		Time: time.Date(2026, 2, 3, 4, 16, 0, 0, time.UTC),
	}
	if !reflect.DeepEqual(got.Meta, want) {
		t.Errorf("got %+v\nwant %+v", got.Meta, want)
	}
	if got.ErrorCode != "InvalidParameterException" || got.Cluster != "" {
		t.Errorf("got %+v", got)
	}
}

func TestClusterOfAnotherShapeIsPassedOver(t *testing.T) {
	for _, parameters := range []string{`null`, `{"cluster":{"name":"prod"}}`, `"text"`, `[]`} {
		raw := `{"eventName":"X","eventSource":"other.amazonaws.com","eventID":"1",` +
			`"eventTime":"2026-02-03T04:05:06Z","requestParameters":` + parameters + `}`
		event, err := Decode([]byte(raw))
		if err != nil {
			t.Errorf("%s: %v", parameters, err)
			continue
		}
		if call, ok := event.(APICall); !ok || call.Cluster != "" {
			t.Errorf("%s: got %+v", parameters, event)
		}
	}
}

func TestTrailRecordsComeFromEverySource(t *testing.T) {
	raw := `{"id":"1","source":"aws.anything","detail-type":"AWS API Call via CloudTrail",` +
		`"time":"2026-02-03T04:05:06Z","detail":{"eventName":"X","eventSource":"y"}}`
	event, err := Decode([]byte(raw))
	if call, ok := event.(APICall); !ok || call.Operation != "X" {
		t.Errorf("got %+v, %v", event, err)
	}
}

func TestNotificationNamesItsTopic(t *testing.T) {
	got := decodeSample[Notification](t, "notification_lambda")
	const topic = "arn:aws:sns:us-east-1:801119661308:ec2-windows-ami-update"
	want := Notification{
		Meta: Meta{
			ID: "5a5e5a5e-0000-4000-8000-00000000aaaa", Source: "aws.sns",
			DetailType: "SNS Notification", Account: "801119661308", Region: "us-east-1",
			Time: time.Date(2026, 2, 3, 4, 18, 0, 0, time.UTC), Resources: []string{topic},
		},
		Topic: topic, Subject: "Windows images of February",
		Message: "Dear reader,\nthere are new images.\nBye.",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestRecordsOfAnotherSourceAreUnknown(t *testing.T) {
	event, err := Decode([]byte(`{"Records":[{"eventSource":"aws:kinesis","data":"e30="}]}`))
	if unknown, ok := event.(Unknown); !ok || unknown.Source != "aws:kinesis" {
		t.Errorf("got %+v, %v", event, err)
	}
}

func TestUnknownFieldsArePassedOver(t *testing.T) {
	raw := `{"id":"1","source":"aws.ec2","detail-type":"EC2 Instance State-change Notification",` +
		`"time":"2026-02-03T04:05:06Z","new":{"a":[1,{"b":null}]},` +
		`"detail":{"instance-id":"i-1","state":"running","newer":[[]]}}`
	event, err := Decode([]byte(raw))
	if change, ok := event.(InstanceStateChange); !ok || change.State != "running" {
		t.Errorf("got %+v, %v", event, err)
	}
}
