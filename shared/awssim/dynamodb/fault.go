package dynamodb

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/dynamodb/attribute"
	"sashweight/shared/awssim/wire"
)

// invalid is a ValidationException.
func invalid(format string, args ...any) error {
	return wire.Error("ValidationException", format, args...)
}

// refused turns what attribute and expression find wrong with a request into the service's error.
func refused(err error) error {
	var message attribute.Invalid
	if errors.As(err, &message) {
		return invalid("%s", string(message))
	}
	return err
}

func notFound(message string) error {
	return &types.ResourceNotFoundException{Message: &message}
}

// conditionFailed tells that an item does not meet the condition; item is nil unless the request
// wants to see it.
func conditionFailed(item attribute.Item) error {
	return &types.ConditionalCheckFailedException{
		Message: new("The conditional request failed"), Item: item,
	}
}

// messageOf is the message of one of the errors above, without its code.
func messageOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorMessage()
	}
	return err.Error()
}
