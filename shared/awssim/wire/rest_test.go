package wire_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"sashweight/shared/awssim/wire"
)

// schedules has an operation with its input in path, query and body, one in the path alone.
func schedules() *wire.Service {
	s := wire.NewService(wire.Spec{
		ID: "Scheduler", Scope: "scheduler", Protocol: wire.RESTJSON,
		Routes: map[string]string{
			"GetSchedule":         "GET /schedules/{Name}?groupName={GroupName}",
			"ListSchedules":       "GET /schedules?MaxResults={MaxResults}",
			"DeleteScheduleGroup": "DELETE /schedule-groups/{Name}",
			"UntagResource":       "DELETE /tags/{ResourceArn}?TagKeys={TagKeys}",
		},
	})
	wire.On(s, "GetSchedule", func(
		_ context.Context, in *scheduler.GetScheduleInput,
	) (*scheduler.GetScheduleOutput, error) {
		if *in.Name == "gone" {
			return nil, &types.ResourceNotFoundException{Message: new("Schedule gone & lost")}
		}
		return &scheduler.GetScheduleOutput{
			Name: in.Name, GroupName: in.GroupName, State: types.ScheduleStateEnabled,
		}, nil
	})
	wire.On(s, "ListSchedules", func(
		_ context.Context, in *scheduler.ListSchedulesInput,
	) (*scheduler.ListSchedulesOutput, error) {
		size := fmt.Sprint(aws.ToInt32(in.MaxResults))
		return &scheduler.ListSchedulesOutput{NextToken: &size}, nil
	})
	wire.On(s, "UntagResource", func(
		_ context.Context, in *scheduler.UntagResourceInput,
	) (*scheduler.UntagResourceOutput, error) {
		return nil, wire.Error("ValidationException", "%s %v", *in.ResourceArn, in.TagKeys)
	})
	return s
}

func rest(method, target, scope string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(""))
	if scope != "" {
		r.Header.Set("Authorization", signed(scope))
	}
	w := httptest.NewRecorder()
	wire.NewServer(schedules(), containers()).ServeHTTP(w, r)
	return w
}

// WIRE-4.
func TestRESTOperationsAreFoundByMethodAndPath(t *testing.T) {
	for _, c := range []struct {
		method, target, scope string
		status                int
		code, want            string
	}{
		{"GET", "/schedules/a%20b?groupName=g&x=1", "scheduler", 200, "",
			`{"GroupName":"g","Name":"a b","State":"ENABLED"}`},
		{"GET", "/schedules?MaxResults=7", "scheduler", 200, "", `{"NextToken":"7"}`},
		{"GET", "/schedules?MaxResults=x", "scheduler", 400, "SerializationException", "MaxResults"},
		{"DELETE", "/tags/arn%3Aa%2Fb?TagKeys=p&TagKeys=q", "scheduler", 400, "ValidationException",
			`{"Message":"arn:a/b [p q]"}`},
		{"GET", "/schedules/gone", "scheduler", 404, "ResourceNotFoundException",
			`{"Message":"Schedule gone`},
		{"PUT", "/schedules/a", "scheduler", 404, "UnknownOperationException",
			"Scheduler has no operation PUT /schedules/a"},
		{"GET", "/schedules/a/b", "scheduler", 404, "UnknownOperationException", ""},
		{"GET", "/2015-03-31/functions", "lambda", 404, "UnknownOperationException",
			`there is no service \"lambda\" here`},
		{"GET", "/schedules/a", "", 403, "MissingAuthenticationTokenException", ""},
	} {
		w := rest(c.method, c.target, c.scope)
		code, body := w.Header().Get("X-Amzn-ErrorType"), w.Body.String()
		if w.Code != c.status || code != c.code || !strings.Contains(body, c.want) {
			t.Errorf("%s %s: %d %s %s", c.method, c.target, w.Code, code, body)
		}
		if kind := w.Header().Get("Content-Type"); kind != "application/json" {
			t.Errorf("%s %s: content type %s", c.method, c.target, kind)
		}
	}
}

// A service of another protocol answers a request that looks like REST in its own old way.
func TestWhatLooksLikeRESTIsRESTOnlyWhereItIsSpoken(t *testing.T) {
	w := rest("GET", "/clusters", "ecs")
	if w.Code != 400 || !strings.Contains(w.Body.String(), "<Code>MissingAction</Code>") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestARESTOperationNeedsARoute(t *testing.T) {
	defer func() {
		if why := fmt.Sprint(recover()); !strings.Contains(why, "has no route") {
			t.Errorf("panic %v", why)
		}
	}()
	s := wire.NewService(wire.Spec{ID: "Scheduler", Protocol: wire.RESTJSON})
	wire.On(s, "GetSchedule", func(
		context.Context, *scheduler.GetScheduleInput,
	) (*scheduler.GetScheduleOutput, error) {
		return nil, nil
	})
}

func TestTheRegionOfARequestIsTheOneItIsSignedFor(t *testing.T) {
	for auth, want := range map[string]string{
		signed("ecs"): "eu-west-1", "": "", "Bearer x": "",
		"AWS4-HMAC-SHA256 Credential=AKID/x": "",
	} {
		if got := wire.RegionOf(http.Header{"Authorization": {auth}}); got != want {
			t.Errorf("%q: got %q, want %q", auth, got, want)
		}
	}
}
