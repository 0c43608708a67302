package check

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

func TestOrderThatIsOpenBeyondItsLimit(t *testing.T) {
	for _, a := range []act{
		{"while faults strike", func(w *world, instance, _ string) {
			w.writeRow(instance, row{"deadline": ms(w.Now())})
			w.Advance(time.Hour)
		}, nil},
		{"without faults", func(w *world, instance, _ string) {
			w.checker.Calm()
			w.writeRow(instance, row{"deadline": ms(w.Now().Add(10 * time.Minute))})
			w.Advance(14 * time.Minute)
			w.wantBroken()
			w.Advance(3 * time.Minute)
		}, []string{EndsInTime}},
		{"extended", func(w *world, instance, _ string) {
			w.checker.Calm()
			w.writeRow(instance, row{"deadline": ms(w.Now()),
				"extended_until": ms(w.Now().Add(time.Hour))})
			w.Advance(time.Hour)
			w.wantBroken()
			w.writeRow(instance, row{"step": "done"})
			w.Advance(time.Hour)
		}, nil},
		{"under a pause of everything", func(w *world, instance, _ string) {
			w.checker.Calm()
			w.pause(pauseAll, everything)
			w.writeRow(instance, row{"deadline": ms(w.Now())})
			w.Advance(time.Hour)
			w.pause(pauseAll, "")
			w.Advance(4 * time.Minute)
			w.wantBroken()
			w.Advance(3 * time.Minute)
		}, []string{EndsInTime}},
	} {
		a.run(t)
	}
}

func TestNodeThatAnOrderLeavesDrainingIsNamed(t *testing.T) {
	w := newWorld(t)
	instance, arn := w.busyNode()
	w.drain(instance, arn)
	w.writeRow(instance, row{"step": "done", "ending": "drained", "then": "keep"})
	if err := w.checker.Settled(time.Hour); err != nil {
		t.Errorf("a node that was kept: %v", err)
	}
	w.writeRow(instance, row{"step": "done", "ending": "returned"})
	_, err := w.function.table.DeleteItem(w.ctx(), &dynamodb.DeleteItemInput{
		TableName: new("state"), Key: rowKey(prod, instance),
	})
	w.must(err)
	err = w.checker.Settled(time.Hour)
	if err == nil || !strings.Contains(err.Error(), "is DRAINING") {
		t.Errorf("a node that was given back: %v", err)
	}
}
