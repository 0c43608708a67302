package host

import (
	"slices"
	"strings"
	"time"
)

// toldAfter is how long an event that is over is still described (EC2 API reference,
// InstanceStatusEvent: up to a week).
const toldAfter = 7 * 24 * time.Hour

// completed begins the description of an event that is over (EC2 API reference,
// InstanceStatusEvent).
const completed = "[Completed] "

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

// Plan schedules an event for a machine; it happens at the beginning of its time window. This tells
// nobody but who describes the machine: AWS Health is Plan's caller (package health).
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

// happen does to a machine what was planned: one that is stopped or retired stops, since its root
// device is a volume, and is not terminated (EC2 user guide,
// monitoring-instances-status-check_sched).
func (m *Machines) happen(x *Machine, e ScheduledEvent) {
	switch e.Code {
	case "instance-retirement", "instance-stop":
		m.Stop(x.InstanceID)
	case "instance-reboot", "system-reboot":
		m.Reboot(x.InstanceID)
	}
	m.complete(x, e)
}

// leaveHost ends what is planned for a machine: one that was stopped starts on another host.
func (m *Machines) leaveHost(x *Machine) {
	for _, e := range x.Planned {
		if !strings.HasPrefix(e.Description, completed) {
			m.complete(x, e)
		}
	}
}

// complete marks an event as over, and lets it be forgotten a week later.
func (m *Machines) complete(x *Machine, e ScheduledEvent) {
	x.Planned = slices.Clone(x.Planned)
	for n := range x.Planned {
		if x.Planned[n].ID == e.ID {
			x.Planned[n].Description = completed + e.Description
		}
	}
	m.env.After(toldAfter, func() {
		x.Planned = slices.DeleteFunc(slices.Clone(x.Planned), func(p ScheduledEvent) bool {
			return p.ID == e.ID
		})
	})
}
