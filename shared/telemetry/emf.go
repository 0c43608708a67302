package telemetry

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// valuesMax is how many values of one metric a line may carry (CloudWatch user guide,
// CloudWatch_Embedded_Metric_Format_Specification).
const valuesMax = 100

// Metrics collects one invocation's metrics and writes them in CloudWatch's embedded metric
// format, which CloudWatch reads from the function's own log: no call, no permission.
type Metrics struct {
	function string
	series   []series
}

// series is one metric in one dimension set.
type series struct {
	declaration Declaration
	dims        []Dimension
	values      []float64
}

// NewMetrics returns an empty collection for the function of that name.
func NewMetrics(function string) *Metrics { return &Metrics{function: function} }

// Put adds value to m, in the unit that m declares: counts add up, other values are kept one by
// one so that CloudWatch can tell percentiles. Dimensions that m does not declare, empty ones and
// undeclared metrics are left out.
func (ms *Metrics) Put(m Metric, value float64, dims ...Dimension) {
	declaration, ok := declarationOf(m)
	if !ok {
		return
	}
	dims = ms.allowed(declaration, dims)
	i := slices.IndexFunc(ms.series, func(s series) bool {
		return s.declaration.Metric == m && slices.Equal(s.dims, dims)
	})
	if i < 0 {
		i = len(ms.series)
		ms.series = append(ms.series, series{declaration: declaration, dims: dims})
	}
	s := &ms.series[i]
	if declaration.Unit == unitCount && len(s.values) > 0 {
		s.values[0] += value
		return
	}
	s.values = append(s.values, value)
}

// allowed picks m's declared dimensions, sorted by name.
func (ms *Metrics) allowed(d Declaration, dims []Dimension) []Dimension {
	var kept []Dimension
	for _, name := range d.Dimensions {
		value := ""
		if name == dimFunction {
			value = ms.function
		}
		for _, dim := range dims {
			if dim.name == name {
				value = dim.value
			}
		}
		if value != "" {
			kept = append(kept, Dimension{name, value})
		}
	}
	return kept
}

// Flush writes what was collected to w, one line for each dimension set, stamped with at, and
// empties the collection.
func (ms *Metrics) Flush(w io.Writer, at time.Time) error {
	all := ms.series
	ms.series = nil
	slices.SortStableFunc(all, func(a, b series) int {
		return cmp.Or(
			slices.CompareFunc(a.dims, b.dims, compareDimensions),
			cmp.Compare(a.declaration.Metric, b.declaration.Metric),
		)
	})
	for len(all) > 0 {
		n := 1
		for n < len(all) && slices.Equal(all[n].dims, all[0].dims) {
			n++
		}
		if err := writeSet(w, at, all[:n]); err != nil {
			return fmt.Errorf("write metrics: %w", err)
		}
		all = all[n:]
	}
	return nil
}

func compareDimensions(a, b Dimension) int {
	return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.value, b.value))
}

// writeSet writes the series of one dimension set, on more than one line only if one of them has
// more values than a line may carry.
func writeSet(w io.Writer, at time.Time, set []series) error {
	for len(set) > 0 {
		line, err := json.Marshal(document(at, set))
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
		var rest []series
		for _, s := range set {
			if len(s.values) > valuesMax {
				s.values = s.values[valuesMax:]
				rest = append(rest, s)
			}
		}
		set = rest
	}
	return nil
}

// document is one line. encoding/json sorts its keys.
func document(at time.Time, set []series) map[string]any {
	names := []string{}
	metrics := []map[string]string{}
	doc := map[string]any{}
	for _, dim := range set[0].dims {
		names = append(names, dim.name)
		doc[dim.name] = dim.value
	}
	for _, s := range set {
		name := string(s.declaration.Metric)
		metrics = append(metrics, map[string]string{"Name": name, "Unit": s.declaration.Unit})
		doc[name] = s.values[:min(len(s.values), valuesMax)]
		if len(s.values) == 1 {
			doc[name] = s.values[0]
		}
	}
	doc["_aws"] = map[string]any{
		"Timestamp": at.UnixMilli(),
		"CloudWatchMetrics": []map[string]any{{
			"Namespace": Namespace, "Dimensions": [][]string{names}, "Metrics": metrics,
		}},
	}
	return doc
}
