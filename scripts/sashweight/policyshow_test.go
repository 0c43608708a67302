package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// sample is a document whose lines the tests know.
const sample = `mode: act
time_zone: Europe/Berlin
services:
  - name: web-*
    move: time_windows
  - {name: games, mode: report}
nodes:
  groups: [{name: win2022-*}, {name: old, mode: report}]
  disruption: {time_windows: ["Sat,Sun 02:00-05:00"]}
`

// columns is text with its runs of spaces made one.
func (r result) columns() string {
	lines := strings.Split(r.out, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.Join(lines, "\n")
}

func TestPolicyShowNamesTheLineThatWon(t *testing.T) {
	c := newCLI(t)
	const document = "/sashweight/clusters/prod"
	c.parameter(document, sample)
	c.parameter(document+"/services/web-9", "\nmove: never")
	for _, step := range []struct {
		effective string
		want      []string
	}{
		{"", []string{
			"mode act line 1 of " + document, "services[0].move time_windows line 5 of " + document,
			"services[1].move any default", "drain.deadline 30m default",
			"services/web-9.move never line 2 of " + document + "/services/web-9",
		}},
		{"web-1", []string{
			"entry services[0] web-* line 4 of " + document,
			"move time_windows line 5 of " + document,
			"mode of drain-nodes act line 1 of " + document,
			"none of nodes.groups fits: it does not serve the cluster",
			"Its tasks may be moved next: Sat 2026-11-07 02:00 CET (Europe/Berlin)",
		}},
		{"web-9", []string{
			"entry its own parameter " + document + "/services/web-9",
			"move never line 2 of " + document + "/services/web-9",
			"mode of drain-nodes act line 1 of " + document,
		}},
		{"games", []string{"move any default", "mode of drain-nodes report line 6 of " + document}},
		{"old", []string{
			"none of services fits default", "entry nodes.groups[1] old line 8 of " + document,
			"mode of drain-nodes report line 8 of " + document,
		}},
	} {
		args := []string{"policy", "show", "--cluster", "prod"}
		if step.effective != "" {
			args = append(args, "--effective", step.effective)
		}
		got := c.run(args...)
		if spaced := (result{out: got.columns()}); got.code != exitDone || !spaced.has(step.want...) {
			t.Errorf("%q: %v\nwant %q", step.effective, got, step.want)
		}
	}
}

func TestPolicyShowSaysWhatIsWrongAndPaused(t *testing.T) {
	c := newCLI(t)
	c.parameter("/sashweight/clusters/prod", "mode: [")
	c.parameter("/sashweight/clusters/prod/services/web", "move: no")
	c.parameter("/sashweight/pause", "yes")
	c.parameter("/sashweight/clusters/other/pause", "everything")
	got := c.run("policy", "show", "--cluster", "prod")
	if got.code != exitFailed || !got.has(
		"/sashweight/clusters/prod:1:7: is no YAML", "/sashweight/clusters/prod/services/web:1:7: move: ",
		"/sashweight/pause: \"yes\" is no pause", "pause  voluntary  /sashweight/pause", "3 problems",
	) || got.has("other") {
		t.Errorf("got %v", got)
	}
	got = c.run("policy", "show", "--cluster", "none")
	if got.code != exitFailed || !got.has("cluster none has no document") {
		t.Errorf("got %v", got)
	}
}

func TestPolicyShowAsJSONIsOneValueALine(t *testing.T) {
	c := newCLI(t)
	c.parameter("/sashweight/clusters/prod", sample)
	got := c.run("policy", "show", "--json", "--cluster", "prod", "--effective", "games")
	var parts []string
	for line := range strings.Lines(got.out) {
		var h held
		if err := json.Unmarshal([]byte(line), &h); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		parts = append(parts, h.As+" "+h.Path)
	}
	want := "service entry, service move, service mode of drain-nodes, group entry"
	if joined := strings.Join(parts, ", "); joined != want || got.code != exitDone {
		t.Errorf("got %s, want %s", joined, want)
	}
}
