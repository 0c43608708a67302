package awsclient

import (
	"errors"
	"regexp"
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
		"ResourceNotFoundException",     // DynamoDB, EventBridge, Lambda
		"TargetGroupNotFound",           // Elastic Load Balancing
		"TargetNotFoundException",       // Amazon ECS, attributes
		"NotFound", "NotFoundException", // SNS
		"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", // SQS, old form and new
	}
	accessDeniedCodes = []string{
		"AccessDeniedException", // JSON services
		"AccessDenied",          // query services
		"UnauthorizedOperation", // Amazon EC2
	}
	conditionFailedCodes = []string{"ConditionalCheckFailedException"} // DynamoDB
	validationCodes      = []string{"ValidationError"}                 // query services
	invalidInstanceCodes = []string{"InvalidInstanceId"}               // Systems Manager
	unknownInstanceCodes = []string{"InvalidInstanceID.NotFound"}      // Amazon EC2
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

// IsInvalidInstance reports whether Systems Manager manages no instance of an id that a call named.
func IsInvalidInstance(err error) bool { return hasCode(err, invalidInstanceCodes) }

// instanceIDs are the EC2 instance ids in a text.
var instanceIDs = regexp.MustCompile(`\bi-[0-9a-f]{8,17}\b`)

// UnknownInstances returns the ids that EC2 refused a call for, because it has no such instances;
// none for any other error. EC2 names them in the error's text only.
func UnknownInstances(err error) []string {
	var api smithy.APIError
	if !hasCode(err, unknownInstanceCodes) || !errors.As(err, &api) {
		return nil
	}
	return instanceIDs.FindAllString(api.ErrorMessage(), -1)
}

// IsRefused reports whether AWS answered that it did nothing, for a reason that lies in the request
// or in the state of what it names: the same call again would be refused again. It is false for a
// throttled call, and wherever it is not certain that nothing was done.
func IsRefused(err error) bool {
	var api smithy.APIError
	if !errors.As(err, &api) || IsThrottle(err) {
		return false
	}
	var answer interface{ HTTPStatusCode() int }
	if errors.As(err, &answer) {
		return answer.HTTPStatusCode() >= 400 && answer.HTTPStatusCode() < 500
	}
	return api.ErrorFault() == smithy.FaultClient
}

func hasCode(err error, codes []string) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains(codes, api.ErrorCode())
}
