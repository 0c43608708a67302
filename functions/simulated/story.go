package simulated

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/kernel"
)

// Line is one thing that happened, for people.
type Line struct {
	At time.Time
	// Kind is event, plan, hold, done, call, found, mended, failed, fault or world.
	Kind string
	// Text is one line.
	Text string
}

// Story turns a world's journal and its functions' log lines into lines that tell what happened
// and why. It invents nothing: each line is something that a function or the account wrote.
type Story struct {
	// Tell receives every line.
	Tell func(Line)

	world  *World
	labels map[string]string // what an event is about, by event id
	cause  map[string]string // what began an invocation, by request id; told once
	held   map[string]string // the last hold told, by instance
	part   []byte            // a log line that is not complete yet
}

// NewStory listens to a world from now on.
func NewStory(w *World, tell func(Line)) *Story {
	s := &Story{
		Tell: tell, world: w, labels: map[string]string{}, cause: map[string]string{},
		held: map[string]string{},
	}
	w.Journal.OnEntry = s.entry
	w.Watch(s.call)
	w.Log = s
	return s
}

func (s *Story) tell(kind, format string, args ...any) {
	s.Tell(Line{At: s.world.Now(), Kind: kind, Text: fmt.Sprintf(format, args...)})
}

// entry reads one line of the account's journal.
func (s *Story) entry(e kernel.Entry) {
	switch e.Kind {
	case "event":
		s.event(e.Text)
	case "deliver":
		if rule, rest, _ := strings.Cut(e.Text, " "); strings.HasSuffix(rest, " lost") {
			id, _, _ := strings.Cut(rest, " ")
			s.tell("fault", "event lost on its way to %s: %s", short(rule), s.labels[id])
		}
	case "invoke":
		s.invocation(strings.Fields(e.Text))
	case "fault":
		s.tell("fault", "%s", e.Text)
	case "state":
		if told(e.Text) {
			s.tell("world", "%s", e.Text)
		}
	}
}

// event remembers what an event is about: source "detail-type" id label.
func (s *Story) event(text string) {
	_, rest, _ := strings.Cut(text, " ")
	detailType, rest, ok := strings.Cut(strings.TrimPrefix(rest, `"`), `" `)
	if !ok {
		return
	}
	id, label, _ := strings.Cut(rest, " ")
	if len(id) == len("00000000-0000-0000-0000-000000000000") {
		s.labels[id] = detailType + ", " + readable(label)
	}
}

// readable is the label of an event; of our own Sweep Due, whose label is its detail, in words.
func readable(label string) string {
	var due struct {
		Cluster string `json:"cluster"`
		Full    bool   `json:"full"`
	}
	if json.Unmarshal([]byte(label), &due) != nil || due.Cluster == "" {
		return label
	}
	if due.Full {
		return "a full look at cluster " + due.Cluster
	}
	return "open work of cluster " + due.Cluster
}

// invocation remembers what began an invocation, or tells how it ended when not well.
func (s *Story) invocation(words []string) {
	if len(words) < 3 {
		return
	}
	what, function, request := words[0], words[1], words[2]
	rest := strings.Join(words[3:], " ")
	switch what {
	case "start":
		_, cause, _ := strings.Cut(rest, "cause=")
		if _, id, ok := strings.Cut(cause, " event "); ok {
			cause = s.labels[id]
		}
		s.cause[request] = function + " hears " + cause
		if strings.Contains(rest, "attempt=1 ") {
			return
		}
		s.cause[request] = function + " is tried again: " + cause
	case "end":
		delete(s.cause, request)
		if !strings.HasSuffix(rest, " ok") {
			s.tell("failed", "%s %s", function, rest)
		}
	default:
		s.tell("failed", "%s", strings.Join(words, " "))
	}
}

// call tells of a function's call that changes the fleet, or was refused.
func (s *Story) call(m awssim.Made) {
	if s.world.Running() == nil || m.Call.Scope == "dynamodb" || m.Call.Scope == "ssm" {
		return
	}
	for _, quiet := range []string{"Describe", "List", "Get", "PutEvents"} {
		if m.Err == nil && strings.HasPrefix(m.Call.Operation, quiet) {
			return
		}
	}
	text := m.Call.Scope + " " + m.Call.Operation
	if about := awssim.Subject(m.Call.Input); about != "-" {
		text += ": " + about
	}
	if m.Err != nil {
		text += ": " + m.Err.Error()
	}
	s.tell("call", "%s", text)
}

// Write reads the functions' log lines.
func (s *Story) Write(p []byte) (int, error) {
	s.part = append(s.part, p...)
	for {
		line, rest, ok := strings.Cut(string(s.part), "\n")
		if !ok {
			return len(p), nil
		}
		s.part = []byte(rest)
		var l logLine
		if json.Unmarshal([]byte(line), &l) == nil {
			s.logged(l)
		}
	}
}

type logLine struct {
	Message   string `json:"message"`
	RequestID string `json:"request_id"`
	Instance  string `json:"instance"`
	Action    string `json:"action"`
	Ending    string `json:"ending"`
	Reason    string `json:"reason"`
	About     string `json:"about"`
	Finding   string `json:"finding"`
	Outcome   string `json:"outcome"`
	Error     string `json:"error"`
}

func (s *Story) logged(l logLine) {
	switch l.Message {
	case "planned":
		s.because(l.RequestID)
		s.tell("plan", "%s %s: %s", l.Action, l.Instance, l.Reason)
	case "held":
		if s.held[l.Instance] == l.Reason {
			return
		}
		s.held[l.Instance] = l.Reason
		s.because(l.RequestID)
		s.tell("hold", "%s: %s", l.Instance, l.Reason)
	case "applied":
		s.because(l.RequestID)
		s.tell("done", "%s %s%s", l.Action, l.Instance, ending(l.Ending))
	case "recovered":
		s.because(l.RequestID)
		s.tell("mended", "%s: %s", l.Reason, l.About)
	case "finding":
		s.because(l.RequestID)
		s.tell("found", "%s: %s", l.Finding, l.Reason)
	case "handled":
		if l.Outcome != "done" && l.Outcome != "ignored" {
			s.tell("failed", "%s: %s", l.Outcome, l.Error)
		}
	}
}

// because tells what began the invocation, before the first thing that it says.
func (s *Story) because(request string) {
	if cause := s.cause[request]; cause != "" {
		s.tell("event", "%s", cause)
		s.cause[request] = ""
	}
}

func ending(e string) string {
	if e == "" {
		return ""
	}
	return ": " + e
}

// told says which of the account's own changes are worth a line: what happens to instances and to
// their hooks.
func told(state string) bool {
	for _, begins := range []string{"ec2 ", "autoscaling "} {
		if strings.HasPrefix(state, begins) {
			return true
		}
	}
	return false
}

// short is a rule's name as the template has it: sashweight-DrainNodesFunctionTickRule-1A2B.
func short(rule string) string {
	parts := strings.Split(rule, "-")
	if len(parts) < 3 {
		return rule
	}
	return parts[1]
}
