package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sashweight/shared/clock"
)

// listing is an endpoint whose Region has functions of these names and function variables.
func listing(t *testing.T, functions ...string) awsFlags {
	t.Helper()
	someAWS(t)
	list := make([]string, 0, len(functions))
	for _, f := range functions {
		name, of, _ := strings.Cut(f, "=")
		list = append(list, fmt.Sprintf(`{"FunctionName":%q,"Environment":{"Variables":{`+
			`"SASHWEIGHT_FUNCTION":%q,"SASHWEIGHT_TABLE":"table of %s"}}}`, name, of, name))
	}
	addr, _ := answering(t, http.StatusOK, `{"Functions":[{"FunctionName":"other"},`+
		`{"FunctionName":"hidden","Environment":{}}`+
		strings.Join(append([]string{""}, list...), ",")+`]}`)
	return awsFlags{Region: "us-east-1", Endpoint: addr}
}

func TestTheStackIsFoundByItsFunctionsEnvironment(t *testing.T) {
	const one, two = "my-fleet-DrainNodesFunction-1X=drain-nodes", "handmade=drain-nodes"
	const third = "my-fleet-ScaleTasksFunction-1X=scale-tasks"
	for _, c := range []struct {
		there       []string
		stack, want string
	}{
		{nil, "", "no Sashweight in Region us-east-1"},
		{[]string{third}, "", "no Sashweight in Region us-east-1"},
		{[]string{third, one}, "", "my-fleet table of my-fleet-DrainNodesFunction-1X"},
		{[]string{one, two}, "", "several stacks in Region us-east-1 (handmade, my-fleet): give"},
		{[]string{one, two}, "handmade", "handmade table of handmade"},
		{[]string{one, two}, "my-fleet-DrainNodesFunction-1X", "my-fleet table of my-fleet-Dr"},
		{[]string{one, two}, "my", `--stack "my": Region us-east-1 has handmade, my-fleet`},
	} {
		flags := stackFlags{awsFlags: listing(t, c.there...), Stack: c.stack}
		s, err := flags.find(t.Context(), &console{clock: clock.Real{}})
		got := fmt.Sprint(err)
		if err == nil {
			got = s.deployed.Stack + " " + s.deployed.Table
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%q, --stack %q: got %s, want %s", c.there, c.stack, got, c.want)
		}
	}
}
