package host

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/smithy-go"
)

func codeOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

var large = Template{InstanceType: "m5.large", Boot: slow}

// EC2-5
func TestALostZoneTakesItsMachinesAndLaunches(t *testing.T) {
	y := newYard()
	m := y.launch(large)
	other, err := y.Launch(large, "us-east-1b", "win")
	if err != nil {
		t.Fatal(err)
	}
	y.env.Advance(time.Hour)
	y.LoseZone("us-east-1a")
	if !m.Down || y.Status(m) == StatusImpaired {
		t.Errorf("at once it is down %t and %s", m.Down, y.Status(m))
	}
	y.env.Advance(2 * time.Minute)
	if !m.Down || y.Status(m) != StatusImpaired || other.Down {
		t.Errorf("down %t, status %s; the other down %t", m.Down, y.Status(m), other.Down)
	}
	if _, err := y.Launch(large, "us-east-1a", "win"); codeOf(err) != "InsufficientInstanceCapacity" {
		t.Errorf("a launch into it: %v", err)
	}
	y.RestoreZone("us-east-1a")
	y.launch(large)
}

// EC2-5
func TestCapacityAndLimitsAreOfAMarket(t *testing.T) {
	y := newYard()
	cheap := large
	cheap.Spot = true
	y.RunOutOfSpot("us-east-1a", "m5.large")
	if _, err := y.Launch(cheap, "us-east-1a", ""); codeOf(err) != "InsufficientInstanceCapacity" {
		t.Errorf("Spot: %v", err)
	}
	y.VCPULimit = 2
	first := y.launch(large)
	if _, err := y.Launch(large, "us-east-1a", ""); codeOf(err) != "VcpuLimitExceeded" {
		t.Errorf("above the limit: %v", err)
	}
	y.Refill("us-east-1a", "m5.large")
	y.launch(cheap)
	y.Terminate(first.InstanceID)
	y.launch(large)
}

// EC2-26
func TestAnAgentComesBackAfterAWholeBoot(t *testing.T) {
	y := newYard()
	m := y.launch(large)
	y.env.Advance(time.Minute)
	y.Stop(m.InstanceID)
	y.env.Advance(time.Minute)
	if err := y.Start(m.InstanceID); err != nil {
		t.Fatal(err)
	}
	y.env.Advance(3 * time.Minute)
	if y.agents != 0 {
		t.Errorf("%d agents within the second boot", y.agents)
	}
	y.env.Advance(time.Minute)
	if y.agents != 1 {
		t.Errorf("%d agents after the second boot, want 1", y.agents)
	}
	y.Reboot(m.InstanceID)
	y.env.Advance(time.Minute)
	y.Impair(m.InstanceID)
	y.env.Advance(time.Hour)
	if y.agents != 1 {
		t.Errorf("the agent of an impaired machine came back")
	}
}

// EC2-26
func TestBootsCanBeSlowAndSilent(t *testing.T) {
	y := newYard()
	y.SlowBoots(1, 3)
	y.launch(large)
	y.env.Advance(11 * time.Minute)
	if y.agents != 0 {
		t.Error("the slow machine's agent is there too early")
	}
	y.SilentBoots(1)
	y.launch(large)
	y.launch(large)
	y.env.Advance(time.Hour)
	if y.agents != 2 {
		t.Errorf("%d agents, want those of the slow and the last machine", y.agents)
	}
}
