package awsclient

import (
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
)

// Error codes by class. A class is asked for by its predicate; no other package knows codes.
var (
	notFoundCodes = []string{
		"ClusterNotFoundException", "ServiceNotFoundException", // Amazon ECS
		"ParameterNotFound", "ParameterVersionNotFound", // Parameter Store
		"ResourceNotFoundException",                                    // DynamoDB, EventBridge, Lambda
		"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", // SQS, old form and new
	}
	accessDeniedCodes = []string{
		"AccessDeniedException", // JSON services
		"AccessDenied",          // query services
		"UnauthorizedOperation", // Amazon EC2
	}
	conditionFailedCodes = []string{"ConditionalCheckFailedException"} // DynamoDB
	validationCodes      = []string{"ValidationError"}                 // query services
)

// noActiveLifecycleAction begins what Auto Scaling says when a lifecycle action was completed
// before or has run out. It has no error code of its own.
const noActiveLifecycleAction = "no active lifecycle action found"

// IsThrottle reports whether AWS refused a call for its rate: what the SDK's own retries take for
// throttling.
func IsThrottle(err error) bool {
	return err != nil && retry.IsErrorThrottles(retry.DefaultThrottles).IsErrorThrottle(err).Bool()
}

// IsNotFound reports whether what a call named does not exist.
func IsNotFound(err error) bool { return hasCode(err, notFoundCodes) }

// IsAccessDenied reports whether the caller's role does not allow a call.
func IsAccessDenied(err error) bool { return hasCode(err, accessDeniedCodes) }

// IsConditionFailed reports whether a conditional write found its condition false.
func IsConditionFailed(err error) bool { return hasCode(err, conditionFailedCodes) }

// IsNoActiveLifecycleAction reports whether Auto Scaling no longer waits for the answer to a
// lifecycle hook. For who wanted to give it, that is done.
func IsNoActiveLifecycleAction(err error) bool {
	var api smithy.APIError
	return hasCode(err, validationCodes) && errors.As(err, &api) &&
		strings.Contains(strings.ToLower(api.ErrorMessage()), noActiveLifecycleAction)
}

func hasCode(err error, codes []string) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains(codes, api.ErrorCode())
}
