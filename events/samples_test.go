package events

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// samples says for each file of testdata what it is and what it is about.
var samples = []struct{ file, kind, about string }{
	{"alarm_state_change", "AlarmStateChange", "alarm prod-web-queue-long is ALARM, was OK: " +
		`"Threshold Crossed: 2 datapoints were greater than the threshold (40.0)."`},
	{"alarm_state_change_direct", "AlarmStateChange",
		"alarm prod-web-queue-long is ALARM, was OK: " +
			`"Threshold Crossed: 2 datapoints were greater than the threshold (40.0)."`},
	{"api_call", "APICall", "UpdateService of ecs.amazonaws.com on cluster prod by " +
		"arn:aws:sts::111122223333:assumed-role/deploy/pipeline"},
	{"api_call_bare", "APICall", "RunTask of ecs.amazonaws.com by " +
		"arn:aws:sts::111122223333:assumed-role/deploy/pipeline, " +
		"refused with InvalidParameterException"},
	{"capacity_needed", "CapacityNeeded",
		`room for 3 tasks (web:7) in cluster prod, asked by drain-nodes: "no node fits"`},
	{"container_instance_health", "ContainerInstanceHealth",
		"container instance c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1 (i-0a11ce0000000000b) " +
			"of cluster prod is IMPAIRED (AGENT_CONNECTIVITY)"},
	{"container_instance_state_change", "ContainerInstanceStateChange",
		"container instance c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1 (i-0a11ce0000000000b) " +
			"of cluster prod is DRAINING, agent connected"},
	{"deployment_state_change", "DeploymentStateChange",
		"deployment ecs-svc/4242424242424242424 of service prod/web: " +
			"SERVICE_DEPLOYMENT_COMPLETED: " +
			`"ECS deployment ecs-svc/4242424242424242424 completed."`},
	{"drain_finished", "DrainFinished", "drain of instance i-0a11ce0000000000b in cluster prod, " +
		"order order-17: drained, 3 tasks in 252 s"},
	{"drain_ordered", "DrainOrdered", "drain of instance i-0a11ce0000000000b in cluster prod, " +
		"then replace, order order-18 of arn:aws:iam::111122223333:user/ada: " +
		`"disk is noisy"`},
	{"drains_unwanted", "DrainsUnwanted",
		`no voluntary drains of group win2022-a in cluster prod: "demand is rising"`},
	{"health_event", "HealthEvent", "EC2 AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED " +
		"(scheduledChange) on i-0a11ce0000000000b, i-0a11ce0000000000c"},
	{"ignored_instance_refresh", "Ignored", `"EC2 Auto Scaling Instance Refresh Started", ` +
		"which no function needs yet (win2022-a)"},
	{"ignored_subscription_confirmation", "Ignored", `"SNS SubscriptionConfirmation", ` +
		"which no function needs yet (ec2-windows-ami-private)"},
	{"instance_state_change", "InstanceStateChange",
		"instance i-0a11ce0000000000b is shutting-down"},
	{"launch_lifecycle", "LaunchLifecycle",
		"instance i-0a11ce0000000000b of group win2022-a, hook sashweight-ready"},
	{"launch_lifecycle_warm_pool", "LaunchLifecycle", "instance i-0a11ce0000000000b of group " +
		"win2022-a, hook sashweight-ready, from WarmPool to AutoScalingGroup"},
	{"notification_ami_message", "Notification", "message without its envelope: " +
		`"{\"ECSAgent\":{\"ReleaseVersion\":\"1.99.0\"},\"ECSAmis\":[{\"ReleaseVersion\":` +
		`\"20260203\",\"AgentVersion\":\"1.99.0\",\"OsType\":\"linux\",` +
		`\"Regions\":{\"us-east-1\":{\"Name\":\"imag…"`},
	{"notification_flat", "Notification",
		`topic ec2-windows-ami-private: "Some images are private now."`},
	{"notification_lambda", "Notification",
		`topic ec2-windows-ami-update: "Windows images of February"`},
	{"parameter_change", "ParameterChange", "Create of parameter /sashweight/pause"},
	{"rebalance_recommendation", "RebalanceRecommendation",
		"instance i-0a11ce0000000000b, at risk of interruption"},
	{"service_action", "ServiceAction", "service web of cluster prod: " +
		`SERVICE_TASK_PLACEMENT_FAILURE: "RESOURCE:MEMORY"`},
	{"spot_interruption", "SpotInterruption",
		"instance i-0a11ce0000000000b, which EC2 will terminate"},
	{"sweep_due", "SweepDue", "a full look by drain-nodes at cluster prod"},
	{"task_state_change_running", "TaskStateChange", "task 7a5c7a5c7a5c7a5c7a5c7a5c7a5c7a5c " +
		"of cluster prod is RUNNING, wanted RUNNING, group service:web"},
	{"task_state_change_stopped", "TaskStateChange", "task 7a5c7a5c7a5c7a5c7a5c7a5c7a5c7a5c " +
		"of cluster prod is STOPPED, wanted STOPPED, group service:web, stop code " +
		`EssentialContainerExited: "Essential container in task exited"`},
	{"terminate_lifecycle", "TerminateLifecycle", "instance i-0a11ce0000000000b of group " +
		"win2022-a, hook sashweight-drain, from AutoScalingGroup to EC2"},
	{"tick", "Tick", "schedule of drain-nodes"},
	{"tick_scheduler_default", "Tick", "schedule sweep"},
	{"timers", "Timers", "1 timers of queue drain-nodes-timers (deadline), " +
		"and 1 messages that are none"},
	{"unknown", "Unknown", `"Order Placed" of source "shop.orders", which is not known here`},
}

func sample(t testing.TB, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", file+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// decodeSample decodes a sample as the type that the caller says it is.
func decodeSample[T Event](t *testing.T, file string) T {
	t.Helper()
	event, err := Decode(sample(t, file))
	if err != nil {
		t.Fatalf("decode %s: %v", file, err)
	}
	typed, ok := event.(T)
	if !ok {
		t.Fatalf("decode %s: got %T, want %T", file, event, typed)
	}
	return typed
}

func kindOf(event Event) string { return strings.TrimPrefix(fmt.Sprintf("%T", event), "events.") }

func TestEachSampleSaysWhatItIsAbout(t *testing.T) {
	for _, s := range samples {
		event, err := Decode(sample(t, s.file))
		if err != nil {
			t.Errorf("%s: %v", s.file, err)
			continue
		}
		if got := kindOf(event); got != s.kind {
			t.Errorf("%s: is %s, want %s", s.file, got, s.kind)
		}
		if got := event.About(); got != s.about {
			t.Errorf("%s: about\n%s\nwant\n%s", s.file, got, s.about)
		}
	}
}

func TestEachFileOfTestdataIsASample(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) != len(samples) {
		t.Errorf("testdata has %d files, want %d (%v)", len(files), len(samples), err)
	}
	for _, file := range files {
		stem := strings.TrimSuffix(filepath.Base(file), ".json")
		if !slices.ContainsFunc(samples, func(s struct{ file, kind, about string }) bool {
			return s.file == stem
		}) {
			t.Errorf("%s is no sample", file)
		}
	}
}

// The folder with AWS's published events lies beside the repository, and not in it.
func TestPublishedEventsOfAWSAreAllKnown(t *testing.T) {
	files, err := filepath.Glob("../../shared/events/*.json")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "testdata/terminate_lifecycle.json")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		event, err := Decode(raw)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if _, unknown := event.(Unknown); unknown {
			t.Errorf("%s: %s", file, event.About())
		}
	}
}
