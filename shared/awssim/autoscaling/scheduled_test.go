package autoscaling

import (
	"context"
	"testing"
	"time"

	as "github.com/aws/aws-sdk-go-v2/service/autoscaling"
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
