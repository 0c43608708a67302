package cloudwatch

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sashweight/shared/awssim/wire"
)

// ask sends a request as clients did before CloudWatch spoke CBOR: an HTML form, lists as
// NAME.member.N. It returns the status and the answer.
func (w *world) ask(t *testing.T, action string, params ...string) (int, string) {
	t.Helper()
	form := url.Values{"Action": {action}, "Version": {"2010-08-01"}}
	for _, p := range params {
		name, value, _ := strings.Cut(p, "=")
		form.Set(name, value)
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=A/20260102/us-east-1/monitoring/"+
		"aws4_request, SignedHeaders=host, Signature=0")
	answer := httptest.NewRecorder()
	wire.NewServer(w.Service).ServeHTTP(answer, r)
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Code, string(body)
}

// formCall is a call that succeeds, and what stands in its answer.
type formCall struct {
	action string
	params []string
	want   []string
}

const namespace = `xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"`

var formCalls = []formCall{
	{"PutMetricAlarm", []string{
		"AlarmName=a", "Namespace=N", "MetricName=M", "Dimensions.member.1.Name=D",
		"Dimensions.member.1.Value=x y", "Statistic=Sum", "Period=60", "EvaluationPeriods=2",
		"DatapointsToAlarm=1", "Threshold=10.5", "ActionsEnabled=false",
		"ComparisonOperator=GreaterThanThreshold", "TreatMissingData=notBreaching",
		"AlarmActions.member.1=arn:aws:sns:us-east-1:123456789012:t",
	}, []string{`<PutMetricAlarmResponse ` + namespace + `>`, "<ResponseMetadata><RequestId>"}},
	{"PutMetricAlarm", []string{
		"AlarmName=math", "EvaluationPeriods=1", "Threshold=1",
		"ComparisonOperator=LessThanThreshold", "Metrics.member.1.Id=m",
		"Metrics.member.1.ReturnData=false", "Metrics.member.1.MetricStat.Stat=Sum",
		"Metrics.member.1.MetricStat.Period=60", "Metrics.member.1.MetricStat.Metric.Namespace=N",
		"Metrics.member.1.MetricStat.Metric.MetricName=M",
		"Metrics.member.2.Id=e", "Metrics.member.2.Expression=m*2",
	}, nil},
	{"PutMetricData", []string{
		"Namespace=N", "MetricData.member.1.MetricName=M",
		"MetricData.member.1.Dimensions.member.1.Name=D",
		"MetricData.member.1.Dimensions.member.1.Value=x y",
		"MetricData.member.1.Values.member.1=4", "MetricData.member.1.Values.member.2=1.5",
		"MetricData.member.1.Counts.member.1=2", "MetricData.member.1.Counts.member.2=1",
		"MetricData.member.1.Timestamp=2026-01-02T03:00:20Z", "MetricData.member.1.Unit=Seconds",
		"MetricData.member.2.MetricName=other", "MetricData.member.2.StatisticValues.Sum=3",
		"MetricData.member.2.StatisticValues.SampleCount=2",
		"MetricData.member.2.StatisticValues.Minimum=1",
		"MetricData.member.2.StatisticValues.Maximum=2",
	}, nil},
	{"DescribeAlarms", []string{
		"AlarmNames.member.1=a", "AlarmNames.member.2=none", "AlarmTypes.member.1=MetricAlarm",
	}, []string{"<DescribeAlarmsResult>", "<MetricAlarms><member>", "<AlarmName>a</AlarmName>",
		"<Dimensions><member><Name>D</Name><Value>x y</Value></member></Dimensions>",
		"<ActionsEnabled>false</ActionsEnabled>", "<Threshold>10.5</Threshold>",
		"<AlarmActions><member>arn:aws:sns:us-east-1:123456789012:t</member></AlarmActions>",
		"<StateValue>INSUFFICIENT_DATA</StateValue>"}},
	{"DescribeAlarms", []string{"AlarmNamePrefix=m"}, []string{
		"<Metrics><member><Id>m</Id>", "<Expression>m*2</Expression>",
		"<ReturnData>false</ReturnData>"}},
	{"ListMetrics", []string{"Namespace=N", "Dimensions.member.1.Name=D"}, []string{
		"<ListMetricsResult><Metrics><member><Dimensions><member><Name>D</Name>" +
			"<Value>x y</Value></member></Dimensions><MetricName>M</MetricName>" +
			"<Namespace>N</Namespace></member></Metrics></ListMetricsResult>"}},
	{"GetMetricData", []string{
		"StartTime=2026-01-02T03:00:00Z", "EndTime=2026-01-02T03:05:00Z",
		"MetricDataQueries.member.1.Id=q",
		"MetricDataQueries.member.1.MetricStat.Metric.Namespace=N",
		"MetricDataQueries.member.1.MetricStat.Metric.MetricName=M",
		"MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name=D",
		"MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value=x y",
		"MetricDataQueries.member.1.MetricStat.Period=60",
		"MetricDataQueries.member.1.MetricStat.Stat=Sum",
	}, []string{"<MetricDataResults><member><Id>q</Id><Label>M</Label>",
		"<Timestamps><member>2026-01-02T03:00:00", "<Values><member>9.5</member></Values>",
		"<StatusCode>Complete</StatusCode>"}},
}

// CW-23: the query protocol of older clients, such as the AWS CLI 2.9 and boto3 1.26.
func TestOlderClientsSpeakTheQueryProtocol(t *testing.T) {
	w := newWorld(t)
	w.env.Advance(time.Minute)
	for _, q := range formCalls {
		status, body := w.ask(t, q.action, q.params...)
		if status != http.StatusOK {
			t.Errorf("%s: %d %s", q.action, status, body)
		}
		for _, want := range q.want {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %s in\n%s", q.action, want, body)
			}
		}
	}
}

// CW-23: the errors of the query protocol have its own codes.
func TestErrorsOfTheQueryProtocol(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		action string
		params []string
		status int
		code   string
	}{
		{"SetAlarmState", []string{"AlarmName=none", "StateValue=OK", "StateReason=x"},
			http.StatusNotFound, "ResourceNotFound"},
		{"DescribeAlarms", []string{"NextToken=x"}, http.StatusBadRequest, "InvalidNextToken"},
		{"PutMetricData", []string{"MetricData.member.1.MetricName=M"}, http.StatusBadRequest,
			"MissingParameter"},
		{"PutMetrics", nil, http.StatusBadRequest, "InvalidAction"},
	} {
		status, body := w.ask(t, c.action, c.params...)
		if status != c.status || !strings.Contains(body, "<Code>"+c.code+"</Code>") {
			t.Errorf("%s %v: %d %s, want %d %s", c.action, c.params, status, body, c.status, c.code)
		}
	}
}
