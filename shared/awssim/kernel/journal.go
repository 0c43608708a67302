package kernel

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"strings"
	"time"
)

// Entry is one line of the journal.
type Entry struct {
	At time.Time
	// Kind is what sort of thing happened: call, event, deliver, invoke, state, fault.
	Kind string
	// Text is what happened, one line, with its fields.
	Text string
}

// String is the entry as the journal's line, without a line end.
func (e Entry) String() string {
	return e.At.Format(timeLayout) + " " + e.Kind + " " + e.Text
}

// tailMax is how many lines the journal keeps for a failure report.
const tailMax = 50

// Journal is what happened, in order. It keeps a digest of all lines and the last few of them.
type Journal struct {
	// Out, when set, receives every line.
	Out io.Writer
	// OnEntry, when set, is told of every entry.
	OnEntry func(Entry)

	kernel *Kernel
	digest hash.Hash
	lines  uint64
	tail   [tailMax][]byte // the last lines, in a ring whose room is used again
	line   []byte
	// stamp is the text of the time at, which most lines share with the one before.
	at    time.Time
	stamp []byte
}

const timeLayout = "2006-01-02T15:04:05.000Z"

// Add writes one line: its kind, and its parts joined by blanks. Line breaks and control
// characters in the parts are made visible, so that untrusted text stays one line.
func (j *Journal) Add(kind string, parts ...string) {
	if j.digest == nil {
		j.digest = sha256.New()
	}
	if !j.at.Equal(j.kernel.now) || j.stamp == nil {
		j.at = j.kernel.now
		j.stamp = j.at.AppendFormat(j.stamp[:0], timeLayout)
	}
	j.line = append(append(j.line[:0], j.stamp...), ' ')
	j.line = append(append(j.line, kind...), ' ')
	text := len(j.line)
	for i, part := range parts {
		if i > 0 {
			j.line = append(j.line, ' ')
		}
		j.line = appendVisible(j.line, part)
	}
	j.line = append(j.line, '\n')
	_, _ = j.digest.Write(j.line)
	if j.Out != nil {
		_, _ = j.Out.Write(j.line)
	}
	last := &j.tail[j.lines%tailMax]
	*last = append((*last)[:0], j.line...)
	j.lines++
	if j.OnEntry != nil {
		j.OnEntry(Entry{At: j.at, Kind: kind, Text: string(j.line[text : len(j.line)-1])})
	}
}

// appendVisible appends a part without control characters.
func appendVisible(line []byte, part string) []byte {
	for i := range len(part) {
		if isControl(rune(part[i])) {
			return append(line, strings.Map(visible, part)...)
		}
	}
	return append(line, part...)
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func visible(r rune) rune {
	if isControl(r) {
		return '\uFFFD'
	}
	return r
}

// Lines counts the lines written so far.
func (j *Journal) Lines() uint64 { return j.lines }

// Digest is the SHA-256 of all lines so far, in hexadecimal: equal digests are equal journals.
func (j *Journal) Digest() string {
	if j.digest == nil {
		return hex.EncodeToString(sha256.New().Sum(nil))
	}
	return hex.EncodeToString(j.digest.Sum(nil))
}

// Tail returns the last lines, oldest first, at most 50.
func (j *Journal) Tail() []string {
	n := min(j.lines, tailMax)
	out := make([]string, 0, n)
	for i := j.lines - n; i < j.lines; i++ {
		line := j.tail[i%tailMax]
		out = append(out, string(line[:len(line)-1]))
	}
	return out
}
