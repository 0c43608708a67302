// Package functions lists what Sashweight deploys. Each function also has a main of its own, so
// that a deployed binary links only what it needs; this list serves the command and the tests.
package functions

import (
	"context"
	"encoding/json"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sashweight/functions/drain-nodes/drainnodes"
	"sashweight/shared/clock"
	"sashweight/shared/serve"
)

// Deps is what a function is built from where it does not run in Lambda.
type Deps struct {
	// Config is where its AWS clients go.
	Config aws.Config
	// Lookup reads its environment variables.
	Lookup func(string) (string, bool)
	// Out takes its log lines.
	Out   io.Writer
	Clock clock.Clock
	// Nonce returns a name that nobody used before.
	Nonce func() string
}

// Invoke runs a function once with the payload that Lambda would hand it.
type Invoke func(ctx context.Context, payload json.RawMessage) (any, error)

// Function is one deployed function.
type Function struct {
	// Name such as drain-nodes: its folder, and its logical id in kebab case.
	Name string
	// New builds it.
	New func(Deps) (Invoke, error)
}

// All lists every function once, in the order of template.yaml.
func All() []Function {
	return []Function{
		{Name: drainnodes.Name, New: newDrainNodes}, // everything from "must go" to "gone"
	}
}

func newDrainNodes(d Deps) (Invoke, error) {
	env, err := serve.LoadConfig(d.Lookup)
	if err != nil {
		return nil, err
	}
	h := drainnodes.New(drainnodes.Deps{
		Config: d.Config, Table: env.Table, Timers: env.Timers, Timeout: env.Timeout,
		Clock: d.Clock, Nonce: d.Nonce,
	})
	return entry(drainnodes.Name, h.Handle, d), nil
}

// entry gives a handler of events the form that every function has.
func entry(name string, h serve.Handler, d Deps) Invoke {
	return serve.Events(name, h, serve.Deps{Out: d.Out, Clock: d.Clock})
}
