package awssim

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/lambda"

	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/iam"
	"sashweight/shared/awssim/lambda"
)

// asking is an account with two functions: caller invokes callee, which answers after a minute. The
// role of caller allows an action on callee.
func asking(t *testing.T, typed bool, action string) (*Account, *api.Client) {
	t.Helper()
	a := New(Options{Typed: typed, Start: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)})
	doc, err := iam.ParseDocument([]byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
		"Action":"` + action + `","Resource":"` + a.ARN("lambda", "function:callee") + `"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	role, err := a.IAM.Create(iam.Role{Name: "r", Policies: map[string]iam.Document{"p": doc}})
	if err != nil {
		t.Fatal(err)
	}
	a.Lambda.Build = func(s lambda.Spec) (lambda.Handler, error) {
		return func(ctx context.Context, _ json.RawMessage) (any, error) {
			if s.Name == "callee" {
				return "done", a.Sleep(ctx, time.Minute)
			}
			out, err := once(a.FunctionConfig(s.Name)).Invoke(ctx,
				&api.InvokeInput{FunctionName: aws.String("callee")})
			if err != nil {
				return nil, err
			}
			return json.RawMessage(out.Payload), nil
		}, nil
	}
	for _, name := range []string{"caller", "callee"} {
		_, err := a.Lambda.Create(lambda.Spec{Name: name, FunctionName: name, Role: role,
			Timeout: 2 * time.Minute, Async: lambda.DefaultAsync()})
		if err != nil {
			t.Fatal(err)
		}
	}
	return a, once(a.UserConfig())
}

// once is a client that tries nothing again.
func once(c aws.Config) *api.Client {
	return api.NewFromConfig(c, func(o *api.Options) { o.Retryer = aws.NopRetryer{} })
}

// LAM-1, LAM-7: on the wire and typed; whether the role allows it, and whether the callee lives.
func TestFunctionsInvokeEachOtherAsTheirRolesAllow(t *testing.T) {
	for _, c := range []struct {
		action, fault, want string
	}{
		{"lambda:InvokeFunction", "", `"done"`},
		{"lambda:Invoke", "", "perform: lambda:InvokeFunction because no"},
		{"lambda:InvokeFunction", faults.CrashBefore, "Runtime.ExitError"},
		{"lambda:InvokeFunction", faults.CrashAfter, "Runtime.ExitError"},
	} {
		for _, typed := range []bool{false, true} {
			a, client := asking(t, typed, c.action)
			if c.fault != "" {
				a.Faults.TellCall(c.fault, "caller", "lambda Invoke", 0, 1)
			}
			out, err := client.Invoke(t.Context(), &api.InvokeInput{FunctionName: aws.String("caller")})
			if err != nil {
				t.Fatal(err)
			}
			a.Advance(time.Hour)
			if !strings.Contains(string(out.Payload), c.want) || a.Lambda.InFlight() != 0 {
				t.Errorf("%s %s: %s, %d in flight", c.action, c.fault, out.Payload,
					a.Lambda.InFlight())
			}
		}
	}
}
