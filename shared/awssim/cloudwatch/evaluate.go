package cloudwatch

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// evaluate looks at an alarm's datapoints and changes its state where they say so. Scaling policies
// run again at every evaluation while the state stays (CloudWatch user guide, alarm-actions).
func (c *CloudWatch) evaluate(a *alarm) {
	m := a.metric
	if err := m.retrieve(c); err != nil {
		c.fail(a, err)
		return
	}
	next := decide(m.values, m.rule())
	if next == "" || next == a.value {
		if a.enabled {
			c.repeat(a)
		}
		return
	}
	now := c.env.Now()
	reason, data := m.reason(next, a.value, now)
	c.become(a, state{value: next, reason: reason, data: data, at: now})
}

// fail is what becomes of an alarm whose expression cannot be worked out.
func (c *CloudWatch) fail(a *alarm, err error) {
	if a.value != types.StateValueInsufficientData {
		c.become(a, state{
			value: types.StateValueInsufficientData, reason: err.Error(), at: c.env.Now(),
		})
	}
}

// retrieve fills the evaluation range. It ends at the begin of this minute; periods of several
// minutes slide, except for those of expressions, which stand on multiples.
func (m *metricAlarm) retrieve(c *CloudWatch) error {
	end := minuteOf(c.env.Now())
	if m.watched.stat == nil {
		end -= end % m.period
	}
	m.from = end - m.period*int64(len(m.values))
	e := evaluation{c: c, queries: m.queries, from: m.from, period: m.period, n: len(m.values)}
	if m.watched.stat != nil {
		e.fill(m.watched, m.values)
		return nil
	}
	o, err := e.of(m.watched.id)
	if err != nil {
		return err
	}
	for i := range m.values {
		m.values[i] = o.at(i)
	}
	return nil
}

// condition is when an alarm goes off.
type condition struct {
	m, n     int
	treat    string
	breaches func(float64) bool
}

func (m *metricAlarm) rule() condition {
	treat := m.treat
	if treat == "" {
		treat = "missing"
		// Alarms on DynamoDB's metrics ignore missing data (CloudWatch user guide,
		// alarms-and-missing-data).
		if m.watched.stat != nil && *m.watched.stat.Metric.Namespace == "AWS/DynamoDB" {
			treat = "ignore"
		}
	}
	return condition{m: m.m, n: m.n, treat: treat, breaches: m.breaches}
}

func (m *metricAlarm) breaches(v float64) bool {
	t := *m.in.Threshold
	switch m.in.ComparisonOperator {
	case types.ComparisonOperatorGreaterThanThreshold:
		return v > t
	case types.ComparisonOperatorGreaterThanOrEqualToThreshold:
		return v >= t
	case types.ComparisonOperatorLessThanThreshold:
		return v < t
	}
	return v <= t
}

// decide is the state that the points of an evaluation range lead to, the oldest first; empty: as
// it is (CloudWatch user guide, alarms-and-missing-data).
func decide(points []float64, c condition) types.StateValue {
	there, breaching, oldest := 0, 0, 0
	for age := 1; age <= len(points) && there < c.n; age++ {
		v := points[len(points)-age]
		if math.IsNaN(v) {
			continue
		}
		there++
		oldest = age
		if c.breaches(v) {
			breaching++
		}
	}
	lacking := c.n - there
	switch {
	case breaching >= c.m || c.treat == "breaching" && breaching+lacking >= c.m:
		return types.StateValueAlarm
	case lacking == 0 || c.treat == "breaching" || c.treat == "notBreaching" || breaching < there:
		return types.StateValueOk
	case c.treat == "ignore":
		return ""
	case there > 0 && oldest >= c.m:
		// All that there is breaches, and the oldest has waited long enough for the others.
		return types.StateValueAlarm
	}
	return types.StateValueInsufficientData
}

// reason is CloudWatch's sentence about a change of state, and the data behind it.
func (m *metricAlarm) reason(next, old types.StateValue, now time.Time) (text, data string) {
	var there []int
	for i := len(m.values) - 1; i >= 0 && len(there) < m.n; i-- {
		if !math.IsNaN(m.values[i]) {
			there = append(there, i)
		}
	}
	data = m.reasonData(there, now)
	if len(there) == 0 {
		if next == types.StateValueInsufficientData {
			return fmt.Sprintf("Insufficient Data: %d datapoint%s unknown.", m.n, were(m.n)), data
		}
		treated := map[string]string{"breaching": "Breaching"}[m.treat]
		if treated == "" {
			treated = "NonBreaching"
		}
		return fmt.Sprintf("Threshold Crossed: no datapoints were received for %d period%s and %d "+
			"missing datapoint%s treated as [%s].", m.n, plural(m.n), m.n, were(m.n), treated), data
	}
	if next == types.StateValueInsufficientData {
		return fmt.Sprintf("Insufficient Data: %d datapoint%s unknown.", m.n-len(there),
			were(m.n-len(there))), data
	}
	return m.crossed(there, next, old), data
}

func (m *metricAlarm) crossed(there []int, next, old types.StateValue) string {
	var told []string
	hits := 0
	for _, i := range there {
		if m.breaches(m.values[i]) == (next == types.StateValueAlarm) {
			hits++
			at := time.Unix((m.from+int64(i)*m.period)*60, 0).UTC().Format("02/01/06 15:04:05")
			told = append(told, decimal(m.values[i])+" ("+at+")")
		}
	}
	need, not := m.m, ""
	if next == types.StateValueOk {
		need, not = m.n-m.m+1, "not "
	}
	return fmt.Sprintf("Threshold Crossed: %d out of the last %d datapoints [%s] %s %s%s the "+
		"threshold (%s) (minimum %d datapoint%s for %s -> %s transition).", hits, m.n,
		strings.Join(told, ", "), map[bool]string{true: "was", false: "were"}[hits == 1], not,
		comparisons[m.in.ComparisonOperator], decimal(*m.in.Threshold), need, plural(need),
		was(old, next), next)
}

// was is the state that a transition is told to come from: an alarm without data counts as the
// opposite of what it becomes.
func was(old, next types.StateValue) types.StateValue {
	switch {
	case old != types.StateValueInsufficientData:
		return old
	case next == types.StateValueAlarm:
		return types.StateValueOk
	}
	return types.StateValueAlarm
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

func were(n int) string {
	if n == 1 {
		return " was"
	}
	return "s were"
}

var comparisons = map[types.ComparisonOperator]string{
	types.ComparisonOperatorGreaterThanThreshold:          "greater than",
	types.ComparisonOperatorGreaterThanOrEqualToThreshold: "greater than or equal to",
	types.ComparisonOperatorLessThanThreshold:             "less than",
	types.ComparisonOperatorLessThanOrEqualToThreshold:    "less than or equal to",
}
