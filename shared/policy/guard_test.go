package policy

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// allocationMax bounds what reading one document may allocate, garbage included.
const allocationMax = 32 << 20

func TestNestingIsBoundInEveryStyle(t *testing.T) {
	block := func(begin string) string {
		var b strings.Builder
		for i := range depthMax + 1 {
			b.WriteString(strings.Repeat(" ", i) + begin + "\n")
		}
		return b.String()
	}
	for _, c := range []struct {
		src          string
		line, column int
	}{
		{strings.Repeat("[", 21), 1, 21},
		{strings.Repeat("[", 8000), 1, 21},
		{"mode: " + strings.Repeat("[", 20), 1, 26},
		{strings.Repeat("{a: ", 21), 1, 81},
		{strings.Repeat("- ", 21), 1, 41},
		{strings.Repeat("- ", 4096), 1, 41},
		{strings.Repeat("? ", 21), 1, 41},
		{block("a:"), 21, 22},
		{block("-"), 21, 21},
	} {
		want := fmt.Sprintf("%d:%d nests deeper than 20 levels", c.line, c.column)
		if got := refusal(t, c.src); got != want {
			t.Errorf("%.30q: got %s, want %s", c.src, got, want)
		}
	}
}

func TestWideDocumentIsNotDeep(t *testing.T) {
	var b strings.Builder
	b.WriteString("nodes:\n  groups:\n")
	for i := range 300 {
		fmt.Fprintf(&b, "  - {name: g%d}\n", i)
	}
	p, err := Parse([]byte(b.String()))
	if err != nil || len(p.Nodes.Groups) != 300 {
		t.Errorf("got %d groups, %v, want 300", len(p.Nodes.Groups), err)
	}
}

func TestProblemsPointAtTheirText(t *testing.T) {
	const bad = "zz"
	for _, src := range []string{
		"zz: 1", "  zz: 1", "{zz: 1}", "{mode: act, zz: 1}", "{\"mode\": \"act\", zz: 1}",
		"{mode: act, # c\n zz: 1}", "mode: act # ü\nzz: 1", "# c\n\n# d\nzz: 1",
		"mode: act\n\n\nzz: 1", "mode: \"a\\u0063t\"\nzz: 1", "functions: {zz: act}",
		"functions:\n    # c\n    zz: act", "nodes:\n  groups:\n    - name: ü\n      zz: 1",
		"nodes:\n  groups:\n    - # c\n      zz: 1\n      name: a", "mode: act\r\nzz: 1",
		"nodes: {groups: [{name: ü, zz: 1}]}", "nodes: {groups: [{name: 'ü''', zz: 1}]}",
		"mode: zz", "mode:   zz", "mode:\n  zz", "functions: {drain-nodes: zz}",
		"nodes: {groups: [{name: 'a'}, zz]}", "nodes:\n  groups:\n  - name: a\n  - zz",
		"nodes: {groups: [{name: \"ü\\t\"}, {name: \"a b\", zz: 1}]}", "---\nzz: 1", "--- {zz: 1}",
	} {
		before, _, _ := strings.Cut(src, bad)
		line := before[strings.LastIndex(before, "\n")+1:]
		want := fmt.Sprintf("%d:%d ", strings.Count(before, "\n")+1, utf8.RuneCountInString(line)+1)
		if got := refusal(t, src); !strings.Contains("\n"+got, "\n"+want) {
			t.Errorf("%q: got %s, want a problem at %s", src, got, want)
		}
	}
}

// FuzzParse proves that no bytes make Parse panic, hang or take much memory, and that what it
// accepts is valid and what it refuses has a place.
func FuzzParse(f *testing.F) {
	for _, src := range []string{
		"", "mode: act", "mode: act\nfunctions: {drain-nodes: report}\nnodes:\n  groups:\n",
		"nodes:\n  groups:\n  - name: w*\n", "a: &a [*a]\nb: !t {<<: *a}\n", "[[[[{a: [",
		"%YAML 1.2\n---\n? a\n: |2-\n  b\n...\n", "\"\\u00fc\\\n\": >-\n\n x\n\ty",
		"'a''b': ~\r\n# c", "- - ? - :", "? ? ?", "a: b: c", "!<", "&", "*", "{,}", "[,", "|", full,
		"time_zone: Mon\nnodes: {disruption: {max: 1, time_windows: [Sat-Mon 1:00-24:00]}}",
	} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := Parse(src)
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > allocationMax {
			t.Errorf("allocated %d bytes", got)
		}
		if err == nil {
			checkValid(t, p)
			return
		}
		if !reflect.DeepEqual(p, Policy{}) {
			t.Errorf("got %+v beside the error %v", p, err)
		}
		var found Problems
		if !errors.As(err, &found) || len(found) == 0 {
			t.Fatalf("error is %T without a problem", err)
		}
		lines := strings.Count(string(src), "\n") + strings.Count(string(src), "\r") + 1
		for _, f := range found {
			if f.Reason == panicReason {
				t.Error("the library panicked")
			}
			if f.Line < 1 || f.Line > lines || f.Column < 1 || f.Reason == "" {
				t.Errorf("problem %s has no place in %d lines", f, lines)
			}
		}
	})
}

func checkValid(t *testing.T, p Policy) {
	modes := []Mode{p.Mode}
	for _, mode := range p.Functions {
		modes = append(modes, mode)
	}
	for _, mode := range modes {
		if mode != Report && mode != Act {
			t.Errorf("accepted mode %q", mode)
		}
	}
	for _, g := range p.Nodes.Groups {
		if g.Name == "" {
			t.Error("accepted a group without a name")
		}
	}
	for _, s := range p.Services {
		if s.Name == "" || s.Move == "" || s.Mode == Act {
			t.Errorf("accepted service %+v", s)
		}
	}
	checkBounds(t, p)
}

func checkBounds(t *testing.T, p Policy) {
	d := p.Drain
	for _, w := range []time.Duration{
		d.Deadline, d.Extend, d.Standalone.Wait, p.Nodes.Health.ImpairedFor,
	} {
		if w < waitMin || w > waitMax {
			t.Errorf("accepted a wait of %s", w)
		}
	}
	if p.TimeZone == nil || p.Nodes.Disruption.MovesPerHour < 1 || p.DisruptionMax(10) < 1 {
		t.Errorf("accepted %+v", p)
	}
}
