// Package events publishes to the account's default event bus.
package events

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// entriesMax is how many entries one PutEvents takes; triesMax how often entries that failed
// within an accepted call are sent again.
const (
	entriesMax = 10
	triesMax   = 3
)

// Event is one event to publish.
type Event struct {
	Source, DetailType string
	// Detail is a JSON object.
	Detail []byte
}

// Writer publishes to one account's bus.
type Writer struct{ client *eventbridge.Client }

// New returns a writer with the account and Region of cfg.
func New(cfg aws.Config) *Writer { return &Writer{client: eventbridge.NewFromConfig(cfg)} }

// Publish sends all events. PutEvents answers with success although single entries failed: those
// are sent again, and an error is returned if any remain.
func (w *Writer) Publish(ctx context.Context, events []Event) error {
	for some := range slices.Chunk(events, entriesMax) {
		entries := make([]types.PutEventsRequestEntry, 0, len(some))
		for _, e := range some {
			entries = append(entries, types.PutEventsRequestEntry{
				Source: &e.Source, DetailType: &e.DetailType, Detail: aws.String(string(e.Detail)),
			})
		}
		if err := w.put(ctx, entries); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) put(ctx context.Context, entries []types.PutEventsRequestEntry) error {
	var last string
	for range triesMax {
		out, err := w.client.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: entries})
		if err != nil {
			return fmt.Errorf("publish %d events: %w", len(entries), err)
		}
		var failed []types.PutEventsRequestEntry
		for i, r := range out.Entries {
			if r.ErrorCode != nil && i < len(entries) {
				failed = append(failed, entries[i])
				last = aws.ToString(r.ErrorCode) + ": " + aws.ToString(r.ErrorMessage)
			}
		}
		if len(failed) == 0 {
			return nil
		}
		entries = failed
	}
	return fmt.Errorf("publish %d events: refused %d times, last: %s", len(entries), triesMax, last)
}
