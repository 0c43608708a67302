package fleet_test

import (
	"testing"
	"time"

	"sashweight/shared/fleet"
)

func TestTheConnectedRegistrationLeadsThenTheNewer(t *testing.T) {
	at := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	old := fleet.Node{
		ARN: "old", Connected: true, Registered: at, Running: 2, Status: fleet.NodeDraining,
	}
	young := fleet.Node{
		ARN: "young", Registered: at.Add(time.Hour), Pending: 1, Status: fleet.NodeActive,
		Unused: true,
	}
	for _, n := range []fleet.Node{fleet.Together(old, young), fleet.Together(young, old)} {
		if n.ARN != "old" || n.Twin != "young" || n.Tasks() != 3 || n.Unused {
			t.Errorf("together they are %+v", n)
		}
		if n.Status != fleet.NodeActive {
			t.Errorf("they are %s while one is ACTIVE", n.Status)
		}
	}
	old.Connected = false
	if n := fleet.Together(old, young); n.ARN != "young" || n.Twin != "old" {
		t.Errorf("with no agent connected they are %+v", n)
	}
}

func TestTheLongestImpairmentIsTheWorst(t *testing.T) {
	at := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	n := fleet.Node{Checks: []fleet.HealthCheck{
		{Type: fleet.CheckRuntime, Impaired: true, Since: at.Add(time.Minute)},
		{Type: fleet.CheckAgent, Impaired: true, Since: at},
	}}
	if worst, bad := n.Impaired(); !bad || worst.Type != fleet.CheckAgent {
		t.Errorf("the worst is %+v, %t", worst, bad)
	}
	if _, bad := (fleet.Node{Checks: []fleet.HealthCheck{{Since: at}}}).Impaired(); bad {
		t.Error("a node whose checks pass is impaired")
	}
}
