package policy

import (
	"slices"
	"testing"
)

func TestChangesAreSaidInSentences(t *testing.T) {
	for _, c := range []struct {
		was, now string
		want     []string
	}{
		{"mode: act # as before", "functions: {}\nmode: act\ndrain: {deadline: 30m}", nil},
		{"", "functions: {drain-nodes: act}", []string{
			"Begins to act, and until now only reported: drain-nodes.",
		}},
		{"mode: act", "mode: act\nfunctions: {drain-nodes: report, scale-tasks: report}", []string{
			"Only reports from now on, and acted until now: scale-tasks, drain-nodes. Its drains of " +
				"nodes that stay in service are undone.",
		}},
		{"drain: {deadline: 1h}", "nodes: {health: {replace: false}}", []string{
			"nodes.health.replace becomes false, and was true. Replace it then; false: only say so.",
			"drain.deadline becomes 30m, and was 1h. How long a drain may take.",
		}},
		{"notify: {page: arn:aws:sns:eu-west-1:111122223333:a}",
			"notify: {inform: arn:aws:sns:eu-west-1:111122223333:b}", []string{
				"notify.inform becomes arn:aws:sns:eu-west-1:111122223333:b, and was not set. " +
					"The SNS topic that does not.",
				"notify.page is not set any more, and was arn:aws:sns:eu-west-1:111122223333:a. " +
					"The SNS topic that wakes people.",
			}},
		{"nodes: {groups: [{name: a}, {name: b}]}", "nodes: {groups: [{name: b}, {name: a}]}", []string{
			"nodes.groups has another order: the first that fits wins.",
		}},
		{"nodes: {groups: [{name: a}]}", "nodes: {groups: [{name: a, mode: report}, {name: b}]}",
			[]string{
				"nodes.groups has no more {name: a}.",
				"nodes.groups has in addition {name: a, mode: report}.",
				"nodes.groups has in addition {name: b}.",
			}},
		{"", "nodes: {disruption: {time_windows: ['Sat 02:00-05:00']}}", []string{
			"nodes.disruption.time_windows has in addition {Sat 02:00-05:00}.",
		}},
	} {
		was, err := Parse([]byte(c.was))
		if err != nil {
			t.Fatal(err)
		}
		now, err := Parse([]byte(c.now))
		if err != nil {
			t.Fatal(err)
		}
		if got := Changes(was, now); !slices.Equal(got, c.want) {
			t.Errorf("%q to %q:\n got %q\nwant %q", c.was, c.now, got, c.want)
		}
	}
}
