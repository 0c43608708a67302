package awsclient

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/smithy-go"
)

func TestErrorsBelongToAtMostOneClass(t *testing.T) {
	classes := map[string]func(error) bool{
		"throttle": IsThrottle, "not found": IsNotFound, "access denied": IsAccessDenied,
		"condition failed": IsConditionFailed, "no lifecycle action": IsNoActiveLifecycleAction,
		"invalid instance": IsInvalidInstance,
	}
	const gone = "No active Lifecycle Action found with instance ID i-0a"
	for _, c := range []struct{ code, message, want string }{
		{"ThrottlingException", "Rate exceeded", "throttle"},
		{"Throttling", "Rate exceeded", "throttle"},
		{"RequestLimitExceeded", "", "throttle"},
		{"ClusterNotFoundException", "Cluster not found.", "not found"},
		{"ParameterNotFound", "", "not found"},
		{"ResourceNotFoundException", "", "not found"},
		{"AccessDeniedException", "", "access denied"},
		{"AccessDenied", "", "access denied"},
		{"ConditionalCheckFailedException", "", "condition failed"},
		{"ValidationError", gone, "no lifecycle action"},
		{"ValidationError", "Group not found", ""},
		{"InvalidInstanceId", "", "invalid instance"},
		{"TargetGroupNotFound", "", "not found"},
		{"InternalFailure", gone, ""},
	} {
		api := &smithy.GenericAPIError{Code: c.code, Message: c.message}
		for _, err := range []error{api, fmt.Errorf("observe: %w", api)} {
			for name, is := range classes {
				if got, want := is(err), name == c.want; got != want {
					t.Errorf("%v is of class %s: %t, want %t", err, name, got, want)
				}
			}
		}
	}
	for name, is := range classes {
		if is(nil) || is(errors.New("other")) {
			t.Errorf("class %s takes nil or an error that is not AWS's", name)
		}
	}
}

func TestUnknownInstancesAreThoseThatEC2Names(t *testing.T) {
	text := "The instance IDs 'i-0123456789abcdef0, i-0a1b2c3d' do not exist"
	unknown := &smithy.GenericAPIError{Code: "InvalidInstanceID.NotFound", Message: text}
	got := UnknownInstances(fmt.Errorf("observe: %w", unknown))
	if want := []string{"i-0123456789abcdef0", "i-0a1b2c3d"}; !slices.Equal(got, want) {
		t.Errorf("unknown are %v, want %v", got, want)
	}
	for _, err := range []error{
		nil, errors.New(text), &smithy.GenericAPIError{Code: "InternalError", Message: text},
	} {
		if got := UnknownInstances(err); got != nil {
			t.Errorf("%v names %v", err, got)
		}
	}
}

// answered is an error with the status of the HTTP answer that brought it.
type answered struct {
	error
	status int
}

func (a answered) HTTPStatusCode() int { return a.status }
func (a answered) Unwrap() error       { return a.error }

func TestOnlyWhatWasCertainlyNotDoneIsRefused(t *testing.T) {
	coded := func(code string, fault smithy.ErrorFault) error {
		return &smithy.GenericAPIError{Code: code, Fault: fault}
	}
	unknown := smithy.FaultUnknown
	for _, c := range []struct {
		err  error
		want bool
	}{
		{answered{coded("ValidationError", unknown), 400}, true},
		{answered{coded("AccessDenied", unknown), 403}, true},
		{answered{coded("InternalFailure", unknown), 500}, false},
		{answered{coded("ResourceContention", smithy.FaultServer), 500}, false},
		{answered{coded("Throttling", unknown), 400}, false},
		{coded("ValidationError", smithy.FaultClient), true},
		{coded("ValidationError", unknown), false},
		{answered{errors.New("not XML"), 400}, false},
		{errors.New("connection reset"), false}, {nil, false},
	} {
		if got := IsRefused(c.err); got != c.want {
			t.Errorf("%v is refused: %t, want %t", c.err, got, c.want)
		}
	}
}
