package kernel

import "time"

// Event is something that a service tells the account's event bus.
type Event struct {
	// Source is the publisher, such as "aws.ecs".
	Source string
	// DetailType is EventBridge's name of the kind of event.
	DetailType string
	// Resources are ARNs.
	Resources []string
	// Detail builds the event's detail (a value that encoding/json can write). It is called
	// only when a rule may match, so that an event nobody listens to costs nothing.
	Detail func() any
	// Label is what the journal shows of the event, one short phrase.
	Label string
	// BestEffort marks sources whose delivery AWS does not guarantee (EC2, Auto Scaling, Spot).
	BestEffort bool
}

// Env is what every simulated service of one account shares.
type Env struct {
	*Kernel
	// Account is the 12-digit account id.
	Account string
	// Region such as us-east-1.
	Region string
	// Instant: nothing of the life cycle of machines, tasks and the like takes time. See Lasts.
	Instant bool
	// Publish hands an event to the account's default event bus. It never calls back into the
	// publisher before it returns.
	Publish func(Event)
	// PutMetric takes one datapoint of a service's metric. Nil drops them.
	PutMetric func(Metric)
}

// Metric is one datapoint that a service measures.
type Metric struct {
	// Namespace is such as "AWS/ECS", Name such as "CPUReservation".
	Namespace, Name string
	// Dimensions are names and values in turn.
	Dimensions []string
	// Value is in the unit of the metric.
	Value float64
	// At is the time of the datapoint; zero for now.
	At time.Time
}

// Measure hands a datapoint to the account's metrics.
func (e *Env) Measure(m Metric) {
	if e.PutMetric != nil {
		e.PutMetric(m)
	}
}

// Lasts is how long something of a life cycle takes that takes d by nature.
func (e *Env) Lasts(d time.Duration) time.Duration {
	if e.Instant {
		return 0
	}
	return d
}

// ARN builds an ARN of this account and Region: ARN("ecs", "cluster/prod").
func (e *Env) ARN(service, resource string) string {
	return "arn:aws:" + service + ":" + e.Region + ":" + e.Account + ":" + resource
}

// RequestID returns the next request id of the account.
func (e *Env) RequestID() string { return e.UUID("request") }
