// Package health is AWS Health in the simulated account: it plans scheduled changes of instances
// and tells of them on the event bus, as AWS does for hardware that it retires or maintains.
package health

import (
	"slices"
	"strconv"
	"time"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
)

// Kind is what AWS is going to do to instances.
type Kind int

// The kinds of scheduled changes (EC2 user guide, monitoring-instances-status-check_sched).
const (
	Retirement         Kind = iota // stopped for good on this host
	Stop                           // stopped, to be started on another host
	Reboot                         // the instance restarts
	SystemReboot                   // the host restarts, and the instance with it
	NetworkMaintenance             // perhaps unreachable for a while; nothing follows here
)

// kinds are the kinds as AWS Health and EC2 call them.
var kinds = map[Kind]struct{ health, code, text string }{
	Retirement: {"AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED", "instance-retirement",
		"The instance is running on degraded hardware"},
	Stop: {"AWS_EC2_INSTANCE_STOP_SCHEDULED", "instance-stop",
		"The instance is running on degraded hardware"},
	Reboot: {"AWS_EC2_INSTANCE_REBOOT_MAINTENANCE_SCHEDULED", "instance-reboot",
		"The instance is scheduled for a reboot"},
	SystemReboot: {"AWS_EC2_SYSTEM_REBOOT_MAINTENANCE_SCHEDULED", "system-reboot",
		"The host of the instance is scheduled for a reboot"},
	NetworkMaintenance: {"AWS_EC2_INSTANCE_NETWORK_MAINTENANCE_SCHEDULED", "system-maintenance",
		"The network of the instance is scheduled for maintenance"},
}

// Change is a scheduled change that a scenario lets AWS announce.
type Change struct {
	Kind Kind
	// Instances are the ids of those that it affects.
	Instances []string
	// Begin is when it happens, End the end of its time window; a zero End leaves it open.
	Begin, End time.Time
}

// Health is AWS Health of one account.
type Health struct {
	// PageSize is how many instances one event names; AWS splits what is too large for an event
	// (AWS Health user guide, aws-health-events-eventbridge-schema).
	PageSize int

	env      *kernel.Env
	machines *host.Machines
}

// New returns an AWS Health that knows of nothing.
func New(env *kernel.Env, machines *host.Machines) *Health {
	return &Health{PageSize: 1000, env: env, machines: machines}
}

// Schedule announces a change at once, at its beginning carries it out, and then tells that it is
// over. EC2 describes it as an event of each instance. It returns the ARN of Health's event.
func (h *Health) Schedule(c Change) (arn string) {
	kind := kinds[c.Kind]
	arn = "arn:aws:health:" + h.env.Region + "::event/EC2/" + kind.health + "/" + kind.health + "_" +
		h.env.HexID("health event", 16)
	for _, id := range c.Instances {
		h.machines.Plan(id, host.ScheduledEvent{
			Code: kind.code, Description: kind.text, NotBefore: c.Begin, NotAfter: c.End,
		})
	}
	c.Instances = slices.Clone(c.Instances)
	h.tell(arn, c, upcoming)
	h.env.At(c.Begin, func() { h.tell(arn, c, closed) })
	return arn
}

// tell sends one communication about a change, on as many pages as it takes.
func (h *Health) tell(arn string, c Change, status string) {
	communication := h.env.UUID("health communication")
	pages := slices.Collect(slices.Chunk(c.Instances, max(1, h.PageSize)))
	for n, instances := range pages {
		d := h.detail(arn, c, status)
		d.CommunicationID = communication
		d.Page, d.TotalPages = strconv.Itoa(n+1), strconv.Itoa(len(pages))
		for _, id := range instances {
			d.AffectedEntities = append(d.AffectedEntities, entity{id, d.LastUpdatedTime,
				entityStatus[status]})
		}
		h.env.Publish(kernel.Event{
			Source: "aws.health", DetailType: "AWS Health Event", BestEffort: true,
			Resources: instances, Label: d.EventTypeCode + " " + status,
			Detail: func() any { return d },
		})
	}
}
