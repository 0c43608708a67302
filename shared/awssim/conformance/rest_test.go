package conformance

import (
	"context"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdklambda "github.com/aws/aws-sdk-go-v2/service/lambda"
	sdkscheduler "github.com/aws/aws-sdk-go-v2/service/scheduler"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/lambda"
	"sashweight/shared/awssim/scheduler"
	"sashweight/shared/awssim/wire"
)

// restSubjects are the services that speak REST.
func restSubjects() []subject {
	k := kernel.New(1, time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC))
	env := &kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"}
	return []subject{
		{"lambda", lambda.New(env).Service,
			func(c aws.Config) any { return sdklambda.NewFromConfig(c) }},
		{"scheduler", scheduler.New(env).Service,
			func(c aws.Config) any { return sdkscheduler.NewFromConfig(c) }},
	}
}

// The fixtures of a REST service, where its SDK module has any, do not show what stands outside of
// the body: an input with every member filled must reach the service as the client gave it, and an
// output the client as the service gave it (WIRE-5).
func TestRESTInputsAndOutputsSurviveTheWire(t *testing.T) {
	for _, s := range restSubjects() {
		b := &bench{subject: s, server: wire.NewServer(s.service)}
		b.server.Gate = func(_ context.Context, c *wire.Call, _ func() (any, error)) (any, error) {
			b.input = c.Input
			return b.output, nil
		}
		if n := len(b.service.Operations()); n != len(b.service.Routes) {
			t.Errorf("%s: %d operations, %d routes", s.module, n, len(b.service.Routes))
		}
		for _, op := range b.service.Operations() {
			b.survive(t, op)
		}
	}
}

func (b *bench) survive(t *testing.T, op string) {
	t.Helper()
	method := reflect.ValueOf(b.client(b.server.Config(wire.Caller{}, "us-east-1"))).
		MethodByName(op)
	in, n := reflect.New(method.Type().In(1).Elem()), 0
	fill(in.Elem(), &n)
	want := b.filledOutput(op)
	if status := reflect.ValueOf(want).Elem().FieldByName("StatusCode"); status.IsValid() {
		status.SetInt(http.StatusAccepted)
	}
	b.output = want
	got, err := b.invoke(b.server, op, in.Interface())
	if err != nil {
		t.Errorf("%s: %v", op, err)
		return
	}
	if !reflect.DeepEqual(b.input, in.Interface()) {
		t.Errorf("%s input: %s", op, apart(b.input, in.Interface()))
	}
	reflect.ValueOf(got).Elem().FieldByName("ResultMetadata").SetZero()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s output: %s", op, apart(got, want))
	}
}
