package eventbridge

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

const (
	// maxEntries is how many events one PutEvents takes (EventBridge API reference, PutEvents).
	maxEntries = 10
	// maxTotal bounds the sizes of all entries together, in bytes.
	maxTotal = 256 << 10
)

// putEvents judges each entry by itself: a bad one fails alone and the call still succeeds.
func (e *EventBridge) putEvents(
	_ context.Context, in *api.PutEventsInput,
) (*api.PutEventsOutput, error) {
	if n := len(in.Entries); n == 0 || n > maxEntries {
		return nil, wire.Error("ValidationException", "1 validation error detected: Value at "+
			"'entries' failed to satisfy constraint: Member must have length less than or equal "+
			"to %d and greater than or equal to 1", maxEntries)
	}
	total := 0
	for i := range in.Entries {
		total += size(&in.Entries[i])
	}
	if total > maxTotal {
		return nil, wire.Error("ValidationException",
			"Total size of the entries in the request is over the limit.")
	}
	out := &api.PutEventsOutput{Entries: make([]types.PutEventsResultEntry, len(in.Entries))}
	for i := range in.Entries {
		id, err := e.putEntry(&in.Entries[i])
		var refused smithy.APIError
		if errors.As(err, &refused) {
			out.FailedEntryCount++
			out.Entries[i].ErrorCode = aws.String(refused.ErrorCode())
			out.Entries[i].ErrorMessage = aws.String(refused.ErrorMessage())
			continue
		}
		out.Entries[i].EventId = aws.String(id)
	}
	return out, nil
}

// size of an entry in bytes (EventBridge user guide, eb-putevents: calculating the size).
func size(e *types.PutEventsRequestEntry) int {
	n := len(aws.ToString(e.Source)) + len(aws.ToString(e.DetailType)) + len(aws.ToString(e.Detail))
	if e.Time != nil {
		n += 14
	}
	for _, r := range e.Resources {
		n += len(r)
	}
	return n
}

// putEntry publishes one entry and returns the event's id, or the error of that entry.
func (e *EventBridge) putEntry(in *types.PutEventsRequestEntry) (string, error) {
	source, detailType := aws.ToString(in.Source), aws.ToString(in.DetailType)
	detail := aws.ToString(in.Detail)
	for _, required := range []struct{ name, value string }{
		{"Source", source}, {"DetailType", detailType}, {"Detail", detail},
	} {
		if required.value == "" {
			return "", wire.Error("InvalidArgument", "Parameter %s is not valid. Reason: %s is a "+
				"required argument.", required.name, required.name)
		}
	}
	if strings.HasPrefix(source, "aws.") {
		return "", wire.Error("NotAuthorizedForSourceException", "Not authorized for the source.")
	}
	if !isObject(detail) {
		return "", wire.Error("MalformedDetail", "Detail is malformed.")
	}
	bus := aws.ToString(in.EventBusName)
	if bus != "" && bus != "default" && bus != e.env.ARN("events", "event-bus/default") {
		return "", wire.Error("ResourceNotFoundException", "Event bus %s does not exist.", bus)
	}
	id, at := e.env.UUID("event"), e.env.Now()
	if in.Time != nil {
		at = in.Time.UTC()
	}
	if at.Year() < 1970 || at.Year() > 9999 {
		return "", wire.Error("InvalidArgument", "Parameter Time is not valid.")
	}
	e.put(kernel.Event{
		Source: source, DetailType: detailType, Resources: in.Resources, Label: detail,
		Detail: func() any { return json.RawMessage(detail) },
	}, id, at)
	return id, nil
}

// isObject reads the detail at the depth at which the envelope holds it, so that a detail which
// passes can be read there too.
func isObject(detail string) bool {
	if !json.Valid([]byte(detail)) {
		return false
	}
	v, err := decode([]byte("[" + detail + "]"))
	list, _ := v.([]any)
	if err != nil || len(list) != 1 {
		return false
	}
	_, ok := list[0].(map[string]any)
	return ok
}
