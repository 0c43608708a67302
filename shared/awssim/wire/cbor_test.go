package wire_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim/wire"
)

// metrics is a CloudWatch that counts what it is given and tells it back.
type metrics struct {
	got []types.MetricDatum
}

func (m *metrics) service() *wire.Service {
	s := wire.NewService(wire.Spec{
		ID: "CloudWatch", Scope: "monitoring", Target: "GraniteServiceVersion20100801",
		Protocol: wire.CBOR, Also: []wire.Protocol{wire.Query, wire.JSON10}, QueryCompatible: true,
		Namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
	})
	wire.On(s, "PutMetricData", func(
		_ context.Context, in *cloudwatch.PutMetricDataInput,
	) (*cloudwatch.PutMetricDataOutput, error) {
		if in.Namespace == nil || *in.Namespace == "" {
			return nil, &types.InvalidParameterValueException{Message: new("no namespace")}
		}
		m.got = append(m.got, in.MetricData...)
		return &cloudwatch.PutMetricDataOutput{}, nil
	})
	wire.On(s, "ListMetrics", func(
		context.Context, *cloudwatch.ListMetricsInput,
	) (*cloudwatch.ListMetricsOutput, error) {
		out := &cloudwatch.ListMetricsOutput{}
		for _, d := range m.got {
			out.Metrics = append(out.Metrics, types.Metric{MetricName: d.MetricName})
		}
		return out, nil
	})
	return s
}

// WIRE-6: CloudWatch's current clients speak rpcv2Cbor and gzip what is large.
func TestCloudWatchIsServedInCBORAndGzip(t *testing.T) {
	m := &metrics{}
	server := wire.NewServer(m.service())
	client := cloudwatch.NewFromConfig(server.Config(wire.Caller{AccessKey: "k"}, "us-east-1"))
	at := time.Date(2026, 11, 2, 8, 0, 0, 250e6, time.UTC)
	in := &cloudwatch.PutMetricDataInput{Namespace: new("N")}
	for n := range 500 {
		in.MetricData = append(in.MetricData, types.MetricDatum{
			MetricName: new(fmt.Sprintf("m%d-%s", n, strings.Repeat("x", 30))),
			Timestamp:  &at, Value: new(-1.5), StorageResolution: new(int32(60)),
		})
	}
	if _, err := client.PutMetricData(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if len(m.got) != 500 || !m.got[7].Timestamp.Equal(at) || *m.got[7].Value != -1.5 ||
		*m.got[7].StorageResolution != 60 {
		t.Fatalf("%d metrics, one is %+v", len(m.got), m.got[min(7, len(m.got))])
	}
	out, err := client.ListMetrics(t.Context(), &cloudwatch.ListMetricsInput{})
	if err != nil || len(out.Metrics) != 500 || *out.Metrics[7].MetricName != *m.got[7].MetricName {
		t.Errorf("%d metrics, %v", len(out.Metrics), err)
	}
	_, err = client.PutMetricData(t.Context(), &cloudwatch.PutMetricDataInput{Namespace: new("")})
	var invalid *types.InvalidParameterValueException
	if !errors.As(err, &invalid) || invalid.ErrorMessage() != "no namespace" {
		t.Errorf("got %v", err)
	}
}

// WIRE-7: older clients of the same service speak the query protocol, some awsJson.
func TestCloudWatchAnswersOlderClientsInTheirProtocol(t *testing.T) {
	m := &metrics{}
	server := wire.NewServer(m.service())
	const signature = "AWS4-HMAC-SHA256 Credential=k/20261102/us-east-1/monitoring/aws4_request"
	for _, c := range []struct{ kind, target, body, want string }{
		{"application/x-www-form-urlencoded", "", "Action=PutMetricData&Version=2010-08-01&" +
			"Namespace=N&MetricData.member.1.MetricName=old&MetricData.member.1.Value=1",
			"<PutMetricDataResponse"},
		{"application/x-www-form-urlencoded", "", "Action=ListMetrics&Version=2010-08-01",
			"<MetricName>old</MetricName>"},
		{"application/x-amz-json-1.0", "GraniteServiceVersion20100801.ListMetrics", "{}",
			`{"Metrics":[{"MetricName":"old"}]}`},
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		r.Header.Set("Authorization", signature)
		if c.target != "" {
			r.Header.Set("X-Amz-Target", c.target)
		}
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if w.Code != 200 || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d %s", c.body, w.Code, w.Body)
		}
	}
}
