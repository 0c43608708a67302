package lambda

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// maxTurns is how often a function may run in one chain of requests. AWS says approximately 16
// (Lambda developer guide, invocation-recursion).
const maxTurns = 16

// TraceHeader is the message attribute by which SQS passes a chain on (SQS developer guide,
// sqs-message-metadata).
const TraceHeader = "AWSTraceHeader"

// RecursiveLoop says what becomes of a function that runs too often in one chain.
type RecursiveLoop string

// What Lambda may do about a chain (Lambda API reference, PutFunctionRecursionConfig). The zero
// value is Terminate.
const (
	Allow     RecursiveLoop = "Allow"
	Terminate RecursiveLoop = "Terminate"
)

// chain is a chain of requests: the root of its trace, empty until somebody asks for it, and how
// often each function, by the hash of its ARN, ran in it.
type chain struct {
	root  string
	turns map[string]int
}

// lineage is how a chain's header names a function.
func lineage(arn string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(arn))
	return fmt.Sprintf("%08x", h.Sum32())
}

// next is the chain with one more run of a function.
func (c chain) next(f *function) chain {
	turns := maps.Clone(c.turns)
	if turns == nil {
		turns = map[string]int{}
	}
	turns[lineage(f.arn)]++
	return chain{c.root, turns}
}

// header is the chain as X-Ray's tracing header.
func (c chain) header() string {
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(c.turns)) {
		parts = append(parts, id+":"+strconv.Itoa(c.turns[id]))
	}
	return "Root=" + c.root + ";Lineage=" + strings.Join(parts, "|")
}

// parseChain reads a tracing header; what it cannot read begins a chain of its own.
func parseChain(header string) chain {
	c := chain{turns: map[string]int{}}
	for part := range strings.SplitSeq(header, ";") {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "Root":
			c.root = value
		case "Lineage":
			for one := range strings.SplitSeq(value, "|") {
				id, turns, _ := strings.Cut(one, ":")
				if n, err := strconv.Atoi(turns); err == nil {
					c.turns[id] = n
				}
			}
		}
	}
	return c
}

// chainOf is the chain of a batch. AWS does not say what holds for messages of several chains; here
// each function counts as often as in the longest.
func (l *Lambda) chainOf(batch []types.Message) chain {
	out := chain{turns: map[string]int{}}
	for _, m := range batch {
		header, ok := m.Attributes[TraceHeader]
		if !ok {
			continue
		}
		c := parseChain(header)
		if out.root == "" {
			out.root = c.root
		}
		for id, n := range c.turns {
			out.turns[id] = max(out.turns[id], n)
		}
	}
	return out
}

// current is the chain of the invocation that runs at this moment, or a new one.
func (l *Lambda) current() chain {
	if r, ok := l.running[l.env.Running()]; ok {
		return r.event.chain
	}
	return chain{}
}

// Trace is the tracing header that the SDK of the running function puts on its calls; "" outside of
// any. What a function sends through EventBridge carries none, so Lambda detects no chain there.
func (l *Lambda) Trace() string {
	r, ok := l.running[l.env.Running()]
	if !ok {
		return ""
	}
	if c := &r.event.chain; c.root == "" {
		c.root = fmt.Sprintf("1-%08x-%s", l.env.Now().Unix(), l.env.HexID("trace", 24))
	}
	return r.event.chain.header()
}

// Turns is how often the function ran in the longest chain of requests so far.
func (l *Lambda) Turns(function string) int {
	if f := l.find(function); f != nil {
		return f.turns
	}
	return 0
}

// recursive reports whether Lambda stops the event as part of a recursive chain, and counts it.
func (l *Lambda) recursive(e *event) bool {
	f := e.function
	if f.spec.RecursiveLoop == Allow || e.chain.turns[lineage(f.arn)] <= maxTurns {
		return false
	}
	l.measure(f, "RecursiveInvocationsDropped")
	l.journal(e, "stopped", "recursive chain")
	return true
}

// recursion is what the invoker is told (Lambda API reference, Invoke).
func recursion() failure {
	return failure{"RecursiveInvocationException", "Lambda has detected your function being " +
		"invoked in a recursive loop with other AWS resources and stopped your function's " +
		"invocation."}
}
