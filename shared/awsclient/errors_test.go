package awsclient

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aws/smithy-go"
)

func TestErrorsBelongToAtMostOneClass(t *testing.T) {
	classes := map[string]func(error) bool{
		"throttle": IsThrottle, "not found": IsNotFound, "access denied": IsAccessDenied,
		"condition failed": IsConditionFailed, "no lifecycle action": IsNoActiveLifecycleAction,
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
