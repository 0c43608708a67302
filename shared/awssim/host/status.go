package host

import (
	"slices"
	"time"
)

// checksTake is how long the status checks of a new instance are "initializing" (EC2 user guide,
// monitoring-system-instance-status-check: a few minutes).
const checksTake = 3 * time.Minute

// checkFails is how long a machine has been unreachable when its instance status check says so. The
// check is made every minute (EC2 user guide, monitoring-system-instance-status-check); that two
// must fail is an assumption.
const checkFails = 2 * time.Minute

// Results of a status check (EC2 API reference, InstanceStatusSummary).
const (
	StatusOK            = "ok"
	StatusInitializing  = "initializing"
	StatusImpaired      = "impaired"
	StatusNotApplicable = "not-applicable"
)

// Status is the result of a machine's instance status check.
func (m *Machines) Status(x *Machine) string {
	switch {
	case x.State != Running:
		return StatusNotApplicable
	case !x.Impaired.IsZero():
		return StatusImpaired
	case m.env.Now().Before(x.Started.Add(m.env.Lasts(checksTake))):
		return StatusInitializing
	}
	return StatusOK
}

// Impair makes a running machine unreachable: its agent is gone at once, and its status check fails
// two minutes later.
func (m *Machines) Impair(id string) {
	x := m.byID[id]
	if x == nil || x.State != Running || x.unreachable {
		return
	}
	x.unreachable = true
	m.env.Journal.Add("state", "ec2", id, "unreachable")
	m.goDown(x)
	m.env.After(m.env.Lasts(checkFails), func() {
		if x.State == Running && x.unreachable && x.Impaired.IsZero() {
			x.Impaired = m.env.Now()
			m.env.Journal.Add("state", "ec2", id, StatusImpaired)
			m.tell(x)
		}
	})
}

// LoseZone takes an Availability Zone away: every machine in it is unreachable, launches into it
// fail.
func (m *Machines) LoseZone(zone string) {
	m.lost[zone] = true
	m.env.Journal.Add("state", "ec2", zone, "lost")
	for _, x := range slices.Clone(m.all) {
		if x.Zone == zone {
			m.Impair(x.InstanceID)
		}
	}
}

// RestoreZone lets launches into the zone succeed again. Its machines stay as they are.
func (m *Machines) RestoreZone(zone string) { delete(m.lost, zone) }

// reach settles whether a machine that starts now can be reached: not in a zone that is lost.
func (m *Machines) reach(x *Machine) {
	x.unreachable, x.Impaired = m.lost[x.Zone], time.Time{}
	if x.unreachable {
		x.Impaired = m.env.Now()
	}
}
