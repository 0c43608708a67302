package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// alone runs the command where no AWS account can be reached.
func alone(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	noAWS(t)
	var out, errs bytes.Buffer
	code := run(t.Context(), args, &console{in: strings.NewReader(stdin), out: &out, errs: &errs})
	return result{code: code, out: out.String(), errs: errs.String()}
}

func TestPolicyCheckPrintsProblemsWhereEditorsJumpTo(t *testing.T) {
	inFolder(t, map[string]string{
		"good.yaml": "mode: act\n", "bad.yaml": "mode: on\ndrain: {deadline: 5}\nmoo: 1\n",
		"long.yaml": "mode: act\n#" + strings.Repeat("x", 5000),
	})
	got := alone(t, "move: any", "policy", "check", "good.yaml", "long.yaml")
	want := "good.yaml: valid\nlong.yaml: valid (5011 bytes: more than the 4096 of a standard " +
		"parameter; it takes an advanced one, which AWS charges for)\n"
	if got.code != exitDone || got.out != want || got.errs != "" {
		t.Errorf("got %v, want %s", got, want)
	}
	got = alone(t, "mode: [", "policy", "check", "bad.yaml", "good.yaml", "-", "absent.yaml")
	if got.code != exitFailed || !got.has(
		"bad.yaml:1:7: mode: \"on\" is not a mode: want report or act\n",
		"bad.yaml:2:19: drain.deadline: \"5\" has no unit", "bad.yaml:3:1: key \"moo\" is not known",
		"good.yaml: valid\n", "-:1:7: is no YAML", "read absent.yaml: open: no such file",
		"policy check: not valid: 3 of 4 files",
	) {
		t.Errorf("got %v", got)
	}
}

func TestPolicyCheckReadsExceptions(t *testing.T) {
	if got := alone(t, "move: never", "policy", "check", "--service", "-"); got.code != exitDone {
		t.Errorf("got %v", got)
	}
	got := alone(t, "mode: act", "policy", "check", "--service", "--json", "-")
	var p problem
	if err := json.Unmarshal([]byte(got.out), &p); err != nil {
		t.Fatalf("%v: %v", err, got)
	}
	if p.Line != 1 || p.Column != 7 || p.Path != "mode" || got.code != exitFailed {
		t.Errorf("got %v", got)
	}
}

func TestPolicySchemaIsPrinted(t *testing.T) {
	got := alone(t, "", "policy", "schema")
	if got.code != exitDone || !json.Valid([]byte(got.out)) || !got.has(`"$schema"`) {
		t.Errorf("got %v", got)
	}
}
