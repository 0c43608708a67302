package host

import (
	"slices"
	"time"
)

// checksTake is how long the status checks of a new instance are "initializing" (EC2 user guide,
// monitoring-system-instance-status-check: a few minutes).
const checksTake = 3 * time.Minute

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

// Impair makes a running machine unreachable: its status check fails, its agent is gone.
func (m *Machines) Impair(id string) {
	x := m.byID[id]
	if x == nil || x.State != Running || !x.Impaired.IsZero() {
		return
	}
	x.Impaired = m.env.Now()
	m.env.Journal.Add("state", "ec2", id, StatusImpaired)
	m.goDown(x)
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

// zeroUnlessLost is since when a machine that starts now is impaired.
func (m *Machines) zeroUnlessLost(x *Machine) (t time.Time) {
	if m.lost[x.Zone] {
		t = m.env.Now()
	}
	return t
}

// ScheduledEvent is what AWS has planned for a machine (EC2 API reference, InstanceStatusEvent).
type ScheduledEvent struct {
	// ID is instance-event-…, drawn when it is empty.
	ID string
	// Code is instance-reboot, system-reboot, system-maintenance, instance-retirement or
	// instance-stop.
	Code, Description string
	// NotBefore and NotAfter are the time window.
	NotBefore, NotAfter time.Time
}

// Plan schedules an event for a machine; it happens at the beginning of its time window.
func (m *Machines) Plan(id string, e ScheduledEvent) {
	x := m.byID[id]
	if x == nil {
		return
	}
	if e.ID == "" {
		e.ID = "instance-event-" + m.env.HexID("instance event", 17)
	}
	x.Planned = append(slices.Clone(x.Planned), e)
	m.env.Journal.Add("state", "ec2", id, "event planned", e.Code)
	m.tell(x)
	m.env.At(e.NotBefore, func() {
		if slices.Contains(x.Planned, e) {
			m.happen(x, e)
		}
	})
}

func (m *Machines) happen(x *Machine, e ScheduledEvent) {
	switch e.Code {
	case "instance-retirement", "instance-stop":
		m.Stop(x.InstanceID)
	case "instance-reboot", "system-reboot":
		m.Reboot(x.InstanceID)
	}
	e.Description = "[Completed] " + e.Description
	x.Planned = slices.Clone(x.Planned)
	for n := range x.Planned {
		if x.Planned[n].ID == e.ID {
			x.Planned[n] = e
		}
	}
}
