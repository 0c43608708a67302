package check

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

func TestNothingIsBegunInReportMode(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(w *world, instance, arn string) error
	}{
		{"drain", func(w *world, instance, arn string) error {
			w.terminate(instance)
			return w.function.setState(w.ctx(), "DRAINING", arn)
		}},
		{"terminate", func(w *world, instance, _ string) error {
			_, err := w.function.groups.TerminateInstanceInAutoScalingGroup(w.ctx(),
				&autoscaling.TerminateInstanceInAutoScalingGroupInput{
					InstanceId: &instance, ShouldDecrementDesiredCapacity: new(true),
				})
			return err
		}},
		{"set desired capacity", func(w *world, _, _ string) error {
			_, err := w.function.groups.SetDesiredCapacity(w.ctx(),
				&autoscaling.SetDesiredCapacityInput{
					AutoScalingGroupName: new(group), DesiredCapacity: new(int32(4)),
				})
			return err
		}},
		{"stop a task", func(w *world, _, arn string) error {
			out, err := w.user.ecs.ListTasks(w.ctx(), &ecs.ListTasksInput{
				Cluster: new(prod), ContainerInstance: &arn,
			})
			w.must(err)
			_, err = w.function.ecs.StopTask(w.ctx(), &ecs.StopTaskInput{
				Cluster: new(prod), Task: &out.TaskArns[0],
			})
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.checker.Mode = func(string) string { return Report }
			instance, arn := w.busyNode()
			w.must(c.do(w, instance, arn))
			for _, v := range w.checker.Violations() {
				if v.Invariant == ReportBegins {
					return
				}
			}
			t.Errorf("not seen: %v", w.checker.Violations())
		})
	}
}

func TestWhatWasBegunInActModeGoesOnInReportMode(t *testing.T) {
	w := newWorld(t)
	instance, arn := w.busyNode()
	w.terminate(instance)
	w.putRow(prod, "terminate-"+instance, instance, "ordered")
	w.checker.Mode = func(string) string { return Report }
	w.must(w.function.setState(w.ctx(), "DRAINING", arn))
	w.wantBroken()
	w.must(w.function.answer(w.ctx(), hook, instance, "CONTINUE"))
	w.wantBroken(EmptyFirst)
}

func TestBothModesHoldWhileTheModeChanges(t *testing.T) {
	w := newWorld(t)
	w.checker.Mode = func(string) string { return Changing }
	instance, arn := w.busyNode()
	w.terminate(instance)
	w.putRow(prod, "terminate-"+instance, instance, "ordered")
	w.must(w.function.setState(w.ctx(), "DRAINING", arn))
	w.putRow(prod, "terminate-"+instance, instance, "done")
	w.must(w.function.answer(w.ctx(), hook, instance, "CONTINUE"))
	w.Advance(time.Minute)
	w.wantBroken()
	if w.checker.ReportLost == 0 {
		t.Errorf("counted %+v", w.checker.Counts)
	}
}

// putRow writes an order's row as the state table has it.
func (w *world) putRow(cluster, order, instance, step string) {
	w.t.Helper()
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	_, err := w.function.table.PutItem(w.ctx(), &dynamodb.PutItemInput{
		TableName: new("state"), Item: item{
			"pk": text("cluster#" + cluster), "sk": text("order#" + instance),
			"order_id": text(order), "step": text(step), "group_name": text(group),
			"origin": text(order[:4]),
		},
	})
	w.must(err)
}

const node = "i-0123456789abcdef0"

func TestOneOrderPerInstance(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(*world)
		want []string
	}{
		{"one after the other", func(w *world) {
			w.putRow(prod, "spot-1", node, "ordered")
			w.putRow(prod, "spot-1", node, "done")
			w.putRow("other", "spot-2", node, "ordered")
		}, nil},
		{"in two clusters", func(w *world) {
			w.putRow(prod, "spot-1", node, "ordered")
			w.putRow("other", "spot-2", node, "ordered")
		}, []string{OneOrder}},
		{"replaced while open", func(w *world) {
			w.putRow(prod, "spot-1", node, "ordered")
			w.putRow(prod, "spot-2", node, "ordered")
		}, []string{OneOrder}},
		{"updated in two clusters", func(w *world) {
			w.putRow(prod, "spot-1", node, "ordered")
			w.putRow("other", "spot-2", node, "done")
			w.update("other", types.ReturnValueAllNew)
		}, []string{OneOrder}},
		{"updated unseen", func(w *world) {
			w.putRow(prod, "spot-1", node, "ordered")
			w.update(prod, types.ReturnValueNone)
		}, []string{OneOrder}},
		{"deleted before the next", func(w *world) {
			w.putRow(prod, "spot-1", node, "ordered")
			_, err := w.user.table.DeleteItem(w.ctx(), &dynamodb.DeleteItemInput{
				TableName: new("state"), Key: rowKey(prod, node),
			})
			w.must(err)
			w.putRow("other", "spot-2", node, "ordered")
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.do(w)
			w.wantBroken(c.want...)
		})
	}
}

func rowKey(cluster, instance string) item {
	return item{
		"pk": &types.AttributeValueMemberS{Value: "cluster#" + cluster},
		"sk": &types.AttributeValueMemberS{Value: "order#" + instance},
	}
}

// update opens an order's row again.
func (w *world) update(cluster string, values types.ReturnValue) {
	_, err := w.function.table.UpdateItem(w.ctx(), &dynamodb.UpdateItemInput{
		TableName: new("state"), Key: rowKey(cluster, node), ReturnValues: values,
		UpdateExpression: new("SET step = :open"),
		ExpressionAttributeValues: item{
			":open": &types.AttributeValueMemberS{Value: "ordered"},
		},
	})
	w.must(err)
}
