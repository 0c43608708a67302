package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// noAWS makes the test's surroundings those of a machine that knows nothing of AWS.
func noAWS(t *testing.T) {
	t.Helper()
	for _, name := range []string{
		"AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN",
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_WEB_IDENTITY_TOKEN_FILE",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
	} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(t.TempDir(), "config"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(t.TempDir(), "credentials"))
}

// someAWS adds credentials that a served account takes.
func someAWS(t *testing.T) {
	t.Helper()
	noAWS(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "x")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "x")
}

func TestWhatIsMissingToReachAWSIsSaidBeforeAnyCall(t *testing.T) {
	noAWS(t)
	for want, flags := range map[string]awsFlags{
		"no AWS Region: give --region":            {},
		"no AWS credentials: give --profile":      {Region: "us-east-1"},
		`--endpoint-url "127.0.0.1:4566": want`:   {Region: "us-east-1", Endpoint: "127.0.0.1:4566"},
		"read AWS configuration: failed to get s": {Region: "us-east-1", Profile: "absent"},
	} {
		if _, err := flags.load(t.Context()); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%+v: got %v, want %s", flags, err, want)
		}
	}
}

func TestFlagsComeBeforeProfileAndEnvironment(t *testing.T) {
	someAWS(t)
	t.Setenv("AWS_REGION", "eu-west-1")
	t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
	file := filepath.Join(t.TempDir(), "config")
	t.Setenv("AWS_CONFIG_FILE", file)
	const profile = "[profile far]\nregion = ap-south-1\n" +
		"aws_access_key_id = x\naws_secret_access_key = x\n"
	if err := os.WriteFile(file, []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, flags := range map[string]awsFlags{
		"eu-west-1 http://127.0.0.1:1": {Profile: "far"}, // AWS's tools let the variable win
		"us-east-1 http://127.0.0.1:2": {Region: "us-east-1", Endpoint: "http://127.0.0.1:2"},
	} {
		cfg, err := flags.load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		endpoint := ""
		if cfg.BaseEndpoint != nil {
			endpoint = *cfg.BaseEndpoint
		}
		if got := cfg.Region + " " + endpoint; got != want {
			t.Errorf("%+v: got %s, want %s", flags, got, want)
		}
	}
	t.Setenv("AWS_REGION", "")
	if cfg, err := (awsFlags{Profile: "far"}).load(t.Context()); err != nil ||
		cfg.Region != "ap-south-1" {
		t.Errorf("profile's Region: got %s, %v", cfg.Region, err)
	}
}

// answering is an endpoint with one answer to everything, which counts.
func answering(t *testing.T, status int, body string) (addr string, calls *int) {
	t.Helper()
	calls = new(int)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		*calls++
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return server.URL, calls
}

func parameter(ctx context.Context, t *testing.T, addr string) error {
	t.Helper()
	cfg, err := (awsFlags{Region: "us-east-1", Endpoint: addr}).load(ctx)
	if err != nil {
		return err
	}
	name := "/sashweight/pause"
	_, err = ssm.NewFromConfig(cfg).GetParameter(ctx, &ssm.GetParameterInput{Name: &name})
	return err
}

func TestAnErrorOfAWSIsItsCodeAndText(t *testing.T) {
	someAWS(t)
	addr, calls := answering(t, http.StatusBadRequest,
		`{"__type":"AccessDeniedException","message":"is not\u001b[2J authorized"}`)
	err := parameter(t.Context(), t, addr)
	want := `SSM GetParameter: AccessDeniedException: "is not\x1b[2J authorized"`
	if err == nil || explained(err) != want || *calls != 1 {
		t.Errorf("got %s after %d calls, want %s after one", explained(err), *calls, want)
	}
	nobody := httptest.NewServer(nil)
	nobody.Close()
	err = fmt.Errorf("query pause: %w", parameter(t.Context(), t, nobody.URL))
	got := explained(err)
	if !strings.HasPrefix(got, "query pause: SSM GetParameter: no answer: Post") ||
		!strings.Contains(got, "connection refused (is --endpoint-url") {
		t.Errorf("got %s", got)
	}
}

func TestInterruptedLoadIsNoMatterOfCredentials(t *testing.T) {
	noAWS(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := (awsFlags{Region: "us-east-1"}).load(ctx)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
