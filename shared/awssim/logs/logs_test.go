package logs

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cloudwatch "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	api "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

var (
	start = time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	ctx   = context.Background()
)

type world struct {
	*Logs
	client *api.Client
	data   []string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	env := &kernel.Env{Kernel: kernel.New(1, start), Account: "123456789012", Region: "us-east-1"}
	w := &world{Logs: New(env)}
	w.PutMetric = func(namespace string, d cloudwatch.MetricDatum) error {
		text := namespace + "/" + *d.MetricName + fmt.Sprint(d.Values) + string(d.Unit)
		for _, x := range d.Dimensions {
			text += " " + *x.Name + "=" + *x.Value
		}
		w.data = append(w.data, text)
		return nil
	}
	server := wire.NewServer(w.Service)
	caller := wire.Caller{Name: "user", AccessKey: "A"}
	w.client = api.NewFromConfig(server.Config(caller, "us-east-1"),
		func(o *api.Options) { o.Retryer = aws.NopRetryer{} })
	_, err := w.client.CreateLogGroup(ctx, &api.CreateLogGroupInput{LogGroupName: new("/g")})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// LOG-1: the embedded metric format.
func TestMetricsInLogLinesArePut(t *testing.T) {
	w := newWorld(t)
	good := `{"_aws":{"Timestamp":1767322800000,"CloudWatchMetrics":[{"Namespace":"S",` +
		`"Dimensions":[["Function"],[]],"Metrics":[{"Name":"Beat","Unit":"Count"}]}]},` +
		`"Function":"f","Beat":[1,2]}`
	w.Write("/g", "s", good)
	want := "S/Beat[1 2]Count Function=f, S/Beat[1 2]Count"
	if got := strings.Join(w.data, ", "); got != want {
		t.Errorf("put %s, want %s", got, want)
	}
	w.data = nil
	for _, bad := range []string{
		strings.Replace(good, `"Function":"f"`, `"Function":7`, 1) + "x",
		strings.Replace(good, "[1,2]", `"two"`, 1),
		strings.Replace(good, `"Timestamp":1767322800000`, `"Timestamp":"now"`, 1),
		strings.Replace(good, `"Beat":[1,2]`, `"Beet":1`, 1),
		`not "_aws" at all`, `{"_aws":null}`, `{"_aws":{"CloudWatchMetrics":3}}`,
	} {
		w.Write("/g", "s", bad)
	}
	if len(w.data) != 0 {
		t.Errorf("bad lines put %v", w.data)
	}
	if n := len(w.groups[0].streams[0].events); n != 8 {
		t.Errorf("%d events are kept, want all 8", n)
	}
}

// LOG-2: events are put, read from both ends and found by words.
func TestEventsAreRead(t *testing.T) {
	w := newWorld(t)
	in := &api.CreateLogStreamInput{LogGroupName: new("/g"), LogStreamName: new("s")}
	if _, err := w.client.CreateLogStream(ctx, in); err != nil {
		t.Fatal(err)
	}
	put := &api.PutLogEventsInput{LogGroupName: new("/g"), LogStreamName: new("s")}
	for i, m := range []string{"one big bug", "two", "three bug"} {
		put.LogEvents = append(put.LogEvents, types.InputLogEvent{
			Message: new(m), Timestamp: new(start.UnixMilli() + int64(i)),
		})
	}
	if _, err := w.client.PutLogEvents(ctx, put); err != nil {
		t.Fatal(err)
	}
	got := ""
	pages := api.NewGetLogEventsPaginator(w.client, &api.GetLogEventsInput{
		LogGroupName: new("/g"), LogStreamName: new("s"), StartFromHead: new(true),
		Limit: new(int32(1)),
	}, func(o *api.GetLogEventsPaginatorOptions) { o.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Events {
			got += *e.Message + ";"
		}
	}
	if got != "one big bug;two;three bug;" {
		t.Errorf("read %s", got)
	}
	last, err := w.client.GetLogEvents(ctx, &api.GetLogEventsInput{
		LogGroupName: new("/g"), LogStreamName: new("s"), Limit: new(int32(1)),
	})
	if err != nil || *last.Events[0].Message != "three bug" {
		t.Errorf("the last event is %+v, %v", last, err)
	}
	found, err := w.client.FilterLogEvents(ctx, &api.FilterLogEventsInput{
		LogGroupName: new("/g"), FilterPattern: new(`bug "one big"`),
	})
	if err != nil || len(found.Events) != 1 {
		t.Errorf("found %+v, %v", found, err)
	}
}

// LOG-3: groups and streams on pages, retention, and what is not there.
func TestGroupsAndStreams(t *testing.T) {
	w := newWorld(t)
	w.Write("/a", "s1", "x")
	w.Write("/a", "s2", "x")
	got := ""
	pages := api.NewDescribeLogGroupsPaginator(w.client,
		&api.DescribeLogGroupsInput{Limit: new(int32(1))})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		got += *page.LogGroups[0].LogGroupName
	}
	if got != "/a/g" {
		t.Errorf("groups %s, want /a/g", got)
	}
	streams, err := w.client.DescribeLogStreams(ctx,
		&api.DescribeLogStreamsInput{LogGroupName: new("/a")})
	if err != nil || len(streams.LogStreams) != 2 {
		t.Errorf("streams %+v, %v", streams, err)
	}
	keep := &api.PutRetentionPolicyInput{LogGroupName: new("/g"), RetentionInDays: new(int32(2))}
	if _, err := w.client.PutRetentionPolicy(ctx, keep); err == nil {
		t.Error("a retention of two days is accepted")
	}
	gone := &api.DeleteLogGroupInput{LogGroupName: new("/a")}
	if _, err := w.client.DeleteLogGroup(ctx, gone); err != nil {
		t.Error(err)
	}
	if _, err := w.client.DeleteLogGroup(ctx, gone); err == nil {
		t.Error("a group is deleted twice")
	}
}

// LOG-4: a stream keeps its newest events.
func TestOldEventsAreDropped(t *testing.T) {
	w := newWorld(t)
	for i := range 3 * maxEvents {
		w.Write("/g", "s", fmt.Sprint(i))
	}
	s := w.groups[0].streams[0]
	if n := len(s.events); n > 2*maxEvents || s.events[n-1].message != fmt.Sprint(3*maxEvents-1) {
		t.Errorf("%d events are kept", n)
	}
}
