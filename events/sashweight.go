package events

import (
	"encoding/json"
	"fmt"
)

// What Sashweight publishes, and what its schedules send.
const (
	// SourceSashweight is the source of every event of our own.
	SourceSashweight = "sashweight"
	// DetailTypeSweepDue is the detail-type of SweepDue.
	DetailTypeSweepDue = "Sweep Due"
	// DetailTypeDrainFinished is the detail-type of DrainFinished.
	DetailTypeDrainFinished = "Drain Finished"
	// DetailTypeTick is the detail-type of Tick.
	DetailTypeTick = "Tick"
)

// SweepDue asks one function to look at one cluster, so that a lost event is made good.
type SweepDue struct {
	Meta `json:"-"`
	// Function is such as drain-nodes; Cluster is a name.
	Function string `json:"function"`
	Cluster  string `json:"cluster"`
	// Full asks for a look at the whole cluster instead of only the open work.
	Full bool `json:"full"`
}

func (e *SweepDue) check(c *checker) {
	c.need("function", e.Function)
	c.need("cluster", e.Cluster)
}

// About names the function and the cluster.
func (e SweepDue) About() string {
	look := "open work"
	if e.Full {
		look = "a full look"
	}
	return fmt.Sprintf("%s by %s at cluster %s", look, name(e.Function), name(e.Cluster))
}

// Detail is the event's detail as PutEvents takes it; it refuses what Decode would refuse.
func (e SweepDue) Detail() ([]byte, error) {
	return encodeDetail(DetailTypeSweepDue, e, e.Cluster, e.check)
}

// DrainFinished answers a drain order.
type DrainFinished struct {
	Meta `json:"-"`
	// Cluster is a name, Instance the EC2 id, Order the order's id.
	Cluster  string `json:"cluster"`
	Instance string `json:"instance"`
	Order    string `json:"order"`
	// Ending says how it ended, such as "drained".
	Ending string `json:"ending"`
	// Tasks counts those that had to go.
	Tasks           int   `json:"tasks"`
	DurationSeconds int64 `json:"durationSeconds"`
	// ForecastSeconds is what was foretold when the drain began; 0 when nothing was.
	ForecastSeconds int64 `json:"forecastSeconds,omitempty"`
	// Reason says in a sentence why it ended so; it may be empty.
	Reason string `json:"reason,omitempty"`
}

func (e *DrainFinished) check(c *checker) {
	c.need("cluster", e.Cluster)
	c.need("instance", e.Instance)
	c.need("order", e.Order)
	c.need("ending", e.Ending)
	c.atLeast("tasks", int64(e.Tasks), 0)
	c.atLeast("durationSeconds", e.DurationSeconds, 0)
	if e.ForecastSeconds != 0 {
		c.atLeast("forecastSeconds", e.ForecastSeconds, 0)
	}
	e.Reason = clip(e.Reason, textBytesMax)
}

// About names the instance, its cluster and the ending.
func (e DrainFinished) About() string {
	return fmt.Sprintf("drain of instance %s in cluster %s, order %s: %s, %d tasks in %d s%s",
		name(e.Instance), name(e.Cluster), name(e.Order), name(e.Ending), e.Tasks,
		e.DurationSeconds, because(e.Reason))
}

// Detail is the event's detail as PutEvents takes it; it refuses what Decode would refuse.
func (e DrainFinished) Detail() ([]byte, error) {
	e.Reason = clip(e.Reason, textBytesMax)
	return encodeDetail(DetailTypeDrainFinished, e, e.Instance, e.check)
}

// encodeDetail writes a detail and reads it as the other side will.
func encodeDetail(detailType string, e Event, id string, check func(*checker)) ([]byte, error) {
	detail, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode %s %s: %w", detailType, name(id), err)
	}
	c := checker{input: input{raw: detail, body: detail}}
	check(&c)
	if err := c.result(); err != nil {
		return nil, fmt.Errorf("encode %s %s: %w", detailType, name(id), err)
	}
	return detail, nil
}

// Tick is a function's schedule going off. The schedule's input is the event; it needs neither id
// nor time. A schedule without an input of its own sends no function's name.
type Tick struct {
	Meta     `json:"-"`
	Function string `json:"function"`
}

func (e *Tick) check(c *checker) { c.need("function", e.Function) }

// decodeScheduled reads what EventBridge Scheduler and a scheduled rule send by default, whose
// detail says nothing: the first one's is the string "{}".
func decodeScheduled(in input) (Event, error) { return Tick{Meta: in.meta}, nil }

// About names the function, or else the schedule.
func (e Tick) About() string {
	if e.Function == "" {
		return "schedule " + short(first(e.Resources))
	}
	return "schedule of " + name(e.Function)
}
