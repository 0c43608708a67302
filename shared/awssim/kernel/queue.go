package kernel

import "time"

// Timer is one entry of the queue.
type Timer struct {
	at  time.Time
	seq uint64
	fn  func()
	pos int // index in the queue; -1 once it ran or was stopped
	q   *queue
}

// Stop takes the entry out of the queue; it reports whether it was still waiting. A nil Timer may
// be stopped.
func (t *Timer) Stop() bool {
	if t == nil || t.pos < 0 {
		return false
	}
	t.q.remove(t.pos)
	return true
}

// When is the time at which the entry runs or ran.
func (t *Timer) When() time.Time { return t.at }

// Waiting reports whether the entry is still to run. A nil Timer is not waiting.
func (t *Timer) Waiting() bool { return t != nil && t.pos >= 0 }

// At runs fn at t, or next if t has passed. Entries of the same time run in the order in which
// they were made.
func (k *Kernel) At(t time.Time, fn func()) *Timer {
	if t.Before(k.now) {
		t = k.now
	}
	k.seq++
	e := &Timer{at: t, seq: k.seq, fn: fn, q: &k.queue}
	k.queue.push(e)
	return e
}

// After runs fn once d has passed.
func (k *Kernel) After(d time.Duration, fn func()) *Timer { return k.At(k.now.Add(d), fn) }

// queue is a binary heap ordered by time, then by age. It knows where each entry lies, so that a
// stopped timer leaves at once instead of lying dead in the heap.
type queue []*Timer

func (q queue) less(i, j int) bool {
	if q[i].at.Equal(q[j].at) {
		return q[i].seq < q[j].seq
	}
	return q[i].at.Before(q[j].at)
}

func (q queue) swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].pos, q[j].pos = i, j
}

func (q *queue) push(e *Timer) {
	e.pos = len(*q)
	*q = append(*q, e)
	q.up(e.pos)
}

func (q queue) peek() *Timer {
	if len(q) == 0 {
		return nil
	}
	return q[0]
}

func (q *queue) pop() *Timer {
	if len(*q) == 0 {
		return nil
	}
	return q.remove(0)
}

func (q *queue) remove(i int) *Timer {
	last := len(*q) - 1
	q.swap(i, last)
	e := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	e.pos = -1
	if i < last {
		q.down(i)
		q.up(i)
	}
	return e
}

func (q queue) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !q.less(i, parent) {
			return
		}
		q.swap(i, parent)
		i = parent
	}
}

func (q queue) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(q) {
			return
		}
		if child+1 < len(q) && q.less(child+1, child) {
			child++
		}
		if !q.less(child, i) {
			return
		}
		q.swap(i, child)
		i = child
	}
}
