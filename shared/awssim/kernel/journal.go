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
	return e.At.Format("2006-01-02T15:04:05.000Z") + " " + e.Kind + " " + e.Text
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
	tail   [tailMax]Entry
	line   []byte
}

// Add writes one line: its kind, and its parts joined by blanks. Line breaks and control
// characters in the parts are made visible, so that untrusted text stays one line.
func (j *Journal) Add(kind string, parts ...string) {
	text := strings.Join(parts, " ")
	if strings.ContainsFunc(text, isControl) {
		text = strings.Map(visible, text)
	}
	e := Entry{At: j.kernel.now, Kind: kind, Text: text}
	if j.digest == nil {
		j.digest = sha256.New()
	}
	j.line = e.At.AppendFormat(j.line[:0], "2006-01-02T15:04:05.000Z")
	j.line = append(append(append(append(j.line, ' '), kind...), ' '), text...)
	j.line = append(j.line, '\n')
	_, _ = j.digest.Write(j.line)
	if j.Out != nil {
		_, _ = j.Out.Write(j.line)
	}
	j.tail[j.lines%tailMax] = e
	j.lines++
	if j.OnEntry != nil {
		j.OnEntry(e)
	}
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
		out = append(out, j.tail[i%tailMax].String())
	}
	return out
}
