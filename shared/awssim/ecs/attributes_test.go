package ecs

import (
	"fmt"
	"slices"
	"testing"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (w *world) putAttributes(arn string, attributes ...types.Attribute) error {
	for n := range attributes {
		attributes[n].TargetId = &arn
	}
	_, err := w.client.PutAttributes(w.ctx, &api.PutAttributesInput{
		Cluster: new("prod"), Attributes: attributes,
	})
	return err
}

func named(name, value string) types.Attribute {
	return types.Attribute{Name: &name, Value: &value}
}

// PLACE-3: a task that waits for an attribute starts when an instance gets it.
func TestWaitingTaskStartsWhenAnInstanceGetsItsAttribute(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(2)
	w.define("web")
	must(w.client.CreateService(w.ctx, &api.CreateServiceInput{
		Cluster: new("prod"), ServiceName: new("web"), TaskDefinition: new("web"),
		DesiredCount: new(int32(2)), PlacementConstraints: []types.PlacementConstraint{{
			Type: types.PlacementConstraintTypeMemberOf, Expression: new("attribute:stack == blue"),
		}},
	}))(t)
	w.kernel.Advance(time.Second)
	if n := len(w.tasks(nil)); n != 0 {
		t.Fatalf("%d tasks run without the attribute", n)
	}
	arn := *w.instance(nodes[1]).ContainerInstanceArn
	if err := w.putAttributes(arn, named("stack", "blue")); err != nil {
		t.Fatal(err)
	}
	w.kernel.Advance(time.Second)
	w.wantStates(nodes[1], "[PENDING/RUNNING:2]")
	must(w.client.DeleteAttributes(w.ctx, &api.DeleteAttributesInput{
		Cluster: new("prod"), Attributes: []types.Attribute{{Name: new("stack"), TargetId: &arn}},
	}))(t)
	out := w.run("web", 1)
	if len(out.Tasks) != 1 {
		t.Errorf("a task without constraint is refused: %v", out.Failures)
	}
	if _, ok := w.ecs.clusters["prod"].instanceByID[arn[len(arn)-32:]].values["stack"]; ok {
		t.Error("the attribute is still there")
	}
}

// PLACE-4
func TestAttributesHaveTheirLimits(t *testing.T) {
	w := newWorld(t)
	arn := *w.instance(w.nodes(1)[0]).ContainerInstanceArn
	var ten []types.Attribute
	for n := range 9 {
		ten = append(ten, named(fmt.Sprintf("a%d", n), "x"))
	}
	if err := w.putAttributes(arn, ten...); err != nil {
		t.Fatal(err) // with tier they are ten
	}
	wantError(t, w.putAttributes(arn, named("one-more", "x")),
		"AttributeLimitExceededException", "10")
	wantError(t, w.putAttributes(arn, append(ten, ten[0], ten[1])...),
		"InvalidParameterException", "between 1 and 10")
	for _, a := range []types.Attribute{
		named("a b", "x"), named("a", " x"), named("a", "x "), named("a", "é"),
	} {
		wantError(t, w.putAttributes(arn, a), "InvalidParameterException", "Invalid attribute")
	}
	none := arn[:len(arn)-32] + "00000000000000000000000000000000"
	wantError(t, w.putAttributes(none, named("a", "x")), "TargetNotFoundException", "target")
}

// PLACE-4
func TestListAttributesFilters(t *testing.T) {
	w := newWorld(t)
	nodes := w.nodes(3)
	arn := *w.instance(nodes[2]).ContainerInstanceArn
	if err := w.putAttributes(arn, named("stack", "blue")); err != nil {
		t.Fatal(err)
	}
	list := func(in api.ListAttributesInput) ([]string, *string, error) {
		in.Cluster, in.TargetType = new("prod"), types.TargetTypeContainerInstance
		out, err := w.client.ListAttributes(w.ctx, &in)
		if err != nil {
			return nil, nil, err
		}
		var rows []string
		for _, a := range out.Attributes {
			rows = append(rows, *a.TargetId+" "+*a.Name)
		}
		return rows, out.NextToken, nil
	}
	all, _, err := list(api.ListAttributesInput{AttributeName: new("tier")})
	if err != nil || len(all) != 3 {
		t.Fatalf("tier is on %v (%v)", all, err)
	}
	paged := collect(t, func(token *string) ([]string, *string, error) {
		return list(api.ListAttributesInput{
			AttributeName: new("tier"), MaxResults: new(int32(1)), NextToken: token,
		})
	})
	if !slices.Equal(paged, all) {
		t.Errorf("page by page %v, at once %v", paged, all)
	}
	blue, _, err := list(api.ListAttributesInput{
		AttributeName: new("stack"), AttributeValue: new("blue"),
	})
	if err != nil || len(blue) != 1 || blue[0] != arn+" stack" {
		t.Errorf("stack blue is on %v (%v)", blue, err)
	}
	_, _, err = list(api.ListAttributesInput{AttributeValue: new("blue")})
	wantError(t, err, "InvalidParameterException", "attribute name")
}
