package runtimeapi

import (
	"io"
	"strings"
	"sync"
)

// tailMax is how much of a program's output is kept for the error that tells of its end, in bytes.
const tailMax = 2 << 10

// tail keeps the end of what a program writes and passes all of it on.
type tail struct {
	next io.Writer

	lock sync.Mutex
	kept []byte
}

// Write never fails, so that a full log does not end the program.
func (t *tail) Write(p []byte) (int, error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.kept = append(t.kept, p...)
	t.kept = t.kept[max(0, len(t.kept)-tailMax):]
	if t.next != nil {
		_, _ = t.next.Write(p)
	}
	return len(p), nil
}

func (t *tail) text() string {
	t.lock.Lock()
	defer t.lock.Unlock()
	if len(t.kept) == 0 {
		return "nothing"
	}
	return strings.TrimSpace(string(t.kept))
}
