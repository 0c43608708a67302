package functions_test

import (
	"fmt"
	"time"

	"github.com/cockroachdb/datadriven"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/health"
)

// Verbs of what befalls machines, their agents and what they run on.

// hostVerbs are the commands of this file.
var hostVerbs = map[string]func(*talk, *datadriven.TestData) error{
	"ill":           (*talk).ill,
	"lose-zone":     (*talk).loseZone,
	"silent-boots":  (*talk).silentBoots,
	"scheduled":     (*talk).scheduledChange,
	"answer-lost":   (*talk).answerLost,
	"pages":         (*talk).countPages,
	"silent-events": (*talk).silentEvents,
}

// ill: ill node-1,node-2 how=agent-dies|agent-lost|flaps|impaired|hangs|wedged|terminated|rebalance
// [for=0s] [times=3 down=2m up=3m].
func (s *talk) ill(d *datadriven.TestData) error {
	m := s.world.Machines
	for _, a := range d.CmdArgs {
		id, known := s.ids[a.Key]
		if !known {
			continue
		}
		switch word(d, "how", "") {
		case "agent-dies":
			m.KillAgent(id)
		case "agent-lost":
			m.Disconnect(id, duration(d, "for", 0))
		case "flaps":
			m.Flap(id, number(d, "times", 3), duration(d, "down", 2*time.Minute),
				duration(d, "up", 3*time.Minute))
		case "impaired":
			m.Impair(id)
		case "hangs":
			m.Hang(id)
		case "wedged":
			m.Wedge(id)
		case "terminated":
			m.Terminate(id)
		case "rebalance":
			m.RecommendRebalance(id)
		default:
			return fmt.Errorf("unknown illness %q", word(d, "how", ""))
		}
	}
	return nil
}

// lose-zone: lose-zone node-1 takes away the zone that the node is in.
func (s *talk) loseZone(d *datadriven.TestData) error {
	s.world.Machines.LoseZone(s.world.Machines.Get(s.ids[first(d)]).Zone)
	return nil
}

// silent-boots: silent-boots n=2: the next n machines never register.
func (s *talk) silentBoots(d *datadriven.TestData) error {
	s.world.Machines.SilentBoots(number(d, "n", 1))
	return nil
}

// scheduled: scheduled node-1 kind=retirement|stop|reboot|network in=72h is what AWS announces.
func (s *talk) scheduledChange(d *datadriven.TestData) error {
	kinds := map[string]health.Kind{
		"retirement": health.Retirement, "stop": health.Stop, "reboot": health.Reboot,
		"network": health.NetworkMaintenance,
	}
	s.world.Health.Schedule(health.Change{
		Kind: kinds[word(d, "kind", "retirement")], Instances: []string{s.ids[first(d)]},
		Begin: s.world.Now().Add(duration(d, "in", 72*time.Hour)),
	})
	return nil
}

// answer-lost: answer-lost service=autoscaling op=… [times=1]: the function's next such call is
// done, and answered with an error; with failed, it is not done.
func (s *talk) answerLost(d *datadriven.TestData) error {
	fault := faults.AnswerLost
	if d.HasArg("failed") {
		fault = faults.ServerError
	}
	s.world.Faults.TellCall(fault, "drain-nodes", word(d, "service", "")+" "+word(d, "op", ""), 0,
		number(d, "times", 1))
	return nil
}

// silent-events: silent-events detail=Health times=5 loses the next events of which the
// detail-type contains the word.
func (s *talk) silentEvents(d *datadriven.TestData) error {
	s.world.Faults.TellEvent(faults.EventLost, word(d, "detail", ""), 0, number(d, "times", 1))
	return nil
}

// pages: pages [count] tells how many pages were sent so far.
func (s *talk) countPages(*datadriven.TestData) error {
	s.out("%d pages", s.pages)
	return nil
}

// hearPages counts what the functions publish to topics that wake people.
func (s *talk) hearPages() {
	s.world.Watch(func(m awssim.Made) {
		if m.Call.Scope == "sns" && m.Call.Operation == "Publish" && m.Err == nil {
			s.pages++
		}
	})
}
