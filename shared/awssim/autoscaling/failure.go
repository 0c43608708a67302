package autoscaling

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/host"
)

// adminSuspends is how long every launch of a group has failed when Auto Scaling suspends them
// (EC2 Auto Scaling user guide, as-suspend-resume-processes, "administrative suspension").
const adminSuspends = 24 * time.Hour

// failing counts a group's launches that failed since one succeeded.
type failing struct{ since time.Time }

// shut is a zone in which launches failed.
type shut struct {
	until time.Time // when it is tried again
	times int       // failures in a row
}

// start launches one machine of the group into the first of the zones in which that succeeds;
// other zones are tried when one lacks capacity (EC2 Auto Scaling user guide,
// auto-scaling-benefits). Each failure is a Failed activity; nil when all failed.
func (a *AutoScaling) start(g *group, zones []string, cause string) *host.Machine {
	for _, zone := range zones {
		if a.env.Now().Before(g.shut[zone].until) {
			continue
		}
		m, err := a.startIn(g, zone)
		if err == nil {
			delete(g.shut, zone)
			g.failing = failing{}
			return m
		}
		if lacksCapacity(err) {
			a.failed(g, []string{zone}, cause, err)
			continue
		}
		a.failed(g, g.zones, cause, err) // it would fail elsewhere too
		return nil
	}
	return nil
}

func lacksCapacity(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains([]string{
		"InsufficientInstanceCapacity", "InsufficientFreeAddressesInSubnet", "Unsupported",
	}, api.ErrorCode())
}

// failed tells of a launch that failed and has the group try those zones again later.
func (a *AutoScaling) failed(g *group, zones []string, cause string, err error) {
	text := err.Error()
	if api := smithy.APIError(nil); errors.As(err, &api) {
		text = api.ErrorMessage()
	}
	x := a.beginIn(g, zones[0], "Launching a new EC2 instance", cause)
	x.message = text + " Launching EC2 instance failed."
	a.finish(x)
	a.note(g.name, "launch failed in", zones[0], x.message)
	a.publishActivity("", launchUnsuccessful, x)
	if g.failing.since.IsZero() {
		g.failing.since = a.env.Now()
	}
	if a.env.Now().Sub(g.failing.since) >= adminSuspends {
		a.note(g.name, "suspended", processLaunch, "by", "Auto Scaling")
		a.suspend(g, []string{processLaunch}, fmt.Sprintf("Administratively suspended at %s",
			stamp(a.env.Now())))
		return
	}
	var until time.Time
	for _, zone := range zones {
		s := g.shut[zone]
		s.until = a.env.Now().Add(min(a.Timings.Retry<<min(s.times, 16), a.Timings.RetryMost))
		s.times++
		g.shut[zone], until = s, s.until
	}
	a.env.At(until, func() { a.evaluate(g) })
}
