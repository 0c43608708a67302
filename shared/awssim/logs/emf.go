package logs

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// maxEmbedded is how many values a metric of one log event has (CloudWatch user guide,
// CloudWatch_Embedded_Metric_Format_Specification).
const maxEmbedded = 100

// metadata is what makes a log event one with metrics.
type metadata struct {
	AWS struct {
		Timestamp         int64
		CloudWatchMetrics []directive
	} `json:"_aws"`
}

type directive struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []struct {
		Name, Unit        string
		StorageResolution *int32
	}
}

// embedded puts the metrics of a log event in the embedded metric format. What does not keep to the
// format stays a log line only, as CloudWatch has it.
func (l *Logs) embedded(message string) {
	if l.PutMetric == nil || !strings.Contains(message, `"_aws"`) {
		return
	}
	var m metadata
	root := map[string]json.RawMessage{}
	if json.Unmarshal([]byte(message), &m) != nil ||
		json.Unmarshal([]byte(message), &root) != nil || m.AWS.Timestamp == 0 {
		return
	}
	at := time.UnixMilli(m.AWS.Timestamp).UTC()
	for _, d := range m.AWS.CloudWatchMetrics {
		for _, names := range d.Dimensions {
			if dimensions, ok := dimensionsOf(root, names); ok {
				l.direct(d, dimensions, root, at)
			}
		}
	}
}

// dimensionsOf reads the dimensions of a set, which are texts at the root.
func dimensionsOf(root map[string]json.RawMessage, names []string) ([]types.Dimension, bool) {
	out := []types.Dimension{}
	for _, name := range names {
		var value string
		if json.Unmarshal(root[name], &value) != nil || value == "" {
			return nil, false
		}
		out = append(out, types.Dimension{Name: new(name), Value: new(value)})
	}
	return out, true
}

func (l *Logs) direct(
	d directive, dimensions []types.Dimension, root map[string]json.RawMessage, at time.Time,
) {
	for _, m := range d.Metrics {
		values := valuesOf(root[m.Name])
		if len(values) == 0 || len(values) > maxEmbedded {
			continue
		}
		// A refusal is CloudWatch's silence about bad lines.
		_ = l.PutMetric(d.Namespace, types.MetricDatum{
			MetricName: new(m.Name), Dimensions: dimensions, Values: values, Timestamp: &at,
			Unit: types.StandardUnit(m.Unit), StorageResolution: m.StorageResolution,
		})
	}
}

// valuesOf reads a number or a list of numbers.
func valuesOf(raw json.RawMessage) []float64 {
	if len(raw) == 0 {
		return nil
	}
	var one float64
	if string(raw) != "null" && json.Unmarshal(raw, &one) == nil {
		return []float64{one}
	}
	var many []float64
	if json.Unmarshal(raw, &many) != nil {
		return nil
	}
	return many
}
