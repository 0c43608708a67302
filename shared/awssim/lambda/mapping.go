package lambda

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// The limits of a queue's mapping (Lambda API reference, CreateEventSourceMapping).
const (
	defaultBatch   = 10
	maxBatch       = 10_000
	unwindowed     = 10 // the largest batch without a batching window
	maxWindow      = 5 * time.Minute
	minConcurrency = 2
	maxConcurrency = 1000
)

// Queues is what Lambda does with queues: it reads them on behalf of mappings, whose functions'
// roles allow it.
type Queues interface {
	// Visibility is how long a queue hides what was received; ok is false when there is no queue.
	Visibility(arn string) (hides time.Duration, ok bool)
	// Watch calls ready, as a step of its own, whenever a message may be received.
	Watch(arn string, ready func())
	// Take receives up to limit messages with all their attributes.
	Take(arn string, limit int) []types.Message
	// Done deletes a message by its receipt.
	Done(arn, receipt string)
}

// Mapping lets Lambda read a queue and hand its messages to a function in batches.
type Mapping struct {
	// Queue is an ARN; Function is an ARN or a name.
	Queue, Function string
	// BatchSize is the most messages of an invocation; 0 is Lambda's default, 10.
	BatchSize int
	// Window is how long Lambda gathers messages until a batch is full.
	Window time.Duration
	// ReportFailures (ReportBatchItemFailures) lets the function's answer name the messages that
	// failed.
	ReportFailures bool
	// Concurrency bounds the batches that run at once; 0 leaves it to Lambda.
	Concurrency int
	// Disabled mappings read nothing.
	Disabled bool
}

// mapping is a Mapping at work.
type mapping struct {
	Mapping
	id       string
	function *function
	// batch are the messages that were received and are not handed over yet.
	batch []types.Message
	// wake is the next poll, full the end of the batching window, grow when more batches may run.
	wake, full, grow *kernel.Timer
	inFlight         int
	// busy is since when there was more to do than may run at once.
	busy time.Time
}

// Map adds an event source mapping and returns its UUID. What Lambda would refuse is an API error.
func (l *Lambda) Map(m Mapping) (uuid string, err error) {
	f := l.find(m.Function)
	if f == nil {
		return "", wire.Error("ResourceNotFoundException", "Function not found: %s", m.Function)
	}
	if m.BatchSize == 0 {
		m.BatchSize = defaultBatch
	}
	if err := m.check(); err != nil {
		return "", err
	}
	if err := l.mayRead(m, f); err != nil {
		return "", err
	}
	made := &mapping{Mapping: m, id: l.env.UUID("event source mapping"), function: f}
	l.mappings = append(l.mappings, made)
	if !m.Disabled {
		l.Queues.Watch(m.Queue, func() { l.ready(made) })
	}
	return made.id, nil
}

// Mappings lists the event source mappings in the order in which they were created.
func (l *Lambda) Mappings() []Mapping {
	var out []Mapping
	for _, m := range l.mappings {
		out = append(out, m.Mapping)
	}
	return out
}

func (m Mapping) check() error {
	switch {
	case m.BatchSize < 1 || m.BatchSize > maxBatch:
		return refuse("batchSize", m.BatchSize, "must be from 1 to 10000")
	case m.Window < 0 || m.Window > maxWindow:
		return refuse("maximumBatchingWindowInSeconds", m.Window, "must be from 0 to 300")
	case m.BatchSize > unwindowed && m.Window == 0:
		return wire.Error("InvalidParameterValueException", "Maximum batch window in seconds must "+
			"be greater than 0 if maximum batch size is greater than 10")
	case m.Concurrency != 0 && (m.Concurrency < minConcurrency || m.Concurrency > maxConcurrency):
		return refuse("scalingConfig.maximumConcurrency", m.Concurrency, "must be from 2 to 1000")
	}
	return nil
}

// readActions are what a function's role must allow on its queue (Lambda developer guide,
// services-sqs-configure).
var readActions = []string{"ReceiveMessage", "DeleteMessage", "GetQueueAttributes"}

// mayRead refuses a mapping whose queue is not there or hides messages for less time than the
// function may take, whose role may not read it, or that exists.
func (l *Lambda) mayRead(m Mapping, f *function) error {
	for _, action := range readActions {
		if l.Allows != nil && !l.Allows(f.spec.Role, "sqs:"+action, m.Queue) {
			return wire.Error("InvalidParameterValueException", "The function execution role does "+
				"not have permissions to call %s on SQS", action)
		}
	}
	hides, ok := l.Queues.Visibility(m.Queue)
	if !ok {
		return wire.Error("InvalidParameterValueException", "Error occurred while ReceiveMessage. "+
			"SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The "+
			"specified queue does not exist for this wsdl version.")
	}
	if hides < f.spec.Timeout {
		return wire.Error("InvalidParameterValueException", "Queue visibility timeout: %d seconds "+
			"is less than Function timeout: %d seconds", hides/time.Second,
			f.spec.Timeout/time.Second)
	}
	i := slices.IndexFunc(l.mappings, func(o *mapping) bool {
		return o.Queue == m.Queue && o.function == f
	})
	if i >= 0 {
		return wire.Error("ResourceConflictException", "The event source arn (\" %s \") and function "+
			"(\" %s \") provided mapping already exists. Please update or delete the existing "+
			"mapping with UUID %s", m.Queue, f.spec.FunctionName, l.mappings[i].id)
	}
	return nil
}
