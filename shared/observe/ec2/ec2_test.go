package ec2_test

import (
	"testing"
	"time"

	"sashweight/shared/awssim/awssimtest"
	"sashweight/shared/awssim/host"
	observe "sashweight/shared/observe/ec2"
)

func TestHostsAreReadInHundredsAndUnknownOnesHaveNoState(t *testing.T) {
	a, _, ids := awssimtest.Cluster(t, 105)
	asked := append([]string{"i-0123456789abcdef0", "i-0123456789abcdef1"}, ids...)
	hosts, err := observe.New(a.UserConfig()).Hosts(t.Context(), append(asked, "mi-0123456789"))
	if err != nil || len(hosts) != 107 {
		t.Fatalf("%d hosts, %v, want 107", len(hosts), err)
	}
	for _, id := range asked[:2] {
		if h := hosts[id]; h.State != "" || h.Gone() {
			t.Errorf("the unknown %s is %+v", id, h)
		}
	}
	for _, id := range ids {
		if h := hosts[id]; h.State != "running" || h.Impaired || !h.Checked || len(h.Events) > 0 {
			t.Fatalf("%s is %+v", id, h)
		}
	}
}

func TestWhatIsWrongAndWhatIsPlannedIsSeen(t *testing.T) {
	a, _, ids := awssimtest.Cluster(t, 3)
	a.Machines.Impair(ids[0])
	a.Machines.Terminate(ids[1])
	when := a.Now().Add(time.Hour)
	a.Machines.Plan(ids[2], host.ScheduledEvent{Code: "instance-retirement", NotBefore: when})
	a.Advance(10 * time.Minute)
	r := observe.New(a.UserConfig())
	hosts, err := r.Hosts(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	if h := hosts[ids[0]]; !h.Impaired || !h.Checked || h.State != "running" {
		t.Errorf("the impaired one is %+v", h)
	}
	if h := hosts[ids[1]]; !h.Gone() || h.Impaired || h.Checked {
		t.Errorf("the ending one is %+v", h)
	}
	h := hosts[ids[2]]
	if len(h.Events) != 1 || h.Events[0].Code != "instance-retirement" ||
		!h.Events[0].NotBefore.Equal(when) {
		t.Errorf("planned is %+v", h.Events)
	}
	a.Advance(2 * time.Hour)
	if hosts, err = r.Hosts(t.Context(), ids[2:]); err != nil || len(hosts[ids[2]].Events) != 0 {
		t.Errorf("what has happened is still planned: %+v, %v", hosts, err)
	}
}

func TestNoInstancesMakeNoCall(t *testing.T) {
	a, _, _ := awssimtest.Cluster(t, 1)
	hosts, err := observe.New(a.UserConfig()).Hosts(t.Context(), []string{"mi-1"})
	if err != nil || len(hosts) != 0 {
		t.Errorf("%+v, %v, want none: without ids EC2 would tell of all", hosts, err)
	}
}
