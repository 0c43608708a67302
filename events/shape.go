package events

import "fmt"

// ShapeError says where an input is not the event that it should be. Sending the same bytes again
// cannot help. It is what errors.As finds, as a *ShapeError, in every error of Decode.
type ShapeError struct {
	// Offset is in bytes into the input: of the wrong value, or of the object that lacks one.
	Offset int64
	// Field is the dotted path of the value; empty when the input is not JSON at all.
	Field string
	// Reason says what is wrong with it. It is safe to print.
	Reason string
}

// Error gives place, field and reason, as in "byte 123: detail.EC2InstanceId: missing".
func (e *ShapeError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("byte %d: %s", e.Offset, e.Reason)
	}
	return fmt.Sprintf("byte %d: %s: %s", e.Offset, e.Field, e.Reason)
}
