package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

func tag(group, key, value string, propagate bool) types.Tag {
	return types.Tag{
		ResourceId: new(group), ResourceType: new(groupType), Key: new(key), Value: new(value),
		PropagateAtLaunch: new(propagate),
	}
}

func (w *world) tag(tags ...types.Tag) {
	w.t.Helper()
	_, err := w.client.CreateOrUpdateTags(context.Background(),
		&as.CreateOrUpdateTagsInput{Tags: tags})
	must(w.t, err)
}

// tags are keys and values by DescribeTags, read in pages of one.
func (w *world) tags(filters ...types.Filter) string {
	w.t.Helper()
	text := ""
	p := as.NewDescribeTagsPaginator(w.client,
		&as.DescribeTagsInput{Filters: filters, MaxRecords: new(int32(1))})
	for p.HasMorePages() {
		out, err := p.NextPage(context.Background())
		must(w.t, err)
		for _, t := range out.Tags {
			text += *t.ResourceId + ":" + *t.Key + "=" + *t.Value + " "
		}
	}
	return text
}

// AS-30
func TestTagsAreWrittenToldAndGivenToNewInstances(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 1, 2)
	w.create(request("other", 0, 0, 1))
	w.tag(tag("web", "team", "a", true), tag("web", "cost", "1", false))
	w.tag(tag("web", "team", "b", true), tag("other", "team", "c", false))
	filter := func(name, value string) types.Filter {
		return types.Filter{Name: new(name), Values: []string{value}}
	}
	if got := w.tags(); got != "other:team=c web:cost=1 web:team=b " {
		t.Errorf("tags are %s", got)
	}
	got := w.tags(filter(groupType, "web"), filter("propagate-at-launch", "true"))
	if got != "web:team=b " {
		t.Errorf("filtered they are %s", got)
	}
	w.scale(2)
	w.env.Advance(2 * time.Minute)
	before, after := w.machines.All()[0], w.machines.All()[1]
	_, early := before.Tags["team"]
	_, cost := after.Tags["cost"]
	if early || cost || after.Tags["team"] != "b" {
		t.Errorf("machines have %v and %v", before.Tags, after.Tags)
	}
	_, err := w.client.DeleteTags(context.Background(),
		&as.DeleteTagsInput{Tags: []types.Tag{tag("web", "team", "", false)}})
	must(t, err)
	if got := w.tags(filter(groupType, "web")); got != "web:cost=1 " {
		t.Errorf("after the deletion they are %s", got)
	}
	if shown := w.show("web").Tags; len(shown) != 1 || *shown[0].Key != "cost" {
		t.Errorf("the group tells %v", shown)
	}
}

// AS-30
func TestWrongTagsAreRefused(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 0)
	put := func(x types.Tag) error {
		_, err := w.client.CreateOrUpdateTags(context.Background(),
			&as.CreateOrUpdateTagsInput{Tags: []types.Tag{tag("web", "fine", "", false), x}})
		return err
	}
	refused(t, put(tag("none", "k", "v", false)), "ValidationError",
		"AutoScalingGroup name not found - AutoScalingGroup none not found")
	refused(t, put(tag("web", "aws:mine", "v", false)), "ValidationError",
		"Tag keys that start with aws: are reserved for AWS")
	if got := w.tags(); got != "" {
		t.Errorf("a refused request wrote %s", got)
	}
}
