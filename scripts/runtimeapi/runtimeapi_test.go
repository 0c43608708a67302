package runtimeapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
)

// TestMain makes this test program its own bootstrap: started under the Runtime API it is a Lambda
// function.
func TestMain(m *testing.M) {
	if os.Getenv("AWS_LAMBDA_RUNTIME_API") == "" {
		os.Exit(m.Run())
	}
	if os.Getenv("DIES") == "at start" {
		_, _ = os.Stderr.WriteString("no such table\n")
		os.Exit(3)
	}
	lambda.Start(handle)
}

func handle(ctx context.Context, payload json.RawMessage) (any, error) {
	var words []string
	if err := json.Unmarshal(payload, &words); err != nil {
		return nil, err
	}
	switch words[0] {
	case "fail":
		return nil, errors.New("observe node: unavailable")
	case "die":
		os.Exit(4)
	case "hang":
		<-ctx.Done()
		select {} // deaf to its timeout
	case "environment":
		return os.Getenv(words[1]), nil
	}
	_, err := os.Stdout.WriteString("heard " + words[0] + "\n")
	return words, err
}

func started(t *testing.T, spec Spec) *Function {
	t.Helper()
	f, err := start(t, spec)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func start(t *testing.T, spec Spec) (*Function, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	var err error
	if spec.Program, err = os.Executable(); err != nil {
		t.Fatal(err)
	}
	f, err := Start(ctx, spec)
	if f != nil {
		t.Cleanup(func() {
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return f, err
}

func TestFunctionAnswersOneInvocationAfterTheOther(t *testing.T) {
	var log bytes.Buffer
	f := started(t, Spec{Log: &log})
	if f.Init <= 0 {
		t.Errorf("start-up took %v", f.Init)
	}
	for _, word := range []string{"one", "two"} {
		got, err := f.Invoke(t.Context(), []byte(`["`+word+`"]`))
		if err != nil {
			t.Fatal(err)
		}
		if want := `["` + word + `"]`; string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if got, want := log.String(), "heard one\nheard two\n"; got != want {
		t.Errorf("log is %q, want %q", got, want)
	}
}

func TestErrorOfFunctionIsReportedAndNextInvocationRuns(t *testing.T) {
	f := started(t, Spec{})
	_, err := f.Invoke(t.Context(), []byte(`["fail"]`))
	var reported *Error
	if !errors.As(err, &reported) {
		t.Fatalf("got %v, want an Error", err)
	}
	if got, want := reported.Message, "observe node: unavailable"; got != want {
		t.Errorf("message is %q, want %q", got, want)
	}
	if _, err := f.Invoke(t.Context(), []byte(`["again"]`)); err != nil {
		t.Error(err)
	}
}

func TestFunctionSeesOnlyTheEnvironmentItIsGiven(t *testing.T) {
	t.Setenv("SECRET", "mine")
	f := started(t, Spec{Env: []string{"TABLE=orders"}})
	for name, want := range map[string]string{
		"TABLE": `"orders"`, "SECRET": `""`, "_HANDLER": `"bootstrap"`,
	} {
		got, err := f.Invoke(t.Context(), []byte(`["environment","`+name+`"]`))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

func TestProgramThatDoesNotStartIsAnErrorWithItsOutput(t *testing.T) {
	_, err := start(t, Spec{Env: []string{"DIES=at start"}})
	if err == nil || !strings.Contains(err.Error(), "no such table") {
		t.Errorf("got %v, want what the program wrote", err)
	}
}

func TestMissingProgramIsAnError(t *testing.T) {
	_, err := Start(t.Context(), Spec{Program: t.TempDir() + "/bootstrap"})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that the file does not exist", err)
	}
}

func TestProgramThatDiesInAnInvocationIsAnError(t *testing.T) {
	f := started(t, Spec{})
	_, err := f.Invoke(t.Context(), []byte(`["die"]`))
	if err == nil || !strings.Contains(err.Error(), "exit status 4") {
		t.Errorf("got %v, want how the program ended", err)
	}
}

func TestFunctionThatHangsIsLeftAtItsTimeoutAndCanBeClosed(t *testing.T) {
	f := started(t, Spec{Timeout: 50 * time.Millisecond})
	_, err := f.Invoke(t.Context(), []byte(`["hang"]`))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want that the time is up", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if f.cmd.ProcessState == nil {
		t.Error("the program still runs")
	}
}

func TestEndOfContextEndsTheProgram(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	f, err := Start(ctx, Spec{Program: program})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-f.exited
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}
