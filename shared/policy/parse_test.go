package policy

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// functionList is how a refusal names the functions.
const functionList = "scale-tasks, scale-instances, drain-nodes, refresh-ami, " +
	"enforce-placement, diagnose-tasks"

// topKeys and nodeKeys are how a refusal names the keys of the document and of nodes.
const (
	topKeys  = "mode, functions, time_zone, services, nodes, drain, notify, mute"
	nodeKeys = "groups, disruption, health, rebalance"
)

const wantName = "want the name of an Auto Scaling group or a pattern"

func TestDocumentIsRead(t *testing.T) {
	got, err := Parse([]byte(`
# What the fleet's own team decided.
mode: act   # everything but
functions:
  scale-tasks: report
  "drain-nodes": 'act'
nodes:
  groups:
    - name: win2022-*
    - {name: "batch"}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Mode = Act
	want.Functions = map[string]Mode{"scale-tasks": Report, "drain-nodes": Act}
	want.Nodes.Groups = []Group{{Name: "win2022-*"}, {Name: "batch"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestWindowsLineEndsAreRead(t *testing.T) {
	got, err := Parse([]byte("mode: act\r\nnodes:\r\n  groups:\r\n  - name: web\r\n"))
	if err != nil || got.Mode != Act || !got.Serves("web") {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestEmptyDocumentReportsAndServesNothing(t *testing.T) {
	for _, src := range []string{"", "\n", "# nothing yet\n", "---\n", "{}", "null", "--- # x\n"} {
		got, err := Parse([]byte(src))
		if err != nil || got.Mode != Report || got.Functions != nil || got.Nodes.Groups != nil {
			t.Errorf("%q: got %+v, %v, want the default", src, got, err)
		}
	}
}

func TestEachRefusalSaysWhereAndWhatWasExpected(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		// Keys.
		{"mode: act\nmood: act", `2:1 key "mood" is not known: want ` + topKeys},
		{"functions: {drain: act}", `1:13 functions: key "drain" is not known: want ` + functionList},
		{"nodes:\n  group: []", `2:3 nodes: key "group" is not known: want ` + nodeKeys},
		{"mode: act\n\"mode\": act", `2:1 key "mode" comes twice`},
		{"Mode: act", `1:1 key "Mode" is not known: want ` + topKeys},
		{"7: act", `1:1 "7" is a number, not text (quotes would make it text): ` +
			`want a key: ` + topKeys},
		{"? mode\n: act", `1:1 is of no use here: want a key: ` + topKeys},
		// Values.
		{"mode: on", `1:7 mode: "on" is not a mode: want report or act`},
		{"mode: true", `1:7 mode: is true or false: want report or act`},
		{"mode: ''", `1:7 mode: "" is not a mode: want report or act`},
		{"mode: [act]", `1:7 mode: is a list: want report or act`},
		{"mode: |\n  act", `1:7 mode: is a block of text: want report or act`},
		{"mode: ~", `1:7 mode: is empty: want report or act`},
		{"functions:\n  drain-nodes: 1\n", `2:16 functions.drain-nodes: "1" is a number, ` +
			`not text (quotes would make it text): want report or act`},
		{"functions: act", `1:12 functions: "act" is text: want a mapping with any of ` +
			functionList},
		{"nodes: []", `1:8 nodes: is a list: want a mapping with any of ` + nodeKeys},
		{"nodes: {groups: {name: web}}", `1:17 nodes.groups: is a mapping: want a list`},
		{"nodes: {groups: [web]}", `1:18 nodes.groups[0]: "web" is text: ` +
			`want a mapping with any of name, mode`},
		{"nodes: {groups: [{}]}", `1:18 nodes.groups[0]: has no name: ` + wantName},
		{"nodes:\n  groups:\n  - name:\n", `3:5 nodes.groups[0].name: is empty: ` + wantName},
		{"nodes: {groups: [{name: ' web'}]}", `1:25 nodes.groups[0].name: " web" is empty or ` +
			`has space around it: want a name or a pattern`},
		{"nodes: {groups: [{name: " + strings.Repeat("w", 256) + "}]}",
			`1:25 nodes.groups[0].name: is longer than the 255 characters of a name`},
		{"nodes:\n  groups:\n  -\n", `3:3 nodes.groups[0]: is empty: ` +
			`want a mapping with any of name, mode`},
		{"mode:", `1:1 mode: is empty: want report or act`},
		{"mode: # c\nnodes:\n", "1:1 mode: is empty: want report or act\n" +
			`2:1 nodes: is empty: want a mapping with any of ` + nodeKeys},
		{"{mode: , nodes: }", "1:2 mode: is empty: want report or act\n" +
			`1:10 nodes: is empty: want a mapping with any of ` + nodeKeys},
		{"[mode]", `1:1 is a list: want a mapping with any of ` + topKeys},
		// YAML that a document has no use for.
		{"mode: !Ref act", `1:7 tags are not allowed: write a plain value`},
		{"mode: &a act", `1:7 anchors are not allowed: write the value where it is used`},
		{"mode: *a", `1:7 aliases are not allowed: write the value where it is used`},
		{"<<: {mode: act}", `1:1 merge keys are not allowed: write the keys where they are used`},
		{"%YAML 1.2\n---\nmode: act", `1:1 directives are not allowed`},
		{"mode: act\n---\nmode: act", `2:1 a second document begins: only one is allowed`},
		{"---\n---\n", `2:1 a second document begins: only one is allowed`},
		{"mode: act\n...\n", `2:1 document ends are not allowed: there is one document`},
		// No YAML, or no text.
		{"mode: [", `1:7 is no YAML: sequence end token ']' not found`},
		{"mode: 'act", `1:7 is no YAML: could not find end character of single-quoted text`},
		{"mode: act\xff", `1:10 byte 0xff is not text in UTF-8`},
		{"# ü\nmode: \x00", `2:7 byte 0x00 is not text in UTF-8`},
		{"mode: act\n" + strings.Repeat("#", bytesMax),
			fmt.Sprintf("2:%d has 8202 bytes; at most 8192 are read", bytesMax-10+1)},
	} {
		if got := refusal(t, c.src); got != c.want {
			t.Errorf("%.60q:\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

func TestEveryProblemIsReportedAtOnceInOrder(t *testing.T) {
	src := `
mode: maybe
functions:
  drain-nodes: !Sub act
  fleet: act
nodes:
  groups:
  - name: &web web-*
  - nme: web
  spare: 2
mode: act
`
	want := strings.Join([]string{
		`2:7 mode: "maybe" is not a mode: want report or act`,
		`4:16 tags are not allowed: write a plain value`,
		`5:3 functions: key "fleet" is not known: want ` + functionList,
		`8:11 anchors are not allowed: write the value where it is used`,
		`9:5 nodes.groups[1]: has no name: ` + wantName,
		`9:5 nodes.groups[1]: key "nme" is not known: want name, mode`,
		`10:3 nodes: key "spare" is not known: want ` + nodeKeys,
		`11:1 key "mode" comes twice`,
	}, "\n")
	if got := refusal(t, src); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestErrorNamesLineColumnAndPath(t *testing.T) {
	_, err := Parse([]byte("mode: on\nx: 1"))
	want := "line 1, column 7: mode: \"on\" is not a mode: want report or act\n" +
		"line 2, column 1: key \"x\" is not known: want " + topKeys
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestLongTextIsCutShortAndEscapedInReasons(t *testing.T) {
	src := `mode: "\u001b[31m` + strings.Repeat("ü", 100) + `"`
	want := `1:7 mode: "\x1b[31m` + strings.Repeat("ü", 35) +
		`…" is not a mode: want report or act`
	if got := refusal(t, src); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// refusal renders the problems of src as "line:column [path: ]reason", one a line.
func refusal(t *testing.T, src string) string {
	t.Helper()
	p, err := Parse([]byte(src))
	var found Problems
	if !errors.As(err, &found) {
		return fmt.Sprintf("no refusal: %+v, %v", p, err)
	}
	var lines []string
	for _, f := range found {
		where := ""
		if f.Path != "" {
			where = f.Path + ": "
		}
		lines = append(lines, fmt.Sprintf("%d:%d %s%s", f.Line, f.Column, where, f.Reason))
	}
	return strings.Join(lines, "\n")
}
