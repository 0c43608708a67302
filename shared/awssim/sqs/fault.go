package sqs

import (
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sashweight/shared/awssim/wire"
)

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// noQueue carries the code of the older query protocol, as SQS's answers do.
func noQueue() error {
	return &types.QueueDoesNotExist{
		Message:           new("The specified queue does not exist."),
		ErrorCodeOverride: new("AWS.SimpleQueueService.NonExistentQueue"),
	}
}

func missing(parameter string) error {
	return wire.Error("MissingParameter", "The request must contain the parameter %s.", parameter)
}

func badValue(parameter, value, reason string) error {
	return wire.Error("InvalidParameterValue", "Value %s for parameter %s is invalid. Reason: %s",
		value, parameter, reason)
}

func badAttribute(name string) error {
	return &types.InvalidAttributeName{
		Message:           new("Unknown Attribute " + name + "."),
		ErrorCodeOverride: new("InvalidAttributeName"),
	}
}

func tooLong() error {
	return wire.Error("InvalidParameterValue",
		"One or more parameters are invalid. Reason: Message must be shorter than %d bytes.",
		maxMessage)
}
