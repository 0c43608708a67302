// Package sashweight drains, scales and refreshes fleets of Windows containers on Amazon ECS.
//
// A sash weight is the hidden counterweight that lets a heavy window go up and down with one
// finger. The functions listen to events and a clock, look at the fleet as it is, plan, act, and
// say why. This package holds the template that deploys them: SAM deploys it to AWS, and the
// simulated account deploys the same bytes, so what is tested is what ships.
package sashweight

import _ "embed"

// Template is template.yaml, the SAM template of all functions with their rules, roles, queues and
// alarms. Callers must not change it.
//
//go:embed template.yaml
var Template []byte
