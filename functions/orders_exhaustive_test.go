package functions_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/cockroachdb/datadriven"

	"sashweight/functions/simulated"
	"sashweight/shared/awssim"
	awsscaling "sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/check"
	"sashweight/shared/awssim/faults"
	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/kernel"
	"sashweight/shared/state"
)

// happening is one of the things that befall a node, in any order.
type happening struct {
	name string
	// detail is a word of the detail-type of its event, which may get lost or come twice.
	detail string
	do     func(*befallen) error
}

var happenings = []happening{
	{"hook", "terminate", (*befallen).terminated},
	{"order", "Drain Ordered", (*befallen).ordered},
	{"spot", "Spot Instance Interruption", (*befallen).spotted},
	{"task", "Task State Change", (*befallen).taskStopped},
	{"sweep", "", (*befallen).swept},
}

// sequences are all orders of all non-empty subsets of the numbers below n.
func sequences(n int) [][]int {
	var out [][]int
	var more func(sofar []int, used int)
	more = func(sofar []int, used int) {
		for i := range n {
			if used&(1<<i) == 0 {
				next := append(append([]int{}, sofar...), i)
				out = append(out, next)
				more(next, used|1<<i)
			}
		}
	}
	more(nil, 0)
	return out
}

// Whatever befalls a node and in whatever order, its drain ends and nothing is left stuck.
func TestEveryOrderOfWhatBefallsANodeEnds(t *testing.T) {
	everyOrder(t, false)
}

// So it does when one event is lost or comes twice, or the function dies once at a call.
func TestEveryOrderOfWhatBefallsANodeEndsWithOneFault(t *testing.T) {
	everyOrder(t, true)
}

func everyOrder(t *testing.T, fault bool) {
	t.Helper()
	all := sequences(len(happenings))
	if len(all) != 325 {
		t.Fatalf("got %d sequences, want 325", len(all))
	}
	for part := range 2 { // for two cores
		t.Run(fmt.Sprintf("half %d", part+1), func(t *testing.T) {
			t.Parallel()
			for i := part; i < len(all); i += 2 {
				b := &befallen{rng: rand.New(rand.NewPCG(uint64(i), 5))}
				if err := b.play(all[i], fault); err != nil {
					t.Errorf("%s: %v", strings.Join(b.said, ", "), err)
				}
			}
		})
	}
}

// befallen is a small world in which one node has a hard time.
type befallen struct {
	rng     *rand.Rand
	world   *simulated.World
	user    *simulated.Operator
	checker *check.Checker
	node    string
	said    []string
}

// play lets one sequence happen, and says what did not come to an end.
func (b *befallen) play(sequence []int, fault bool) error {
	if err := b.settle(); err != nil {
		return err
	}
	if fault {
		b.fault(sequence)
	}
	gaps := []time.Duration{0, time.Second, 10 * time.Second, 45 * time.Second, 3 * time.Minute}
	for _, i := range sequence {
		b.said = append(b.said, happenings[i].name)
		if err := happenings[i].do(b); err != nil {
			return fmt.Errorf("%s: %w", happenings[i].name, err)
		}
		gap := gaps[b.rng.IntN(len(gaps))]
		b.said = append(b.said, gap.String())
		b.world.Advance(gap)
	}
	return b.ends()
}

// settle makes a world with two nodes and a service of two tasks, and picks a node.
func (b *befallen) settle() (err error) {
	ctx := context.Background()
	if b.world, err = simulated.New(awssim.Options{Seed: 1, Typed: true}); err != nil {
		return err
	}
	b.user, b.checker = b.world.Operator(), check.New(b.world.Account)
	simulated.CheckRules(b.world, b.checker)
	b.checker.Mode = func(string) string { return "act" }
	if err = b.user.CreateCluster(ctx, cluster); err != nil {
		return err
	}
	doc := "mode: act\nnodes:\n  groups:\n    - name: win2022*\n"
	if err = b.user.PutPolicy(ctx, cluster, doc); err != nil {
		return err
	}
	boot := host.Duration{Median: time.Minute, Least: time.Minute}
	if err = b.user.CreateGroup(ctx, simulated.Group{
		Name: group, Cluster: cluster, Most: 4, Want: 2, Spot: true, Hook: "sashweight-drain",
		Heartbeat: 10 * time.Minute, Default: "CONTINUE", Boot: boot,
	}); err != nil {
		return err
	}
	b.world.Advance(3 * time.Minute)
	if err = b.user.CreateService(ctx, simulated.Service{
		Name: "web", Cluster: cluster, Want: 2, CPU: 512, Memory: 1024,
	}); err != nil {
		return err
	}
	b.world.Advance(3 * time.Minute)
	b.node = b.world.Machines.All()[0].InstanceID
	return nil
}

// fault tells the world its one fault: the event of what happens is lost or comes twice, or the
// function dies before or after one of its calls.
func (b *befallen) fault(sequence []int) {
	of := happenings[sequence[b.rng.IntN(len(sequence))]]
	kind := []string{
		faults.EventLost, faults.EventDoubled, faults.CrashBefore, faults.CrashAfter,
	}[b.rng.IntN(4)]
	if of.name == "spot" && kind == faults.EventLost {
		kind = faults.EventDoubled // of a lost notice nobody knows: one more would be fair
	}
	if kind == faults.EventLost || kind == faults.EventDoubled {
		if of.detail != "" {
			b.said = append(b.said, kind+" "+of.detail)
			b.world.Faults.TellEvent(kind, of.detail, 30*time.Second, 1)
			return
		}
		kind = faults.CrashAfter // a sweep is no event
	}
	call := b.rng.IntN(40)
	b.said = append(b.said, fmt.Sprintf("%s %d", kind, call+1))
	b.world.Faults.TellCall(kind, "drain-nodes", "", call, 1)
}

func (b *befallen) terminated() error {
	_, err := b.user.Groups.TerminateInstanceInAutoScalingGroup(context.Background(),
		&autoscaling.TerminateInstanceInAutoScalingGroupInput{
			InstanceId: &b.node, ShouldDecrementDesiredCapacity: aws.Bool(b.rng.IntN(2) == 0),
		})
	if err != nil && strings.Contains(err.Error(), "ValidationError") {
		return nil // the group has let it go already
	}
	return err
}

func (b *befallen) ordered() error {
	then := []string{"terminate", "replace", "keep"}[b.rng.IntN(3)]
	b.said = append(b.said, "then "+then)
	b.world.Publish(kernel.Event{
		Source: "sashweight", DetailType: "Drain Ordered", Label: b.node,
		Detail: func() any {
			return map[string]any{
				"id": "person-1", "cluster": cluster, "instance": b.node, "requester": "somebody",
				"reason": "it is odd", "then": then,
			}
		},
	})
	return nil
}

func (b *befallen) spotted() error {
	b.world.Machines.InterruptSpot(b.node)
	return nil
}

// taskStopped: a person stops the node's tasks.
func (b *befallen) taskStopped() error {
	s := &talk{world: b.world, user: b.user, ids: map[string]string{"node-1": b.node},
		nodes: map[string]string{b.node: "node-1"}}
	return s.stopTasks(&datadriven.TestData{CmdArgs: []datadriven.CmdArg{{Key: "node-1"}}})
}

// swept: the function's schedule goes off.
func (b *befallen) swept() error {
	return b.world.Lambda.InvokeAsync("drain-nodes", []byte(fmt.Sprintf(
		`{"version":"0","source":"sashweight","detail-type":"Tick","time":%q,"resources":[],`+
			`"detail":{"function":"drain-nodes"}}`, b.world.Now().Format(time.RFC3339))), "sweep")
}

// ends gives the world time, and says what is stuck then.
func (b *befallen) ends() error {
	why := "not looked"
	for waited := time.Duration(0); waited < 3*time.Hour && why != ""; waited += 2 * time.Minute {
		b.world.Advance(2 * time.Minute)
		var err error
		if why, err = b.stuck(); err != nil {
			return err
		}
	}
	if why != "" {
		return fmt.Errorf("stuck: %s", why)
	}
	if err := b.checker.Settled(time.Minute); err != nil {
		return err
	}
	return b.checker.Err()
}

// stuck says what has not ended; "" where everything has.
func (b *befallen) stuck() (string, error) {
	store := state.New(b.world.UserConfig(), b.world.Table())
	store.Clock = b.world.Kernel
	work, err := store.Work(context.Background(), cluster)
	if err != nil {
		return "", err
	}
	kept := false
	for _, o := range work.Orders {
		if o.Open() {
			return fmt.Sprintf("order %s is %s: %s", o.ID, o.Step, o.EndReason), nil
		}
		kept = kept || o.Instance == b.node && o.Then == "keep"
	}
	why := ""
	b.world.AutoScaling.Each(func(i awsscaling.InstanceView) {
		if i.State == "Terminating:Wait" {
			why = i.Instance + " is " + i.State
		}
	})
	s := &talk{user: b.user, nodes: map[string]string{}, ids: map[string]string{}}
	for _, n := range s.instances() {
		if aws.ToString(n.Status) == string(ecstypes.ContainerInstanceStatusDraining) && !kept {
			why = aws.ToString(n.Ec2InstanceId) + " is DRAINING"
		}
	}
	return why, nil
}
