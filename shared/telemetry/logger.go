// Package telemetry is what a function says about itself: log lines, metrics and traces.
//
// Log lines are JSON with the keys that Lambda's own JSON log format uses, so that its log-level
// filter works on them (Lambda developer guide, monitoring-cloudwatchlogs-advanced). Messages are
// constants; what varies is in fields.
package telemetry

import (
	"io"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"sashweight/shared/clock"
)

// Version is the build's version. The linker sets it:
// -ldflags "-X sashweight/shared/telemetry.Version=1.2.3".
var Version = "dev"

// timestampLayout is RFC 3339 with milliseconds, always in UTC.
const timestampLayout = "2006-01-02T15:04:05.000Z"

// NewLogger returns a logger that writes one JSON object a line to w, from level info upwards,
// stamped with clk's time. It writes through at once: nothing is left to flush.
func NewLogger(w io.Writer, clk clock.Clock) *zap.Logger {
	encoder := zapcore.NewJSONEncoder(zapcore.EncoderConfig{
		TimeKey:        "timestamp",
		LevelKey:       "level",
		MessageKey:     "message",
		EncodeTime:     encodeTime,
		EncodeLevel:    zapcore.CapitalLevelEncoder,
		EncodeDuration: zapcore.StringDurationEncoder,
		LineEnding:     zapcore.DefaultLineEnding,
	})
	core := zapcore.NewCore(encoder, zapcore.AddSync(w), zapcore.InfoLevel)
	return zap.New(core, zap.WithClock(zapClock{clk}))
}

func encodeTime(t time.Time, enc zapcore.PrimitiveArrayEncoder) {
	enc.AppendString(t.UTC().Format(timestampLayout))
}

// zapClock lets zap stamp its lines with a Clock's time.
type zapClock struct{ clock.Clock }

// NewTicker returns a ticker that never ticks: zap asks for one only to flush a buffered writer,
// and there is none here.
func (zapClock) NewTicker(time.Duration) *time.Ticker { return &time.Ticker{} }
