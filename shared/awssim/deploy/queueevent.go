package deploy

import (
	"slices"

	"sashweight/shared/awssim/lambda"
)

// reportFailures is the only function response type there is (Lambda API reference,
// CreateEventSourceMapping).
const reportFailures = "ReportBatchItemFailures"

// queueEvent lets Lambda read a queue of this stack for the function. SAM adds a mapping; what its
// role must allow stands in the template, as the role does.
func (b *builder) queueEvent(p *object, s source) {
	types := p.texts("FunctionResponseTypes")
	for _, kind := range types {
		if kind != reportFailures {
			p.fail("FunctionResponseTypes", "%s is not simulated, only %s", kind, reportFailures)
		}
	}
	m := lambda.Mapping{
		Queue:          b.queueARN(p, "Queue"),
		Function:       s.function.attributes["Arn"],
		BatchSize:      p.number("BatchSize", 10),
		Window:         seconds(p, "MaximumBatchingWindowInSeconds", 0),
		ReportFailures: slices.Contains(types, reportFailures),
		Concurrency:    p.object("ScalingConfig").number("MaximumConcurrency", 0),
		Disabled:       !p.boolean("Enabled", true),
	}
	if b.err != nil {
		return
	}
	if _, err := b.to.Lambda.Map(m); err != nil {
		p.fail("Queue", "%w", err)
	}
}
