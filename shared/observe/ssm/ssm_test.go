package ssm_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"sashweight/shared/awssim"
	"sashweight/shared/fleet"
	"sashweight/shared/observe/ssm"
	"sashweight/shared/policy"
)

// operator is an account with an operator who sets parameters, and our reader of them.
type operator struct {
	*testing.T
	client *sdk.Client
	reader *ssm.Reader
	// calls are those made so far, by the operator too.
	calls []string
}

func newOperator(t *testing.T) *operator {
	t.Helper()
	a := awssim.New(awssim.Options{Start: time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)})
	o := &operator{T: t, client: sdk.NewFromConfig(a.UserConfig()), reader: ssm.New(a.UserConfig())}
	a.Watch(func(m awssim.Made) { o.calls = append(o.calls, m.Call.Operation) })
	return o
}

func (o *operator) put(name, value string) {
	o.Helper()
	_, err := o.client.PutParameter(o.Context(), &sdk.PutParameterInput{
		Name: &name, Value: &value, Type: types.ParameterTypeString, Overwrite: aws.Bool(true),
	})
	if err != nil {
		o.Fatal(err)
	}
}

func (o *operator) settings() ssm.Settings {
	o.Helper()
	s, err := o.reader.Settings(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	return s
}

func TestOnePassReadsDocumentsExceptionsAndPauses(t *testing.T) {
	o := newOperator(t)
	o.put("/sashweight/clusters/prod", "mode: act\nservices: [{name: web-*, move: time_windows}]")
	o.put("/sashweight/clusters/prod/services/web-1", "move: never")
	o.put("/sashweight/clusters/prod/services/web-2", "move: nevr")
	o.put("/sashweight/clusters/prod/pause", "voluntary\n")
	o.put("/sashweight/clusters/pause", "mood: act")
	o.put("/sashweight/clusters/gone/services/web", "move: any")
	o.put("/sashweight/clusters/prod/service/web", "move: any")
	o.put("/sashweight/pausee", "voluntary")
	for i := range 12 {
		o.put(fmt.Sprintf("/sashweight/clusters/test-%02d", i), "mode: report")
	}
	o.calls = nil
	s := o.settings()

	if got, want := len(o.calls), 2; got != want {
		t.Errorf("%d calls for 20 parameters, want %d", got, want)
	}
	if got, want := len(s.Documents), 14; got != want {
		t.Fatalf("%d documents, want %d", got, want)
	}
	broken, prod := s.Documents[0], s.Documents[1]
	if broken.Cluster != "pause" || broken.Broken == nil {
		t.Errorf("got %+v, want the broken document of cluster pause", broken)
	}
	if prod.Cluster != "prod" || prod.Version != 1 || prod.Broken != nil ||
		prod.Policy.Mode != policy.Act {
		t.Errorf("got %+v", prod)
	}
	for service, want := range map[string]policy.Move{
		"web-1": policy.MoveNever, "web-2": policy.MoveNever, "web-3": policy.MoveInTimeWindows,
	} {
		if got := prod.Policy.Move(service); got != want {
			t.Errorf("%s: move is %s, want %s", service, got, want)
		}
	}
	wrong := []string{
		"/sashweight/clusters/gone/services/web", "/sashweight/clusters/prod/service/web",
		"/sashweight/pausee",
	}
	if !slices.Equal(s.Unknown, wrong) {
		t.Errorf("unknown are %q, want %q", s.Unknown, wrong)
	}
	if got := s.Pause("prod"); got != fleet.PauseVoluntary {
		t.Errorf("prod is paused %q", got)
	}
	if got := s.Pause("test-01"); got != fleet.PauseNone {
		t.Errorf("test-01 is paused %q", got)
	}
}

func TestBrokenExceptionIsReportedAndLeavesItsServiceAlone(t *testing.T) {
	o := newOperator(t)
	o.put("/sashweight/clusters/prod", "mode: act")
	o.put("/sashweight/clusters/prod/services/web", "move: any\nname: web")
	d := o.settings().Documents[0]
	want := `/sashweight/clusters/prod/services/web: line 2, column 1: key "name" is not known: ` +
		`want mode, move`
	if found := d.Problems(); len(found) != 1 || found[0].Error() != want {
		t.Errorf("got %v, want %s", found, want)
	}
	if d.Policy.Move("web") != policy.MoveNever ||
		d.Policy.ModeOfService("drain-nodes", "web") != policy.Report {
		t.Errorf("got %+v", d.Policy.Service("web"))
	}
	if d.Policy.ModeOfService("drain-nodes", "other") != policy.Act {
		t.Error("a broken exception holds another service")
	}
}

func TestValueThatIsNoPauseStopsWhatIsVoluntaryAndIsReported(t *testing.T) {
	o := newOperator(t)
	for value, want := range map[string]fleet.Pause{
		"voluntary": fleet.PauseVoluntary, " everything\n": fleet.PauseEverything,
		"Everything": fleet.PauseVoluntary, "off": fleet.PauseVoluntary,
		"\x1b[31m": fleet.PauseVoluntary,
	} {
		o.put("/sashweight/pause", value)
		b := o.settings().Brakes
		if len(b) != 1 || b[0].Pause != want {
			t.Errorf("%q: got %+v, want %s", value, b, want)
			continue
		}
		known := strings.TrimSpace(value) == string(want)
		if (b[0].Broken == nil) != known {
			t.Errorf("%q: broken is %v", value, b[0].Broken)
		}
		if b[0].Broken != nil && strings.Contains(b[0].Broken.Error(), "\x1b") {
			t.Errorf("%q is not safe to print", b[0].Broken)
		}
	}
}

func TestPausesOfOneClusterTakeOneCall(t *testing.T) {
	o := newOperator(t)
	look := func(want fleet.Pause, brakes int) {
		t.Helper()
		o.calls = nil
		found, got, err := o.reader.BrakesOf(t.Context(), "prod")
		if err != nil || got != want || len(found) != brakes {
			t.Errorf("got %q and %+v, %v, want %q and %d brakes", got, found, err, want, brakes)
		}
		if !slices.Equal(o.calls, []string{"GetParameters"}) {
			t.Errorf("calls are %q", o.calls)
		}
	}
	look(fleet.PauseNone, 0)
	o.put("/sashweight/clusters/other/pause", "everything")
	look(fleet.PauseNone, 0)
	o.put("/sashweight/clusters/prod/pause", "everything")
	look(fleet.PauseEverything, 1)
	o.put("/sashweight/pause", "voluntary")
	look(fleet.PauseEverything, 2)
	if got := o.settings().Pause("test"); got != fleet.PauseVoluntary {
		t.Errorf("another cluster is paused %q, want voluntary", got)
	}
}

func TestFailedReadNamesWhatWasRead(t *testing.T) {
	reader := newOperator(t).reader
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for what, read := range map[string]func() error{
		"read policy documents": func() error { _, err := reader.Documents(ctx); return err },
		"read pauses of cluster prod": func() error {
			_, _, err := reader.BrakesOf(ctx, "prod")
			return err
		},
	} {
		if err := read(); err == nil || !strings.HasPrefix(err.Error(), what+": ") {
			t.Errorf("got %v, want an error that begins %q", err, what)
		}
	}
}
