package awsclient

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"sashweight/shared/telemetry"
)

// hand is a clock that moves only when someone sleeps, and writes down each sleep.
type hand struct {
	now    time.Time
	sleeps []time.Duration
	err    error
}

func (h *hand) Now() time.Time { return h.now }

func (h *hand) Sleep(_ context.Context, d time.Duration) error {
	h.now = h.now.Add(d)
	h.sleeps = append(h.sleeps, d)
	return h.err
}

// answers is an HTTP client that gives one answer after the other, the last one for ever. An
// answer is an error code with status 400, a bare status, or "" for success.
type answers struct {
	script []string
	calls  int
	agents []string
}

func (a *answers) Do(r *http.Request) (*http.Response, error) {
	answer := a.script[min(a.calls, len(a.script)-1)]
	a.calls++
	a.agents = append(a.agents, r.Header.Get("User-Agent"))
	status, body := http.StatusOK, `{}`
	switch {
	case answer == "503":
		status = http.StatusServiceUnavailable
	case answer != "":
		status, body = http.StatusBadRequest, `{"__type":"`+answer+`","message":"no"}`
	}
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		Body:       io.NopCloser(strings.NewReader(body)),
	}, nil
}

func simulated(a *answers, h *hand, seed uint64) *ecs.Client {
	return ecs.NewFromConfig(Simulated(aws.Config{
		Region:      "us-east-1",
		Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
		HTTPClient:  a,
	}, h, rand.New(rand.NewPCG(seed, 0))))
}

func TestSimulatedDelaysPassOnTheClockAlone(t *testing.T) {
	a, h := &answers{script: []string{"ThrottlingException"}}, &hand{}
	_, err := simulated(a, h, 1).ListClusters(t.Context(), &ecs.ListClustersInput{})
	if !IsThrottle(err) {
		t.Errorf("got error %v, want throttling", err)
	}
	if a.calls != attemptsMax || len(h.sleeps) != attemptsMax-1 {
		t.Fatalf("got %d calls and %d sleeps, want 5 and 4", a.calls, len(h.sleeps))
	}
	for i, d := range h.sleeps {
		if most := 2 * time.Second << i; d < 0 || d >= most {
			t.Errorf("sleep %d took %s, want less than %s", i, d, most)
		}
	}
}

func TestSameSeedGivesSameDelays(t *testing.T) {
	var runs [3]hand
	for i, seed := range []uint64{7, 7, 8} {
		a := &answers{script: []string{"503", "ThrottlingException", "503", ""}}
		client := simulated(a, &runs[i], seed)
		if _, err := client.ListClusters(t.Context(), &ecs.ListClustersInput{}); err != nil {
			t.Fatal(err)
		}
	}
	if !runs[0].now.Equal(runs[1].now) {
		t.Errorf("one seed ended at %s and at %s", runs[0].now, runs[1].now)
	}
	if runs[0].now.Equal(runs[2].now) {
		t.Errorf("two seeds ended at the same %s", runs[0].now)
	}
}

func TestBackoffNeverExceedsTwentySeconds(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	for attempt := range 200 {
		if d := backoff(attempt-1, rng); d < 0 || d >= 20*time.Second {
			t.Errorf("attempt %d waits %s", attempt-1, d)
		}
	}
}

func TestSleepCutShortEndsTheCall(t *testing.T) {
	a := &answers{script: []string{"503"}}
	h := &hand{err: context.DeadlineExceeded}
	_, err := simulated(a, h, 1).ListClusters(t.Context(), &ecs.ListClustersInput{})
	if err == nil || a.calls != 1 {
		t.Errorf("got %d calls and error %v, want one call and an error", a.calls, err)
	}
}

func TestOtherErrorsAreNotRetried(t *testing.T) {
	a, h := &answers{script: []string{"ClusterNotFoundException"}}, &hand{}
	_, err := simulated(a, h, 1).ListClusters(t.Context(), &ecs.ListClustersInput{})
	if !IsNotFound(err) || a.calls != 1 || len(h.sleeps) != 0 {
		t.Errorf("got %d calls, %d sleeps, error %v", a.calls, len(h.sleeps), err)
	}
}

func TestEachAttemptIsCountedInTheInvocation(t *testing.T) {
	inv := &telemetry.Invocation{}
	ctx := telemetry.With(t.Context(), inv)
	script := []string{"ThrottlingException", "503", "ThrottlingException", ""}
	client := simulated(&answers{script: script}, &hand{}, 1)
	if _, err := client.ListClusters(ctx, &ecs.ListClustersInput{}); err != nil {
		t.Fatal(err)
	}
	if inv.Calls != 4 || inv.Throttles != 2 {
		t.Errorf("got %d calls and %d throttles, want 4 and 2", inv.Calls, inv.Throttles)
	}
}

func TestLoadedClientsTryFiveTimesAndNameUs(t *testing.T) {
	cfg, err := Load(environment(map[string]string{
		"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := *cfg.BaseEndpoint, "http://127.0.0.1:4566"; got != want {
		t.Errorf("endpoint is %s, want %s", got, want)
	}
	if got, want := cfg.Retryer().MaxAttempts(), attemptsMax; got != want {
		t.Errorf("got %d attempts, want %d", got, want)
	}
	a := &answers{script: []string{""}}
	cfg.HTTPClient = a
	inv := &telemetry.Invocation{}
	ctx := telemetry.With(t.Context(), inv)
	client := ecs.NewFromConfig(cfg)
	if _, err := client.ListClusters(ctx, &ecs.ListClustersInput{}); err != nil {
		t.Fatal(err)
	}
	if got, want := a.agents[0], "app/sashweight"; !strings.Contains(got, want) {
		t.Errorf("user agent is %q, want %s in it", got, want)
	}
	if inv.Calls != 1 {
		t.Errorf("got %d calls counted, want 1", inv.Calls)
	}
}

func environment(env map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := env[name]
		return v, ok
	}
}

func TestLoadNamesEverythingThatIsMissing(t *testing.T) {
	_, err := Load(environment(map[string]string{"AWS_ACCESS_KEY_ID": "id"}))
	if err == nil || !strings.Contains(err.Error(), "AWS_REGION") ||
		!strings.Contains(err.Error(), "AWS_SECRET_ACCESS_KEY") {
		t.Errorf("got %v, want both missing variables named", err)
	}
}

func TestTokensCountUp(t *testing.T) {
	var tokens Tokens
	for _, want := range []string{
		"00000000-0000-4000-8000-000000000001",
		"00000000-0000-4000-8000-000000000002",
	} {
		if got, err := tokens.GetIdempotencyToken(); got != want || err != nil {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}
