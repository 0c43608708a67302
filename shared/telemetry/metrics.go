package telemetry

import "slices"

// Namespace is the CloudWatch namespace of every metric.
const Namespace = "Sashweight"

// A Metric is the name of a declared metric.
type Metric string

// The metrics, each described in Declared.
const (
	Heartbeat       Metric = "Heartbeat"
	EventsIgnored   Metric = "EventsIgnored"
	EventsMalformed Metric = "EventsMalformed"
	ActionsApplied  Metric = "ActionsApplied"
	ActionsStale    Metric = "ActionsStale"
	ActionsFailed   Metric = "ActionsFailed"
	HooksAnswered   Metric = "HooksAnswered"
	DrainDuration   Metric = "DrainDuration"
	DrainsFinished  Metric = "DrainsFinished"
	Findings        Metric = "Findings"
	ForecastError   Metric = "ForecastError"
	Incidents       Metric = "Incidents"
)

// Units as CloudWatch spells them (CloudWatch API reference, MetricDatum).
const (
	unitCount   = "Count"
	unitSeconds = "Seconds"
)

// Names of dimensions. The list is closed: each combination of values is a metric to pay for, so
// nothing finer than a group is ever one.
const (
	dimFunction = "Function"
	dimCluster  = "Cluster"
	dimGroup    = "Group"
	dimEnding   = "Ending"
)

// A Dimension is one value that a metric is kept apart by. Cluster, Group and Ending make one;
// Metrics adds the function itself.
type Dimension struct{ name, value string }

// Cluster is the dimension of an ECS cluster, by name.
func Cluster(name string) Dimension { return Dimension{dimCluster, name} }

// Group is the dimension of an Auto Scaling group, by name.
func Group(name string) Dimension { return Dimension{dimGroup, name} }

// Ending is the dimension of how a drain ended.
func Ending(ending string) Dimension { return Dimension{dimEnding, ending} }

// A Declaration says what a metric means, in which unit, and which dimensions it may have.
type Declaration struct {
	Metric     Metric
	Unit       string
	Dimensions []string
	Meaning    string
}

var declared = []Declaration{
	{Heartbeat, unitCount, []string{dimFunction}, "an invocation ended well"},
	{EventsIgnored, unitCount, []string{dimFunction}, "an event that nobody acts on"},
	{EventsMalformed, unitCount, []string{dimFunction}, "an event that no retry can mend"},
	{ActionsApplied, unitCount, []string{dimCluster, dimFunction}, "an action carried out"},
	{ActionsStale, unitCount, []string{dimCluster, dimFunction},
		"an action dropped because what it rested on had moved"},
	{ActionsFailed, unitCount, []string{dimCluster, dimFunction}, "an action that AWS refused"},
	{HooksAnswered, unitCount, []string{dimCluster, dimGroup}, "a lifecycle hook completed"},
	{DrainDuration, unitSeconds, []string{dimCluster, dimEnding},
		"from a drain's order to its end"},
	{DrainsFinished, unitCount, []string{dimCluster, dimEnding}, "a drain that ended"},
	{ForecastError, unitSeconds, []string{dimCluster, dimFunction},
		"by how much a drain's end missed its first forecast"},
	{Incidents, unitCount, []string{dimCluster, dimFunction}, "an incident that began"},
	{Findings, unitCount, []string{dimCluster, dimFunction}, "something for people to look at"},
}

// Declared lists every metric there is, for those who check that an alarm or a widget names one.
func Declared() []Declaration { return slices.Clone(declared) }

func declarationOf(m Metric) (Declaration, bool) {
	i := slices.IndexFunc(declared, func(d Declaration) bool { return d.Metric == m })
	if i < 0 {
		return Declaration{}, false
	}
	return declared[i], true
}
