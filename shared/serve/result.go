package serve

import (
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"

	"sashweight/shared/telemetry"
)

// result is how an invocation ended.
type result struct {
	outcome string
	err     error
	// retry is set when Lambda shall invoke the function again with the same event.
	retry bool
	// metric counts the ending, if it has one of its own.
	metric telemetry.Metric
	stack  []string
}

// Permanent marks err as one that no retry can mend. It is logged and counted, and Lambda is told
// that all is well. Permanent(nil) is nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }

func (e *permanentError) Unwrap() error { return e.err }

// judge is the error policy.
func judge(err error) result {
	var permanent *permanentError
	switch {
	case err == nil:
		return result{outcome: "done"}
	case errors.As(err, &permanent):
		return result{outcome: "permanent", err: err, metric: telemetry.EventsMalformed}
	default:
		return result{outcome: "failed", err: err, retry: true}
	}
}

func ignored() result { return result{outcome: "ignored", metric: telemetry.EventsIgnored} }

// malformed is final: the bytes of an event do not change from one retry to the next.
func malformed(err error) result {
	return result{
		outcome: "malformed",
		err:     fmt.Errorf("decode event: %w", err),
		metric:  telemetry.EventsMalformed,
	}
}

func panicked(p any) result {
	err := fmt.Errorf("panic: %v", p)
	if cause, ok := p.(error); ok {
		err = fmt.Errorf("panic: %w", cause)
	}
	return result{outcome: "panicked", err: err, retry: true, stack: frames()}
}

// framesMax bounds the stack that is logged, counted from where the panic began.
const framesMax = 32

// frames lists the calls that led to the panic that is being recovered, the innermost first,
// without addresses: the same panic is the same text in each process.
func frames() []string {
	pcs := make([]uintptr, 2*framesMax)
	callers := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	var out []string
	for more := true; more; {
		var f runtime.Frame
		f, more = callers.Next()
		switch {
		case f.Function == "runtime.gopanic":
			out = nil // until here it was the recovery
		case f.Function != "" && !strings.HasPrefix(f.Function, "runtime."):
			out = append(out, fmt.Sprintf("%s %s:%d", f.Function, path.Base(f.File), f.Line))
		}
	}
	return out[:min(len(out), framesMax)]
}
