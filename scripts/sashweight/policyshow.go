package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	observessm "sashweight/shared/observe/ssm"
	"sashweight/shared/policy"
)

// policyShowCmd shows what holds in a cluster.
type policyShowCmd struct {
	Effective string `placeholder:"NAME" help:"Only what holds for the service or group NAME."`
	outputFlags
	clusterFlags
}

// Help is called by kong for what stands under the command's name.
func (c *policyShowCmd) Help() string {
	return `Lists every value that holds, and the line of the parameter that says so, or that it is
the default. Exit code 1: the cluster has no document, or something of it is not valid.

With --effective the name is looked up both among the services and among the Auto Scaling groups:
which entry won, and what follows.`
}

// held is one value that holds, and where that was said. It is also the line of the JSON output.
type held struct {
	// As is "service" or "group" for what holds for one of them.
	As    string `json:"as,omitempty"`
	Path  string `json:"path"`
	Value any    `json:"value"`
	// Parameter and Line say who won; none for a default.
	Parameter string `json:"parameter,omitempty"`
	Line      int    `json:"line,omitempty"`
	Default   bool   `json:"default"`
}

// said is where a value was said, for people.
func (h held) said() string {
	switch {
	case h.Default:
		return "default"
	case h.Line == 0:
		return h.Parameter
	}
	return fmt.Sprintf("line %d of %s", h.Line, h.Parameter)
}

// Run is called by kong.
func (c *policyShowCmd) Run(ctx context.Context, console *console) error {
	all, doc, err := c.documents(ctx)
	switch {
	case err != nil:
		return err
	case doc == nil:
		return fmt.Errorf("cluster %s has no document (%s): it is left alone", c.Cluster,
			observessm.DocumentParameter(c.Cluster))
	}
	out := &output{w: console.out, json: c.JSON}
	bad := sayProblems(out, all, *doc)
	if doc.Broken == nil {
		s := origins{doc: *doc, parameter: observessm.DocumentParameter(c.Cluster)}
		// Broken is nil: the text was read before.
		s.own, s.lines, _ = policy.ParseLines([]byte(doc.Text))
		if c.Effective == "" {
			sayHeld(out, s.everything())
		} else {
			s.effective(out, c.Effective, console.clock.Now())
		}
	}
	if out.err == nil && bad > 0 {
		return fmt.Errorf("cluster %s: %d problems", c.Cluster, bad)
	}
	return out.err
}

// sayProblems prints what is wrong with the cluster's parameters, and what pauses it.
func sayProblems(out *output, all observessm.Settings, doc observessm.Document) (bad int) {
	say := func(file string, err error) {
		for _, p := range problemsOf(file, err) {
			p.say(out)
			bad++
		}
	}
	if doc.Broken != nil {
		say(observessm.DocumentParameter(doc.Cluster), doc.Broken)
	}
	for _, e := range doc.Exceptions {
		if e.Broken != nil {
			say(observessm.ExceptionParameter(doc.Cluster, e.Service), e.Broken)
		}
	}
	for _, b := range all.Brakes {
		if b.Cluster != "" && b.Cluster != doc.Cluster {
			continue
		}
		parameter := observessm.PauseParameter(b.Cluster)
		if b.Broken != nil {
			say(parameter, errors.New(strings.TrimPrefix(b.Broken.Error(), parameter+": ")))
		}
		sayHeld(out, []held{{Path: "pause", Value: string(b.Pause), Parameter: parameter}})
	}
	return bad
}

// sayHeld prints values in columns.
func sayHeld(out *output, all []held) {
	width := [2]int{}
	for _, h := range all {
		width[0] = max(width[0], len([]rune(h.Path)))
		width[1] = max(width[1], len([]rune(plain(fmt.Sprint(h.Value)))))
	}
	for _, h := range all {
		out.object(h)
		out.print("  %-*s  %-*s  %s\n", width[0], h.Path, width[1], plain(fmt.Sprint(h.Value)), h.said())
	}
}

// origins is a document with the lines of its values.
type origins struct {
	doc observessm.Document
	// own is the document without its exceptions.
	own       policy.Policy
	parameter string
	lines     map[string]int
}

// at is a value of the document's own text.
func (s origins) at(path string, value any) held {
	line, given := s.lines[path]
	h := held{Path: path, Value: value, Parameter: s.parameter, Line: line, Default: !given}
	if h.Default {
		h.Parameter = ""
	}
	return h
}

// everything is the whole document, then its exceptions.
func (s origins) everything() []held {
	var all []held
	for _, set := range s.own.Settings() {
		all = append(all, s.at(set.Path, set.Value))
	}
	for _, e := range s.doc.Exceptions {
		all = append(all, s.exception(e, "services/"+e.Service+".move", "move", e.Entry.Move))
		if e.Entry.Mode != "" {
			all = append(all, s.exception(e, "services/"+e.Service+".mode", "mode", e.Entry.Mode))
		}
	}
	return all
}

// exception is a value of an exception.
func (s origins) exception(e observessm.Exception, path, key string, value any) held {
	h := held{
		Path: path, Value: value, Parameter: observessm.ExceptionParameter(s.doc.Cluster, e.Service),
	}
	if e.Broken == nil {
		// Broken is nil: the text was read before.
		_, lines, _ := policy.ParseService([]byte(e.Text))
		h.Line = lines[key]
		if h.Default = h.Line == 0; h.Default {
			h.Parameter = ""
		}
	}
	return h
}

// effective prints what holds for one service or group.
func (s origins) effective(out *output, name string, now time.Time) {
	for _, part := range []struct {
		what, title string
		held        []held
	}{
		{"service", "As a service:", s.service(name)},
		{"group", "As an Auto Scaling group:", s.group(name)},
	} {
		out.print("%s\n", part.title)
		for i := range part.held {
			part.held[i].As = part.what
		}
		sayHeld(out, part.held)
	}
	if s.doc.Policy.Move(name) == policy.MoveInTimeWindows {
		next := s.doc.Policy.Nodes.Disruption.TimeWindows.Next(now)
		out.print("Its tasks may be moved next: %s\n", next)
	}
}
