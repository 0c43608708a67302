// Package kernel is the engine under the simulated AWS account: virtual time, the queue of what
// is still to happen, one random stream per concern, counters for ids, the journal, and
// invocations as coroutines.
//
// One goroutine runs at a time. Time moves only when the world is advanced or someone sleeps, so
// the same seed gives the same journal, byte for byte, in any process.
package kernel

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"time"
)

// Kernel is one simulated world's clock and queue. It is not safe for concurrent use: whoever
// serves it to several goroutines holds a lock around every call.
type Kernel struct {
	// Journal has one line per call, published event, delivery, invocation and state change.
	Journal *Journal

	now      time.Time
	seed     uint64
	queue    queue
	seq      uint64
	popped   uint64
	streams  map[string]*rand.Rand
	counters map[string]uint64
	running  *Proc
	stepping bool
	after    []func()
}

// New returns a world that begins at start and draws everything random from seed.
func New(seed uint64, start time.Time) *Kernel {
	k := &Kernel{
		now:      start.UTC(),
		seed:     seed,
		streams:  map[string]*rand.Rand{},
		counters: map[string]uint64{},
	}
	k.Journal = &Journal{kernel: k}
	return k
}

// Now is the virtual time, in UTC.
func (k *Kernel) Now() time.Time { return k.now }

// Seed is the number that the world was made from.
func (k *Kernel) Seed() uint64 { return k.seed }

// Popped counts the queue entries that ran so far.
func (k *Kernel) Popped() uint64 { return k.popped }

// Waiting counts the queue entries that are still to run.
func (k *Kernel) Waiting() int { return len(k.queue) }

// Stream returns the random stream of one concern ("faults", "boot", …), split from the seed by
// its name, so that a new concern does not reshuffle the others.
func (k *Kernel) Stream(concern string) *rand.Rand {
	if r, ok := k.streams[concern]; ok {
		return r
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(concern))
	r := rand.New(rand.NewPCG(k.seed, h.Sum64()))
	k.streams[concern] = r
	return r
}

// Count returns 1, 2, 3, … for each kind: the source of every id in the account.
func (k *Kernel) Count(kind string) uint64 {
	k.counters[kind]++
	return k.counters[kind]
}

// HexID returns an id of the given number of hexadecimal digits, unique per kind, that looks like
// AWS's: the digits are scattered, the order is the counter's.
func (k *Kernel) HexID(kind string, digits int) string {
	n := k.Count(kind)
	h := fnv.New64a()
	_, _ = h.Write([]byte(kind))
	r := rand.New(rand.NewPCG(h.Sum64()^k.seed, n))
	b := make([]byte, 0, digits+16)
	for len(b) < digits {
		b = append(b, pad16(r.Uint64())...)
	}
	return string(b[:digits])
}

func pad16(v uint64) string {
	s := strconv.FormatUint(v, 16)
	return "0000000000000000"[len(s):] + s
}

// UUID returns an id in the form of a UUID, unique per kind.
func (k *Kernel) UUID(kind string) string {
	h := k.HexID(kind, 32)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// AfterStep registers a function that runs after every step of the world: the invariant checker.
func (k *Kernel) AfterStep(f func()) { k.after = append(k.after, f) }

// Step runs the next queue entry and moves time to it. It reports false when the queue is empty.
func (k *Kernel) Step() bool {
	e := k.queue.pop()
	if e == nil {
		return false
	}
	k.run(e)
	return true
}

func (k *Kernel) run(e *Timer) {
	if k.running != nil {
		panic("kernel: the world was advanced from inside an invocation")
	}
	if e.at.After(k.now) {
		k.now = e.at
	}
	k.popped++
	k.stepping = true
	e.fn()
	k.stepping = false
	for _, f := range k.after {
		f()
	}
}

// Stepping reports whether a queue entry runs now, so that the world cannot be advanced.
func (k *Kernel) Stepping() bool { return k.stepping }

// AdvanceTo runs everything due up to t and leaves the clock at t.
func (k *Kernel) AdvanceTo(t time.Time) {
	for e := k.queue.peek(); e != nil && !e.at.After(t); e = k.queue.peek() {
		k.run(k.queue.pop())
	}
	if t.After(k.now) {
		k.now = t
	}
}

// Advance runs everything due within d.
func (k *Kernel) Advance(d time.Duration) { k.AdvanceTo(k.now.Add(d)) }

// NextAt is the time of the next queue entry; ok is false when there is none.
func (k *Kernel) NextAt() (t time.Time, ok bool) {
	e := k.queue.peek()
	if e == nil {
		return time.Time{}, false
	}
	return e.at, true
}

// Sleep pauses the running invocation for d of virtual time; outside of any invocation it
// advances the world by d. It returns the context's error.
func (k *Kernel) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if k.running != nil {
		k.running.Sleep(d)
	} else {
		k.Advance(d)
	}
	return ctx.Err()
}
