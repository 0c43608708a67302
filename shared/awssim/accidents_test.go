package awssim_test

import (
	"testing"
	"time"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/host"
)

// hour lets an account with ten Windows machines, five of them Spot, live for an hour with one
// fault.
func hour(t *testing.T, fault string) *awssim.Account {
	t.Helper()
	a := awssim.New(awssim.Options{
		Seed: 1, Start: time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC),
		Rates: faults.Rates{fault: 12}, // sure to strike at the first look
	})
	for n := range 10 {
		_, err := a.Machines.Launch(host.Template{
			CPU: 2048, Memory: 4096, Cluster: "prod", AMI: "ami-1", Spot: n%2 == 0,
			OSFamily: "WINDOWS_SERVER_2022_CORE", Boot: host.Duration{Median: 3 * time.Minute},
		}, "us-east-1a", "win")
		if err != nil {
			t.Fatal(err)
		}
	}
	a.Advance(time.Hour)
	return a
}

// FAULT-4: each accident can be switched on alone, and is counted when it strikes.
func TestEachAccidentStrikesAloneAndIsCounted(t *testing.T) {
	for _, fault := range []string{
		faults.SlowBoot, faults.NeverRegisters, faults.AgentLost, faults.PoisonHost,
		faults.DiskFull, faults.HostImpaired, faults.SpotLost, faults.NoCapacity, faults.ZoneLost,
		faults.AMIWithdrawn,
	} {
		for name, times := range hour(t, fault).Faults.Struck() {
			if (times > 0) != (name == fault) {
				t.Errorf("with %q alone, %q struck %d times", fault, name, times)
			}
		}
	}
}

func TestAnAccountWithoutRatesHasNoAccidents(t *testing.T) {
	a := awssim.New(awssim.Options{Start: time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)})
	if _, planned := a.NextAt(); planned {
		t.Error("an empty account has something to do")
	}
}
