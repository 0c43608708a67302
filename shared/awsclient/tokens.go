package awsclient

import "fmt"

// Tokens hands out idempotency tokens that count up, where the SDK would draw random ones. Give it
// to a client of the simulated account as its Options.IdempotencyTokenProvider, one for the whole
// run: two clients with tokens of their own would repeat each other. The zero value is ready.
type Tokens struct{ last uint64 }

// GetIdempotencyToken returns the next token, in the form of a UUID. It never fails.
func (t *Tokens) GetIdempotencyToken() (string, error) {
	t.last++
	return fmt.Sprintf("00000000-0000-4000-8000-%012x", t.last), nil
}
