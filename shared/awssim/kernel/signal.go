package kernel

import "errors"

// ErrNever says that what was waited for can no longer happen: the world has nothing left to do.
var ErrNever = errors.New("the world ended before what was waited for happened")

// ErrInStep says that nobody can wait here: a queue entry runs that is no coroutine.
var ErrInStep = errors.New("nothing can be waited for inside a step of the world")

// Signal is something that happens once and that others wait for.
type Signal struct {
	kernel  *Kernel
	fired   bool
	waiting []*Proc
}

// NewSignal returns a signal that has not fired.
func (k *Kernel) NewSignal() *Signal { return &Signal{kernel: k} }

// Fire lets all go on that wait, as the next entries of this moment.
func (s *Signal) Fire() {
	s.fired = true
	for _, p := range s.waiting {
		if !p.killed {
			p.wake = s.kernel.After(0, p.wake.fn)
		}
	}
	s.waiting = nil
}

// Await pauses the running coroutine until the signal fires; outside of any it steps the world
// until then. Its error is ErrNever or ErrInStep.
func (s *Signal) Await() error {
	k := s.kernel
	switch {
	case s.fired:
		return nil
	case k.running != nil:
		p := k.running
		p.wake = &Timer{pos: -1}
		s.waiting = append(s.waiting, p)
		p.yield(struct{}{})
		return nil
	case k.stepping:
		return ErrInStep
	}
	for !s.fired {
		if !k.Step() {
			return ErrNever
		}
	}
	return nil
}
