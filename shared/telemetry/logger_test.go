package telemetry

import (
	"bytes"
	"context"
	"testing"
	"time"

	"go.uber.org/zap"
)

// frozen is a clock that always says the same.
type frozen time.Time

func (f frozen) Now() time.Time { return time.Time(f) }

func (frozen) Sleep(context.Context, time.Duration) error { return nil }

var noon = time.Date(2031, 5, 6, 12, 0, 0, 7_000_000, time.UTC)

func TestLogLineHasLambdasKeysAndTheClocksTime(t *testing.T) {
	var out bytes.Buffer
	local := noon.In(time.FixedZone("east", 3*60*60))
	log := NewLogger(&out, frozen(local)).With(zap.String(KeyFunction, "drain-nodes"))
	log.Warn("node held", zap.Int(KeyActions, 2), zap.Duration("wait", 90*time.Second))
	want := `{"level":"WARN","timestamp":"2031-05-06T12:00:00.007Z","message":"node held",` +
		`"function":"drain-nodes","actions":2,"wait":"1m30s"}` + "\n"
	if got := out.String(); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

func TestDebugLinesAreNotWritten(t *testing.T) {
	var out bytes.Buffer
	NewLogger(&out, frozen(noon)).Debug("detail")
	if got := out.String(); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}

func TestTelemetryOutsideAnInvocationIsSilent(t *testing.T) {
	ctx := t.Context()
	FromContext(ctx).Error("nobody listens")
	Annotate(ctx, zap.Int(KeyActions, 1))
	Count(ctx, Findings, 1)
	CountCall(ctx, true)
}

func TestAnnotationOfTheSameKeyReplacesTheOldOne(t *testing.T) {
	inv := &Invocation{Log: zap.NewNop(), Metrics: NewMetrics("drain-nodes")}
	ctx := With(t.Context(), inv)
	Annotate(ctx, zap.Int(KeyActions, 1), zap.String(KeyCluster, "prod"))
	Annotate(ctx, zap.Int(KeyActions, 3))
	fields := inv.Fields()
	if len(fields) != 2 || fields[0].Integer != 3 || fields[1].String != "prod" {
		t.Errorf("got %v, want actions 3 and cluster prod", fields)
	}
}

func TestCallsAndThrottlesAreCountedInTheInvocation(t *testing.T) {
	inv := &Invocation{}
	ctx := With(t.Context(), inv)
	CountCall(ctx, false)
	CountCall(ctx, true)
	if inv.Calls != 2 || inv.Throttles != 1 {
		t.Errorf("got %d calls and %d throttles, want 2 and 1", inv.Calls, inv.Throttles)
	}
}
