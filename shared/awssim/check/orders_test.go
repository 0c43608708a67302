package check

import (
	"context"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	sim "sashweight/shared/awssim/ecs"
)

// row is what a test writes into an order's row beside its key.
type row map[string]string

// order writes the open row of a person's order.
func (w *world) order(instance, then string) {
	w.t.Helper()
	w.writeRow(instance, row{"then": then})
}

// writeRow writes an order's row; milliseconds are numbers, everything else is text.
func (w *world) writeRow(instance string, r row) {
	w.t.Helper()
	it := item{}
	for name, v := range map[string]string{
		"pk": "cluster#" + prod, "sk": "order#" + instance, "order_id": "order-" + instance,
		"step": "ordered", "group_name": group, "origin": "order",
	} {
		it[name] = &types.AttributeValueMemberS{Value: v}
	}
	for name, v := range r {
		it[name] = &types.AttributeValueMemberS{Value: v}
		switch name {
		case "deadline", "extended_until", "draining":
			it[name] = &types.AttributeValueMemberN{Value: v}
		case "urgent":
			it[name] = &types.AttributeValueMemberBOOL{Value: true}
		}
	}
	_, err := w.function.table.PutItem(w.ctx(), &dynamodb.PutItemInput{
		TableName: new("state"), Item: it,
	})
	w.must(err)
}

func ms(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

func (c clients) setDesired(ctx context.Context, n int32) error {
	_, err := c.groups.SetDesiredCapacity(ctx, &autoscaling.SetDesiredCapacityInput{
		AutoScalingGroupName: new(group), DesiredCapacity: &n,
	})
	return err
}

func (c clients) remove(ctx context.Context, instance string) error {
	_, err := c.groups.TerminateInstanceInAutoScalingGroup(ctx,
		&autoscaling.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: &instance, ShouldDecrementDesiredCapacity: new(true),
		})
	return err
}

func (c clients) protect(ctx context.Context, instance string) error {
	_, err := c.groups.SetInstanceProtection(ctx, &autoscaling.SetInstanceProtectionInput{
		AutoScalingGroupName: new(group), InstanceIds: []string{instance},
		ProtectedFromScaleIn: new(true),
	})
	return err
}

// pause sets a brake; an empty value takes it away.
func (w *world) pause(name, value string) {
	w.t.Helper()
	if value == "" {
		_, err := w.user.parameters.DeleteParameter(w.ctx(), &ssm.DeleteParameterInput{Name: &name})
		w.must(err)
		return
	}
	_, err := w.user.parameters.PutParameter(w.ctx(), &ssm.PutParameterInput{
		Name: &name, Value: &value, Type: ssmtypes.ParameterTypeString, Overwrite: new(true),
	})
	w.must(err)
}

// drain orders the drain of a node and begins it.
func (w *world) drain(instance, arn string) {
	w.t.Helper()
	w.order(instance, "terminate")
	w.must(w.function.setState(w.ctx(), "DRAINING", arn))
}

// other is another node that serves, and its container instance.
func (w *world) other(than string) (instance, arn string) {
	w.t.Helper()
	w.ECS.EachInstance(func(n sim.InstanceView) {
		if n.EC2InstanceID != than && n.Status == active {
			instance, arn = n.EC2InstanceID, n.ARN
		}
	})
	if instance == "" {
		w.t.Fatal("there is no other node")
	}
	return instance, arn
}
