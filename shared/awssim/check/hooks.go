package check

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/autoscaling"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/autoscaling"
	"sashweight/shared/awssim/ecs"
	"sashweight/shared/awssim/host"
)

const (
	abandon     = "ABANDON"
	launching   = "autoscaling:EC2_INSTANCE_LAUNCHING"
	terminating = "autoscaling:EC2_INSTANCE_TERMINATING"
	warmPool    = "WarmPool"
)

// hooks is what is known of lifecycle actions.
type hooks struct {
	last    *autoscaling.HookView // the first element of the last slice: it is new after a change
	known   int
	open    []int             // places of the actions that were open
	answers map[string]answer // by the action's token
}

// answer is what a function told a lifecycle action.
type answer struct {
	times int
	// inAct: the mode of the group was to act at that moment, or the drain had begun before it
	// was changed.
	inAct bool
	// why is the excuse where tasks were left; empty where none were.
	why string
}

// ours says whether a lifecycle hook is Sashweight's.
func ours(name, metadata string) bool {
	return strings.HasPrefix(name, "sashweight-") || strings.Contains(metadata, "sashweight")
}

// hookRef names a lifecycle action as a request does.
type hookRef struct{ group, hook, token, instance *string }

// find is the last action that the request may mean; nil where there has been none.
func (c *Checker) find(r hookRef) *autoscaling.HookView {
	all := c.account.AutoScaling.Hooks()
	for i := len(all) - 1; i >= 0; i-- {
		v := &all[i]
		if v.Group != aws.ToString(r.group) || v.Hook != aws.ToString(r.hook) {
			continue
		}
		if r.token != nil && v.Token == *r.token || r.token == nil &&
			v.Instance == aws.ToString(r.instance) {
			return v
		}
	}
	return nil
}

// touched judges any call about a lifecycle action, whether it succeeded or not.
func (c *Checker) touched(r hookRef, how string) {
	c.judging(OwnHooksOnly)
	metadata := ""
	if v := c.find(r); v != nil {
		metadata = v.Metadata
	}
	if !ours(aws.ToString(r.hook), metadata) {
		c.broken(OwnHooksOnly, "hook %s of group %s was %s for %s", aws.ToString(r.hook),
			aws.ToString(r.group), how, aws.ToString(r.instance))
	}
}

// answered judges a function's answer to a lifecycle action, at the moment at which it is given.
func (c *Checker) answered(m awssim.Made, in *sdk.CompleteLifecycleActionInput) {
	r := hookRef{in.AutoScalingGroupName, in.LifecycleHookName, in.LifecycleActionToken,
		in.InstanceId}
	c.touched(r, "answered")
	v := c.find(r)
	c.judging(NeverAbandoned)
	if aws.ToString(in.LifecycleActionResult) == abandon && (v == nil || v.Transition != launching) {
		c.broken(NeverAbandoned, "hook %s of group %s for %s", aws.ToString(in.LifecycleHookName),
			aws.ToString(in.AutoScalingGroupName), aws.ToString(in.InstanceId))
	}
	if m.Err != nil && m.Output == nil || v == nil {
		return
	}
	a := c.hooks.answers[v.Token]
	a.times++
	a.inAct = c.modeOf(v.Group) == Act || c.hasBegun(v.Instance)
	c.judging(AnsweredOnce)
	if a.times > 1 {
		c.broken(AnsweredOnce, "hook %s of %s took %d answers", v.Hook, v.Instance, a.times)
	}
	if v.Transition == terminating && v.Origin != warmPool && a.inAct {
		a.why = c.empty(*v)
	}
	c.hooks.answers[v.Token] = a
}

// empty wants that no task is left on the node whose hook was answered, but those of daemons. A
// machine that has ended already has nothing more to lose. It returns the excuse where tasks are
// left: a dead agent, or an order whose time is over.
func (c *Checker) empty(v autoscaling.HookView) (why string) {
	if m := c.account.Machines.Get(v.Instance); m == nil || m.State == host.ShuttingDown ||
		m.State == host.Terminated {
		return ""
	}
	c.judging(EmptyFirst)
	left := c.workOf(v.Instance)
	switch {
	case len(left) == 0:
		return ""
	case c.overdue(v.Instance):
		why = ByDeadline
	case c.dead(v.Instance) && !c.unreplaced(left):
		why = ByDeadAgent
	default:
		c.broken(EmptyFirst, "hook %s of %s was answered by %s while %d tasks were not STOPPED: %s",
			v.Hook, v.Instance, v.AnsweredBy, len(left), shown(left))
		return ""
	}
	c.excuse(why)
	return why
}

// unreplaced says whether a dead agent's node holds what nothing replaces elsewhere: a standalone
// or a protected task, or one whose service has too few healthy tasks.
func (c *Checker) unreplaced(left []ecs.TaskView) bool {
	return slices.ContainsFunc(left, func(t ecs.TaskView) bool {
		lacking := false
		c.account.ECS.EachService(func(s ecs.ServiceView) {
			if s.Name == t.Service && s.Cluster == t.Cluster {
				lacking = s.Healthy < s.Least
			}
		})
		return t.Service == "" || t.Protected || lacking
	})
}

// lookAtHooks looks at the lifecycle actions that were open or are new, if any has changed.
func (c *Checker) lookAtHooks() {
	all := c.account.AutoScaling.Hooks()
	if len(all) == 0 || &all[0] == c.hooks.last {
		return
	}
	c.hooks.last = &all[0]
	for ; c.hooks.known < len(all); c.hooks.known++ {
		c.hooks.open = append(c.hooks.open, c.hooks.known)
	}
	still := c.hooks.open[:0]
	for _, i := range c.hooks.open {
		if all[i].Open {
			still = append(still, i)
			continue
		}
		c.closed(all[i])
	}
	c.hooks.open = still
}

// closed judges an action that has ended.
func (c *Checker) closed(v autoscaling.HookView) {
	if v.Answers > 1 || v.Answers == 1 && v.Expired {
		c.broken(AnsweredOnce, "hook %s of %s took %d answers, expired: %t", v.Hook, v.Instance,
			v.Answers, v.Expired)
	}
	if c.byFunction(v.AnsweredBy) && !ours(v.Hook, v.Metadata) {
		c.broken(OwnHooksOnly, "hook %s of %s was answered by %s", v.Hook, v.Instance, v.AnsweredBy)
	}
}
