package policy

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// full has every key.
const full = `
mode: act
functions: {drain-nodes: act, scale-tasks: report}
time_zone: Europe/Berlin
services:
- {name: web-*, move: time_windows}
- {name: games, move: never, mode: report}
- name: "*"
nodes:
  groups: [{name: win2022-*}, {name: old, mode: report}]
  disruption: {max: 2 nodes, moves_per_hour: 30, time_windows: ["Sat,Sun 02:00-05:00"]}
  health: {impaired_for: 15m, replace: false}
  rebalance: true
drain:
  deadline: 1h30m
  at_deadline: extend
  extend: 8h
  standalone: {wait: 5m, then: stop}
  protected: stop
notify:
  page: arn:aws:sns:eu-central-1:111122223333:oncall
  inform: arn:aws-cn:sns:cn-north-1:111122223333:fleet
mute:
- {finding: "hook/*", until: 2026-12-31, why: rebuilt in January}
- {finding: a, until: "2026-12-31T08:00:00+01:00", why: x}
`

func TestEveryKeyIsRead(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	want := Policy{
		Mode: Act, Functions: map[string]Mode{"drain-nodes": Act, "scale-tasks": Report},
		TimeZone: berlin,
		Services: []Service{
			{Name: "web-*", Move: MoveInTimeWindows}, {Name: "games", Mode: Report, Move: MoveNever},
			{Name: "*", Move: MoveAny},
		},
		Nodes: Nodes{
			Groups: []Group{{Name: "win2022-*"}, {Name: "old", Mode: Report}},
			Disruption: Disruption{Max: Share{Nodes: 2}, MovesPerHour: 30, TimeWindows: TimeWindows{
				Windows: []Window{{Days: [7]bool{0: true, 6: true}, Start: 120, End: 300}}, Zone: berlin,
			}},
			Health: Health{ImpairedFor: 15 * time.Minute}, Rebalance: true,
		},
		Drain: Drain{
			Deadline: 90 * time.Minute, AtDeadline: Extend, Extend: 8 * time.Hour,
			Standalone: Standalone{Wait: 5 * time.Minute, Then: ThenStop}, Protected: ThenStop,
		},
		Notify: Notify{
			Page:   "arn:aws:sns:eu-central-1:111122223333:oncall",
			Inform: "arn:aws-cn:sns:cn-north-1:111122223333:fleet",
		},
	}
	got, err := Parse([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	mute := got.Mute
	got.Mute = nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for i, end := range []string{"2027-01-01T00:00:00+01:00", "2026-12-31T08:00:00+01:00"} {
		if at := mute[i].Until.Format(time.RFC3339); at != end {
			t.Errorf("mute[%d] ends at %s, want %s", i, at, end)
		}
	}
	if mute[0].Finding != "hook/*" || mute[0].Why != "rebuilt in January" {
		t.Errorf("got %+v", mute[0])
	}
}

func TestSettingsAreWhatADocumentWouldSay(t *testing.T) {
	p, err := Parse([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range p.Settings() {
		lines = append(lines, fmt.Sprint(s.Path, " ", s.Value))
	}
	got := "\n" + strings.Join(lines, "\n") + "\n"
	for _, want := range []string{
		"functions.scale-tasks report", "time_zone Europe/Berlin", "services[1].name games",
		"services[2].move any", "nodes.groups[1].mode report", "nodes.disruption.max 2 nodes",
		"nodes.disruption.moves_per_hour 30", "nodes.health.replace false",
		"nodes.disruption.time_windows[0] Sat,Sun 02:00-05:00", "drain.deadline 1h30m",
		"mute[0].until 2026-12-31", "mute[1].until 2026-12-31T08:00:00+01:00",
	} {
		if !strings.Contains(got, "\n"+want+"\n") {
			t.Errorf("settings lack %q:%s", want, got)
		}
	}
}

func TestLinesOfValuesAreKept(t *testing.T) {
	_, lines, err := ParseLines([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{
		"mode": 2, "services[1]": 7, "services[1].move": 7, "nodes.disruption.max": 11,
		"drain.standalone.then": 18, "mute[1].why": 25,
	} {
		if got := lines[path]; got != want {
			t.Errorf("%s is on line %d, want %d", path, got, want)
		}
	}
	if _, given := lines["services[0].mode"]; given {
		t.Error("a key that the document does not give has a line")
	}
}

// What refusals say that they want.
const (
	wantWait    = "want a time from 1m to 48h, such as 30m or 1h30m"
	wantMax     = "want a share such as 10% or a number such as 2 nodes, at most 1000"
	wantCareful = "want report: a part of the fleet may be more careful than its function, " +
		"never less"
	wantTopic  = "want the ARN of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME"
	wantWindow = `want days and times such as "Sat,Sun 02:00-05:00" or "Mon-Sun 22:00-04:00"`
)

// refusals are documents with one key that cannot mean anything, and what is said about it.
var refusals = []struct{ src, want string }{
	{"time_zone: Berlin", `"Berlin" is no known time zone: want a time zone such as Europe/Berlin`},
	{"time_zone: Local", `"Local" is no known time zone: want a time zone such as Europe/Berlin`},
	{"services: [{move: any}]", "has no name: want the name of a service or a pattern"},
	{"services: [{name: a, move: no}]",
		`"no" is not known: want any, time_windows or never`},
	{"services: [{name: a, mode: act}]", `"act" is not a mode of a service: ` + wantCareful},
	{"nodes: {groups: [{name: a, mode: act}]}", `"act" is not a mode of a group: ` + wantCareful},
	{"nodes: {disruption: {max: 0%}}", `"0%" is no share of the nodes: ` + wantMax},
	{"nodes: {disruption: {max: 101%}}", `"101%" is no share of the nodes: ` + wantMax},
	{"nodes: {disruption: {max: 0}}", `0 is out of bounds: ` + wantMax},
	{"nodes: {disruption: {max: 0x10}}", `"0x10" is no plain number: ` + wantMax},
	{"nodes: {disruption: {max: 1001 nodes}}", `"1001 nodes" is no share of the nodes: ` + wantMax},
	{"nodes: {disruption: {moves_per_hour: 10001}}",
		`10001 is out of bounds: want a number from 1 to 10000`},
	{"nodes: {disruption: {moves_per_hour: 1.5}}", `"1.5" is a number, not text ` +
		`(quotes would make it text): want a number from 1 to 10000`},
	{"nodes: {disruption: {time_windows: [Sat 02:00-05:00]}}", "is a mapping: " + wantWindow},
	{"nodes: {disruption: {time_windows: ['02:00-05:00']}}",
		`"02:00-05:00" is not days and times: ` + wantWindow},
	{"nodes: {disruption: {time_windows: ['sat 02:00-05:00']}}",
		`"sat 02:00-05:00" has no days: ` + wantWindow},
	{"nodes: {disruption: {time_windows: ['Sat 02:00-25:00']}}",
		`"Sat 02:00-25:00" has no times: ` + wantWindow},
	{"nodes: {disruption: {time_windows: ['Sat 24:00-02:00']}}",
		`"Sat 24:00-02:00" has no times: ` + wantWindow},
	{"nodes: {disruption: {time_windows: ['Sat 02:00-02:00']}}",
		`"Sat 02:00-02:00" begins when it ends: ` + wantWindow},
	{"nodes: {health: {impaired_for: 10}}", `"10" has no unit: ` + wantWait},
	{"nodes: {health: {impaired_for: 59s}}", `"59s" is out of bounds: ` + wantWait},
	{"nodes: {health: {replace: yes please}}",
		`"yes please" is text: want true or false`},
	{"nodes: {rebalance: 1}", `"1" is a number, not text (quotes would make it text): ` +
		`want true or false`},
	{"drain: {deadline: 49h}", `"49h" is out of bounds: ` + wantWait},
	{"drain: {deadline: 1.5h}", `"1.5h" is no length of time: ` + wantWait},
	{"drain: {deadline: -30m}", `"-30m" is no length of time: ` + wantWait},
	{"drain: {deadline: 999999999h}", `"999999999h" is no length of time: ` + wantWait},
	{"drain: {at_deadline: stop}", `"stop" is not known: want return, extend or force`},
	{"drain: {standalone: {then: force}}", `"force" is not known: want stop or wait`},
	{"drain: {protected: any}", `"any" is not known: want wait or stop`},
	{"notify: {page: oncall}", `"oncall" is no ARN of a topic: ` + wantTopic},
	{"notify: {page: arn:aws:sns:eu-west-1:111122223333:a.fifo}",
		"is the ARN of a FIFO topic: want that of a standard SNS topic"},
	{"mute: [{finding: a, why: b}]", "has no until: want a date such as 2026-12-31 or a time " +
		"such as 2026-12-31T08:00:00Z"},
	{"mute: [{finding: a, until: 2026-02-30, why: b}]", `"2026-02-30" is no date: want a date ` +
		`such as 2026-12-31 or a time such as 2026-12-31T08:00:00Z`},
	{"mute: [{finding: a, until: 2026-12-31, why: \"b\\nc\"}]",
		`"b\nc" has more than one line: want one line of text`},
}

func TestEachKeyRefusesWhatItCannotMean(t *testing.T) {
	for _, c := range refusals {
		got := refusal(t, c.src)
		if !strings.HasSuffix(got, ": "+c.want) || strings.Contains(got, "\n") {
			t.Errorf("%q:\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}
