package events

import "encoding/json"

// decoder makes an event of an input.
type decoder func(input) (Event, error)

// kind is what EventBridge tells events apart by.
type kind struct{ source, detailType string }

// decoders has an entry for each kind of event that some function reads or will read. A kind
// without a source is taken from every source.
var decoders = map[kind]decoder{
	{sourceECS, "ECS Task State Change"}:                detailInto[TaskStateChange],
	{sourceECS, "ECS Container Instance State Change"}:  detailInto[ContainerInstanceStateChange],
	{sourceECS, "ECS Container Instance Health Change"}: decodeContainerInstanceHealth,
	{sourceECS, "ECS Service Action"}:                   detailInto[ServiceAction],
	{sourceECS, "ECS Deployment State Change"}:          detailInto[DeploymentStateChange],

	{sourceAutoScaling, "EC2 Instance-terminate Lifecycle Action"}: detailInto[TerminateLifecycle],
	{sourceAutoScaling, "EC2 Instance-launch Lifecycle Action"}:    detailInto[LaunchLifecycle],

	{sourceEC2, "EC2 Spot Instance Interruption Warning"}: detailInto[SpotInterruption],
	{sourceEC2, "EC2 Instance Rebalance Recommendation"}:  detailInto[RebalanceRecommendation],
	{sourceEC2, "EC2 Instance State-change Notification"}: detailInto[InstanceStateChange],

	{sourceCloudWatch, detailTypeAlarm}:   decodeAlarmEvent,
	{"aws.health", "AWS Health Event"}:    decodeHealthEvent,
	{"aws.ssm", "Parameter Store Change"}: detailInto[ParameterChange],
	{"", detailTypeAPICall}:               decodeAPICall,

	{SourceSashweight, DetailTypeSweepDue}:       detailInto[SweepDue],
	{SourceSashweight, DetailTypeDrainOrdered}:   decodeDrainOrdered,
	{SourceSashweight, DetailTypeDrainFinished}:  detailInto[DrainFinished],
	{SourceSashweight, DetailTypeDrainsUnwanted}: detailInto[DrainsUnwanted],
	{SourceSashweight, DetailTypeCapacityNeeded}: detailInto[CapacityNeeded],
	{SourceSashweight, DetailTypeTick}:           detailInto[Tick],
	{"aws.scheduler", "Scheduled Event"}:         decodeScheduled,
	{"aws.events", "Scheduled Event"}:            decodeScheduled,
}

// ignored has the kinds that are known, and that no function needs yet.
var ignored = map[kind]bool{
	{sourceECS, "ECS Hook State Change"}:                               true,
	{sourceECS, "ECS Daemon Service Action"}:                           true,
	{sourceECS, "ECS Daemon Deployment State Change"}:                  true,
	{sourceAutoScaling, "EC2 Instance Launch Successful"}:              true,
	{sourceAutoScaling, "EC2 Instance Launch Unsuccessful"}:            true,
	{sourceAutoScaling, "EC2 Instance Terminate Successful"}:           true,
	{sourceAutoScaling, "EC2 Instance Terminate Unsuccessful"}:         true,
	{sourceAutoScaling, "EC2 Auto Scaling Instance Refresh Started"}:   true,
	{sourceAutoScaling, "EC2 Auto Scaling Instance Refresh Succeeded"}: true,
	{sourceAutoScaling, "EC2 Auto Scaling Instance Refresh Failed"}:    true,
	{sourceAutoScaling, "EC2 Auto Scaling Instance Refresh Cancelled"}: true,
	{sourceAutoScaling, refreshCheckpoint}:                             true,
	{sourceCloudWatch, "CloudWatch Alarm Configuration Change"}:        true,
	{"aws.application-autoscaling", applicationScalingActivity}:        true,
}

const (
	refreshCheckpoint          = "EC2 Auto Scaling Instance Refresh Checkpoint Reached"
	applicationScalingActivity = "Application Auto Scaling Scaling Activity State Change"
)

// decodeEnvelope reads the EventBridge envelope and hands its detail to the kind's decoder.
func decodeEnvelope(in input) (Event, error) {
	var wire struct {
		ID         string          `json:"id"`
		DetailType string          `json:"detail-type"`
		Source     string          `json:"source"`
		Account    string          `json:"account"`
		Time       string          `json:"time"`
		Region     string          `json:"region"`
		Resources  []string        `json:"resources"`
		Detail     json.RawMessage `json:"detail"`
	}
	if err := in.unmarshal(&wire); err != nil {
		return nil, err
	}
	k := kind{wire.Source, wire.DetailType}
	c := checker{input: in}
	c.need("detail-type", wire.DetailType)
	c.need("source", wire.Source)
	if len(wire.Detail) == 0 || wire.Detail[0] == 'n' {
		c.there("detail")
	}
	c.limit("id", wire.ID)
	c.limit("account", wire.Account)
	c.limit("region", wire.Region)
	if k != (kind{SourceSashweight, DetailTypeTick}) { // a schedule's input is written by hand
		c.need("id", wire.ID)
		c.need("time", wire.Time)
	}
	if c.err != nil {
		return nil, c.err
	}
	in.meta = Meta{
		ID: wire.ID, Source: wire.Source, DetailType: wire.DetailType,
		Account: wire.Account, Region: wire.Region, Resources: wire.Resources,
	}
	if wire.Time != "" {
		var err error
		if in.meta.Time, err = in.time("time", wire.Time); err != nil {
			return nil, err
		}
	}
	return dispatch(k, in.inside("detail", wire.Detail))
}

func dispatch(k kind, detail input) (Event, error) {
	decode, ok := decoders[k]
	if !ok {
		decode, ok = decoders[kind{detailType: k.detailType}]
	}
	switch {
	case ok:
		return decode(detail)
	case ignored[k]:
		return Ignored{Meta: detail.meta}, nil
	default:
		return Unknown{Meta: detail.meta}, nil
	}
}

// checked is a pointer to an event type whose JSON is its detail.
type checked[T any] interface {
	*T
	setMeta(Meta)
	check(*checker)
}

// detailInto decodes a detail whose fields are those of T.
func detailInto[T Event, P checked[T]](in input) (Event, error) {
	var event T
	if err := in.unmarshal(&event); err != nil {
		return nil, err
	}
	P(&event).setMeta(in.meta)
	c := checker{input: in}
	P(&event).check(&c)
	if c.err != nil {
		return nil, c.err
	}
	return event, nil
}
