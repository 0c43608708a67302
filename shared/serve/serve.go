// Package serve is the entry of every function: it decodes what Lambda hands over, runs the
// function's handler, and decides what becomes of an error. It keeps nothing from one invocation
// to the next and reads time only from its clock.
package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"sashweight/events"
	"sashweight/shared/clock"
	"sashweight/shared/telemetry"
)

// A Handler acts on one event. An error from Permanent is not retried; for any other, Lambda
// invokes the function again and in the end hands the event to the dead-letter queue.
type Handler func(ctx context.Context, e events.Event) error

// Deps is what an entry needs of its surroundings.
type Deps struct {
	// Out takes log lines and metrics: standard output in Lambda, which keeps it as the
	// function's log.
	Out io.Writer
	// Clock stamps lines and measures durations.
	Clock clock.Clock
}

// Events returns the entry of the function of that name, for lambda.Start and the simulated
// account alike. It answers null, or what the handler gave to Reply. The entry writes one line with
// the message "handled" for each invocation.
func Events(name string, h Handler, d Deps) func(context.Context, json.RawMessage) (any, error) {
	s := server{name: name, handle: h, deps: d}
	s.log = telemetry.NewLogger(d.Out, d.Clock).With(
		zap.String(telemetry.KeyFunction, name),
		zap.String(telemetry.KeyVersion, telemetry.Version),
	)
	return s.invoke
}

type server struct {
	name   string
	handle Handler
	deps   Deps
	log    *zap.Logger
}

func (s server) invoke(ctx context.Context, raw json.RawMessage) (any, error) {
	start := s.deps.Clock.Now()
	inv := &telemetry.Invocation{Log: s.log, Metrics: telemetry.NewMetrics(s.name)}
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		inv.Log = inv.Log.With(zap.String(telemetry.KeyRequestID, lc.AwsRequestID))
	}
	var answer reply
	ctx = context.WithValue(telemetry.With(ctx, inv), replyKey{}, &answer)
	r := s.run(ctx, inv, raw)
	if r.metric != "" {
		inv.Metrics.Put(r.metric, 1)
	}
	if r.err == nil {
		inv.Metrics.Put(telemetry.Heartbeat, 1)
	}
	now := s.deps.Clock.Now()
	s.conclude(inv, r, now.Sub(start))
	if err := inv.Metrics.Flush(s.deps.Out, now); err != nil {
		inv.Log.Error("metrics lost", zap.String(telemetry.KeyError, err.Error()))
	}
	if r.retry {
		return nil, fmt.Errorf("%s: %w", s.name, r.err)
	}
	return answer.value, nil
}

// run decodes raw and hands it to the handler. What Lambda sends is data of others and the handler
// may be wrong about it, so a panic in either becomes an error.
func (s server) run(ctx context.Context, inv *telemetry.Invocation, raw []byte) (r result) {
	defer func() {
		if p := recover(); p != nil {
			r = panicked(p)
		}
	}()
	e, err := events.Decode(raw)
	if err != nil {
		return malformed(err)
	}
	meta := e.Envelope()
	inv.Log = inv.Log.With(
		zap.String(telemetry.KeyEventID, meta.ID),
		zap.String(telemetry.KeyEventType, meta.DetailType),
		zap.String(telemetry.KeyAbout, e.About()),
		zap.String(telemetry.KeyAccount, meta.Account),
		zap.String(telemetry.KeyRegion, meta.Region),
	)
	switch e.(type) {
	case events.Unknown, events.Ignored:
		return ignored()
	}
	return judge(s.handle(ctx, e))
}

// conclude writes the canonical line of the invocation.
func (s server) conclude(inv *telemetry.Invocation, r result, took time.Duration) {
	level := zapcore.InfoLevel
	fields := append(inv.Fields(),
		zap.Int(telemetry.KeyCalls, inv.Calls),
		zap.Int(telemetry.KeyThrottles, inv.Throttles),
		zap.Int64(telemetry.KeyDurationMS, took.Milliseconds()),
		zap.String(telemetry.KeyOutcome, r.outcome),
	)
	if r.err != nil {
		level = zapcore.ErrorLevel
		fields = append(fields, zap.String(telemetry.KeyError, r.err.Error()))
	}
	if len(r.stack) > 0 {
		fields = append(fields, zap.Strings(telemetry.KeyStack, r.stack))
	}
	inv.Log.Log(level, "handled", fields...)
}
