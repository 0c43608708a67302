package conformance

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdkscheduler "github.com/aws/aws-sdk-go-v2/service/scheduler"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/scheduler"
	"sashweight/shared/awssim/wire"
)

// The SDK module of a REST service has no fixtures: an input with every member filled must reach
// the service as the client gave it, and an output the client as the service gave it (WIRE-5).
func TestRESTInputsAndOutputsSurviveTheWire(t *testing.T) {
	k := kernel.New(1, time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC))
	env := &kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"}
	b := &bench{subject: subject{"scheduler", scheduler.New(env).Service,
		func(c aws.Config) any { return sdkscheduler.NewFromConfig(c) }}}
	b.server = wire.NewServer(b.service)
	b.server.Gate = func(_ context.Context, c *wire.Call, _ func() (any, error)) (any, error) {
		b.input = c.Input
		return b.output, nil
	}
	if n := len(b.service.Operations()); n != len(b.service.Routes) {
		t.Errorf("%d operations, %d routes", n, len(b.service.Routes))
	}
	for _, op := range b.service.Operations() {
		method := reflect.ValueOf(b.client(b.server.Config(wire.Caller{}, "us-east-1"))).
			MethodByName(op)
		in, n := reflect.New(method.Type().In(1).Elem()), 0
		fill(in.Elem(), &n)
		want := b.filledOutput(op)
		b.output = want
		got, err := b.invoke(b.server, op, in.Interface())
		if err != nil {
			t.Errorf("%s: %v", op, err)
			continue
		}
		if !reflect.DeepEqual(b.input, in.Interface()) {
			t.Errorf("%s input: %s", op, apart(b.input, in.Interface()))
		}
		reflect.ValueOf(got).Elem().FieldByName("ResultMetadata").SetZero()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s output: %s", op, apart(got, want))
		}
	}
}
