package tidy

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// matchesIn maps the first group of each match in a file of the module to the second.
func matchesIn(t *testing.T, name, pattern string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
		found[match[1]] = match[2]
	}
	if len(found) == 0 {
		t.Fatalf("%s has nothing like %s", name, pattern)
	}
	return found
}

func TestEachFunctionOfTheTemplateHasABuildTarget(t *testing.T) {
	built := matchesIn(t, "Makefile", `(?m)^  (\w+)=([a-z-]+)(?: \\)?$`)
	deployed := matchesIn(t, "template.yaml", `(?m)^  (\w+):\n    Type: (AWS::Serverless::Function)$`)
	for id := range deployed {
		if built[id] == "" {
			t.Errorf("template.yaml deploys %s, which the Makefile's FUNCTIONS does not name", id)
		}
	}
	for id, folder := range built {
		if deployed[id] == "" {
			t.Errorf("the Makefile builds %s, which template.yaml does not deploy", id)
		}
		if _, err := os.Stat(filepath.Join(root, "functions", folder, "main.go")); err != nil {
			t.Errorf("the Makefile builds %s from %s: %v", id, folder, err)
		}
	}
}

func TestEachFunctionThatExistsIsDeployed(t *testing.T) {
	folders := map[string]bool{}
	for _, folder := range matchesIn(t, "Makefile", `(?m)^  (\w+)=([a-z-]+)(?: \\)?$`) {
		folders[folder] = true
	}
	programs, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, program := range programs {
		if folder := filepath.Base(filepath.Dir(program)); !folders[folder] {
			t.Errorf("functions/%s is a program that the Makefile does not build", folder)
		}
	}
}
