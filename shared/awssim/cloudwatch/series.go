package cloudwatch

import (
	"math"
	"sort"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// How long metrics are kept (CloudWatch user guide, cloudwatch_concepts: one minute for 15 days,
// five minutes for 63). The simulation keeps less, so that a year of it stays small.
const (
	fineMinutes   = 2 * 24 * 60
	coarseMinutes = 15 * 24 * 60
	coarseWidth   = 5
)

// series is one metric: a namespace, a name and a set of dimensions.
type series struct {
	metric       types.Metric
	unit         types.StandardUnit
	fine, coarse []bin // the oldest first
}

// bin is a statistic set of one minute, or of five.
type bin struct {
	minute               int64 // since 1970
	count, sum, min, max float64
}

func minuteOf(t time.Time) int64 { return t.Unix() / 60 }

func (b *bin) add(x bin) {
	if b.count == 0 {
		b.min, b.max = x.min, x.max
	}
	b.count, b.sum = b.count+x.count, b.sum+x.sum
	b.min, b.max = min(b.min, x.min), max(b.max, x.max)
}

// add puts a statistic set into its minute. Most come in the order of time.
func (s *series) add(x bin) {
	n := len(s.fine)
	if n == 0 || s.fine[n-1].minute < x.minute {
		s.fine = append(s.fine, x)
		if n >= 2*fineMinutes || n > fineMinutes && s.fine[0].minute < x.minute-2*fineMinutes {
			s.roll(x.minute)
		}
		return
	}
	insert(&s.fine, x)
}

func insert(bins *[]bin, x bin) {
	all := *bins
	i := sort.Search(len(all), func(i int) bool { return all[i].minute >= x.minute })
	if i < len(all) && all[i].minute == x.minute {
		all[i].add(x)
		return
	}
	all = append(all, bin{})
	copy(all[i+1:], all[i:])
	all[i] = x
	*bins = all
}

// roll moves old minutes into bins of five, and drops those that are too old.
func (s *series) roll(now int64) {
	i := 0
	for ; i < len(s.fine) && s.fine[i].minute < now-fineMinutes; i++ {
		x := s.fine[i]
		x.minute -= x.minute % coarseWidth
		insert(&s.coarse, x)
	}
	s.fine = append([]bin(nil), s.fine[i:]...)
	old := sort.Search(len(s.coarse), func(i int) bool {
		return s.coarse[i].minute >= now-coarseMinutes
	})
	s.coarse = append([]bin(nil), s.coarse[old:]...)
}

// between gathers what was put from one minute up to another, without it.
func (s *series) between(from, to int64) bin {
	b := bin{minute: from}
	for _, bins := range [2][]bin{s.coarse, s.fine} {
		if n := len(bins); n == 0 || bins[n-1].minute < from {
			continue
		}
		i := sort.Search(len(bins), func(i int) bool { return bins[i].minute >= from })
		for ; i < len(bins) && bins[i].minute < to; i++ {
			b.add(bins[i])
		}
	}
	return b
}

// last is the newest minute with data.
func (s *series) last() int64 {
	if n := len(s.fine); n > 0 {
		return s.fine[n-1].minute
	}
	if n := len(s.coarse); n > 0 {
		return s.coarse[n-1].minute
	}
	return math.MinInt64
}

// none is a datapoint that is missing.
var none = math.NaN()

// value is a statistic of a bin; a bin without samples has none.
func (b bin) value(stat string) float64 {
	if b.count == 0 {
		return none
	}
	switch stat {
	case "SampleCount":
		return b.count
	case "Average":
		return b.sum / b.count
	case "Sum":
		return b.sum
	case "Minimum":
		return b.min
	}
	return b.max
}

// find is the series of a metric; nil when nothing was put yet.
func (c *CloudWatch) find(m *types.Metric) *series { return c.series[c.name(m)] }

// name is what a metric is told apart by.
func (c *CloudWatch) name(m *types.Metric) string {
	pairs := make([]string, 0, 2*len(m.Dimensions))
	for _, d := range m.Dimensions {
		pairs = append(pairs, aws.ToString(d.Name), aws.ToString(d.Value))
	}
	return string(c.keyOf(aws.ToString(m.Namespace), aws.ToString(m.MetricName), pairs))
}
