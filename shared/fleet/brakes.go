package fleet

// Pause is how far the operator has stopped a cluster.
type Pause string

// The pauses.
const (
	// PauseNone: nothing is stopped.
	PauseNone Pause = ""
	// PauseVoluntary stops what need not be done now; what must go is still drained.
	PauseVoluntary Pause = "voluntary"
	// PauseEverything stops all writes to the fleet, heartbeats of lifecycle hooks among them.
	PauseEverything Pause = "everything"
)

// Harder is the one of two pauses that stops more.
func (p Pause) Harder(q Pause) Pause {
	if p == PauseEverything || q == PauseEverything {
		return PauseEverything
	}
	if p == PauseVoluntary || q == PauseVoluntary {
		return PauseVoluntary
	}
	return PauseNone
}
