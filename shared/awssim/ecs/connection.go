package ecs

import "sashweight/shared/awssim/host"

// agentConnection follows the connection of a machine's agent. Without one no task is placed there
// (failure AGENT); those that are there go on (ECS developer guide, task-placement and
// ecs-agent-troubleshooting).
func (e *ECS) agentConnection(m *host.Machine, connected bool) {
	for _, i := range e.byEC2[m.InstanceID] {
		if i.agent == nil || i.connected == connected {
			continue
		}
		i.connected = connected
		for _, t := range i.live {
			if m.State == host.Terminated {
				t.machineDied()
			}
			t.out = nil
		}
		i.watchConnection()
		if !connected {
			i.changed("agent disconnected")
			continue
		}
		i.changed("agent connected")
		i.cluster.capacityChanged()
	}
}
