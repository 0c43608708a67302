package telemetry

import (
	"context"
	"slices"

	"go.uber.org/zap"
)

// An Invocation collects what one invocation has to say of itself. It travels in the context and
// belongs to one goroutine. The nil Invocation takes everything and keeps nothing.
type Invocation struct {
	// Log writes the invocation's lines; it carries the fields that name the invocation.
	Log *zap.Logger
	// Metrics are written when the invocation ends.
	Metrics *Metrics
	// Calls counts attempts at AWS calls, retries among them: each one spends the account's
	// API quota.
	Calls int
	// Throttles counts the attempts that AWS refused for their rate.
	Throttles int

	fields []zap.Field
}

type invocationKey struct{}

// With returns a context that carries inv.
func With(ctx context.Context, inv *Invocation) context.Context {
	return context.WithValue(ctx, invocationKey{}, inv)
}

// FromContext returns the logger of the invocation that ctx belongs to, or a silent one.
func FromContext(ctx context.Context) *zap.Logger {
	if inv := invocation(ctx); inv != nil && inv.Log != nil {
		return inv.Log
	}
	return zap.NewNop()
}

// Annotate adds fields to the line that closes the invocation. A key that is there already gets
// the new value and keeps its place.
func Annotate(ctx context.Context, fields ...zap.Field) {
	if inv := invocation(ctx); inv != nil {
		inv.annotate(fields...)
	}
}

// Count adds value to a metric of the invocation. Dimensions that the metric does not declare
// are left out.
func Count(ctx context.Context, m Metric, value float64, dims ...Dimension) {
	if inv := invocation(ctx); inv != nil && inv.Metrics != nil {
		inv.Metrics.Put(m, value, dims...)
	}
}

// CountCall notes one attempt at an AWS call.
func CountCall(ctx context.Context, throttled bool) {
	inv := invocation(ctx)
	if inv == nil {
		return
	}
	inv.Calls++
	if throttled {
		inv.Throttles++
	}
}

// Fields are the annotations in the order in which their keys first came.
func (inv *Invocation) Fields() []zap.Field { return slices.Clone(inv.fields) }

func (inv *Invocation) annotate(fields ...zap.Field) {
	for _, f := range fields {
		same := func(old zap.Field) bool { return old.Key == f.Key }
		if i := slices.IndexFunc(inv.fields, same); i >= 0 {
			inv.fields[i] = f
			continue
		}
		inv.fields = append(inv.fields, f)
	}
}

func invocation(ctx context.Context) *Invocation {
	inv, _ := ctx.Value(invocationKey{}).(*Invocation)
	return inv
}
