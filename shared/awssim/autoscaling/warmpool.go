package autoscaling

import "fmt"

// WarmPool is a lifecycle action of an instance that enters or leaves a warm pool.
type WarmPool struct {
	// Group and Hook name an existing lifecycle hook; its transition is the action's.
	Group, Hook string
	// Instance is i-…; it need not be a member of the group.
	Instance string
	// Origin and Destination are EC2, AutoScalingGroup or WarmPool.
	Origin, Destination string
}

// WarmPoolEvent opens a lifecycle action of a warm pool and publishes its event. There is no warm
// pool behind it: the action can be prolonged and answered, and expires, and nothing moves. It
// returns the action's token, or an error when there is no such hook or the action is already
// open.
func (a *AutoScaling) WarmPoolEvent(e WarmPool) (token string, err error) {
	g := a.groups[e.Group]
	if g == nil {
		return "", fmt.Errorf("open warm pool action of group %s: no such group", e.Group)
	}
	if x := a.byInstance[actionKey{e.Group, e.Hook, e.Instance}]; x != nil && x.Open {
		return "", fmt.Errorf("open warm pool action of instance %s: it is open", e.Instance)
	}
	for _, h := range g.hooks {
		if h.name != e.Hook {
			continue
		}
		x := &action{group: g, HookView: HookView{
			Instance: e.Instance, Origin: e.Origin, Destination: e.Destination,
		}}
		a.openAction(h, x)
		return x.Token, nil
	}
	return "", fmt.Errorf("open warm pool action of hook %s: no such hook", e.Hook)
}
