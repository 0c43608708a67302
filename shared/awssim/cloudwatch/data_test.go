package cloudwatch

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim/kernel"
)

// three puts M = 1, 2, 3 in the first three minutes and X = 10 in the second.
func three(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	for i := range 3 {
		w.put(t, float64(i+1))
		if i == 1 {
			w.env.Measure(kernel.Metric{Namespace: "N", Name: "X", Value: 10})
		}
		w.env.Advance(time.Minute)
	}
	return w
}

func query3(t *testing.T, w *world, expression string) string {
	t.Helper()
	stat := func(name string) *types.MetricStat {
		return &types.MetricStat{
			Metric: &types.Metric{Namespace: new("N"), MetricName: &name}, Period: new(int32(60)),
			Stat: new("Average"),
		}
	}
	out, err := w.client.GetMetricData(ctx, &api.GetMetricDataInput{
		StartTime: new(start), EndTime: new(start.Add(3 * time.Minute)),
		ScanBy: types.ScanByTimestampAscending,
		MetricDataQueries: []types.MetricDataQuery{
			{Id: new("m"), MetricStat: stat("M"), ReturnData: new(false)},
			{Id: new("x"), MetricStat: stat("X"), ReturnData: new(false)},
			{Id: new("e"), Expression: &expression},
		},
	})
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(out.MetricDataResults[0].Values)
}

// CW-12: metric math.
func TestMetricMath(t *testing.T) {
	w := three(t)
	for expression, want := range map[string]string{
		"m + 1":                        "[2 3 4]",
		"m * 2 - -1":                   "[3 5 7]",
		"(m + 1) * 2 / 4":              "[1 1.5 2]",
		"m + x":                        "[12]",
		"m + FILL(x, 0)":               "[1 12 3]",
		"SUM([m, x])":                  "[1 12 3]",
		"AVG(METRICS())":               "[1 6 3]",
		"MAX(METRICS('x'))":            "[10]",
		"m - MIN(m)":                   "[0 1 2]",
		"IF(m >= 2, m * 10, 0)":        "[0 20 30]",
		"IF(m > 1 AND m < 3, m)":       "[2]",
		"m / (m - 1)":                  "[2 1.5]",
		"m ^ 2":                        "[1 4 9]",
		"FILL(METRICS(), 0) + 0 * [m]": "api error ValidationError",
		"m +":                          "api error ValidationError",
		"RATE(m)":                      "api error ValidationError",
		"nobody":                       "api error ValidationError",
		"e":                            "api error ValidationError",
		"5":                            "api error ValidationError",
	} {
		got := query3(t, w, expression)
		if want[0] != '[' {
			_, got, _ = cutError(got)
		}
		if got != want {
			t.Errorf("%s = %s, want %s", expression, got, want)
		}
	}
}

// cutError finds the code in an SDK's error.
func cutError(text string) (before, code string, ok bool) {
	for i := range text {
		const mark = "api error ValidationError"
		if len(text) >= i+len(mark) && text[i:i+len(mark)] == mark {
			return text[:i], mark, true
		}
	}
	return text, text, false
}

// CW-13: pages by the number of datapoints, the newest first.
func TestGetMetricDataPages(t *testing.T) {
	w := three(t)
	in := &api.GetMetricDataInput{
		StartTime: new(start), EndTime: new(start.Add(3 * time.Minute)), MaxDatapoints: new(int32(1)),
		MetricDataQueries: []types.MetricDataQuery{{Id: new("m"), MetricStat: &types.MetricStat{
			Metric: &types.Metric{Namespace: new("N"), MetricName: new("M")}, Period: new(int32(60)),
			Stat: new("Sum"),
		}}},
	}
	var got []float64
	pages := api.NewGetMetricDataPaginator(w.client, in)
	n := 0
	for ; pages.HasMorePages(); n++ {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page.MetricDataResults[0].Values...)
	}
	if fmt.Sprint(got) != "[3 2 1]" || n != 3 {
		t.Errorf("%v on %d pages, want 3, 2, 1 on three", got, n)
	}
}

// CW-14: values, statistic sets and lists of values make the same statistics.
func TestStatistics(t *testing.T) {
	w := newWorld(t)
	_, err := w.client.PutMetricData(ctx, &api.PutMetricDataInput{
		Namespace: new("N"), MetricData: []types.MetricDatum{
			{MetricName: new("M"), Value: new(1.0)},
			{MetricName: new("M"), Values: []float64{2, 3}, Counts: []float64{2, 1}},
			{MetricName: new("M"), StatisticValues: &types.StatisticSet{
				SampleCount: new(2.0), Sum: new(10.0), Minimum: new(4.0), Maximum: new(6.0),
			}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.client.GetMetricStatistics(ctx, &api.GetMetricStatisticsInput{
		Namespace: new("N"), MetricName: new("M"), StartTime: new(start), Period: new(int32(300)),
		EndTime: new(start.Add(time.Hour)), Statistics: types.Statistic("").Values(),
	})
	if err != nil || len(out.Datapoints) != 1 {
		t.Fatalf("%+v %v", out, err)
	}
	d := out.Datapoints[0]
	if *d.SampleCount != 6 || *d.Sum != 18 || *d.Average != 3 || *d.Minimum != 1 || *d.Maximum != 6 {
		t.Errorf("%v %v %v %v %v", *d.SampleCount, *d.Sum, *d.Average, *d.Minimum, *d.Maximum)
	}
}

// CW-15: what PutMetricData refuses.
func TestPutMetricDataRefuses(t *testing.T) {
	w := newWorld(t)
	many := make([]types.Dimension, 31)
	for i := range many {
		many[i] = types.Dimension{Name: new("d" + strconv.Itoa(i)), Value: new("v")}
	}
	for name, d := range map[string]types.MetricDatum{
		"two weeks": {MetricName: new("M"), Value: new(1.0), Timestamp: new(start.AddDate(0, 0, -15))},
		"two hours": {MetricName: new("M"), Value: new(1.0), Timestamp: new(start.Add(3 * time.Hour))},
		"values":    {MetricName: new("M"), Value: new(1.0), Values: []float64{1}},
		"none":      {MetricName: new("M")},
		"large":     {MetricName: new("M"), Value: new(1e300)},
		"many":      {MetricName: new("M"), Value: new(1.0), Dimensions: many},
		"unit":      {MetricName: new("M"), Value: new(1.0), Unit: "Miles"},
	} {
		_, err := w.client.PutMetricData(ctx, &api.PutMetricDataInput{
			Namespace: new("N"), MetricData: []types.MetricDatum{d},
		})
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	_, err := w.client.PutMetricData(ctx, &api.PutMetricDataInput{
		Namespace: new("AWS/X"), MetricData: []types.MetricDatum{{MetricName: new("M")}},
	})
	if err == nil {
		t.Error("a namespace of AWS is accepted")
	}
}

// CW-16: metrics are told apart by their dimensions, whose order says nothing.
func TestListMetrics(t *testing.T) {
	w := three(t)
	w.env.Measure(kernel.Metric{
		Namespace: "AWS/ECS", Name: "C", Dimensions: []string{"ServiceName", "s", "ClusterName", "c"},
	})
	w.env.Measure(kernel.Metric{
		Namespace: "AWS/ECS", Name: "C", Dimensions: []string{"ClusterName", "c", "ServiceName", "s"},
	})
	out, err := w.client.ListMetrics(ctx, &api.ListMetricsInput{})
	if err != nil || len(out.Metrics) != 3 {
		t.Fatalf("%+v, %v, want three metrics", out.Metrics, err)
	}
	out, err = w.client.ListMetrics(ctx, &api.ListMetricsInput{
		Dimensions: []types.DimensionFilter{{Name: new("ClusterName")}},
	})
	if err != nil || len(out.Metrics) != 1 || *out.Metrics[0].Dimensions[0].Name != "ClusterName" {
		t.Errorf("%+v, %v", out.Metrics, err)
	}
	w.env.Advance(15 * 24 * time.Hour)
	out, err = w.client.ListMetrics(ctx, &api.ListMetricsInput{})
	if err != nil || len(out.Metrics) != 0 {
		t.Errorf("%d metrics after two weeks without data, %v", len(out.Metrics), err)
	}
}

// CW-17: old minutes become bins of five; what is older than 15 days goes.
func TestOldDataIsRolledUp(t *testing.T) {
	w := newWorld(t)
	for range 20 * 24 * 60 {
		w.env.Measure(kernel.Metric{Namespace: "N", Name: "M", Value: 1})
		w.env.Advance(time.Minute)
	}
	s := w.listed[0]
	if n := len(s.fine) + len(s.coarse); n > 2*fineMinutes+coarseMinutes/coarseWidth+1000 {
		t.Errorf("%d bins are kept", n)
	}
	now := minuteOf(w.env.Now())
	if b := s.between(now-7*24*60, now); b.sum != 7*24*60 {
		t.Errorf("%v in the last week, want %d", b.sum, 7*24*60)
	}
}

// CW-18: alarms on pages, by prefix and state.
func TestDescribeAlarms(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"b", "a", "c"} {
		w.make(t, alarmOn(name))
	}
	got := ""
	in := &api.DescribeAlarmsInput{MaxRecords: new(int32(1))}
	pages := api.NewDescribeAlarmsPaginator(w.client, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.MetricAlarms {
			got += *a.AlarmName
		}
	}
	if got != "abc" {
		t.Errorf("pages give %s, want abc", got)
	}
	out, err := w.client.DescribeAlarms(ctx, &api.DescribeAlarmsInput{
		AlarmNamePrefix: new("a"), StateValue: types.StateValueInsufficientData,
	})
	if err != nil || len(out.MetricAlarms) != 1 {
		t.Errorf("%+v %v", out, err)
	}
	on, err := w.client.DescribeAlarmsForMetric(ctx, &api.DescribeAlarmsForMetricInput{
		Namespace: new("N"), MetricName: new("M"),
	})
	if err != nil || len(on.MetricAlarms) != 3 {
		t.Errorf("%+v %v", on, err)
	}
}

func BenchmarkMeasure(b *testing.B) {
	w := newWorld(&testing.T{})
	m := kernel.Metric{
		Namespace: "AWS/ECS", Name: "C", Dimensions: []string{"ClusterName", "c", "ServiceName", "s"},
	}
	b.ReportAllocs()
	for b.Loop() {
		w.env.Measure(m)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	w := newWorld(&testing.T{})
	if _, err := w.PutMetricAlarm(alarmOn("a")); err != nil {
		b.Fatal(err)
	}
	w.env.Measure(kernel.Metric{Namespace: "N", Name: "M", Value: 1})
	a := w.alarm("a")
	b.ReportAllocs()
	for b.Loop() {
		w.evaluate(a)
	}
}
