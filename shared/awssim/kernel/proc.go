package kernel

import (
	"iter"
	"time"
)

// Proc is one invocation of a function, a coroutine: it runs until it sleeps, then the world goes
// on. One that was killed is never resumed and none of its deferred calls runs, exactly as when
// Lambda ends a process.
type Proc struct {
	// Name says what runs, for the journal ("drain-nodes#12").
	Name string

	kernel *Kernel
	next   func() (struct{}, bool)
	yield  func(struct{}) bool
	killed bool
	ended  bool
	wake   *Timer
}

// Go starts fn as a coroutine at once (as the next entry of this moment). ended runs after fn has
// returned; it does not run when the coroutine is killed.
func (k *Kernel) Go(name string, fn func(*Proc), ended func()) *Proc {
	p := &Proc{Name: name, kernel: k}
	p.next, _ = iter.Pull(func(yield func(struct{}) bool) {
		p.yield = yield
		fn(p)
	})
	p.wake = k.After(0, func() { p.resume(ended) })
	return p
}

func (p *Proc) resume(ended func()) {
	if p.killed || p.ended {
		return
	}
	p.kernel.running = p
	_, alive := p.next()
	p.kernel.running = nil
	switch {
	case !alive:
		p.ended = true
		if ended != nil {
			ended()
		}
	case !p.killed:
		p.wake.fn = func() { p.resume(ended) }
	}
}

// Sleep pauses the coroutine for d of virtual time. Only the running coroutine may call it.
func (p *Proc) Sleep(d time.Duration) {
	p.wake = p.kernel.After(d, nil)
	p.yield(struct{}{})
}

// Kill ends the coroutine where it stands. From inside it does not return.
func (p *Proc) Kill() {
	p.killed = true
	p.wake.Stop()
	if p.kernel.running == p {
		p.yield(struct{}{})
	}
}

// Killed reports whether the coroutine was ended before it returned.
func (p *Proc) Killed() bool { return p.killed }

// Running is the coroutine that runs now; nil outside of any.
func (k *Kernel) Running() *Proc { return k.running }
