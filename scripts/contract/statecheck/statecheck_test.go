package statecheck

import (
	"testing"
	"time"

	"sashweight/shared/awssim/dynamodb"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

func TestSimulatedDynamoDBKeepsTheStateTable(t *testing.T) {
	env := &kernel.Env{
		Kernel:  kernel.New(1, time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)),
		Account: "123456789012", Region: "us-east-1",
	}
	server := wire.NewServer(dynamodb.New(env).Service)
	caller := wire.Caller{Name: "user", AccessKey: "AKIASTATECHECK"}
	target := Server{Config: server.Config(caller, env.Region), Clock: env.Kernel}
	results := Run(t.Context(), target, "state")
	if len(results) < 40 {
		t.Fatalf("got %d steps, want all of them", len(results))
	}
	for _, r := range results {
		if !r.OK() {
			t.Errorf("%s: got %s, want %s", r.Name, r.Got, r.Want)
		}
	}
}
