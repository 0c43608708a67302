package runtimeapi

import (
	"context"
	"fmt"
)

// invocation is one piece of work for the program.
type invocation struct {
	id      string
	payload []byte
}

// answer is what the program made of an invocation.
type answer struct {
	id       string
	response []byte
	err      *Error
}

// Error is what a function reports instead of a response.
type Error struct {
	// Type is the error's type in the function's language.
	Type string `json:"errorType"`
	// Message is the error's text.
	Message string `json:"errorMessage"`
}

// Error says what the function reported.
func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Type, e.Message) }

// Invoke hands the payload to the program and returns its response. An error that the function
// itself returned is an *Error. The call ends at the latest with ctx or the function's timeout;
// after that the function can only be closed.
func (f *Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	f.count++
	in := invocation{id: fmt.Sprintf("00000000-0000-4000-8000-%012d", f.count), payload: payload}
	response, err := f.invoke(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("invoke %s: %w", f.spec.Program, err)
	}
	return response, nil
}

func (f *Function) invoke(ctx context.Context, in invocation) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, f.spec.Timeout)
	defer cancel()
	select {
	case <-f.asked:
	case <-f.exited:
		return nil, f.ended()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case f.work <- in:
	case <-f.exited:
		return nil, f.ended()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return f.await(ctx, in)
}

func (f *Function) await(ctx context.Context, in invocation) ([]byte, error) {
	select {
	case a := <-f.answers:
		if a.id != in.id {
			return nil, fmt.Errorf("the program answered invocation %q, not %q", a.id, in.id)
		}
		if a.err != nil {
			return nil, a.err
		}
		return a.response, nil
	case <-f.exited:
		return nil, f.ended()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
