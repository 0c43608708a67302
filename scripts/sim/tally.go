package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/aws/smithy-go"

	"sashweight/functions/drain-nodes/drainnodes"
	"sashweight/functions/simulated"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/lambda"
)

// The recoveries that are AWS's and the SDK's own, beside those that the functions log.
const (
	callRetried       = "throttled call tried again"
	invocationRetried = "invocation tried again"
	swept             = "sweep ended well"
)

// recoveries lists all that must have run in a full simulation.
func recoveries() []string {
	return append(drainnodes.Recoveries(), callRetried, invocationRetried, swept)
}

// tally counts how a world recovers.
type tally struct {
	recoveries    map[string]int
	calls, drains int

	world     *simulated.World
	part      []byte
	throttled map[string]string // the call that was throttled last, by request id
	started   map[string]string // attempt and cause, by request id
}

func newTally(w *simulated.World) *tally {
	t := &tally{
		recoveries: map[string]int{}, world: w, throttled: map[string]string{},
		started: map[string]string{},
	}
	for _, r := range recoveries() {
		t.recoveries[r] = 0
	}
	w.Log = t
	w.Watch(t.made)
	w.Journal.OnEntry = t.entry
	return t
}

// made counts the calls that were throttled and then went through.
func (t *tally) made(m awssim.Made) {
	i, ok := t.world.Lambda.Current()
	if !ok {
		return
	}
	t.calls++
	op := m.Call.Scope + " " + m.Call.Operation
	id := attempt(i)
	switch {
	case throttle(m.Err):
		t.throttled[id] = op
	case t.throttled[id] == op:
		t.recoveries[callRetried]++
		delete(t.throttled, id)
	}
}

func attempt(i lambda.Invocation) string { return i.RequestID + string(rune('0'+i.Attempt)) }

func throttle(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && strings.Contains(api.ErrorCode(), "Throttl")
}

// entry counts invocations that ended well at a later attempt, and sweeps:
// start|end function request-id attempt=n ….
func (t *tally) entry(e kernel.Entry) {
	if e.Kind != "invoke" {
		return
	}
	words := strings.Fields(e.Text)
	if len(words) < 4 {
		return
	}
	id := words[2]
	switch words[0] {
	case "start":
		t.started[id] = strings.Join(words[3:], " ")
	case "end":
		start := t.started[id]
		delete(t.started, id)
		delete(t.throttled, id)
		if words[len(words)-1] != "ok" {
			return
		}
		if !strings.HasPrefix(start, "attempt=1 ") {
			t.recoveries[invocationRetried]++
		}
		if strings.Contains(start, "SweepDue") {
			t.recoveries[swept]++
		}
	}
}

// Write reads the functions' log lines.
func (t *tally) Write(p []byte) (int, error) {
	t.part = append(t.part, p...)
	for {
		line, rest, ok := bytes.Cut(t.part, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		t.logged(line)
		t.part = append(t.part[:0], rest...)
	}
}

var (
	recoveredMark = []byte(`"recovered"`)
	appliedMark   = []byte(`"applied"`)
)

// logged reads one line, if it may be one that counts.
func (t *tally) logged(line []byte) {
	if !bytes.Contains(line, recoveredMark) && !bytes.Contains(line, appliedMark) {
		return
	}
	var l struct {
		Message string `json:"message"`
		Reason  string `json:"reason"`
		Ending  string `json:"ending"`
	}
	if json.Unmarshal(line, &l) != nil {
		return
	}
	switch {
	case l.Message == "recovered":
		t.recoveries[l.Reason]++
	case l.Message == "applied" && l.Ending != "":
		t.drains++
	}
}
