package ec2_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/ec2"
	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// windows is the latest image of Windows Server 2022 Core with ECS, by its public parameter.
const windows = "resolve:ssm:/aws/service/ami-windows-latest/" +
	"Windows_Server-2022-English-Core-ECS_Optimized/image_id"

type world struct {
	*testing.T
	*sdk.Client
	env      *kernel.Env
	machines *host.Machines
	events   []kernel.Event
	agents   []*host.Machine
}

func newWorld(t *testing.T) *world {
	t.Helper()
	k := kernel.New(1, time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC))
	env := &kernel.Env{Kernel: k, Account: "123456789012", Region: "us-east-1"}
	w := &world{T: t, env: env, machines: host.New(env)}
	env.Publish = func(e kernel.Event) { w.events = append(w.events, e) }
	w.machines.OnAgent(func(m *host.Machine) { w.agents = append(w.agents, m) })
	server := wire.NewServer(ec2.New(env, w.machines).Service)
	cfg := server.Config(wire.Caller{Name: "user", AccessKey: "AKIATEST"}, env.Region)
	w.Client = sdk.NewFromConfig(cfg, func(o *sdk.Options) { o.Retryer = aws.NopRetryer{} })
	return w
}

// must gives the output of a call that has to succeed.
func must[O any](out O, err error) func(*world) O {
	return func(w *world) O {
		w.Helper()
		if err != nil {
			w.Fatal(err)
		}
		return out
	}
}

// code is the code of a call's error, empty when it succeeded.
func code[O any](_ O, err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func want[T comparable](w *world, what string, got, want T) {
	w.Helper()
	if got != want {
		w.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// run launches instances of the Windows image.
func (w *world) run(n int32, change func(*sdk.RunInstancesInput)) []types.Instance {
	w.Helper()
	in := request(n)
	if change != nil {
		change(in)
	}
	return must(w.RunInstances(w.Context(), in))(w).Instances
}

func request(n int32) *sdk.RunInstancesInput {
	return &sdk.RunInstancesInput{
		MinCount: new(n), MaxCount: new(n), ImageId: new(windows),
		InstanceType: types.InstanceTypeM5Large,
	}
}

func (w *world) describe(id string) types.Instance {
	w.Helper()
	out := must(w.DescribeInstances(w.Context(),
		&sdk.DescribeInstancesInput{InstanceIds: []string{id}}))(w)
	return out.Reservations[0].Instances[0]
}

// ids are those of the instances that match filters, written as name and value in turn.
func (w *world) ids(filters ...string) string {
	w.Helper()
	in := &sdk.DescribeInstancesInput{}
	for n := 0; n < len(filters); n += 2 {
		in.Filters = append(in.Filters, types.Filter{
			Name: new(filters[n]), Values: []string{filters[n+1]},
		})
	}
	out := must(w.DescribeInstances(w.Context(), in))(w)
	found := ""
	for _, r := range out.Reservations {
		for _, i := range r.Instances {
			found += *i.InstanceId + " "
		}
	}
	return found
}

// advance lets time pass.
func (w *world) advance(d time.Duration) { w.env.Advance(d) }

func lines[T any](all []T, f func(T) string) string {
	s := ""
	for _, x := range all {
		s += fmt.Sprintln(f(x))
	}
	return s
}
