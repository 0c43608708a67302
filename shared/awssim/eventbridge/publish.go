package eventbridge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"sashweight/shared/awssim/eventbridge/retry"
	"sashweight/shared/awssim/kernel"
)

// envelope is an event as targets get it (EventBridge user guide, eb-events-structure).
type envelope struct {
	Version    string    `json:"version"`
	ID         string    `json:"id"`
	DetailType string    `json:"detail-type"`
	Source     string    `json:"source"`
	Account    string    `json:"account"`
	Time       time.Time `json:"time"`
	Region     string    `json:"region"`
	Resources  []string  `json:"resources"`
	Detail     any       `json:"detail"`
}

// Deliveries take this long when nothing goes wrong.
const (
	minLatency = 200 * time.Millisecond
	maxLatency = 2 * time.Second
)

// publish is what the account's services call for their events.
func (e *EventBridge) publish(ev kernel.Event) {
	if len(e.listening(kind{ev.Source, ev.DetailType})) == 0 {
		e.env.Journal.Add("event", ev.Source, e.quote(ev.DetailType), ev.Label)
		return
	}
	e.put(ev, e.env.UUID("event"), e.env.Now())
}

// put writes the event into the journal and sends it to the rules that match.
func (e *EventBridge) put(ev kernel.Event, id string, at time.Time) {
	e.env.Journal.Add("event", ev.Source, e.quote(ev.DetailType), id, ev.Label)
	rules := e.listening(kind{ev.Source, ev.DetailType})
	if len(rules) == 0 {
		return
	}
	raw := e.write(ev, id, at)
	decoded, err := decode(raw)
	event, isObject := decoded.(map[string]any)
	if err != nil || !isObject {
		panic(fmt.Sprintf("eventbridge: own envelope is no JSON object: %v", err))
	}
	for _, r := range rules {
		if !r.Pattern.matches(event) {
			continue
		}
		e.measureBoth(r, "TriggeredRules")
		for _, t := range r.Targets {
			e.send(sending{event: ev, id: id, raw: raw, rule: r, target: t})
		}
	}
}

func (e *EventBridge) write(ev kernel.Event, id string, at time.Time) []byte {
	detail := any(struct{}{})
	if ev.Detail != nil {
		detail = ev.Detail()
	}
	out := envelope{
		Version: "0", ID: id, DetailType: ev.DetailType, Source: ev.Source,
		Account: e.env.Account, Time: at.UTC().Truncate(time.Second), Region: e.env.Region,
		Resources: append([]string{}, ev.Resources...), Detail: detail,
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		panic(fmt.Sprintf("eventbridge: detail of %s cannot be written: %v", ev.DetailType, err))
	}
	return bytes.TrimSpace(b.Bytes())
}

// sending is one event on its way to one target of one rule.
type sending struct {
	event  kernel.Event
	id     string
	raw    []byte
	rule   *Rule
	target Target
}

// send draws what becomes of the delivery and lets each copy arrive in its time.
func (e *EventBridge) send(s sending) {
	rng := e.env.Stream("delivery")
	fate := e.faults.Delivery(s.event.DetailType, s.event.BestEffort)
	if fate.Lost {
		e.journal(s, "lost")
		return
	}
	for i, late := range fate.Delays {
		usual := minLatency + time.Duration(rng.Int64N(int64(maxLatency-minLatency)))
		after := (usual + late).Truncate(time.Millisecond)
		note := "after " + after.String()
		if i > 0 {
			note += " copy " + strconv.Itoa(i+1)
		}
		e.env.After(after, func() {
			e.journal(s, note)
			e.arrive(s)
		})
	}
}

func (e *EventBridge) journal(s sending, note string) {
	e.env.Journal.Add("deliver", s.rule.Name, s.id, strconv.Quote(s.event.DetailType), note)
}

func (e *EventBridge) arrive(s sending) {
	try := func(attempt int) error {
		err := e.Deliver(s.target.ARN, s.raw, "rule "+s.rule.Name+" event "+s.id)
		e.attempted(s.rule, attempt, err)
		return err
	}
	retry.Deliver(e.env.Kernel, s.target.Retry, try, func(f retry.Failure) { e.giveUp(s, f) })
}

// giveUp sends the event to the dead-letter queue with the attributes that EventBridge adds
// (EventBridge user guide, eb-rule-dlq).
func (e *EventBridge) giveUp(s sending, f retry.Failure) {
	e.journal(s, "given up: "+f.Code+": "+f.Message)
	e.measureBoth(s.rule, "Invocations")
	e.measure(s.rule, "FailedInvocations")
	if s.target.DeadLetters == "" {
		return
	}
	attributes := map[string]string{
		"RULE_ARN": s.rule.ARN, "TARGET_ARN": s.target.ARN, "ERROR_CODE": deadCode(f.Code),
		"ERROR_MESSAGE": f.Message, "RETRY_ATTEMPTS": strconv.Itoa(f.Attempts),
	}
	if f.Condition != "" {
		attributes["EXHAUSTED_RETRY_CONDITION"] = f.Condition
	}
	if err := e.Send(s.target.DeadLetters, string(s.raw), attributes); err != nil {
		e.journal(s, "dead letter refused: "+err.Error())
		e.measure(s.rule, "InvocationsFailedToBeSentToDlq")
		return
	}
	e.measure(s.rule, "InvocationsSentToDlq")
}

// deadCode is EventBridge's own code for a target's error.
func deadCode(code string) string {
	switch code {
	case "ResourceNotFoundException":
		return "NO_RESOURCE"
	case "AccessDeniedException":
		return "NO_PERMISSIONS"
	}
	return "ERROR_FROM_TARGET"
}
