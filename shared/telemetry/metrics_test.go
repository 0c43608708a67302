package telemetry

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func flushed(t *testing.T, ms *Metrics) string {
	t.Helper()
	var out bytes.Buffer
	if err := ms.Flush(&out, noon); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestMetricsMakeOneLineForEachDimensionSet(t *testing.T) {
	ms := NewMetrics("drain-nodes")
	ms.Put(Heartbeat, 1)
	ms.Put(DrainDuration, 61.5, Ending("drained"), Cluster("prod"))
	ms.Put(DrainsFinished, 1, Cluster("prod"), Ending("drained"))
	ms.Put(DrainDuration, 30, Cluster("prod"), Ending("drained"))
	want := `{"Cluster":"prod","DrainDuration":[61.5,30],"DrainsFinished":1,"Ending":"drained",` +
		`"_aws":{"CloudWatchMetrics":[{"Dimensions":[["Cluster","Ending"]],"Metrics":[` +
		`{"Name":"DrainDuration","Unit":"Seconds"},{"Name":"DrainsFinished","Unit":"Count"}],` +
		`"Namespace":"Sashweight"}],"Timestamp":1935835200007}}` + "\n" +
		`{"Function":"drain-nodes","Heartbeat":1,` +
		`"_aws":{"CloudWatchMetrics":[{"Dimensions":[["Function"]],"Metrics":[` +
		`{"Name":"Heartbeat","Unit":"Count"}],` +
		`"Namespace":"Sashweight"}],"Timestamp":1935835200007}}` + "\n"
	if got := flushed(t, ms); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := flushed(t, ms); got != "" {
		t.Errorf("a second flush wrote %q, want nothing", got)
	}
}

func TestCountsOfOneInvocationAddUp(t *testing.T) {
	ms := NewMetrics("drain-nodes")
	for range 150 {
		ms.Put(ActionsApplied, 1, Cluster("prod"))
	}
	if got, want := flushed(t, ms), `"ActionsApplied":150,`; !strings.Contains(got, want) {
		t.Errorf("got %s, want it to hold %s", got, want)
	}
}

func TestUndeclaredMetricsAndDimensionsAreLeftOut(t *testing.T) {
	ms := NewMetrics("drain-nodes")
	ms.Put("Invented", 1)
	ms.Put(Heartbeat, 1, Cluster("prod"), Group("web"))
	ms.Put(Findings, 2, Cluster(""))
	got := flushed(t, ms)
	for _, absent := range []string{"Invented", "Cluster\"", "Group"} {
		if strings.Contains(got, absent) {
			t.Errorf("got %s, want no %s in it", got, absent)
		}
	}
	if got, want := strings.Count(got, "\n"), 1; got != want {
		t.Errorf("got %d lines, want %d", got, want)
	}
}

func TestNoLineHasMoreValuesThanCloudWatchTakes(t *testing.T) {
	ms := NewMetrics("drain-nodes")
	const all = 2*valuesMax + 1
	for i := range all {
		ms.Put(DrainDuration, float64(i), Cluster("prod"))
	}
	var got []float64
	for line := range strings.Lines(flushed(t, ms)) {
		var doc struct{ DrainDuration any }
		if err := json.Unmarshal([]byte(line), &doc); err != nil {
			t.Fatal(err)
		}
		values, ok := doc.DrainDuration.([]any)
		if !ok {
			values = []any{doc.DrainDuration}
		}
		if len(values) > valuesMax {
			t.Errorf("a line has %d values", len(values))
		}
		for _, v := range values {
			got = append(got, v.(float64))
		}
	}
	if len(got) != all || got[0] != 0 || got[all-1] != all-1 {
		t.Errorf("got %d values %v, want 0 to %d", len(got), got, all-1)
	}
}

func TestEveryMetricIsDeclaredOnceWithSortedDimensions(t *testing.T) {
	closed := []string{dimFunction, dimCluster, dimGroup, dimEnding}
	seen := map[Metric]bool{}
	for _, d := range Declared() {
		if seen[d.Metric] {
			t.Errorf("%s is declared twice", d.Metric)
		}
		seen[d.Metric] = true
		if d.Meaning == "" || len(d.Dimensions) == 0 {
			t.Errorf("%s has no meaning or no dimension", d.Metric)
		}
		for i, name := range d.Dimensions {
			if !strings.Contains(strings.Join(closed, " "), name) {
				t.Errorf("%s: dimension %s is not in the list", d.Metric, name)
			}
			if i > 0 && d.Dimensions[i-1] >= name {
				t.Errorf("%s: dimensions %v are not sorted", d.Metric, d.Dimensions)
			}
		}
	}
}
