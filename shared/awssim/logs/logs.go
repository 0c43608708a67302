// Package logs is Amazon CloudWatch Logs in the simulated account: groups and streams with their
// newest events, and the metrics that are embedded in them.
package logs

import (
	"fmt"
	"slices"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// Group is a log group.
type Group struct {
	// Name is unique in the account and Region.
	Name string
	// ARN is set by Create. As CloudFormation's attribute it ends in ":*".
	ARN string
	// RetentionDays is how long events are kept; 0 is for ever.
	RetentionDays int
}

// retentions are the days that CloudWatch Logs accepts (CloudWatch Logs API reference,
// PutRetentionPolicy); 0 stands for no retention policy.
var retentions = []int{
	0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
	3288, 3653,
}

// Logs is the log groups of one account.
type Logs struct {
	// Service answers the API.
	Service *wire.Service
	// PutMetric takes what is embedded in log events; nil drops it.
	PutMetric func(namespace string, d api.MetricDatum) error

	env    *kernel.Env
	groups []*group
}

type group struct {
	Group
	created time.Time
	streams []*stream
}

// stream is one log stream with its newest events.
type stream struct {
	name    string
	created time.Time
	events  []event
	dropped int // events that are no longer kept
}

type event struct {
	at, ingested int64 // milliseconds since 1970
	message      string
}

// maxEvents is how many events of a stream are kept at least, the newest.
const maxEvents = 2000

// New returns an account without log groups.
func New(env *kernel.Env) *Logs {
	l := &Logs{env: env, Service: wire.NewService(wire.Spec{
		ID: "CloudWatch Logs", Scope: "logs", Target: "Logs_20140328", Protocol: wire.JSON11,
		LowerCamel: true,
	})}
	wire.On(l.Service, "CreateLogGroup", l.createLogGroup)
	wire.On(l.Service, "DeleteLogGroup", l.deleteLogGroup)
	wire.On(l.Service, "DescribeLogGroups", l.describeLogGroups)
	wire.On(l.Service, "PutRetentionPolicy", l.putRetentionPolicy)
	wire.On(l.Service, "CreateLogStream", l.createLogStream)
	wire.On(l.Service, "DescribeLogStreams", l.describeLogStreams)
	wire.On(l.Service, "PutLogEvents", l.putLogEvents)
	wire.On(l.Service, "GetLogEvents", l.getLogEvents)
	wire.On(l.Service, "FilterLogEvents", l.filterLogEvents)
	return l
}

// Create adds a log group and returns its ARN. A taken name or a retention that CloudWatch Logs
// does not offer is an error.
func (l *Logs) Create(g Group) (string, error) {
	if l.find(g.Name) != nil {
		return "", fmt.Errorf("create log group %s: it exists", g.Name)
	}
	if !slices.Contains(retentions, g.RetentionDays) {
		return "", fmt.Errorf("create log group %s: no retention of %d days", g.Name,
			g.RetentionDays)
	}
	g.ARN = l.env.ARN("logs", "log-group:"+g.Name) + ":*"
	l.groups = append(l.groups, &group{Group: g, created: l.env.Now()})
	return g.ARN, nil
}

// Group is the log group of a name; ok is false when there is none.
func (l *Logs) Group(name string) (g Group, ok bool) {
	found := l.find(name)
	if found == nil {
		return Group{}, false
	}
	return found.Group, true
}

// Groups lists the log groups in the order in which they were made.
func (l *Logs) Groups() []Group {
	out := make([]Group, len(l.groups))
	for i, g := range l.groups {
		out[i] = g.Group
	}
	return out
}

func (l *Logs) find(name string) *group {
	for _, g := range l.groups {
		if g.Name == name {
			return g
		}
	}
	return nil
}

func (g *group) find(name string) *stream {
	for _, s := range g.streams {
		if s.name == name {
			return s
		}
	}
	return nil
}

// Write takes a line that a function wrote to its output. Lambda makes the group and the stream
// when they are not there (Lambda developer guide, monitoring-cloudwatchlogs).
func (l *Logs) Write(groupName, streamName, line string) {
	g := l.find(groupName)
	if g == nil {
		if _, err := l.Create(Group{Name: groupName}); err != nil {
			panic("logs: " + err.Error())
		}
		g = l.find(groupName)
	}
	s := g.find(streamName)
	if s == nil {
		s = &stream{name: streamName, created: l.env.Now()}
		g.streams = append(g.streams, s)
	}
	l.add(s, line, l.env.Now().UnixMilli())
}

// add keeps an event and puts its metrics.
func (l *Logs) add(s *stream, message string, at int64) {
	if len(s.events) >= 2*maxEvents {
		s.events = slices.Clone(s.events[maxEvents:])
		s.dropped += maxEvents
	}
	s.events = append(s.events, event{at, l.env.Now().UnixMilli(), message})
	l.embedded(message)
}

// Since gives the messages of a stream from a time on; none where there is no such stream.
func (l *Logs) Since(groupName, streamName string, from time.Time) []string {
	g := l.find(groupName)
	if g == nil {
		return nil
	}
	s := g.find(streamName)
	if s == nil {
		return nil
	}
	var out []string
	for n := len(s.events) - 1; n >= 0 && s.events[n].ingested >= from.UnixMilli(); n-- {
		out = append(out, s.events[n].message)
	}
	slices.Reverse(out)
	return out
}
