package health

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
)

type world struct {
	*Health
	machines *host.Machines
	env      *kernel.Env
	events   []kernel.Event
}

func newWorld() *world {
	k := kernel.New(1, time.Date(2026, 2, 3, 4, 0, 0, 0, time.UTC))
	w := &world{env: &kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"}}
	w.env.Publish = func(e kernel.Event) {
		if e.Source == "aws.health" {
			w.events = append(w.events, e)
		}
	}
	w.machines = host.New(w.env)
	w.Health = New(w.env, w.machines)
	return w
}

// launch runs machines and returns their ids.
func (w *world) launch(t *testing.T, n int) (ids []string) {
	t.Helper()
	for range n {
		x, err := w.machines.Launch(host.Template{
			InstanceType: "m5.xlarge", OSFamily: "WINDOWS_SERVER_2022_CORE",
			Boot: host.Duration{Median: time.Minute},
		}, "us-east-1a", "")
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, x.InstanceID)
	}
	w.env.Advance(5 * time.Minute)
	return ids
}

func read(t *testing.T, e kernel.Event) map[string]any {
	t.Helper()
	raw, err := json.Marshal(e.Detail())
	if err != nil {
		t.Fatal(err)
	}
	d := map[string]any{}
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// HEALTH-1.
func TestAScheduledChangeIsToldWithBareIDsAndHealthsTimes(t *testing.T) {
	w := newWorld()
	ids := w.launch(t, 1)
	arn := w.Schedule(Change{Kind: Retirement, Instances: ids,
		Begin: time.Date(2026, 2, 17, 4, 0, 0, 0, time.UTC)})
	if len(w.events) != 1 || w.events[0].Resources[0] != ids[0] || !w.events[0].BestEffort ||
		w.events[0].DetailType != "AWS Health Event" {
		t.Fatalf("events %+v", w.events)
	}
	d := read(t, w.events[0])
	for member, want := range map[string]string{
		"eventArn": arn, "service": "EC2", "eventTypeCode": "AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED",
		"eventTypeCategory": "scheduledChange", "eventScopeCode": "ACCOUNT_SPECIFIC",
		"startTime": "Tue, 17 Feb 2026 04:00:00 GMT", "statusCode": "upcoming", "page": "1",
		"lastUpdatedTime": "Tue, 03 Feb 2026 04:05:00 GMT", "totalPages": "1",
		"backupEvent": "false", "affectedAccount": "123456789012", "eventRegion": "us-east-1",
	} {
		if d[member] != want {
			t.Errorf("%s is %v, want %s", member, d[member], want)
		}
	}
	if _, there := d["endTime"]; there {
		t.Error("it has an end")
	}
}

// HEALTH-2.
func TestWhatIsPlannedHappensAtItsDate(t *testing.T) {
	for kind, want := range map[Kind]host.State{
		Retirement: host.Stopped, Stop: host.Stopped, Reboot: host.Running,
		SystemReboot: host.Running, NetworkMaintenance: host.Running,
	} {
		w := newWorld()
		id := w.launch(t, 1)[0]
		agents := 0
		w.machines.OnAgent(func(*host.Machine) { agents++ })
		w.Schedule(Change{Kind: kind, Instances: []string{id}, Begin: w.env.Now().Add(time.Hour)})
		w.env.Advance(59 * time.Minute)
		m := w.machines.Get(id)
		if p := m.Planned; m.State != host.Running || len(p) != 1 || len(w.events) != 1 ||
			p[0].Code != kinds[kind].code || strings.HasPrefix(p[0].Description, "[") {
			t.Errorf("%d: before the date it is %s with %+v", kind, m.State, p)
		}
		w.env.Advance(10 * time.Minute)
		if m.State != want || !strings.HasPrefix(m.Planned[0].Description, "[Completed] ") {
			t.Errorf("%d: after the date it is %s with %+v", kind, m.State, m.Planned)
		}
		if restarted := kind == Reboot || kind == SystemReboot; (agents == 1) != restarted {
			t.Errorf("%d: %d agents came back", kind, agents)
		}
		if len(w.events) != 2 || read(t, w.events[1])["statusCode"] != "closed" {
			t.Errorf("%d: its end is not told", kind)
		}
		w.env.Advance(8 * 24 * time.Hour)
		if len(m.Planned) != 0 {
			t.Errorf("%d: after a week it is still described", kind)
		}
	}
}

// HEALTH-3.
func TestACommunicationComesOnPagesOfOneID(t *testing.T) {
	w := newWorld()
	w.PageSize = 2
	w.Schedule(Change{Kind: Stop, Instances: w.launch(t, 3), Begin: w.env.Now().Add(time.Hour)})
	w.env.Advance(2 * time.Hour)
	if len(w.events) != 4 {
		t.Fatalf("%d events", len(w.events))
	}
	first, second := read(t, w.events[0]), read(t, w.events[1])
	over := read(t, w.events[2])
	if first["communicationId"] != second["communicationId"] || second["page"] != "2" ||
		second["totalPages"] != "2" || len(w.events[1].Resources) != 1 {
		t.Errorf("second page %v on %v", second, w.events[1].Resources)
	}
	if over["communicationId"] == first["communicationId"] || over["eventArn"] != first["eventArn"] {
		t.Error("what is told later is no communication of its own about the same event")
	}
}

// HEALTH-4.
func TestAMachineThatWasStoppedStartsOnAnotherHost(t *testing.T) {
	w := newWorld()
	id := w.launch(t, 1)[0]
	w.Schedule(Change{Kind: Retirement, Instances: []string{id}, Begin: w.env.Now().Add(time.Hour)})
	w.machines.Stop(id)
	w.env.Advance(10 * time.Minute)
	if err := w.machines.Start(id); err != nil {
		t.Fatal(err)
	}
	w.env.Advance(2 * time.Hour)
	m := w.machines.Get(id)
	if m.State != host.Running || m.Planned[0].Description[:1] != "[" {
		t.Errorf("the machine is %s with %+v", m.State, m.Planned)
	}
}
