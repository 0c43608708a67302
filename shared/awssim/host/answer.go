package host

import "time"

// Answered is when a machine was last seen to answer, by an agent other than ECS's: now, for one
// that is up; when it fell silent, for one that hangs, is unreachable or was stopped. ok is false
// for machines that never came up, and for those that have ended.
func (m *Machines) Answered(x *Machine) (seen time.Time, ok bool) {
	switch {
	case !x.up || x.State == ShuttingDown || x.State == Terminated:
		return time.Time{}, false
	case !x.silent.IsZero():
		return x.silent, true
	}
	return m.env.Now(), true
}

// fallSilent notes that nothing on the machine answers from now on.
func (m *Machines) fallSilent(x *Machine) {
	if x != nil && x.silent.IsZero() {
		x.silent = m.env.Now()
	}
}

// comeUp notes that the machine answers.
func (x *Machine) comeUp() { x.up, x.silent = true, time.Time{} }
