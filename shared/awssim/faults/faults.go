// Package faults decides what goes wrong, and counts it. What strikes is drawn from the seed by
// rate, or told beforehand by a scenario.
package faults

import (
	"math/rand/v2"
	"strings"
	"time"
)

// The names under which faults are counted.
const (
	EventLost      = "event lost"
	EventDoubled   = "event doubled"
	EventLate      = "event late"
	EventReordered = "event reordered"
	Throttled      = "call throttled"
	CrashBefore    = "crash before call"
	CrashAfter     = "crash after call"
	// ServerError: the service answers 500 and has done nothing.
	ServerError = "call failed"
	// AnswerLost: the service has done it and answers 500: the caller cannot know.
	AnswerLost = "answer lost"
	// StaleRead: a read answers what it answered a few seconds before.
	StaleRead = "stale read"
	// PartialFailure: one element of a batch is not done, and is told in failures[].
	PartialFailure = "partial failure"
	// NoAnswer: the call hangs until the invocation times out.
	NoAnswer = "no answer"
)

// The faults of machines, zones and images.
const (
	// SlowBoot and NeverRegisters are drawn at each launch.
	SlowBoot       = "slow boot"
	NeverRegisters = "boot never registers"
	// AgentLost, PoisonHost, DiskFull, HostImpaired and SpotLost befall a machine.
	AgentLost    = "agent disconnected"
	PoisonHost   = "poison host"
	DiskFull     = "disk full"
	HostImpaired = "host impaired"
	SpotLost     = "Spot instance lost"
	// NoCapacity makes launches into a zone fail for a while, ZoneLost takes it with its machines.
	NoCapacity = "launches fail"
	ZoneLost   = "zone lost"
	// AMIWithdrawn makes an image private that was public.
	AMIWithdrawn = "AMI withdrawn"
)

// Names lists every fault.
func Names() []string {
	return []string{
		EventLost, EventDoubled, EventLate, EventReordered, Throttled, CrashBefore, CrashAfter,
		ServerError, AnswerLost, StaleRead, PartialFailure, NoAnswer,
		SlowBoot, NeverRegisters, AgentLost, PoisonHost, DiskFull, HostImpaired, SpotLost,
		NoCapacity, ZoneLost, AMIWithdrawn,
	}
}

// ofCalls are the faults of calls, in the order in which they are drawn.
var ofCalls = []string{
	Throttled, CrashBefore, CrashAfter, ServerError, AnswerLost, StaleRead, PartialFailure, NoAnswer,
}

// Rates are probabilities from 0 to 1: of the event faults per delivery, of the call faults per
// call that a function makes, of the boots per launch. Of what befalls machines they are how often
// it comes per machine and hour, of the others how often per hour.
type Rates map[string]float64

// Delivery is what becomes of one event on its way to one target.
type Delivery struct {
	// Lost: it never arrives.
	Lost bool
	// Delays has one entry for each copy that arrives: how much longer than usual it takes.
	Delays []time.Duration
}

// Faults draws and counts what goes wrong in one world. The zero rates let nothing strike but what
// was told.
type Faults struct {
	rates  Rates
	rng    *rand.Rand
	struck map[string]int
	events []eventOrder
	calls  []callOrder
	off    bool
}

type eventOrder struct {
	fault, match string
	delay        time.Duration
	times        int
}

type callOrder struct {
	fault, caller, operation string
	skip, times              int
}

// New draws from rng at the given rates.
func New(rates Rates, rng *rand.Rand) *Faults {
	return &Faults{rates: rates, rng: rng, struck: map[string]int{}}
}

// Stop ends all drawing: from now on only what was told strikes. It begins the phase in which
// everything has to come to its end.
func (f *Faults) Stop() { f.off = true }

// TellEvent orders a fault for the next deliveries (times of them) whose detail-type contains
// match. delay is for EventLate.
func (f *Faults) TellEvent(fault, match string, delay time.Duration, times int) {
	f.events = append(f.events, eventOrder{fault, match, delay, times})
}

// TellCall orders a fault for calls of a caller ("" any) to an operation ("" any), written as
// "service Operation": it lets skip calls pass and strikes the next ones, times of them.
func (f *Faults) TellCall(fault, caller, operation string, skip, times int) {
	f.calls = append(f.calls, callOrder{fault, caller, operation, skip, times})
}

// Count notes that a fault of a call has struck: a read that was never made before cannot be stale,
// so whoever carries a fault out says whether it did.
func (f *Faults) Count(fault string) { f.struck[fault]++ }

// Wants reports whether a fault may strike at all in this world.
func (f *Faults) Wants(fault string) bool {
	if f.rates[fault] > 0 {
		return true
	}
	for _, o := range f.calls {
		if o.fault == fault {
			return true
		}
	}
	return false
}

// Struck says how often each fault struck, by name, with a row for those that never did.
func (f *Faults) Struck() map[string]int {
	out := make(map[string]int, len(f.struck))
	for _, n := range Names() {
		out[n] = f.struck[n]
	}
	return out
}

// Delivery says what becomes of one delivery. Only sources of best-effort delivery lose events.
func (f *Faults) Delivery(detailType string, bestEffort bool) Delivery {
	d := Delivery{Delays: []time.Duration{0}}
	if o := f.told(detailType, ""); o != nil {
		f.apply(&d, o.fault, o.delay)
		return d
	}
	if bestEffort && f.Draw(EventLost, 1) {
		f.apply(&d, EventLost, 0)
		return d
	}
	if f.Draw(EventDoubled, 1) {
		f.apply(&d, EventDoubled, f.upTo(2*time.Minute))
	}
	if f.Draw(EventLate, 1) {
		f.apply(&d, EventLate, f.upTo(10*time.Minute))
	}
	if f.Draw(EventReordered, 1) {
		f.apply(&d, EventReordered, f.upTo(20*time.Second))
	}
	return d
}

func (f *Faults) apply(d *Delivery, fault string, delay time.Duration) {
	f.struck[fault]++
	switch fault {
	case EventLost:
		d.Lost, d.Delays = true, nil
	case EventDoubled:
		d.Delays = append(d.Delays, delay)
	default:
		for i := range d.Delays {
			d.Delays[i] += delay
		}
	}
}

// told is an order of the next fault, but none of the fault except.
func (f *Faults) told(detailType, except string) *eventOrder {
	for i := range f.events {
		o := &f.events[i]
		if o.times > 0 && o.fault != except && strings.Contains(detailType, o.match) {
			o.times--
			return o
		}
	}
	return nil
}

// Call says which of the faults of calls, if any, strikes this one; "" for none. Callers that are
// no functions are only struck by what was told.
func (f *Faults) Call(caller, operation string, function bool) string {
	for i := range f.calls {
		o := &f.calls[i]
		if o.times == 0 || o.caller != "" && o.caller != caller ||
			o.operation != "" && o.operation != operation {
			continue
		}
		if o.skip > 0 {
			o.skip--
			continue
		}
		o.times--
		return o.fault
	}
	if !function {
		return ""
	}
	for _, fault := range ofCalls {
		if f.Draw(fault, 1) {
			return fault
		}
	}
	return ""
}

// Draw says whether a fault strikes now; weight multiplies its rate.
func (f *Faults) Draw(fault string, weight float64) bool {
	rate := f.rates[fault] * weight
	return !f.off && rate > 0 && f.rng.Float64() < rate
}

func (f *Faults) upTo(d time.Duration) time.Duration {
	return time.Duration(f.rng.Int64N(int64(d))).Round(time.Millisecond)
}
