package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

// AS-29
func TestScheduledActionChangesTheGroupAtItsTimeUnlessSuspended(t *testing.T) {
	for _, suspended := range []bool{false, true} {
		w := newWorld(t)
		w.fleet(1, 1, 2)
		for n, name := range []string{"morning", "evening"} {
			_, err := w.client.PutScheduledUpdateGroupAction(context.Background(),
				&as.PutScheduledUpdateGroupActionInput{
					AutoScalingGroupName: new("web"), ScheduledActionName: new(name),
					StartTime: new(w.env.Now().Add(time.Duration(n+1) * time.Hour)),
					MinSize:   new(int32(4)), MaxSize: new(int32(9)), DesiredCapacity: new(int32(5)),
				})
			must(t, err)
		}
		names, p := 0, as.NewDescribeScheduledActionsPaginator(w.client,
			&as.DescribeScheduledActionsInput{MaxRecords: new(int32(1))})
		for p.HasMorePages() {
			out, err := p.NextPage(context.Background())
			must(t, err)
			names += len(out.ScheduledUpdateGroupActions)
		}
		if names != 2 {
			t.Errorf("%d actions are told, want 2", names)
		}
		want := int32(5)
		if suspended {
			w.suspendOnly("ScheduledActions")
			want = 1
		}
		w.env.Advance(61 * time.Minute)
		if got := w.desired(); got != want {
			t.Errorf("suspended %v: desired capacity %d, want %d", suspended, got, want)
		}
	}
}

// AS-38
func TestRecurringActionHappensAtEachTimeUntilItsEnd(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 9)
	put := func(name, recurrence string, desired int32) {
		_, err := w.client.PutScheduledUpdateGroupAction(context.Background(),
			&as.PutScheduledUpdateGroupActionInput{
				AutoScalingGroupName: new("web"), ScheduledActionName: new(name),
				Recurrence: new(recurrence), DesiredCapacity: new(desired),
				EndTime: new(start.Add(3 * 24 * time.Hour)),
			})
		must(t, err)
	}
	put("morning", "0 9 * * *", 4)
	put("evening", "0 18 * * *", 1)
	got := []int32{}
	for range 8 { // from 9:30, every twelve hours: three days, and a day after the end
		w.env.AdvanceTo(start.Add(90*time.Minute + time.Duration(len(got))*12*time.Hour))
		got = append(got, w.desired())
	}
	want := []int32{4, 1, 4, 1, 4, 1, 1, 1}
	for n := range want {
		if got[n] != want[n] {
			t.Fatalf("desired capacities are %v, want %v", got, want)
		}
	}
	out, err := w.client.DescribeScheduledActions(context.Background(),
		&as.DescribeScheduledActionsInput{})
	must(t, err)
	if n := len(out.ScheduledUpdateGroupActions); n != 0 {
		t.Errorf("after their end %d are told", n)
	}
}

// AS-39
func TestBatchOfScheduledActionsTellsEachRefusal(t *testing.T) {
	w := newWorld(t)
	w.fleet(0, 0, 9)
	ctx := context.Background()
	put, err := w.client.BatchPutScheduledUpdateGroupAction(ctx,
		&as.BatchPutScheduledUpdateGroupActionInput{
			AutoScalingGroupName: new("web"),
			ScheduledUpdateGroupActions: []types.ScheduledUpdateGroupActionRequest{
				{ScheduledActionName: new("a"), Recurrence: new("0 9 * * *"), MinSize: new(int32(1))},
				{ScheduledActionName: new("b"), Recurrence: new("daily"), MinSize: new(int32(1))},
			},
		})
	must(t, err)
	if f := put.FailedScheduledUpdateGroupActions; len(f) != 1 || *f[0].ScheduledActionName != "b" ||
		*f[0].ErrorCode != "ValidationError" {
		t.Errorf("refused are %+v", f)
	}
	gone, err := w.client.BatchDeleteScheduledAction(ctx, &as.BatchDeleteScheduledActionInput{
		AutoScalingGroupName: new("web"), ScheduledActionNames: []string{"a", "b"},
	})
	must(t, err)
	if f := gone.FailedScheduledActions; len(f) != 1 || *f[0].ScheduledActionName != "b" {
		t.Errorf("not deleted are %+v", f)
	}
}
