package autoscaling

import "time"

// InstanceView is an instance as the invariant checker sees it.
type InstanceView struct {
	// Instance is i-…, Group its Auto Scaling group, Zone its Availability Zone.
	Instance, Group, Zone string
	// State is the lifecycle state, such as Terminating:Wait.
	State string
	// Protected says that no scale-in may choose it, Healthy that Auto Scaling does not replace it.
	Protected, Healthy bool
}

// GroupView is a group's size as the invariant checker sees it.
type GroupView struct {
	// Name is the group's name.
	Name string
	// Min, Max and Desired are numbers of instances.
	Min, Max, Desired int32
	// DesiredBy is the caller who wrote Desired last.
	DesiredBy string
	// Resized is when Desired was last written.
	Resized time.Time
	// Suspended are its suspended processes.
	Suspended []string
	// Refreshing is since when an instance refresh is in progress; zero: none is.
	Refreshing time.Time
}

// HookView is one lifecycle action: the pause of one instance for one hook.
type HookView struct {
	// Group and Hook name the hook, Metadata is its notification metadata.
	Group, Hook, Metadata string
	// Instance is i-…, Token the action's own id.
	Instance, Token string
	// Transition is autoscaling:EC2_INSTANCE_LAUNCHING or …TERMINATING.
	Transition string
	// Origin and Destination are EC2, AutoScalingGroup or WarmPool.
	Origin, Destination string
	// Opened is when it began; Closed when it ended, zero while it is open.
	Opened, Closed time.Time
	// Open says that it waits for an answer.
	Open bool
	// Result is CONTINUE or ABANDON; empty while it is open, and when another hook's ABANDON or
	// the instance's end skipped it.
	Result string
	// AnsweredBy is the caller whose answer counted; empty when none did.
	AnsweredBy string
	// Expired says that the hook's default result ended it.
	Expired bool
	// Heartbeats counts those that prolonged it, Answers the answers that were taken (0 or 1),
	// Attempts all calls that tried to answer it.
	Heartbeats, Answers, Attempts int
}

// Each tells of every instance that is not gone, by instance id.
func (a *AutoScaling) Each(f func(InstanceView)) {
	for _, id := range a.ids {
		i := a.instances[id]
		f(InstanceView{
			Instance: id, Group: i.group.name, Zone: i.zone, State: string(i.state),
			Protected: i.protected, Healthy: !i.unhealthy,
		})
	}
}

// EachGroup tells of every group, by name.
func (a *AutoScaling) EachGroup(f func(GroupView)) {
	for _, name := range a.names {
		g := a.groups[name]
		v := GroupView{
			Name: g.name, Min: g.min, Max: g.max, Desired: g.desired, DesiredBy: g.desiredBy,
			Resized: g.resized,
		}
		for _, p := range g.suspended {
			v.Suspended = append(v.Suspended, *p.ProcessName)
		}
		if n := len(g.refreshes); n > 0 && g.refreshes[n-1].EndTime == nil {
			v.Refreshing = *g.refreshes[n-1].StartTime
		}
		f(v)
	}
}

// Hooks is every lifecycle action so far, open or closed, in the order of opening. The slice is
// the caller's to read, not to write; it is built anew only after a change.
func (a *AutoScaling) Hooks() []HookView {
	if a.views == nil && len(a.actions) > 0 {
		a.views = make([]HookView, 0, len(a.actions))
		for _, x := range a.actions {
			a.views = append(a.views, x.HookView)
		}
	}
	return a.views
}
