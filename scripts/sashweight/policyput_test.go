package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	observessm "sashweight/shared/observe/ssm"
)

// parameter sets one as the operator.
func (c *cli) parameter(name, value string) {
	c.Helper()
	_, err := ssm.NewFromConfig(clientOf(c.addr, "us-east-1")).PutParameter(c.Context(),
		&ssm.PutParameterInput{
			Name: &name, Value: &value, Type: types.ParameterTypeString, Overwrite: aws.Bool(true),
		})
	if err != nil {
		c.Fatal(err)
	}
}

// document is a cluster's document as text; "" if it has none.
func (c *cli) document(cluster string) string {
	c.Helper()
	docs, err := observessm.New(clientOf(c.addr, "us-east-1")).Documents(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	for _, d := range docs {
		if d.Cluster == cluster {
			return d.Text
		}
	}
	return ""
}

func TestPolicyPutShowsWhatChangesAndAsks(t *testing.T) {
	c := newCLI(t)
	const next = "mode: act\ndrain: {deadline: 1h}\n"
	inFolder(t, map[string]string{"next.yaml": next, "bad.yaml": "mode: on"})
	c.parameter("/sashweight/clusters/prod", "mode: report")
	put := []string{"policy", "put", "--cluster", "prod", "next.yaml"}
	changes := []string{
		"What changes in cluster prod (/sashweight/clusters/prod):",
		"Begins to act, and until now only reported:", "drain.deadline becomes 1h, and was 30m.",
	}
	for _, step := range []struct {
		answer string
		code   int
		says   string
		after  string
	}{
		{"", exitFailed, "give --yes", "mode: report"},
		{"n\n", exitFailed, "nothing was done", "mode: report"},
		{"y\n", exitDone, "Set: version 3.", next},
	} {
		got := c.answer(step.answer, put...)
		if got.code != step.code || !got.has(changes...) || !got.has(step.says) {
			t.Errorf("answer %q: %v", step.answer, got)
		}
		if got := c.document("prod"); got != step.after {
			t.Errorf("answer %q: the document is %q, want %q", step.answer, got, step.after)
		}
	}
	if got := c.run(put...); got.code != exitDone || !got.has("has this document already") {
		t.Errorf("again: %v", got)
	}
	got := c.run("policy", "put", "--cluster", "prod", "bad.yaml", "--yes")
	if got.code != exitFailed || !got.has("bad.yaml:1:7: mode: ") || c.document("prod") != next {
		t.Errorf("a bad document: %v", got)
	}
}

func TestPolicyPutMakesAClusterManaged(t *testing.T) {
	c := newCLI(t)
	long := "mode: report\n#" + strings.Repeat("x", 5000)
	inFolder(t, map[string]string{"long.yaml": long})
	got := c.run("policy", "put", "--cluster", "test", "long.yaml", "--yes")
	if got.code != exitDone || c.document("test") != long || !got.has(
		"The cluster had no document", "it takes an advanced one", "Set: version 1.",
	) {
		t.Errorf("got %v", got)
	}
	c.parameter("/sashweight/clusters/test", "mode: [")
	got = c.run("policy", "put", "--cluster", "test", "long.yaml", "--yes", "--json")
	if got.code != exitDone || !got.has(`{"cluster":"test"`, "is not valid", `"was":2,"version":3}`) {
		t.Errorf("over a broken one: %v", got)
	}
}
