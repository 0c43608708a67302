package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sashweight/shared/awssim/kernel"
)

// measured sums what the function, and all functions together, were measured by.
type measured struct {
	sum   map[string]float64
	total map[string]float64
	at    map[string][]time.Duration
}

func (w *world) listen(t *testing.T) *measured {
	m := &measured{map[string]float64{}, map[string]float64{}, map[string][]time.Duration{}}
	w.env.PutMetric = func(x kernel.Metric) {
		if x.Namespace != "AWS/Lambda" {
			t.Errorf("namespace %q", x.Namespace)
		}
		at := x.At
		if at.IsZero() {
			at = w.env.Now()
		}
		switch strings.Join(x.Dimensions, "=") {
		case "FunctionName=stack-f":
			m.sum[x.Name] += x.Value
			m.at[x.Name] = append(m.at[x.Name], at.Sub(start))
		case "":
			m.total[x.Name] += x.Value
		default:
			t.Errorf("%s has dimensions %v", x.Name, x.Dimensions)
		}
	}
	return m
}

// metricCase is what becomes of an event and what is to be measured.
type metricCase struct {
	change func(*Spec)
	code   func(w *world) error
	refuse bool
	want   map[string]float64
}

var errNo = errors.New("no")

func fails(*world) error { return errNo }

func once(s *Spec) { s.Async.Retries = 0 }

var metricCases = map[string]metricCase{
	"a success": {nil, func(w *world) error { w.sleep(250 * time.Millisecond); return nil }, false,
		map[string]float64{"AsyncEventsReceived": 1, "Invocations": 1, "Errors": 0, "Duration": 250}},
	"an error, three times": {nil, fails, false,
		map[string]float64{"AsyncEventsReceived": 1, "Invocations": 3, "Errors": 3, "Duration": 0,
			"AsyncEventsDropped": 1}},
	"a time-out": {once, func(w *world) error { w.sleep(time.Minute); return nil }, false,
		map[string]float64{"AsyncEventsReceived": 1, "Invocations": 1, "Errors": 1,
			"Duration": 10_000, "AsyncEventsDropped": 1}},
	"a queue that refuses": {
		func(s *Spec) { s.Async.Retries, s.Async.DeadLetters = 0, "dead" }, fails, true,
		map[string]float64{"AsyncEventsReceived": 1, "Invocations": 1, "Errors": 1, "Duration": 0,
			"AsyncEventsDropped": 1, "DeadLetterErrors": 1, "DestinationDeliveryFailures": 1}},
	"a function that is switched off": {func(s *Spec) { s.Reserved = new(int) }, fails, false,
		map[string]float64{"AsyncEventsReceived": 1, "AsyncEventsDropped": 1}},
}

// CW-19: Lambda's metrics, of a function and of all.
func TestMetricsSayWhatBecameOfEvents(t *testing.T) {
	for name, c := range metricCases {
		w := newWorld(t, c.change)
		m := w.listen(t)
		w.code = func(context.Context, json.RawMessage) (any, error) { return nil, c.code(w) }
		if c.refuse {
			w.Send = func(string, string, map[string]string) error { return errNo }
		}
		w.invoke(t)
		w.env.Advance(time.Hour)
		for metric, want := range c.want {
			if got, ok := m.sum[metric]; !ok || got != want || m.total[metric] != want {
				t.Errorf("%s: %s is %v (%v), in all %v, want %v",
					name, metric, got, ok, m.total[metric], want)
			}
		}
		if len(m.sum) != len(c.want) {
			t.Errorf("%s: measured %v, want %v", name, m.sum, c.want)
		}
	}
}

// CW-19: throttled requests are no invocations.
func TestThrottlesAreNoInvocations(t *testing.T) {
	w := newWorld(t, func(s *Spec) { s.Reserved = new(int); *s.Reserved = 1 })
	m := w.listen(t)
	w.code = func(context.Context, json.RawMessage) (any, error) {
		w.sleep(2500 * time.Millisecond)
		return nil, nil
	}
	w.invoke(t)
	w.invoke(t)
	w.env.Advance(2 * time.Second)
	if m.sum["Throttles"] != 2 || m.sum["Invocations"] != 0 {
		t.Errorf("two events, room for one, after two seconds: %v, want 2 throttles", m.sum)
	}
	w.env.Advance(time.Minute)
	if m.sum["Invocations"] != 2 || m.sum["Errors"] != 0 {
		t.Errorf("in the end: %v, want 2 invocations", m.sum)
	}
}

// CW-20: an error bears the time at which the function was invoked.
func TestAnErrorIsMeasuredWhenTheInvocationBegan(t *testing.T) {
	w := newWorld(t, nil)
	m := w.listen(t)
	w.code = func(context.Context, json.RawMessage) (any, error) {
		w.sleep(time.Minute)
		return nil, nil
	}
	w.invoke(t)
	w.env.Advance(time.Hour)
	want := []time.Duration{0, 70 * time.Second, 200 * time.Second}
	for _, metric := range []string{"Errors", "Invocations", "Duration"} {
		if got := m.at[metric]; !slices.Equal(got, want) {
			t.Errorf("%s at %v, want %v", metric, got, want)
		}
	}
}
