package telemetry

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-xray-sdk-go/v2/header"
	"github.com/aws/aws-xray-sdk-go/v2/xray"
)

const daemon = "127.0.0.1:2000"

func TestCallsAreTracedOnlyWhereADaemonListens(t *testing.T) {
	for name, c := range map[string]struct {
		daemon, missing string
		want            int
	}{
		"no daemon":               {want: 0},
		"daemon":                  {daemon: daemon, want: 2},
		"daemon and Lambda's way": {daemon: daemon, missing: "LOG_ERROR", want: 2},
		"panics asked for":        {daemon: daemon, missing: "RUNTIME_ERROR", want: 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(envDaemon, c.daemon)
			t.Setenv(envContextMissing, c.missing)
			var cfg aws.Config
			Instrument(&cfg)
			if got := len(cfg.APIOptions); got != c.want {
				t.Errorf("got %d middleware, want %d", got, c.want)
			}
		})
	}
}

// last is an HTTP client that answers {} and keeps the last request.
type last struct{ request *http.Request }

func (l *last) Do(r *http.Request) (*http.Response, error) {
	l.request = r
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("{}"))}, nil
}

// tracedCall makes one call with an instrumented client and returns the trace that AWS was told.
func tracedCall(t *testing.T, ctx context.Context) string {
	t.Helper()
	t.Setenv(envDaemon, daemon)
	client := &last{}
	cfg := aws.Config{
		Region:      "us-east-1",
		HTTPClient:  client,
		Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
	}
	Instrument(&cfg)
	_, err := ecs.NewFromConfig(cfg).ListClusters(ctx, &ecs.ListClustersInput{})
	if err != nil {
		t.Fatal(err)
	}
	return client.request.Header.Get("X-Amzn-Trace-Id")
}

func TestCallOutsideASegmentIsMadeWithoutATrace(t *testing.T) {
	if got := tracedCall(t, t.Context()); got != "" {
		t.Errorf("got trace %q, want none", got)
	}
}

func TestCallInsideASegmentCarriesItsTrace(t *testing.T) {
	const root = "1-5759e988-bd862e3fe1be46a994272793"
	ctx, _ := xray.BeginFacadeSegment(t.Context(), "facade", &header.Header{
		TraceID: root, ParentID: "53995c3f42cd8ad8", SamplingDecision: header.NotSampled,
	})
	if got := tracedCall(t, ctx); !strings.Contains(got, root) {
		t.Errorf("got trace %q, want %s in it", got, root)
	}
}
