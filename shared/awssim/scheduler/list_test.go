package scheduler

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
	"github.com/aws/smithy-go"
)

// SCHED-9.
func TestSchedulesAreListedInPages(t *testing.T) {
	w := newWorld(1)
	for _, name := range []string{"b", "a2", "a1", "c"} {
		w.make(t, schedule(name, "rate(1 day)"))
	}
	off := schedule("off", "rate(1 day)")
	off.State = types.ScheduleStateDisabled
	w.make(t, off)
	for _, c := range []struct {
		in   api.ListSchedulesInput
		want string
	}{
		{api.ListSchedulesInput{MaxResults: new(int32(1))}, "a1 a2 b c off"},
		{api.ListSchedulesInput{}, "a1 a2 b c off"},
		{api.ListSchedulesInput{NamePrefix: new("a"), MaxResults: new(int32(1))}, "a1 a2"},
		{api.ListSchedulesInput{State: "DISABLED", GroupName: new("default")}, "off"},
	} {
		var names []string
		pages := api.NewListSchedulesPaginator(w.client(), &c.in)
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range page.Schedules {
				names = append(names, *s.Name)
			}
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.in, got, c.want)
		}
	}
	_, err := w.client().ListSchedules(t.Context(),
		&api.ListSchedulesInput{MaxResults: new(int32(101))})
	var failed smithy.APIError
	if !errors.As(err, &failed) || failed.ErrorCode() != "ValidationException" {
		t.Errorf("got %v", err)
	}
}

// SCHED-10.
func TestAGroupHasTagsAndTakesItsSchedulesWithIt(t *testing.T) {
	w := newWorld(1)
	c, name := w.client(), new("team")
	made, err := c.CreateScheduleGroup(t.Context(), &api.CreateScheduleGroupInput{
		Name: name, Tags: []types.Tag{{Key: new("b"), Value: new("1")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	arn := made.ScheduleGroupArn
	_, err = c.TagResource(t.Context(), &api.TagResourceInput{ResourceArn: arn, Tags: []types.Tag{
		{Key: new("a"), Value: new("2")}, {Key: new("c"), Value: new("3")},
	}})
	_, err2 := c.UntagResource(t.Context(),
		&api.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"b", "c"}})
	tags, err3 := c.ListTagsForResource(t.Context(),
		&api.ListTagsForResourceInput{ResourceArn: arn})
	if err := errors.Join(err, err2, err3); err != nil || len(tags.Tags) != 1 ||
		*tags.Tags[0].Key != "a" || *tags.Tags[0].Value != "2" {
		t.Errorf("tags %+v, %v", tags, err)
	}
	in := schedule("tick", "rate(1 day)")
	in.GroupName = name
	w.make(t, in)
	w.make(t, schedule("tick", "rate(1 day)"))
	_, err = c.DeleteScheduleGroup(t.Context(), &api.DeleteScheduleGroupInput{Name: name})
	if left := w.Schedules(); err != nil || len(left) != 1 || left[0].Group != "default" {
		t.Errorf("left are %+v, %v", left, err)
	}
	groups, err := c.ListScheduleGroups(t.Context(), &api.ListScheduleGroupsInput{})
	if err != nil || !slices.ContainsFunc(groups.ScheduleGroups,
		func(g types.ScheduleGroupSummary) bool { return *g.Name == "default" }) ||
		len(groups.ScheduleGroups) != 1 {
		t.Errorf("groups %+v, %v", groups, err)
	}
	if _, err = c.DeleteScheduleGroup(t.Context(),
		&api.DeleteScheduleGroupInput{Name: aws.String("default")}); err == nil {
		t.Error("the default group was deleted")
	}
}
