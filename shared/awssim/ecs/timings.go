package ecs

import "time"

// Timings are how long the control plane takes.
type Timings struct {
	// HealthyAfter is how long a task without any health check must run before it counts as
	// healthy (ECS developer guide, service_definition_parameters, minimumHealthyPercent).
	HealthyAfter time.Duration
	// RetryFirst and RetryMost bound the pause before a service that found no room looks again
	// without any capacity having changed. RetryMost is that of the service throttle logic (ECS
	// developer guide, service-throttle-logic).
	RetryFirst, RetryMost time.Duration
	// Mute is how long a service event is not repeated, and how often a steady state is (ECS
	// developer guide, service-event-messages).
	Mute time.Duration
	// Attach and Detach are how long the network interface of a task takes to come and to go.
	Attach, Detach time.Duration
	// Kept is how long stopped tasks and deregistered instances can be described (ECS API
	// reference, ListTasks and DeregisterContainerInstance).
	Kept time.Duration
	// Delete is the least that a task definition is DELETE_IN_PROGRESS.
	Delete time.Duration
	// AgentLost is how long an agent is away before its instance counts as impaired.
	AgentLost time.Duration
}

// DefaultTimings are what AWS documents; RetryFirst, AgentLost and Delete are assumptions.
func DefaultTimings() Timings {
	return Timings{
		HealthyAfter: 40 * time.Second,
		RetryFirst:   30 * time.Second,
		RetryMost:    15 * time.Minute,
		Mute:         6 * time.Hour,
		Kept:         time.Hour,
		Attach:       5 * time.Second,
		Detach:       10 * time.Second,
		Delete:       time.Minute,
		AgentLost:    2 * time.Minute,
	}
}
