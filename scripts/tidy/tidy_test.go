package tidy

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// root is the module's, from the folder in which go test runs this package.
const root = "../.."

func TestTheModuleKeepsItsRules(t *testing.T) {
	tree, err := Load(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range Check(tree) {
		t.Error(finding)
	}
}

func TestTheWholeModuleIsRead(t *testing.T) {
	tree, err := Load(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"sashweight.go", "scripts/tidy/tree.go", "shared/clock/clock.go"} {
		if !slices.ContainsFunc(tree.Files, func(f *File) bool { return f.Path == want }) {
			t.Errorf("%s was not read", want)
		}
	}
}

// TestEachRuleFindsItsBreach shows each rule sources that break it, and sources that look alike
// and do not.
func TestEachRuleFindsItsBreach(t *testing.T) {
	for _, rule := range Rules() {
		bad := slices.ContainsFunc(samples, func(s sample) bool { return s.rule == rule.Name && s.bad })
		good := slices.ContainsFunc(samples, func(s sample) bool { return s.rule == rule.Name && !s.bad })
		if !bad || !good {
			t.Errorf("rule %s has no sample that breaks it, or none that keeps it", rule.Name)
		}
	}
	for _, s := range samples {
		got := slices.ContainsFunc(Check(s.tree(t)), func(f Finding) bool { return f.Rule == s.rule })
		if got != s.bad {
			t.Errorf("%s: found a breach: %v, want %v, in\n%s", s.rule, got, s.bad, s.files)
		}
	}
}

func TestFindingsSayTheirPlace(t *testing.T) {
	source := "// Package a is a sample.\npackage a\n\nimport \"time\"\n\nvar began = time.Now()\n"
	findings := Check(sample{files: map[string]string{"shared/a/a.go": source}}.tree(t))
	if len(findings) != 1 {
		t.Fatalf("%d findings, want 1: %v", len(findings), findings)
	}
	want := "shared/a/a.go:6: time.Now is banned here: shared/clock alone reads the wall clock " +
		"(banned names)"
	if got := findings[0].String(); got != want {
		t.Errorf("finding is\n%s, want\n%s", got, want)
	}
}

// sample is a small module that breaks or keeps one rule.
type sample struct {
	rule string
	bad  bool
	// files are sources by path. A source without a package clause gets one.
	files map[string]string
}

func (s sample) tree(t *testing.T) *Tree {
	t.Helper()
	tree := &Tree{}
	for name, source := range s.files {
		if !strings.Contains(source, "package ") {
			source = "// Package a is a sample.\npackage a\n\n" + source
		}
		file, err := parse(name, source)
		if err != nil {
			t.Fatal(err)
		}
		tree.Files = append(tree.Files, file)
	}
	return tree
}

// breaks and keeps make samples of one file.
func breaks(rule, path, source string) sample {
	return sample{rule: rule, bad: true, files: map[string]string{path: source}}
}

func keeps(rule, path, source string) sample {
	return sample{rule: rule, files: map[string]string{path: source}}
}
