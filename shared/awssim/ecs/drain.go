package ecs

import "github.com/aws/aws-sdk-go-v2/service/ecs/types"

func (d *deployment) order() order {
	return order{
		code: types.TaskStopCodeServiceSchedulerInitiated, by: "scheduler",
		reason: "Scaling activity initiated by (deployment " + d.id + ")",
	}
}

// stopLeaving stops tasks that have to be replaced: the PENDING ones at once, the others as long as
// enough healthy ones remain (ECS API reference, UpdateContainerInstancesState).
func (s *service) stopLeaving(leaving []*task, least int) []*task {
	var gone []*task
	for _, t := range leaving {
		rest := s.healthy
		if t.healthy {
			rest--
		}
		if rest < least && !t.waiting() {
			continue
		}
		if t.stopFor(t.dep.order()) {
			gone = append(gone, t)
		} else {
			s.tellProtected(t.dep)
		}
	}
	return gone
}

// tellProtected says that protected tasks keep the service from what it should be (ECS developer
// guide, service-event-messages).
func (s *service) tellProtected(d *deployment) {
	s.tell("protected", "was unable to reach steady state because task set ("+d.id+") was unable "+
		"to scale in. Reason: The number of protected tasks are more than the desired count of "+
		"tasks.")
}

// stopFor stops a task of a service that is in the way, unless it is protected and its service is
// not being deleted (ECS developer guide, task-scale-in-protection).
func (t *task) stopFor(o order) bool {
	if t.svc.status == active && t.protected(t.cluster.e.env.Now()) {
		return false
	}
	t.orderStop(o)
	return true
}
