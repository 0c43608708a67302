// Package cloudwatch is Amazon CloudWatch in the simulated account: metrics, which the services of
// the account and its users put, and alarms on them.
//
// Metrics are kept in bins of one minute, and of five minutes once they are two days old. Alarms
// are evaluated once a minute while there are any.
package cloudwatch

import (
	"fmt"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// CloudWatch is the metrics and alarms of one account and Region.
type CloudWatch struct {
	// Service answers the API.
	Service *wire.Service
	// Invoke hands an alarm's change of state to a function by its ARN, asynchronously.
	Invoke func(functionARN string, payload []byte, cause string) error
	// Notify publishes a message to an SNS topic.
	Notify func(topicARN, subject, message string) error
	// ScalingPolicy runs a scaling policy of Amazon EC2 Auto Scaling by its ARN.
	ScalingPolicy func(policyARN string, b Breach)

	env    *kernel.Env
	series map[string]*series
	listed []*series // in the order in which they appeared
	key    []byte    // for look-ups without an allocation
	alarms []*alarm  // in the order in which they were made
	timer  *kernel.Timer
	past   []historyItem
}

// Breach is what a scaling policy learns from its alarm.
type Breach struct {
	// Alarm and ARN name the alarm.
	Alarm, ARN string
	// Metric is what the alarm watches; nil for metric math.
	Metric *types.Metric
	// At is the time of the evaluation.
	At time.Time
	// Threshold and Operator are the alarm's, such as GreaterThanThreshold.
	Threshold float64
	Operator  string
	// Values are the datapoints that were evaluated, the oldest first.
	Values []float64
}

// New returns an account without metrics and alarms; the services' metrics go to it.
func New(env *kernel.Env) *CloudWatch {
	c := &CloudWatch{env: env, series: map[string]*series{}, Service: wire.NewService(wire.Spec{
		ID: "CloudWatch", Scope: "monitoring", Protocol: wire.CBOR,
		Also:   []wire.Protocol{wire.Query, wire.JSON10},
		Target: "GraniteServiceVersion20100801", QueryCompatible: true,
		Namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
		Unions: map[reflect.Type]map[string]reflect.Type{
			reflect.TypeFor[types.EvaluationCriteria](): {
				"PromQLCriteria": reflect.TypeFor[types.EvaluationCriteriaMemberPromQLCriteria](),
			},
			reflect.TypeFor[types.EvaluationWindow](): {
				"SlidingWindow":   reflect.TypeFor[types.EvaluationWindowMemberSlidingWindow](),
				"WallClockWindow": reflect.TypeFor[types.EvaluationWindowMemberWallClockWindow](),
			},
		},
	})}
	env.PutMetric = c.measure
	wire.On(c.Service, "PutMetricData", c.putMetricData)
	wire.On(c.Service, "GetMetricData", c.getMetricData)
	wire.On(c.Service, "GetMetricStatistics", c.getMetricStatistics)
	wire.On(c.Service, "ListMetrics", c.listMetrics)
	wire.On(c.Service, "PutMetricAlarm", c.putMetricAlarm)
	wire.On(c.Service, "PutCompositeAlarm", c.putCompositeAlarm)
	wire.On(c.Service, "DescribeAlarms", c.describeAlarms)
	wire.On(c.Service, "DescribeAlarmsForMetric", c.describeAlarmsForMetric)
	wire.On(c.Service, "DescribeAlarmHistory", c.describeAlarmHistory)
	wire.On(c.Service, "DeleteAlarms", c.deleteAlarms)
	wire.On(c.Service, "SetAlarmState", c.setAlarmState)
	wire.On(c.Service, "EnableAlarmActions", c.enableAlarmActions)
	wire.On(c.Service, "DisableAlarmActions", c.disableAlarmActions)
	return c
}

// Errors have the shape that current clients know and the code of the query protocol.
func invalid(format string, args ...any) error {
	return &types.InvalidParameterValueException{
		Message: new(fmt.Sprintf(format, args...)), ErrorCodeOverride: new("InvalidParameterValue"),
	}
}

func missing(name string) error {
	return &types.MissingRequiredParameterException{
		Message:           new("The parameter " + name + " is required."),
		ErrorCodeOverride: new("MissingParameter"),
	}
}

func notFound(name string) error {
	return &types.ResourceNotFound{
		Message: new("Unknown alarm " + name), ErrorCodeOverride: new("ResourceNotFound"),
	}
}

func validation(format string, args ...any) error {
	return wire.Error("ValidationError", format, args...)
}

func notSimulated(what string) error {
	return validation("%s is not simulated yet", what)
}
