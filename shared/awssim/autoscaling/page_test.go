package autoscaling

import (
	"context"
	"errors"
	"slices"
	"testing"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

func TestGroupsComeInPagesOfOne(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"c", "a", "b"} {
		w.create(request(name, 0, 0, 1))
	}
	var names []string
	pages := as.NewDescribeAutoScalingGroupsPaginator(w.client,
		&as.DescribeAutoScalingGroupsInput{MaxRecords: new(int32(1))})
	for pages.HasMorePages() {
		out, err := pages.NextPage(context.Background())
		must(t, err)
		if len(out.AutoScalingGroups) != 1 {
			t.Fatalf("a page of one holds %d", len(out.AutoScalingGroups))
		}
		names = append(names, *out.AutoScalingGroups[0].AutoScalingGroupName)
	}
	if !slices.Equal(names, []string{"a", "b", "c"}) {
		t.Errorf("pages hold %v", names)
	}
}

func TestInstancesComeInPagesOfOne(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 3, 3)
	seen := map[string]bool{}
	pages := as.NewDescribeAutoScalingInstancesPaginator(w.client,
		&as.DescribeAutoScalingInstancesInput{MaxRecords: new(int32(1))})
	for pages.HasMorePages() {
		out, err := pages.NextPage(context.Background())
		must(t, err)
		i := out.AutoScalingInstances[0]
		seen[*i.InstanceId] = true
		if *i.HealthStatus != "HEALTHY" || *i.AutoScalingGroupName != "web" {
			t.Errorf("%s of %s is %s", *i.InstanceId, *i.AutoScalingGroupName, *i.HealthStatus)
		}
	}
	if len(seen) != 3 {
		t.Errorf("pages hold %d instances, want 3", len(seen))
	}
}

func TestUnknownInstancesAreAbsent(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 1, 1)
	id := *w.show("web").Instances[0].InstanceId
	out, err := w.client.DescribeAutoScalingInstances(context.Background(),
		&as.DescribeAutoScalingInstancesInput{InstanceIds: []string{"i-00", id, id}})
	must(t, err)
	if len(out.AutoScalingInstances) != 1 || *out.AutoScalingInstances[0].InstanceId != id {
		t.Errorf("got %d instances, want only %s", len(out.AutoScalingInstances), id)
	}
}

func TestFiltersAskForTags(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"shop", "till"} {
		in := request(name, 0, 0, 1)
		in.Tags = []types.Tag{{Key: new("team"), Value: new(name)}}
		w.create(in)
	}
	for _, f := range []types.Filter{
		{Name: new("tag:team"), Values: []string{"till"}},
		{Name: new("tag-value"), Values: []string{"till"}},
	} {
		out, err := w.client.DescribeAutoScalingGroups(context.Background(),
			&as.DescribeAutoScalingGroupsInput{Filters: []types.Filter{f}})
		must(t, err)
		if len(out.AutoScalingGroups) != 1 || *out.AutoScalingGroups[0].AutoScalingGroupName !=
			"till" {
			t.Errorf("%s finds %d groups", *f.Name, len(out.AutoScalingGroups))
		}
	}
}

func TestGroupsCanComeWithoutInstances(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 1, 1)
	out, err := w.client.DescribeAutoScalingGroups(context.Background(),
		&as.DescribeAutoScalingGroupsInput{IncludeInstances: new(false)})
	must(t, err)
	if n := len(out.AutoScalingGroups[0].Instances); n != 0 {
		t.Errorf("got %d instances", n)
	}
	if n := len(w.show("web").Instances); n != 1 {
		t.Errorf("the next description has %d instances, want 1", n)
	}
}

func TestDescribeRefusesBadPages(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	groups := func(in as.DescribeAutoScalingGroupsInput) error {
		_, err := w.client.DescribeAutoScalingGroups(ctx, &in)
		return err
	}
	instances := func(in as.DescribeAutoScalingInstancesInput) error {
		_, err := w.client.DescribeAutoScalingInstances(ctx, &in)
		return err
	}
	refused(t, groups(as.DescribeAutoScalingGroupsInput{MaxRecords: new(int32(101))}),
		"ValidationError", "1 validation error detected: Value '101' at 'maxRecords' failed to "+
			"satisfy constraint: Member must have value less than or equal to 100")
	refused(t, instances(as.DescribeAutoScalingInstancesInput{MaxRecords: new(int32(51))}),
		"ValidationError", "1 validation error detected: Value '51' at 'maxRecords' failed to "+
			"satisfy constraint: Member must have value less than or equal to 50")
	refused(t, instances(as.DescribeAutoScalingInstancesInput{InstanceIds: make([]string, 51)}),
		"ValidationError", "The number of instance ids that may be passed in is limited to 50")
	refused(t, groups(as.DescribeAutoScalingGroupsInput{
		AutoScalingGroupNames: make([]string, 51)}), "ValidationError",
		"The number of Auto Scaling group names that may be passed in is limited to 50")
	var token *types.InvalidNextToken
	err := groups(as.DescribeAutoScalingGroupsInput{NextToken: new("?")})
	if !errors.As(err, &token) {
		t.Errorf("got %v, want InvalidNextToken", err)
	}
}
