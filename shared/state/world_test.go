package state_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
	"sashweight/shared/fleet"
	"sashweight/shared/state"
)

const (
	cluster  = "prod"
	instance = "i-0a"
)

var start = time.Date(2026, time.November, 2, 8, 0, 0, 0, time.UTC)

// world is a store on a simulated table. Its tests set the time, fail answers, and slip something
// in between what a store reads and what it then writes.
type world struct {
	*testing.T
	*state.Store
	client *ddb.Client
	now    time.Time
	// between runs once, when the store next draws a nonce: after a read, before the write.
	between func()
	// lose makes the next answer to a write be lost: the SDK tries again what has succeeded.
	lose   bool
	server *wire.Server
	drawn  int
}

func newWorld(t *testing.T) *world {
	env := &kernel.Env{
		Kernel: kernel.New(1, start), Account: "123456789012", Region: "us-east-1",
	}
	w := &world{T: t, now: start, server: wire.NewServer(dynamodb.New(env).Service)}
	cfg := w.server.Config(wire.Caller{Name: "user", AccessKey: "AKIASTATE"}, env.Region)
	cfg.HTTPClient = w
	cfg.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) {
				return 0, nil
			})
		})
	}
	w.client = ddb.NewFromConfig(cfg)
	w.Store = state.New(cfg, "state")
	w.Function, w.Timeout, w.Clock = "drain-nodes", time.Minute, w
	w.Nonce = w.draw
	_, err := w.client.CreateTable(t.Context(), &ddb.CreateTableInput{
		TableName: aws.String("state"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange},
		},
	})
	w.must(err)
	w.must(env.Kernel.Sleep(t.Context(), time.Minute))
	return w
}

func (w *world) Now() time.Time { return w.now }

func (w *world) Sleep(context.Context, time.Duration) error { return nil }

func (w *world) pass(d time.Duration) { w.now = w.now.Add(d) }

func (w *world) draw() string {
	if do := w.between; do != nil {
		w.between = nil
		do()
	}
	w.drawn++
	return fmt.Sprintf("nonce-%d", w.drawn)
}

// Do is the network.
func (w *world) Do(r *http.Request) (*http.Response, error) {
	answer, err := w.server.Do(r)
	target := r.Header.Get("X-Amz-Target")
	reads := target == "DynamoDB_20120810.GetItem" || target == "DynamoDB_20120810.Query"
	if w.lose && err == nil && !reads {
		w.lose = false
		answer.StatusCode = http.StatusInternalServerError
		answer.Body = io.NopCloser(bytes.NewReader([]byte("{}")))
	}
	return answer, err
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// put puts the order and says what became of it.
func (w *world) put(o fleet.DrainOrder) (state.Outcome, fleet.DrainOrder) {
	w.Helper()
	outcome, now, err := w.Put(w.Context(), o)
	w.must(err)
	return outcome, now
}

// stored reads the instance's order.
func (w *world) stored() fleet.DrainOrder {
	w.Helper()
	o, ok, err := w.Order(w.Context(), cluster, instance)
	w.must(err)
	if !ok {
		w.Fatal("no order")
	}
	return o
}

// ordered is an order of a person.
func ordered(id string) fleet.DrainOrder {
	return fleet.DrainOrder{
		ID: id, Cluster: cluster, Instance: instance, Group: "group", Origin: fleet.OriginOrder,
		Requester: "eve", Reason: "new firmware", Then: fleet.ThenReplace,
		Deadline: start.Add(time.Hour), AtDeadline: fleet.DeadlineReturn,
		Step: fleet.StepOrdered, Created: start, Opened: start,
	}
}

// hooked is the order of a terminate hook.
func hooked() fleet.DrainOrder {
	return fleet.DrainOrder{
		ID: "terminate-" + instance, Cluster: cluster, Instance: instance, Group: "group",
		Origin: fleet.OriginTerminate, Reason: "its group terminates it", Hook: "sashweight-drain",
		Token: "token", Step: fleet.StepOrdered, Created: start, Opened: start, Beat: start,
	}
}
